//! `Permute[p]`: `x[i] = z[p[i]]`. `Reverse` is the permutation that reverses the dimensions, and
//! `RandomPermute(seed = n)` one that is drawn while compiling.

use super::random;
use super::text::bracketed;
use crate::arguments::{Check, Options, dim_of_constants};
use crate::ast::Call;
use crate::formula::Interval;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::{Arriving, Entry, Placement, Refusal, Rules, Runtime, Tables};
use proc_macro2::Literal;
use quote::quote;

pub(crate) const PERMUTE: Entry<Permute> = Entry {
    name: "Permute",
    dim: dim_of_constants,
    check: permute,
};

pub(crate) const REVERSE: Entry<Permute> = Entry::new("Reverse", reverse);

pub(crate) const RANDOM_PERMUTE: Entry<Permute> = Entry::new("RandomPermute", random_permute);

const OPTIONS: Options = Options { known: &["seed"] };

/// How a permutation was written.
#[derive(Clone, Copy, Debug)]
enum Name {
    Permute,
    Reverse,
    Random { seed: u64 },
}

#[derive(Clone, Debug)]
pub(crate) struct Permute {
    pub(crate) permutation: Permutation,
    name: Name,
}

impl Permute {
    pub(crate) fn new(permutation: Permutation) -> Self {
        Self {
            permutation,
            name: Name::Permute,
        }
    }
}

fn reverse(call: &Call, check: &Check<'_>) -> Option<Permute> {
    if let Some(sizes) = &call.sizes {
        check.nothing_in(sizes, "Reverse")?;
    }
    if let Some(constants) = &call.constants {
        let help = "help: `Permute[…]` takes indices";
        check.error(
            constants.loc,
            format!("`Reverse` takes no arguments\n{help}"),
        );
    }
    let dim = check.dim?;
    if dim == 1 {
        check
            .report
            .warning(call.loc, "reversing 1 dimension does nothing");
    }
    let reverse = Permute {
        permutation: Permutation::reversal(dim),
        name: Name::Reverse,
    };
    Some(reverse)
}

fn random_permute(call: &Call, check: &Check<'_>) -> Option<Permute> {
    let [seed] = check.only_options(call, OPTIONS)?[..] else {
        return None;
    };
    let Some(seed) = seed else {
        // An option that is misspelled has been reported.
        if call
            .sizes
            .as_ref()
            .is_none_or(|sizes| sizes.list.is_empty())
        {
            check.error(
                call.loc,
                "`RandomPermute` needs a seed: the permutation is drawn while compiling\nhelp: for example `RandomPermute(seed = 1)`",
            );
        }
        return None;
    };
    let seed = random::seed(seed, check)?;
    let random = Permute {
        permutation: random::permutation(check.dim?, seed),
        name: Name::Random { seed },
    };
    if random.is_identity() {
        check.report.warning(
            call.loc,
            "this seed draws the identity, which does nothing\nhelp: try another",
        );
    }
    Some(random)
}

fn permute(call: &Call, check: &Check<'_>) -> Option<Permute> {
    check.no_sizes(call);
    let Some(constants) = &call.constants else {
        if call.sizes.is_none() {
            check.error(
                call.loc,
                "`Permute` needs the indices of the dimensions: `Permute[1, 0]`",
            );
        }
        return None;
    };
    let dim = constants.list.len();
    if dim == 0 {
        check.error(constants.loc, "`Permute` needs one index per dimension");
        return None;
    }
    // If the flow has another number of dimensions, that is the mistake, and not the indices.
    let most = check.dim.map_or(dim, |flow| flow.max(dim));
    let mut seen = vec![false; most];
    let mut indices = Vec::with_capacity(dim);
    let mut repeated = Vec::new();
    for argument in &constants.list {
        let loc = argument.value.loc;
        if let Some(name) = &argument.name {
            check.error(name.loc, "expected an index, found an option");
            continue;
        }
        match check.index(&argument.value, most) {
            None => {}
            Some(index) if seen[index] => repeated.push((index, loc)),
            Some(index) => {
                seen[index] = true;
                indices.push(index);
            }
        }
    }
    let missing: Vec<usize> = (0..dim).filter(|&i| !seen[i]).collect();
    for &(index, loc) in &repeated {
        // Where nothing else is wrong, the missing indices are what was meant.
        let help = match missing.as_slice() {
            [one] => format!("\nhelp: {} is missing", check.labels.index(*one)),
            _ => String::new(),
        };
        check.error(
            loc,
            format!(
                "{} appears twice in this permutation{help}",
                check.labels.index(index)
            ),
        );
    }
    if check.dim != Some(dim) || indices.len() != dim || !missing.is_empty() {
        return None;
    }
    let permutation = Permutation::new(indices);
    if permutation.is_identity() {
        check.report.warning(
            call.loc,
            "this permutation is the identity: it does nothing",
        );
    }
    Some(Permute::new(permutation))
}

impl Rules for Permute {
    fn text(&self) -> String {
        match self.name {
            Name::Permute => bracketed(
                "Permute",
                self.permutation.indices().iter().map(usize::to_string),
            ),
            Name::Reverse => "Reverse".into(),
            Name::Random { seed } => format!("RandomPermute(seed = {seed})"),
        }
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: 0,
            manner: "a copy",
        }
    }

    fn arrive(&self, arriving: &Arriving, _inverted: bool) -> Result<Vec<Interval>, Refusal> {
        Ok(self.permutation.apply(&arriving.intervals))
    }

    fn inverse(&self) -> Option<Self> {
        Some(Self {
            permutation: self.permutation.inverse(),
            name: match self.name {
                Name::Reverse => Name::Reverse,
                Name::Permute | Name::Random { .. } => Name::Permute,
            },
        })
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Permuted(&self.permutation)
    }

    /// `Permute p >> Permute q = Permute (p q p⁻¹) >> Permute p`
    fn permuted(&self, p: &Permutation) -> Option<Self> {
        let moved = p.then(&self.permutation).then(&p.inverse());
        Some(Self::new(moved))
    }

    fn widened(&self, columns: &[usize], dim: usize) -> Option<Self> {
        let mut indices: Vec<usize> = (0..dim).collect();
        for (&column, &source) in columns.iter().zip(self.permutation.indices()) {
            indices[column] = columns[source];
        }
        Some(Self::new(Permutation::new(indices)))
    }

    fn touches(&self) -> Option<Vec<usize>> {
        let indices = self.permutation.indices();
        Some((0..indices.len()).filter(|&i| indices[i] != i).collect())
    }

    fn is_identity(&self) -> bool {
        self.permutation.is_identity()
    }

    fn runtime(&self, _placement: &Placement, _tables: &mut Tables) -> Runtime {
        let indices = self.permutation.indices();
        let dim = Literal::usize_unsuffixed(indices.len());
        let indices = indices.iter().map(|&i| Literal::usize_unsuffixed(i));
        Runtime {
            ty: quote!(rt::Permute<#dim>),
            value: quote!(rt::Permute::new([#(#indices),*])),
        }
    }
}
