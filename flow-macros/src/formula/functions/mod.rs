//! The functions of one argument that formulas know: one row of a table each, with all that is known of it.
//!
//! What is computed from a row (its values on an interval, a derivative, a limit) never asks which function it is. Laws
//! that hold for some functions (`ln(exp(u)) = u`) name these where they stand, and are applied to no other.

mod circular;
#[cfg(test)]
mod enclosures;
mod exponential;
mod hyperbolic;
mod logistic;
mod normal;
mod pieces;
#[cfg(test)]
#[path = "../../../../flow-runtime/src/kernels/math/reference.rs"]
mod reference;
mod root;

use super::expr::Ex;
use super::interval::{Bound, Interval};
use super::number::Rational;
use super::sign::Strict;
#[cfg(test)]
pub(crate) use normal::{erfc, normal_cdf};

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Function {
    /// As users write it; `None` where it arises only from inverses and log-dets.
    pub(crate) written: Option<&'static str>,
    /// In messages and documentation.
    pub(crate) name: &'static str,
    pub(crate) notation: Notation,
    /// What computes it at run time.
    pub(crate) runtime: &'static str,
    /// The open interval on which it is defined; poles are looked at by themselves.
    pub(crate) domain: Interval,
    /// The image of the domain, open where it is not attained.
    pub(crate) range: Interval,
    pub(crate) course: Course,
    pub(crate) breaks: Break,
    pub(crate) parity: Parity,
    pub(crate) inverse: Inverse,
    /// Arguments, limits at the ends among them, at which the value is known exactly.
    pub(crate) exact: &'static [(Bound, Bound)],
    pub(crate) evaluate: fn(f64) -> f64,
    /// A bound on the relative error of `evaluate`, next to roots, poles and ends as well; besides it, results below the
    /// normal numbers have an absolute error of [`LEAST`].
    pub(crate) error: fn(f64) -> f64,
    /// f′(u), given u and f(u).
    pub(crate) derivative: fn(&Ex, &Ex) -> Ex,
    /// Where u goes to −∞, and to ∞.
    pub(crate) tails: [Tail; 2],
    /// Whether it is the logarithm of the distance to a finite end of its domain, where it goes to infinity there.
    pub(crate) has_logarithmic_ends: bool,
    /// What it is in twice the precision, against which its enclosures are tested.
    #[cfg(test)]
    exactly: enclosures::Exactly,
}

/// Where a function rises and falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Course {
    Increasing,
    Decreasing,
    /// Even, and increasing from 0.
    Valley,
    Sine,
    Cosine,
    /// Increasing between its poles.
    Tangent,
    /// The sign of its argument.
    Sign,
}

/// What happens at 0, or at poles, where a function is not smooth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    Nowhere,
    /// Its slope is infinite at 0, where it is 0.
    Steep,
    /// Its slope jumps at 0, from −1 to 1.
    Corner,
    /// It jumps at 0, from −1 to 1.
    Jump,
    /// It goes to infinity at odd multiples of π/2.
    Poles,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parity {
    Odd,
    Even,
    Neither,
}

/// What undoes a function, on its principal branch.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Inverse {
    Function(Func),
    Formula(fn(&Ex) -> Ex),
    Missing,
}

/// What f(u) is like where u goes to infinity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    /// It has the limit that the exact values say.
    Limit,
    /// As u itself.
    Linear,
    /// u to this power.
    Power(i64, i64),
    /// ln u, beside which a constant vanishes.
    Logarithm,
    /// exp(u), times a number.
    Exponential(i64, i64),
    /// The density of the normal distribution, over |u|.
    Gaussian,
    /// Stays bounded, without a limit.
    Oscillates,
    /// By parity, as on the other side.
    Mirrored,
    /// The domain ends before.
    Undefined,
}

/// How people write f(u).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notation {
    Call,
    /// Without parentheses where the argument is a symbol.
    Bare,
    /// |u|
    Bars,
    /// With a superscript of its own.
    Inverted,
    /// In two words, which bind like a product.
    Words,
}

/// Declares the functions, in the order in which messages list them and canonical expressions are sorted.
macro_rules! functions {
    ($($name:ident = $row:path,)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Func {
            $($name),*
        }

        impl Func {
            pub(crate) const ALL: &[Self] = &[$(Self::$name),*];

            /// All that is known of it.
            pub(crate) fn row(self) -> &'static Function {
                match self {
                    $(Self::$name => &$row),*
                }
            }
        }
    };
}

functions! {
    Exp = exponential::EXP,
    Ln = exponential::LN,
    Sqrt = root::SQRT,
    Cbrt = root::CBRT,
    Sin = circular::SIN,
    Cos = circular::COS,
    Tan = circular::TAN,
    Asin = circular::ASIN,
    Acos = circular::ACOS,
    Atan = circular::ATAN,
    Sinh = hyperbolic::SINH,
    Cosh = hyperbolic::COSH,
    Tanh = hyperbolic::TANH,
    Asinh = hyperbolic::ASINH,
    Acosh = hyperbolic::ACOSH,
    Atanh = hyperbolic::ATANH,
    Sigmoid = logistic::SIGMOID,
    Logit = logistic::LOGIT,
    Softplus = logistic::SOFTPLUS,
    Erf = normal::ERF,
    Phi = normal::PHI,
    Abs = pieces::ABS,
    Sign = pieces::SIGN,
    SoftplusInverse = logistic::SOFTPLUS_INVERSE,
    Probit = normal::PROBIT,
    LnCosh = hyperbolic::LN_COSH,
}

/// What may be missing of a result that is no normal number.
pub(crate) const LEAST: f64 = 1e-322;

/// The error of the library's functions, and of ours that are as good.
fn rounding(_: f64) -> f64 {
    4e-15
}

const HALF: Bound = Bound::rational(Rational::HALF);
const MINUS_HALF: Bound = Bound::rational(Rational::lowest(-1, 2));

/// `num/den · π`, in lowest terms.
const fn pi(num: i64, den: i64) -> Bound {
    Bound::Exact(Rational::ZERO, Rational::lowest(num, den))
}

const fn closed(lo: Bound, hi: Bound) -> Interval {
    Interval {
        lo,
        hi,
        lo_open: false,
        hi_open: false,
    }
}

/// From a number that is attained.
const fn from(lo: Bound) -> Interval {
    Interval {
        lo,
        lo_open: false,
        ..Interval::POSITIVE
    }
}

impl Func {
    /// The function that users write by this name.
    pub(crate) fn named(text: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|f| f.row().written == Some(text))
    }

    /// What users may write.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().filter_map(|f| f.row().written)
    }

    pub(crate) fn name(self) -> &'static str {
        self.row().name
    }

    pub(crate) fn natural_domain(self) -> Interval {
        self.row().domain
    }

    pub(crate) fn range(self) -> Interval {
        self.row().range
    }

    pub(crate) fn evaluate(self, x: f64) -> f64 {
        (self.row().evaluate)(x)
    }

    /// Positive where it increases, negative where it decreases on the whole natural domain.
    pub(crate) fn direction(self) -> Option<Strict> {
        match self.row().course {
            Course::Increasing => Some(Strict::Positive),
            Course::Decreasing => Some(Strict::Negative),
            Course::Valley | Course::Sine | Course::Cosine | Course::Tangent | Course::Sign => None,
        }
    }

    /// Whether it is continuous on its natural domain.
    pub(crate) fn is_continuous(self) -> bool {
        match self.row().breaks {
            Break::Nowhere | Break::Steep | Break::Corner => true,
            Break::Jump | Break::Poles => false,
        }
    }

    /// Whether it is infinite inside its natural domain.
    pub(crate) fn has_poles(self) -> bool {
        self.row().breaks == Break::Poles
    }

    pub(crate) fn is_odd(self) -> bool {
        self.row().parity == Parity::Odd
    }

    pub(crate) fn is_even(self) -> bool {
        self.row().parity == Parity::Even
    }

    /// The function that undoes this one, on its principal branch.
    pub(crate) fn inverse(self) -> Option<Self> {
        match self.row().inverse {
            Inverse::Function(f) => Some(f),
            Inverse::Formula(_) | Inverse::Missing => None,
        }
    }

    /// The value, or the limit at an end, where it is known exactly.
    pub(crate) fn exact(self, x: Bound) -> Option<Bound> {
        let is_there = |at: Bound| at == x || (at.is_zero() && x.is_zero());
        let mut all = self.row().exact.iter();
        all.find_map(|&(at, value)| is_there(at).then_some(value))
    }

    /// Where it changes its sign, from −1 to 1, inside its domain, if that is known exactly.
    pub(crate) fn root(self) -> Option<Bound> {
        let row = self.row();
        let rises = matches!(row.course, Course::Increasing | Course::Sign);
        let mut roots = row.exact.iter().filter(|(_, value)| value.is_zero());
        let inside = |at: &Bound| rises && row.domain.contains_bound(*at);
        roots.find_map(|(at, _)| Some(*at).filter(inside))
    }

    /// Whether it vanishes at −∞ by orders of magnitude.
    pub(crate) fn vanishes(self) -> bool {
        matches!(self.row().tails[0], Tail::Exponential(..) | Tail::Gaussian)
    }

    /// Whether it grows towards ∞ by orders of magnitude.
    pub(crate) fn explodes(self) -> bool {
        matches!(self.row().tails[1], Tail::Exponential(..))
    }
}

#[cfg(test)]
mod tests;
