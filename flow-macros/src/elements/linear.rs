//! `Linear`: `x = P·L·exp(diag s)·U·z`, learned, with a permutation P that is drawn while compiling from `seed`.

use super::random;
use crate::arguments::{Check, Options};
use crate::ast::Call;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::{Entry, Placement, Rules, Runtime, Tables, list};
use quote::quote;

pub(crate) const LINEAR: Entry<Linear> = Entry::new("Linear", check);

const OPTIONS: Options = Options { known: &["seed"] };

#[derive(Clone, Debug)]
pub(crate) struct Linear {
    seed: u64,
    /// P: the dimensions of x, in the order of the triangular matrices.
    output: Permutation,
}

fn check(call: &Call, check: &Check<'_>) -> Option<Linear> {
    let [seed] = check.only_options(call, OPTIONS)?[..] else {
        return None;
    };
    let seed = match seed {
        Some(seed) => random::seed(seed, check)?,
        None => 0,
    };
    let dim = check.dim?;
    Some(Linear {
        seed,
        output: random::permutation(dim, seed),
    })
}

impl Linear {
    fn dim(&self) -> usize {
        self.output.indices().len()
    }
}

impl Rules for Linear {
    fn text(&self) -> String {
        let arguments = match self.seed {
            0 => String::new(),
            seed => format!("(seed = {seed})"),
        };
        format!("Linear{arguments}")
    }

    fn params(&self) -> usize {
        self.dim() * self.dim()
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.dim() * self.dim(),
            manner: "",
        }
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Full(Vec::new())
    }

    fn runtime(&self, placement: &Placement, _tables: &mut Tables) -> Runtime {
        let output = placement.sources(self.output.indices());
        let (input, output) = (placement.list(), list(&output));
        Runtime {
            ty: quote!(rt::Linear),
            value: quote!(rt::Linear::new(#input, #output)),
        }
    }
}
