//! `Orthogonal`: a learned product of Householder reflections; as many as there are dimensions, or `reflections = k`.

use super::text::with_options;
use crate::arguments::{Check, Options, Over};
use crate::ast::Call;
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Entry, Placement, Rules, Runtime, Tables};
use proc_macro2::Literal;
use quote::quote;

pub(crate) const ORTHOGONAL: Entry<Orthogonal> = Entry::new("Orthogonal", check);

const OPTIONS: Options = Options {
    known: &["reflections", "over"],
};

#[derive(Clone, Debug)]
pub(crate) struct Orthogonal {
    over: Over,
    reflections: usize,
}

fn check(call: &Call, check: &Check<'_>) -> Option<Orthogonal> {
    let [reflections, over] = check.only_options(call, OPTIONS)?[..] else {
        return None;
    };
    let is_over = over.is_some();
    let over = check.over(over);
    if is_over && over.is_none() {
        return None;
    }
    let (one, several) = if is_over {
        ("channel", "channels")
    } else {
        ("dimension", "dimensions")
    };
    let written = match reflections {
        Some(written) => {
            let most = over.as_ref().map_or(usize::MAX, |over| over.count);
            Some(check.whole(written, "a number of reflections", usize::MAX).filter(|&k| {
                // More than there are dimensions reach nothing new.
                if k > most {
                    let of = if most == 1 { one } else { several };
                    check.error(
                        written.loc,
                        format!("{k} reflections of {most} {of} are no more than {most}\nhelp: `Orthogonal` alone takes as many as there are {several}"),
                    );
                }
                k <= most
            })?)
        }
        None => None,
    };
    let over = over?;
    if over.count == 1 {
        check.report.warning(
            call.loc,
            format!("an orthogonal map of 1 {one} changes a sign at most"),
        );
    }
    Some(Orthogonal {
        reflections: written.unwrap_or(over.count),
        over,
    })
}

impl Rules for Orthogonal {
    fn text(&self) -> String {
        let fewer = self.reflections < self.over.count;
        let reflections = fewer.then(|| format!("reflections = {}", self.reflections));
        with_options(
            "Orthogonal",
            reflections.into_iter().chain(self.over.option()),
        )
    }

    fn params(&self) -> usize {
        self.reflections * self.over.count
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: 2 * self.params() * self.over.places,
            manner: "",
        }
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Full {
            dims: Vec::new(),
            places: self.over.places,
        }
    }

    fn runtime(&self, placement: &Placement, _tables: &mut Tables) -> Runtime {
        let (order, reflections) = (
            placement.list(),
            Literal::usize_unsuffixed(self.reflections),
        );
        let over = self.over.runtime();
        Runtime {
            ty: quote!(rt::Orthogonal),
            value: quote!(rt::Orthogonal::new(#order, #reflections) #over),
        }
    }
}
