//! `Permute[p]`: `x[i] = z[p[i]]`. `Reverse` is the permutation that reverses the dimensions, `RandomPermute(seed = n)` one
//! that is drawn while compiling, and `Unsqueeze` the one that turns channels to space.

use super::random;
use super::text::{bracketed, with_options};
use crate::arguments::{Check, Options, Over, Passing, dim_of_constants};
use crate::ast::{Arguments, At, Call};
use crate::formula::Interval;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::{Domain, Entry, Placement, Refusal, Rules, Runtime, Tables, directed};
use proc_macro2::Literal;
use quote::quote;

pub(crate) const PERMUTE: Entry<Permute> = Entry {
    name: "Permute",
    dim,
    check: permute,
};

pub(crate) const REVERSE: Entry<Permute> = Entry::new("Reverse", reverse);

pub(crate) const RANDOM_PERMUTE: Entry<Permute> = Entry::new("RandomPermute", random_permute);

pub(crate) const UNSQUEEZE: Entry<Permute> = Entry::new("Unsqueeze", unsqueeze);

const OPTIONS: Options = Options {
    known: &["seed", "over"],
};

const OPTIONS_OF_CONSTANTS: Options = Options { known: &["over"] };

/// How a permutation was written.
#[derive(Clone, Debug)]
enum Name {
    Permute,
    Reverse,
    Random {
        seed: u64,
        over: Over,
    },
    /// These indices of channels.
    Channels(Permutation),
    Unsqueeze {
        inverted: bool,
    },
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
    let [seed, over] = check.only_options(call, OPTIONS)?[..] else {
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
    let over = check.over(over)?;
    let drawn = random::permutation(over.count, seed);
    let random = Permute {
        permutation: Permutation::new(over.channels(&drawn)),
        name: Name::Random { seed, over },
    };
    if random.is_identity() {
        check.report.warning(
            call.loc,
            "this seed draws the identity, which does nothing\nhelp: try another",
        );
    }
    Some(random)
}

fn unsqueeze(call: &Call, check: &Check<'_>) -> Option<Permute> {
    check.only_options(call, Options { known: &[] })?;
    let here = check.shape("`Unsqueeze`", call.loc)?;
    let there = if check.against {
        here.unsqueezed()
    } else {
        here.squeezed()
    };
    let Some(there) = there else {
        *check.passing.borrow_mut() = Passing::Lost;
        let message = if check.against {
            format!(
                "inverted, `Unsqueeze` makes {0} channels of each, but the shape behind it is {here}\nhelp: declare a multiple of {0} channels, or leave `Invert` out: then all axes must be even",
                here.merged()
            )
        } else {
            format!(
                "`Unsqueeze` doubles each axis, but the shape behind it is {here}, with an odd {}\nhelp: declare even lengths, as often as there is an `Unsqueeze`, or leave this one out",
                here.odd_axes()
            )
        };
        check.error(call.loc, message);
        return None;
    };
    let data = if check.against { &there } else { &here };
    let permutation = data.unsqueezing();
    *check.passing.borrow_mut() = Passing::Shape(there);
    Some(Permute {
        permutation,
        name: Name::Unsqueeze { inverted: false },
    })
}

/// The options of `Permute`, which stand in parentheses before its constants.
fn options(call: &Call) -> Option<&Arguments> {
    let sizes = call.sizes.as_ref()?;
    let are_options = sizes.list.iter().any(|argument| argument.name.is_some());
    are_options.then_some(sizes)
}

/// Indices of dimensions say how many there are.
fn dim(call: &Call) -> Option<At<usize>> {
    dim_of_constants(call).filter(|_| options(call).is_none())
}

fn permute(call: &Call, check: &Check<'_>) -> Option<Permute> {
    let over = if let Some(sizes) = options(call) {
        let (values, found) = OPTIONS_OF_CONSTANTS.sort(&sizes.list, "Permute", check);
        for value in &values {
            check.error(value.loc, "indices stand in brackets: `Permute[…]`");
        }
        let over = found[0].filter(|_| values.is_empty())?;
        Some(check.over(Some(over))?)
    } else {
        check.no_sizes(call);
        None
    };
    let count = over.as_ref().map_or(check.dim, |over| Some(over.count));
    let permutation = indices(call, count, over.is_some(), check)?;
    if permutation.is_identity() {
        check.report.warning(
            call.loc,
            "this permutation is the identity: it does nothing",
        );
    }
    Some(match over {
        Some(over) => Permute {
            name: Name::Channels(permutation.clone()),
            permutation: Permutation::new(over.channels(&permutation)),
        },
        None => Permute::new(permutation),
    })
}

/// The constants as a permutation of `count` dimensions, or channels.
fn indices(
    call: &Call,
    count: Option<usize>,
    of_channels: bool,
    check: &Check<'_>,
) -> Option<Permutation> {
    let Some(constants) = &call.constants else {
        if call.sizes.is_none() || of_channels {
            let message = if of_channels {
                "`Permute` needs the indices of the channels: `Permute(over = channels)[1, 0]`"
            } else {
                "`Permute` needs the indices of the dimensions: `Permute[1, 0]`"
            };
            check.error(call.loc, message);
        }
        return None;
    };
    let dim = constants.list.len();
    if dim == 0 {
        check.error(constants.loc, "`Permute` needs one index per dimension");
        return None;
    }
    // If the flow has another number of dimensions, that is the mistake, and not the indices.
    let most = count.map_or(dim, |count| count.max(dim));
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
    if of_channels && count != Some(dim) {
        let count = count.unwrap_or_default();
        check.error(
            constants.loc,
            format!("expected the index of each channel, {count} in all, found {dim}"),
        );
    }
    if count != Some(dim) || indices.len() != dim || !missing.is_empty() {
        return None;
    }
    Some(Permutation::new(indices))
}

impl Rules for Permute {
    fn text(&self) -> String {
        let list = |permutation: &Permutation| -> Vec<String> {
            permutation.indices().iter().map(usize::to_string).collect()
        };
        match &self.name {
            Name::Permute => bracketed("Permute", list(&self.permutation)),
            Name::Channels(own) => bracketed("Permute(over = channels)", list(own)),
            Name::Reverse => "Reverse".into(),
            Name::Random { seed, over } => {
                let seed = format!("seed = {seed}");
                with_options("RandomPermute", [seed].into_iter().chain(over.option()))
            }
            Name::Unsqueeze { inverted } => directed("Unsqueeze".into(), *inverted),
        }
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: 0,
            manner: "a copy",
        }
    }

    fn image(&self, domain: &Domain, _inverted: bool) -> Result<Vec<Interval>, Refusal> {
        Ok(self.permutation.apply(&domain.intervals))
    }

    fn inverse(&self) -> Option<Self> {
        Some(Self {
            permutation: self.permutation.inverse(),
            name: match &self.name {
                Name::Reverse => Name::Reverse,
                Name::Channels(own) => Name::Channels(own.inverse()),
                Name::Unsqueeze { inverted } => Name::Unsqueeze {
                    inverted: !inverted,
                },
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
