//! `x_i = z_i·exp(s_i) + t_i`: `Affine` learns both; `ActNorm` starts with mean and scale of the first batch; `Standardize`
//! has those of all data.

use crate::arguments::{Check, Options};
use crate::ast::Call;
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Entry, Placement, Rules, Runtime, Tables};
use quote::quote;

pub(crate) const AFFINE: Entry<Diagonal> =
    Entry::new("Affine", |call, check| diagonal(call, check, Kind::Affine));

pub(crate) const ACT_NORM: Entry<Diagonal> = Entry::new("ActNorm", |call, check| {
    diagonal(call, check, Kind::ActNorm)
});

pub(crate) const STANDARDIZE: Entry<Diagonal> = Entry::new("Standardize", |call, check| {
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
    dim: usize,
}

fn diagonal(call: &Call, check: &Check<'_>, kind: Kind) -> Option<Diagonal> {
    check.only_options(call, OPTIONS)?;
    let dim = check.dim?;
    Some(Diagonal { kind, dim })
}

impl Rules for Diagonal {
    fn text(&self) -> String {
        match self.kind {
            Kind::Affine => "Affine".into(),
            Kind::ActNorm => "ActNorm".into(),
            Kind::Standardize => "Standardize".into(),
        }
    }

    fn params(&self) -> usize {
        2 * self.dim + usize::from(self.is_set_by_data())
    }

    fn is_set_by_data(&self) -> bool {
        self.kind != Kind::Affine
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.dim,
            manner: "",
        }
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Elementwise
    }

    fn runtime(&self, placement: &Placement, _tables: &mut Tables) -> Runtime {
        let order = placement.list();
        let set_by = match self.kind {
            Kind::Affine => quote!(Nothing),
            Kind::ActNorm => quote!(FirstBatch),
            Kind::Standardize => quote!(AllData),
        };
        Runtime {
            ty: quote!(rt::Diagonal),
            value: quote!(rt::Diagonal::new(#order, rt::SetBy::#set_by)),
        }
    }
}
