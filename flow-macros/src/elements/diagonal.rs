//! `Affine`: `x_i = z_i·exp(s_i) + t_i`, learned.

use super::{Bijector, Cost, Entry, Rules, columns, directed};
use crate::ast::Call;
use crate::check::{Check, Options};
use crate::lower::{Runtime, Tables};
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use quote::quote;

pub(crate) const AFFINE: Entry = Entry {
    name: "Affine",
    dim: |_| None,
    check,
};

const OPTIONS: Options = Options {
    known: &[],
    planned: &[],
};

#[derive(Clone, Debug)]
pub(crate) struct Diagonal {
    order: Vec<usize>,
    inverted: bool,
}

fn check(call: &Call, check: &Check<'_>) -> Option<Bijector> {
    check.only_options(call, OPTIONS)?;
    let diagonal = Diagonal {
        order: (0..check.dim?).collect(),
        inverted: false,
    };
    Some(diagonal.into())
}

impl Rules for Diagonal {
    fn spec(&self) -> String {
        if self.inverted {
            "Invert(Affine)".into()
        } else {
            "Affine".into()
        }
    }

    fn params(&self) -> usize {
        2 * self.order.len()
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.order.len(),
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
        Dependence::Elementwise
    }

    fn permuted(&self, p: &Permutation) -> Bijector {
        Self {
            order: p.sources(&self.order),
            ..self.clone()
        }
        .into()
    }

    fn runtime(&self, _tables: &mut Tables) -> Runtime {
        let order = columns(&self.order);
        let diagonal = Runtime {
            ty: quote!(rt::Diagonal),
            value: quote!(rt::Diagonal::new(#order)),
            size: quote!(.size()),
        };
        directed(diagonal, self.inverted)
    }
}
