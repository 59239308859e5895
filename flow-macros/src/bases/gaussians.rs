//! `Mixture(k)`: the mean of k Gaussians with learned weights, locations and scales; `Normal(learned)`: one of them.

use crate::arguments::{Check, Options};
use crate::ast::Call;
use crate::plan::Cost;
use crate::plan::Learned;
use crate::rules::{BaseRules, Entry};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::rc::Rc;

pub(super) const MIXTURE: Entry<Rc<dyn BaseRules>> = Entry::new("Mixture", mixture);

const OPTIONS: Options = Options { known: &[] };

/// Mixtures of more than this many are taken for mistakes.
const MAX_COUNT: usize = 65_536;

#[derive(Clone, Debug)]
pub(crate) struct Gaussians {
    dim: usize,
    /// None for `Normal(learned)`, which has no weights.
    mixed: Option<usize>,
}

fn mixture(call: &Call, check: &Check<'_>) -> Option<Rc<dyn BaseRules>> {
    check.no_constants(call);
    let help = "help: for example `Mixture(8)`";
    let Some(sizes) = &call.sizes else {
        if call.constants.is_none() {
            check.error(
                call.loc,
                format!("`Mixture` needs a number of Gaussians\n{help}"),
            );
        }
        return None;
    };
    let (values, _) = OPTIONS.sort(&sizes.list, "Mixture", check);
    match values.as_slice() {
        [count] => {
            let mixed = check.whole(count, "a number of Gaussians", MAX_COUNT)?;
            Some(Rc::new(Gaussians {
                dim: check.dim?,
                mixed: Some(mixed),
            }))
        }
        [] => {
            check.error(
                sizes.loc,
                format!("`Mixture` needs a number of Gaussians\n{help}"),
            );
            None
        }
        [_, second, ..] => {
            check.error(
                second.loc,
                format!("`Mixture` takes one number, of Gaussians\n{help}"),
            );
            None
        }
    }
}

impl Gaussians {
    pub(super) fn normal(dim: usize) -> Self {
        Self { dim, mixed: None }
    }

    fn text(&self) -> String {
        match self.mixed {
            Some(count) => format!("Mixture({count})"),
            None => "Normal(learned)".into(),
        }
    }
}

impl BaseRules for Gaussians {
    fn spec(&self) -> Option<String> {
        Some(self.text())
    }

    fn name(&self, _i: usize) -> &'static str {
        if self.mixed.is_some() {
            "Mixture"
        } else {
            "Normal"
        }
    }

    fn is_independent(&self) -> bool {
        self.mixed.is_none_or(|count| count == 1)
    }

    fn runtime(&self) -> TokenStream {
        let dim = Literal::usize_unsuffixed(self.dim);
        if let Some(count) = self.mixed {
            let count = Literal::usize_unsuffixed(count);
            quote!(rt::Gaussians::mixture(#dim, #count))
        } else {
            quote!(rt::Gaussians::normal(#dim))
        }
    }

    fn learned(&self) -> Option<Learned> {
        let gaussians = self.mixed.unwrap_or(1) * self.dim;
        let cost = |multiply_adds| Cost {
            multiply_adds,
            manner: "",
        };
        Some(Learned {
            ty: quote!(rt::Gaussians),
            text: self.text(),
            params: self.mixed.unwrap_or(0) + 2 * gaussians,
            forward: cost(self.dim),
            inverse: cost(2 * gaussians),
        })
    }
}
