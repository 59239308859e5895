//! `Orthogonal`: a learned product of Householder reflections; as many as there are dimensions, or `reflections = k`.

use super::{Bijector, Rules, columns, directed};
use crate::arguments::{Check, Options};
use crate::ast::Call;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::Entry;
use crate::rules::{Runtime, Tables};
use proc_macro2::Literal;
use quote::quote;

pub(crate) const ORTHOGONAL: Entry<Bijector> = Entry::new("Orthogonal", check);

const OPTIONS: Options = Options {
    known: &["reflections"],
};

#[derive(Clone, Debug)]
pub(crate) struct Orthogonal {
    order: Vec<usize>,
    reflections: usize,
    inverted: bool,
}

fn check(call: &Call, check: &Check<'_>) -> Option<Bijector> {
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
    let orthogonal = Orthogonal {
        order: (0..dim).collect(),
        reflections: written.unwrap_or(dim),
        inverted: false,
    };
    Some(orthogonal.into())
}

impl Rules for Orthogonal {
    fn spec(&self) -> String {
        let arguments = if self.reflections == self.order.len() {
            String::new()
        } else {
            format!("(reflections = {})", self.reflections)
        };
        directed(format!("Orthogonal{arguments}"), self.inverted)
    }

    fn params(&self) -> usize {
        self.reflections * self.order.len()
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: 2 * self.params(),
            manner: "",
        }
    }

    fn inverse(&self) -> Bijector {
        let inverted = !self.inverted;
        Self {
            inverted,
            ..self.clone()
        }
        .into()
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Full
    }

    fn permuted(&self, p: &Permutation) -> Bijector {
        Self {
            order: p.sources(&self.order),
            ..self.clone()
        }
        .into()
    }

    fn runtime(&self, _tables: &mut Tables) -> Runtime {
        let (order, reflections) = (
            columns(&self.order),
            Literal::usize_unsuffixed(self.reflections),
        );
        let orthogonal = Runtime {
            ty: quote!(rt::Orthogonal),
            value: quote!(rt::Orthogonal::new(#order, #reflections)),
            size: quote!(.size()),
        };
        orthogonal.inverted_if(self.inverted)
    }
}
