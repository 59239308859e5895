//! What is the same whatever its symbols are, although it is written with them: √(d²) − d where d > 0, and (1 + e^(−t))·sigmoid(t).

use super::expr::{Ex, Node};
use super::factor::expand;
use super::functions::Func;
use super::number::Rational;
use super::range::Region;
use super::simplify::simplify_on;

/// Larger fractions, counted as trees, are not multiplied out.
const LARGEST: u32 = 400;
/// The highest power that is.
const HIGHEST: i64 = 4;

/// An expression equal to `ex` on the region, without symbols where that is shown.
pub(super) fn settled(ex: &Ex, region: &Region) -> Ex {
    if !ex.has_any() {
        return ex.clone();
    }
    let simple = simplify_on(ex, region);
    if !simple.has_any() {
        return simple;
    }
    Fraction::of(&simple)
        .and_then(|fraction| fraction.value())
        .unwrap_or(simple)
}

/// Sums that are multiplied out. What is below is what was divided by, so it is nowhere zero.
struct Fraction {
    above: Ex,
    below: Ex,
}

impl Fraction {
    fn of(ex: &Ex) -> Option<Self> {
        let fraction = match ex.node() {
            Node::Num(_) | Node::Pi | Node::Var(_) => Self::whole(ex),
            Node::Sum(c, terms) => {
                let mut sum = Self::whole(&Ex::num(*c));
                for (term, k) in terms {
                    sum = sum.add(&Self::of(term)?, *k);
                }
                sum
            }
            Node::Product(factors) => {
                let mut product = Self::whole(&Ex::one());
                for (base, exponent) in factors {
                    product = product.mul(&Self::power(base, exponent)?);
                }
                product
            }
            Node::Call(f, u) => Self::call(*f, u).unwrap_or_else(|| Self::whole(ex)),
        };
        let size = fraction.above.size().max(fraction.below.size());
        (size <= LARGEST).then_some(fraction)
    }

    fn whole(ex: &Ex) -> Self {
        Self {
            above: ex.clone(),
            below: Ex::one(),
        }
    }

    fn power(base: &Ex, exponent: &Ex) -> Option<Self> {
        let whole = exponent.as_num().and_then(Rational::integer);
        let Some(n) = whole.and_then(|n| i64::try_from(n).ok()) else {
            return Some(Self::whole(&base.pow(exponent)));
        };
        if n.abs() > HIGHEST {
            return Some(Self::whole(&base.powi(n)));
        }
        let Self { above, below } = Self::of(base)?;
        let [above, below] = [above, below].map(|ex| expand(&ex.powi(n.abs())));
        Some(if n < 0 {
            Self {
                above: below,
                below: above,
            }
        } else {
            Self { above, below }
        })
    }

    /// What is a fraction of exponentials.
    fn call(f: Func, u: &Ex) -> Option<Self> {
        let (one, falling) = (Ex::one(), u.neg().exp());
        let twice = u.scale(Rational::int(-2)).exp();
        let half = |ex: &Ex| Self::whole(&ex.scale(Rational::HALF));
        Some(match f {
            Func::Sigmoid => Self {
                above: one.clone(),
                below: one.add(&falling),
            },
            Func::Tanh => Self {
                above: one.sub(&twice),
                below: one.add(&twice),
            },
            Func::Sinh => half(&u.exp().sub(&falling)),
            Func::Cosh => half(&u.exp().add(&falling)),
            _ => return None,
        })
    }

    fn add(&self, other: &Self, k: Rational) -> Self {
        if self.below == other.below {
            return Self {
                above: self.above.add(&other.above.scale(k)),
                below: self.below.clone(),
            };
        }
        let [left, right] = [(self, other), (other, self)].map(|(a, b)| a.above.mul(&b.below));
        Self {
            above: expand(&left).add(&expand(&right).scale(k)),
            below: expand(&self.below.mul(&other.below)),
        }
    }

    fn mul(&self, other: &Self) -> Self {
        Self {
            above: expand(&self.above.mul(&other.above)),
            below: expand(&self.below.mul(&other.below)),
        }
    }

    /// The one value of the fraction: c, where above − c·below is 0 term by term.
    fn value(&self) -> Option<Ex> {
        let parts = |ex: &Ex| {
            let (constant, terms) = ex.terms();
            let constant = Some(Ex::num(constant)).filter(|c| !c.is_zero());
            let terms = terms.into_iter().map(|(term, k)| term.scale(k));
            constant.into_iter().chain(terms).collect::<Vec<_>>()
        };
        let Some(first) = parts(&self.above).into_iter().next() else {
            return Some(Ex::zero());
        };
        let values = parts(&self.below).into_iter().map(|part| first.div(&part));
        values.filter(|value| !value.has_any()).find(|value| {
            let rest = self.above.sub(&expand(&self.below.mul(value)));
            expand(&rest).is_zero()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::expr::Var;
    use crate::formula::interval::Interval;

    #[test]
    fn what_does_not_change_is_a_number() {
        let [t, m] = [0, 1].map(|i| Ex::var(Var::Param(i)));
        let region = Region {
            coords: vec![],
            params: vec![Interval::POSITIVE, Interval::REAL],
        };
        let falling = t.neg().exp();
        let (more, less) = (Ex::one().add(&falling), Ex::one().sub(&falling));
        let call = Ex::call;
        let settled = |ex: &Ex| settled(ex, &region);
        for (ex, value) in [
            (t.powi(2).sqrt().sub(&t), Ex::zero()),
            (
                t.powi(2).sqrt().div(&t).add(&Ex::pi()),
                Ex::pi().add(&Ex::one()),
            ),
            (more.mul(&call(Func::Sigmoid, &t)), Ex::one()),
            (
                call(Func::Sigmoid, &t)
                    .sub(&Ex::half())
                    .mul(&more)
                    .div(&less),
                Ex::half(),
            ),
            (
                call(Func::Tanh, &t.scale(Rational::HALF))
                    .mul(&more)
                    .div(&less),
                Ex::one(),
            ),
            (
                call(Func::Sinh, &t)
                    .add(&call(Func::Cosh, &t))
                    .mul(&falling),
                Ex::one(),
            ),
            (
                Ex::pi().mul(&t).add(&Ex::pi()).div(&t.add(&Ex::one())),
                Ex::pi(),
            ),
            (more.powi(2).sub(&less.powi(2)).div(&falling), Ex::int(4)),
        ] {
            assert_eq!(settled(&ex), value, "{ex:?}");
        }
        // What changes stays, and what is not known to be positive is no root of its square.
        for ex in [
            m.powi(2).sqrt().sub(&m),
            more.mul(&call(Func::Sigmoid, &t.neg())),
            more.div(&less),
            call(Func::Tanh, &t).mul(&more).div(&less),
            t.add(&Ex::int(2)).div(&t.add(&Ex::one())),
        ] {
            assert!(settled(&ex).has_any(), "{ex:?}");
        }
    }
}
