//! Parameters with a range: trained as numbers without one, and mapped onto it.
//!
//! | range | of an unconstrained r | at r = 0 |
//! |---|---|---|
//! | all real numbers | r | 0 |
//! | (a, ∞) | a + softplus(r + ln(e − 1)) | a + 1 |
//! | (−∞, b) | b − softplus(r + ln(e − 1)) | b − 1 |
//! | (a, b) | a + (b − a)·sigmoid(r) | (a + b)/2 |

use super::expr::{Ex, Var};
use super::functions::Func;
use super::interval::{Bound, Interval};
use super::number::Rational;
use super::range;

/// Parameter `index`, which lies in `range`, as a function of its unconstrained value.
pub(crate) fn constrained(index: usize, range: &Interval) -> Ex {
    let raw = Ex::var(Var::Raw(index));
    let number =
        |b: Bound| range::from_bound(b).or_else(|| Rational::from_f64(b.to_f64()).map(Ex::num));
    let shifted = || {
        Ex::call_raw(
            Func::Softplus,
            raw.add(&Ex::one().exp().sub(&Ex::one()).ln()),
        )
    };
    let mapped = match (range.lo, range.hi) {
        (Bound::NegInf, Bound::PosInf) => Some(raw.clone()),
        (lo, Bound::PosInf) => number(lo).map(|lo| lo.add(&shifted())),
        (Bound::NegInf, hi) => number(hi).map(|hi| hi.sub(&shifted())),
        (lo, hi) => match (number(lo), number(hi)) {
            (Some(lo), Some(hi)) => {
                Some(lo.add(&hi.sub(&lo).mul(&Ex::call_raw(Func::Sigmoid, raw.clone()))))
            }
            _ => None,
        },
    };
    mapped.unwrap_or(raw)
}

/// The parameter at an unconstrained value of 0, exactly; none if an end of the range is rounded.
pub(crate) fn at_zero(range: &Interval) -> Option<Ex> {
    let end = range::from_bound;
    Some(match (range.lo, range.hi) {
        (Bound::NegInf, Bound::PosInf) => Ex::zero(),
        (lo, Bound::PosInf) => end(lo)?.add(&Ex::one()),
        (Bound::NegInf, hi) => end(hi)?.sub(&Ex::one()),
        (lo, hi) => end(lo)?.add(&end(hi)?).mul(&Ex::half()),
    })
}
