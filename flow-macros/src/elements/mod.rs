//! The bijectors of the language, a file each: arguments, checks, laws, and the name of the runtime type.
//!
//! A new bijector is a file with a type that implements [`Rules`] and an [`Entry`] per name, and a line
//! in the registry below.

pub(crate) mod conditioner;
pub(crate) mod coupling;
pub(crate) mod custom;
pub(crate) mod diagonal;
pub(crate) mod formula;
pub(crate) mod knots;
mod library;
pub(crate) mod linear;
pub(crate) mod maf;
pub(crate) mod matrix;
pub(crate) mod orthogonal;
pub(crate) mod permute;
pub(crate) mod random;
pub(crate) mod scale;
pub(crate) mod shift;
pub(crate) mod shift_scale;
pub(crate) mod spline;
mod split;
pub(crate) mod univariate;

use crate::arguments::Check;
use crate::ast::{Argument, At, Call, ExprKind};
use crate::formula::Interval;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::{Arriving, Entry, Refusal, Runtime, Tables};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use shift_scale::ShiftScale;
use std::fmt::Debug;

/// What becomes of a bijector and of what arrives at it.
#[derive(Debug)]
pub(crate) struct Arrival {
    /// The bijectors made for what arrives, in turn; none if it is the same for all that can arrive.
    pub(crate) made: Option<Vec<Bijector>>,
    /// What it produces, an interval per dimension.
    pub(crate) image: Vec<Interval>,
}

impl Arrival {
    /// At a bijector that is the same for all that can arrive.
    fn unmade(image: Vec<Interval>) -> Self {
        Self { made: None, image }
    }
}

/// What the compiler must know about a bijector.
pub(crate) trait Rules: Debug {
    /// Its canonical text.
    fn spec(&self) -> String;

    /// How the summary speaks of it, where the rewrites have given it what its text does not show.
    fn describe(&self) -> String {
        self.spec()
    }

    /// The number of learned parameters, as far as the compiler knows.
    fn params(&self) -> usize {
        0
    }

    /// Whether it has, or may have, learned parameters.
    fn learns(&self) -> bool {
        self.params() > 0
    }

    /// Whether only the runtime knows how many parameters there are.
    fn has_params_of_its_own(&self) -> bool {
        false
    }

    /// Whether data sets some of the parameters, before training.
    fn is_set_by_data(&self) -> bool {
        false
    }

    fn forward_cost(&self) -> Cost;

    fn inverse_cost(&self) -> Cost {
        self.forward_cost()
    }

    /// Takes what arrives, base to data. As it stands: real numbers in, real numbers out.
    fn arrive(&self, arriving: &Arriving) -> Result<Arrival, Refusal> {
        let mut intervals = arriving.intervals.iter();
        match intervals.position(|found| !found.is_real()) {
            None => Ok(Arrival::unmade(arriving.intervals.clone())),
            Some(i) => Err(Refusal::of_domain(
                &self.spec(),
                &Interval::REAL,
                arriving,
                i,
            )),
        }
    }

    /// The mathematics that was derived for it, a line each.
    fn derived(&self) -> Vec<String> {
        Vec::new()
    }

    /// The bijector with its directions swapped.
    fn inverse(&self) -> Bijector;

    /// How its outputs depend on its inputs, forwards.
    fn dependence(&self) -> Dependence<'_>;

    /// The `self′` of `Permute p >> self = self′ >> Permute p`: the same on permuted
    /// columns.
    fn permuted(&self, p: &Permutation) -> Bijector;

    fn is_identity(&self) -> bool {
        false
    }

    /// Whether an elementwise bijector is not affine.
    fn bends(&self) -> bool {
        false
    }

    /// Whether what it does depends on the context, where the flow has one.
    fn reads_context(&self) -> bool {
        false
    }

    /// The bijector as constants, `x = scale·z + shift`, if it is that.
    fn constants(&self) -> Option<ShiftScale> {
        None
    }

    /// Where only the runtime knows the image: for every column, which of the intervals that it states is that column's.
    fn states_image(&self) -> Option<Permutation> {
        None
    }

    /// The runtime value that computes it.
    fn runtime(&self, tables: &mut Tables) -> Runtime;
}

/// Makes the enum of all bijectors, and the table of their names.
macro_rules! registry {
    ($($module:ident::$bijector:ident [$($entry:ident),*];)*) => {
        /// A bijector whose arguments have been checked.
        #[derive(Clone, Debug)]
        pub(crate) enum Bijector {
            $($bijector($module::$bijector),)*
        }

        impl Bijector {
            pub(crate) fn rules(&self) -> &dyn Rules {
                match self {
                    $(Self::$bijector(bijector) => bijector,)*
                }
            }
        }

        $(impl From<$module::$bijector> for Bijector {
            fn from(bijector: $module::$bijector) -> Self {
                Self::$bijector(bijector)
            }
        })*

        const ENTRIES: &[Entry<Bijector>] = &[$($($module::$entry,)*)*];
    };
}

registry! {
    formula::Formula [];
    maf::Maf [MAF, IAF];
    coupling::Coupling [COUPLING, REAL_NVP, NICE, NSF];
    spline::Spline [SPLINE];
    permute::Permute [PERMUTE, REVERSE, RANDOM_PERMUTE];
    linear::Linear [LINEAR];
    matrix::Matrix [MATRIX];
    orthogonal::Orthogonal [ORTHOGONAL];
    diagonal::Diagonal [AFFINE, ACT_NORM, STANDARDIZE];
    custom::Custom [];
    shift::Shift [SHIFT];
    scale::Scale [SCALE];
    shift_scale::ShiftScale [];
}

/// Names that other libraries have, and what stands for them here.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    (
        "BatchNorm",
        "the density of a sample would depend on its batch; `ActNorm` is set by the first batch, `Standardize` by the data",
    ),
    ("Chain", "write `A >> B`"),
    ("Flip", "write `Reverse`"),
    ("Householder", "write `Orthogonal`"),
    ("Identity", "leave it out"),
    ("Inverse", "write `Invert(…)`"),
    ("Ln", "write `Log`"),
    ("LULinear", "write `Linear`"),
    ("Shuffle", "write `RandomPermute(seed = 1)`"),
    (
        "SinhArcsinh",
        "write `|z; a, b > 0| sinh(b * asinh(z) + a)`",
    ),
    ("Softsign", "write `|z| z / (1 + abs(z))`"),
    ("Square", "write `|z > 0| z^2`"),
];

pub(crate) fn find(name: &str) -> Option<Entry<Bijector>> {
    let own = ENTRIES.iter().find(|entry| entry.name == name);
    own.copied().or_else(|| library::find(name))
}

/// Every name that can be meant.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let built = ENTRIES.iter().map(|entry| entry.name);
    built.chain(library::names()).chain(["Invert"])
}

/// Elements with a constant per dimension say the dimension by their number.
fn dim_of_constants(call: &Call) -> Option<At<usize>> {
    let constants = call.constants.as_ref()?;
    let value = constants.list.len();
    let is_broken = |constant: &Argument| matches!(constant.value.kind, ExprKind::Broken);
    (value > 0 && !constants.list.iter().any(is_broken)).then_some(At {
        value,
        loc: constants.loc,
    })
}

impl Check<'_> {
    /// The constants of an element that takes one per dimension, and nothing else. Whether there are as
    /// many as the flow has dimensions is for the caller, who may have more to say about each.
    fn constant_per_dim(&self, call: &Call) -> Option<Vec<At<f64>>> {
        self.no_sizes(call);
        let name = &call.name.value;
        match &call.constants {
            Some(constants) if !constants.list.is_empty() => self.constants(constants),
            Some(empty) => {
                self.error(
                    empty.loc,
                    format!("`{name}` needs one constant per dimension"),
                );
                None
            }
            // With parentheses instead of brackets, that has just been said.
            None if call.sizes.is_some() => None,
            None => {
                self.error(
                    call.loc,
                    format!("`{name}` needs one constant per dimension: `{name}[…]`"),
                );
                None
            }
        }
    }
}

/// Names of a table with their places in it.
fn numbered(table: &[(&'static str, &str)]) -> Vec<(&'static str, usize)> {
    let names = table.iter().map(|(name, _)| *name);
    names.enumerate().map(|(i, name)| (name, i)).collect()
}

/// `Name[1, 2]`.
fn bracketed(name: &str, constants: impl IntoIterator<Item = String>) -> String {
    let constants: Vec<String> = constants.into_iter().collect();
    format!("{name}[{}]", constants.join(", "))
}

/// The text of an element, in `Invert` where its directions are swapped.
fn directed(text: String, inverted: bool) -> String {
    if inverted {
        format!("Invert({text})")
    } else {
        text
    }
}

/// A list of columns, as the runtime takes it.
fn columns(order: &[usize]) -> TokenStream {
    let order = order.iter().map(|&i| Literal::usize_unsuffixed(i));
    quote!(&[#(#order),*])
}
