//! Intervals with exact or outward-rounded ends, each of them open or closed.

pub(crate) use super::bound::{Bound, Round, short};
use super::number::Rational;
use std::cmp::Ordering;
use std::fmt;

/// A non-empty set of reals. Infinite ends are always open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Interval {
    pub(crate) lo: Bound,
    pub(crate) hi: Bound,
    pub(crate) lo_open: bool,
    pub(crate) hi_open: bool,
}

impl Interval {
    pub(crate) const REAL: Self = Self::open(Bound::NegInf, Bound::PosInf);
    pub(crate) const POSITIVE: Self = Self::open(Bound::ZERO, Bound::PosInf);
    pub(crate) const UNIT: Self = Self::open(Bound::ZERO, Bound::ONE);

    /// The angles, both ends of which are one point.
    pub(crate) const CIRCLE: Self = Self {
        lo_open: false,
        hi_open: false,
        ..Self::open(Bound::MINUS_PI, Bound::PI)
    };

    pub(crate) const fn open(lo: Bound, hi: Bound) -> Self {
        Self {
            lo,
            hi,
            lo_open: true,
            hi_open: true,
        }
    }

    pub(crate) const fn point(value: Bound) -> Self {
        Self {
            lo: value,
            hi: value,
            lo_open: false,
            hi_open: false,
        }
    }

    pub(crate) fn is_point(&self) -> bool {
        !self.lo_open && !self.hi_open && self.lo == self.hi
    }

    pub(crate) fn is_real(&self) -> bool {
        self.lo == Bound::NegInf && self.hi == Bound::PosInf
    }

    /// Certainly `> 0`, everywhere.
    pub(crate) fn is_positive(&self) -> bool {
        let sign = self.lo.signum();
        sign > 0 || (sign == 0 && self.lo.is_zero() && self.lo_open)
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.neg().is_positive()
    }

    pub(crate) fn is_nonnegative(&self) -> bool {
        self.lo.signum() > 0 || self.lo.is_zero()
    }

    pub(crate) fn is_nonpositive(&self) -> bool {
        self.neg().is_nonnegative()
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.lo.is_zero() && self.hi.is_zero()
    }

    /// Every point of `self` certainly lies in `other`.
    pub(crate) fn is_inside(&self, other: &Self) -> bool {
        let ends = |a: Bound, a_open: bool, b: Bound, b_open: bool| match a.compare(b) {
            Ordering::Greater => true,
            Ordering::Equal => (a == b || b == Bound::NegInf) && (a_open || !b_open),
            Ordering::Less => false,
        };
        ends(self.lo, self.lo_open, other.lo, other.lo_open)
            && ends(self.hi.neg(), self.hi_open, other.hi.neg(), other.hi_open)
    }

    pub(crate) fn contains(&self, value: f64) -> bool {
        value.is_finite() && Self::point(Bound::Float(value).exact()).is_inside(self)
    }

    pub(crate) fn contains_bound(&self, value: Bound) -> bool {
        value.is_finite() && Self::point(value).is_inside(self)
    }

    pub(crate) fn neg(&self) -> Self {
        Self {
            lo: self.hi.neg(),
            hi: self.lo.neg(),
            lo_open: self.hi_open,
            hi_open: self.lo_open,
        }
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        Self {
            lo: self.lo.add(other.lo, Round::Down),
            hi: self.hi.add(other.hi, Round::Up),
            lo_open: self.lo_open || other.lo_open,
            hi_open: self.hi_open || other.hi_open,
        }
    }

    pub(crate) fn scale(&self, by: Rational) -> Self {
        if by.is_one() {
            return *self;
        }
        if by.is_zero() {
            return Self::point(Bound::ZERO);
        }
        if by.is_negative() {
            return self.neg().scale(by.neg());
        }
        let by = Bound::rational(by);
        Self {
            lo: self.lo.mul(by, Round::Down),
            hi: self.hi.mul(by, Round::Up),
            ..*self
        }
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        let corners = [
            (self.lo, self.lo_open, other.lo, other.lo_open),
            (self.lo, self.lo_open, other.hi, other.hi_open),
            (self.hi, self.hi_open, other.lo, other.lo_open),
            (self.hi, self.hi_open, other.hi, other.hi_open),
        ];
        let extreme = |round: Round| {
            let mut best: Option<(Bound, bool)> = None;
            for (a, a_open, b, b_open) in corners {
                let value = a.mul(b, round);
                // A product is attained where both ends are, or where one of them is an attained zero.
                let attained_zero = |end: Bound, open: bool| end.is_zero() && !open;
                let open =
                    (a_open || b_open) && !attained_zero(a, a_open) && !attained_zero(b, b_open);
                best = Some(match best {
                    None => (value, open),
                    Some((old, old_open)) if old == value => (old, old_open && open),
                    Some((old, old_open)) => {
                        let next = if round == Round::Down {
                            old.min(value)
                        } else {
                            old.max(value)
                        };
                        let open = if next == old {
                            old_open
                        } else {
                            next == value && open
                        };
                        (next, open)
                    }
                });
            }
            best.unwrap_or((Bound::ZERO, false))
        };
        let ((lo, lo_open), (hi, hi_open)) = (extreme(Round::Down), extreme(Round::Up));
        Self {
            lo,
            hi,
            lo_open: lo_open || !lo.is_finite(),
            hi_open: hi_open || !hi.is_finite(),
        }
    }

    /// 1/x, for a set that does not reach across zero; `None` otherwise.
    pub(crate) fn recip(&self) -> Option<Self> {
        if self.is_nonpositive() && !self.is_zero() {
            return self.neg().recip().map(|r| r.neg());
        }
        if !self.is_nonnegative() || self.is_zero() {
            return None;
        }
        let (hi, hi_open) = if self.lo.is_zero() {
            (Bound::PosInf, true)
        } else {
            (self.lo.recip(Round::Up), self.lo_open)
        };
        Some(Self {
            lo: self.hi.recip(Round::Down),
            hi,
            lo_open: self.hi_open,
            hi_open,
        })
    }

    pub(crate) fn hull(&self, other: &Self) -> Self {
        let lower = |a: &Self, b: &Self| match a.lo.compare(b.lo) {
            Ordering::Less => (a.lo, a.lo_open),
            Ordering::Greater => (b.lo, b.lo_open),
            Ordering::Equal => (a.lo.min(b.lo), a.lo_open && b.lo_open),
        };
        let (lo, lo_open) = lower(self, other);
        let (hi, hi_open) = lower(&self.neg(), &other.neg());
        Self {
            lo,
            hi: hi.neg(),
            lo_open,
            hi_open,
        }
    }

    /// A float well inside, for unbounded sets a small one.
    pub(crate) fn sample(&self) -> f64 {
        match (self.lo.is_finite(), self.hi.is_finite()) {
            (true, true) => 0.5 * (self.lo.to_f64() + self.hi.to_f64()),
            (true, false) => self.lo.to_f64() + 1.0,
            (false, true) => self.hi.to_f64() - 1.0,
            (false, false) => 0.0,
        }
    }

    /// Two halves that share an end; unbounded sides are cut at growing distances.
    pub(crate) fn split(&self) -> Option<(Self, Self)> {
        let far = |end: f64| (end.abs() * 2.0).max(1.0);
        let cut = match (self.lo.is_finite(), self.hi.is_finite()) {
            (false, false) => Bound::ZERO,
            (true, false) if self.lo.signum() < 0 => Bound::ZERO,
            (false, true) if self.hi.signum() > 0 => Bound::ZERO,
            (true, false) => Bound::Float(self.lo.to_f64() + far(self.lo.to_f64())),
            (false, true) => Bound::Float(self.hi.to_f64() - far(self.hi.to_f64())),
            (true, true) => {
                let (lo, hi) = (self.lo.to_f64(), self.hi.to_f64());
                let middle = if lo > 0.0 && hi > 16.0 * lo {
                    (lo * hi).sqrt()
                } else if hi < 0.0 && lo < 16.0 * hi {
                    -(lo * hi).sqrt()
                } else {
                    0.5 * (lo + hi)
                };
                // A simple cut keeps exact arithmetic short.
                let step =
                    2f64.powi(((hi - lo).log2().floor() - 4.0).clamp(-1000.0, 1000.0) as i32);
                let rounded = (middle / step).round() * step;
                let cut = if rounded > lo && rounded < hi {
                    rounded
                } else {
                    middle
                };
                Bound::Float(cut)
            }
        };
        let cut = cut.exact();
        if self.lo.compare(cut) != Ordering::Less || cut.compare(self.hi) != Ordering::Less {
            return None;
        }
        Some(self.cut_at(cut))
    }

    /// What lies below and above a point inside, which belongs to both.
    pub(crate) fn cut_at(&self, at: Bound) -> (Self, Self) {
        let below = Self {
            hi: at,
            hi_open: false,
            ..*self
        };
        let above = Self {
            lo: at,
            lo_open: false,
            ..*self
        };
        (below, above)
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = if self.lo_open { '(' } else { '[' };
        let close = if self.hi_open { ')' } else { ']' };
        write!(f, "{open}{}, {}{close}", self.lo, self.hi)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openness_survives_arithmetic() {
        let c = Interval::UNIT;
        let cosine = Interval {
            lo: Bound::MINUS_ONE,
            hi: Bound::ONE,
            lo_open: false,
            hi_open: false,
        };
        let sum = Interval::point(Bound::ONE).add(&c.mul(&cosine));
        assert_eq!(sum.to_string(), "(0, 2)");
        assert!(sum.is_positive());
        assert_eq!(
            Interval::POSITIVE.mul(&Interval::POSITIVE).to_string(),
            "(0, ∞)"
        );
        let closed = Interval {
            lo_open: false,
            ..Interval::UNIT
        };
        assert_eq!(closed.mul(&Interval::POSITIVE).to_string(), "[0, ∞)");
    }

    #[test]
    fn reciprocal_and_inside() {
        assert_eq!(Interval::UNIT.recip().unwrap().to_string(), "(1, ∞)");
        assert!(Interval::REAL.recip().is_none());
        assert!(Interval::UNIT.is_inside(&Interval::POSITIVE));
        assert!(!Interval::POSITIVE.is_inside(&Interval::UNIT));
        assert!(
            !Interval {
                lo_open: false,
                ..Interval::UNIT
            }
            .is_inside(&Interval::UNIT)
        );
    }

    #[test]
    fn split_covers() {
        let (a, b) = Interval::REAL.split().unwrap();
        assert_eq!(
            (a.to_string(), b.to_string()),
            ("(−∞, 0]".into(), "[0, ∞)".into())
        );
    }
}
