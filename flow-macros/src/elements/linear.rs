//! `Linear`: `x = P·L·exp(diag s)·U·z`, learned, with a permutation P that is drawn while compiling from `seed`.

use super::{Bijector, Rules, columns, directed, random};
use crate::arguments::{Check, Options};
use crate::ast::Call;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::Entry;
use crate::rules::{Runtime, Tables};
use quote::quote;

pub(crate) const LINEAR: Entry<Bijector> = Entry::new("Linear", check);

const OPTIONS: Options = Options { known: &["seed"] };

#[derive(Clone, Debug)]
pub(crate) struct Linear {
    seed: u64,
    /// The columns of z and of x, in the order of the triangular matrices.
    input: Vec<usize>,
    output: Vec<usize>,
    inverted: bool,
}

fn check(call: &Call, check: &Check<'_>) -> Option<Bijector> {
    let [seed] = check.only_options(call, OPTIONS)?[..] else {
        return None;
    };
    let seed = match seed {
        Some(seed) => random::seed(seed, check)?,
        None => 0,
    };
    let dim = check.dim?;
    let linear = Linear {
        seed,
        input: (0..dim).collect(),
        output: random::permutation(dim, seed).indices().to_vec(),
        inverted: false,
    };
    Some(linear.into())
}

impl Rules for Linear {
    fn spec(&self) -> String {
        let arguments = match self.seed {
            0 => String::new(),
            seed => format!("(seed = {seed})"),
        };
        directed(format!("Linear{arguments}"), self.inverted)
    }

    fn params(&self) -> usize {
        self.input.len() * self.input.len()
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.input.len() * self.input.len(),
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
            input: p.sources(&self.input),
            output: p.sources(&self.output),
            ..self.clone()
        }
        .into()
    }

    fn runtime(&self, _tables: &mut Tables) -> Runtime {
        let (input, output) = (columns(&self.input), columns(&self.output));
        let linear = Runtime {
            ty: quote!(rt::Linear),
            value: quote!(rt::Linear::new(#input, #output)),
            size: quote!(.size()),
        };
        linear.inverted_if(self.inverted)
    }
}
