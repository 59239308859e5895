//! Powers of intervals, by exponents that are rational numbers.

use super::function::widen;
use crate::formula::interval::{Bound, Interval, Round};
use crate::formula::number::Rational;
use std::cmp::Ordering;

pub(super) fn power_rational(base: &Interval, r: Rational) -> Interval {
    if r.is_one() {
        return *base;
    }
    if r.is_negative() {
        return match power_rational(base, r.neg()).recip() {
            Some(result) => result,
            None if r.is_even_integer() => Interval::POSITIVE,
            None => Interval::REAL,
        };
    }
    if r.is_even_integer() && !base.is_nonnegative() {
        let size = if base.is_nonpositive() {
            base.neg()
        } else {
            sizes_around_zero(base)
        };
        return power_rational(&size, r);
    }
    let (lo, hi) = (raise(base.lo, r, Round::Down), raise(base.hi, r, Round::Up));
    let lo = if base.is_nonnegative() {
        lo.max(Bound::ZERO)
    } else {
        lo
    };
    Interval {
        lo,
        hi,
        lo_open: base.lo_open || !lo.is_finite(),
        hi_open: base.hi_open || !hi.is_finite(),
    }
}

/// |x| for an interval with zero inside: the larger side in absolute value decides.
fn sizes_around_zero(x: &Interval) -> Interval {
    let (left, right) = (x.neg(), *x);
    let (hi, hi_open) = match left.hi.compare(right.hi) {
        Ordering::Less => (right.hi, right.hi_open),
        Ordering::Greater => (left.hi, left.hi_open),
        Ordering::Equal => (left.hi.max(right.hi), left.hi_open && right.hi_open),
    };
    Interval {
        lo: Bound::ZERO,
        lo_open: false,
        hi,
        hi_open,
    }
}

/// x^r for r > 0, exactly where that is rational. Outside the domain of a root nothing is attained.
fn raise(x: Bound, r: Rational, round: Round) -> Bound {
    let odd = r.integer().is_some();
    match x {
        Bound::PosInf => return Bound::PosInf,
        Bound::NegInf if odd => return Bound::NegInf,
        Bound::NegInf => return Bound::ZERO,
        _ if x.is_zero() || (x.signum() < 0 && !odd) => return Bound::ZERO,
        _ => {}
    }
    let exact = x.as_rational().and_then(|p| match r.integer() {
        Some(n) => p.powi(n),
        None if r.denominator() == 2 => p.sqrt()?.powi(r.numerator()),
        None => p.is_one().then_some(p),
    });
    if let Some(value) = exact {
        return Bound::rational(value);
    }
    let (lo, hi) = x.enclose();
    let float = if round == Round::Down { lo } else { hi };
    let value = match r.integer() {
        Some(n) => float.powi(i32::try_from(n).unwrap_or(i32::MAX)),
        None if r == Rational::HALF => float.max(0.0).sqrt(),
        None => float.max(0.0).powf(r.to_f64()),
    };
    widen(value, round, 1e-14 * (1.0 + r.to_f64().abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_raised() {
        let raised = |x, n, d| raise(x, Rational::new(n, d).unwrap(), Round::Up);
        assert_eq!(raised(Bound::NegInf, 3, 1), Bound::NegInf);
        assert_eq!(raised(Bound::NegInf, 1, 2), Bound::ZERO);
        assert_eq!(raised(Bound::PosInf, 1, 2), Bound::PosInf);
        assert_eq!(raised(Bound::int(-4), 1, 2), Bound::ZERO);
        assert_eq!(raised(Bound::int(-2), 3, 1), Bound::int(-8));
        assert_eq!(raised(Bound::int(4), 3, 2), Bound::int(8));
    }

    #[test]
    fn even_powers_are_not_negative() {
        assert_eq!(
            power_rational(&Interval::REAL, Rational::int(2)).to_string(),
            "[0, ∞)"
        );
        assert_eq!(
            power_rational(&Interval::REAL, Rational::int(-2)).to_string(),
            "(0, ∞)"
        );
        let zero = Interval::point(Bound::ZERO);
        assert_eq!(power_rational(&zero, Rational::int(-2)), Interval::POSITIVE);
        assert_eq!(power_rational(&zero, Rational::int(-1)), Interval::REAL);
    }
}
