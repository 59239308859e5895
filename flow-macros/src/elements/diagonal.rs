//! `x_i = z_i·exp(s_i) + t_i`: `Affine` learns both; `ActNorm` starts with mean and scale of the first batch; `Standardize`
//! has those of all data.

use super::{Bijector, Rules, columns, directed};
use crate::arguments::{Check, Options};
use crate::ast::Call;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::Entry;
use crate::rules::{Runtime, Tables};
use quote::quote;

pub(crate) const AFFINE: Entry<Bijector> =
    Entry::new("Affine", |call, check| diagonal(call, check, Kind::Affine));

pub(crate) const ACT_NORM: Entry<Bijector> = Entry::new("ActNorm", |call, check| {
    diagonal(call, check, Kind::ActNorm)
});

pub(crate) const STANDARDIZE: Entry<Bijector> = Entry::new("Standardize", |call, check| {
    diagonal(call, check, Kind::Standardize)
});

const OPTIONS: Options = Options { known: &[] };

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Affine,
    ActNorm,
    Standardize,
}

#[derive(Clone, Debug)]
pub(crate) struct Diagonal {
    kind: Kind,
    order: Vec<usize>,
    inverted: bool,
}

fn diagonal(call: &Call, check: &Check<'_>, kind: Kind) -> Option<Bijector> {
    check.only_options(call, OPTIONS)?;
    let diagonal = Diagonal {
        kind,
        order: (0..check.dim?).collect(),
        inverted: false,
    };
    Some(diagonal.into())
}

impl Rules for Diagonal {
    fn spec(&self) -> String {
        let name = match self.kind {
            Kind::Affine => "Affine",
            Kind::ActNorm => "ActNorm",
            Kind::Standardize => "Standardize",
        };
        directed(name.into(), self.inverted)
    }

    fn params(&self) -> usize {
        2 * self.order.len() + usize::from(self.is_set_by_data())
    }

    fn is_set_by_data(&self) -> bool {
        self.kind != Kind::Affine
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
        let set_by = match self.kind {
            Kind::Affine => quote!(Nothing),
            Kind::ActNorm => quote!(FirstBatch),
            Kind::Standardize => quote!(AllData),
        };
        let diagonal = Runtime {
            ty: quote!(rt::Diagonal),
            value: quote!(rt::Diagonal::new(#order, rt::SetBy::#set_by)),
            size: quote!(.size()),
        };
        diagonal.inverted_if(self.inverted)
    }
}
