//! `Orthogonal`: a learned product of Householder reflections; as many as there are dimensions, or `reflections = k`.

use crate::arguments::{Check, Options};
use crate::ast::Call;
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Entry, Placement, Rules, Runtime, Tables};
use proc_macro2::Literal;
use quote::quote;

pub(crate) const ORTHOGONAL: Entry<Orthogonal> = Entry::new("Orthogonal", check);

const OPTIONS: Options = Options {
    known: &["reflections"],
};

#[derive(Clone, Debug)]
pub(crate) struct Orthogonal {
    dim: usize,
    reflections: usize,
}

fn check(call: &Call, check: &Check<'_>) -> Option<Orthogonal> {
    let [reflections] = check.only_options(call, OPTIONS)?[..] else {
        return None;
    };
    let written = match reflections {
        Some(written) => {
            let most = check.dim.unwrap_or(usize::MAX);
            Some(check.whole(written, "a number of reflections", usize::MAX).filter(|&k| {
                // More than there are dimensions reach nothing new.
                if k > most {
                    let s = if most == 1 { "" } else { "s" };
                    check.error(
                        written.loc,
                        format!("{k} reflections of {most} dimension{s} are no more than {most}\nhelp: `Orthogonal` alone takes as many as there are dimensions"),
                    );
                }
                k <= most
            })?)
        }
        None => None,
    };
    let dim = check.dim?;
    if dim == 1 {
        check.report.warning(
            call.loc,
            "an orthogonal map of 1 dimension changes a sign at most",
        );
    }
    Some(Orthogonal {
        dim,
        reflections: written.unwrap_or(dim),
    })
}

impl Rules for Orthogonal {
    fn text(&self) -> String {
        let arguments = if self.reflections == self.dim {
            String::new()
        } else {
            format!("(reflections = {})", self.reflections)
        };
        format!("Orthogonal{arguments}")
    }

    fn params(&self) -> usize {
        self.reflections * self.dim
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: 2 * self.params(),
            manner: "",
        }
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Full(Vec::new())
    }

    fn runtime(&self, placement: &Placement, _tables: &mut Tables) -> Runtime {
        let (order, reflections) = (
            placement.list(),
            Literal::usize_unsuffixed(self.reflections),
        );
        Runtime {
            ty: quote!(rt::Orthogonal),
            value: quote!(rt::Orthogonal::new(#order, #reflections)),
        }
    }
}
