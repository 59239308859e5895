//! `Linear`: `x = P·L·exp(diag s)·U·z`, learned, with a permutation P that is drawn while compiling from `seed`.

use super::random;
use super::text::with_options;
use crate::arguments::{Check, Options, Over};
use crate::ast::Call;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::{Entry, Placement, Rules, Runtime, Tables, list};
use quote::quote;

pub(crate) const LINEAR: Entry<Linear> = Entry::new("Linear", check);

const OPTIONS: Options = Options {
    known: &["seed", "over"],
};

#[derive(Clone, Debug)]
pub(crate) struct Linear {
    seed: u64,
    over: Over,
    /// P: the dimensions of x, or its channels, in the order of the triangular matrices.
    output: Permutation,
}

fn check(call: &Call, check: &Check<'_>) -> Option<Linear> {
    let [seed, over] = check.only_options(call, OPTIONS)?[..] else {
        return None;
    };
    let seed = match seed {
        Some(seed) => random::seed(seed, check)?,
        None => 0,
    };
    check.over(over).map(|over| Linear::new(over, seed))
}

impl Linear {
    pub(super) fn new(over: Over, seed: u64) -> Self {
        Self {
            seed,
            output: random::permutation(over.count, seed),
            over,
        }
    }

    /// The entries of the matrix.
    fn weights(&self) -> usize {
        self.over.count * self.over.count
    }
}

impl Rules for Linear {
    fn text(&self) -> String {
        let seed = (self.seed > 0).then(|| format!("seed = {}", self.seed));
        with_options("Linear", seed.into_iter().chain(self.over.option()))
    }

    fn params(&self) -> usize {
        self.weights()
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.weights() * self.over.places,
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
        let output = placement.sources(&self.over.channels(&self.output));
        let (input, output) = (placement.list(), list(&output));
        let over = self.over.runtime();
        Runtime {
            ty: quote!(rt::Linear),
            value: quote!(rt::Linear::new(#input, #output) #over),
        }
    }
}
