//! Ends of intervals: ±∞, exact numbers p + q·π, or outward-rounded floats.

use super::number::Rational;
use std::cmp::Ordering;
use std::f64::consts::PI;
use std::fmt;

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bound {
    NegInf,
    /// `p + q·π`.
    Exact(Rational, Rational),
    /// Exactly this float: as the end of a computed interval it has been rounded outward already.
    Float(f64),
    PosInf,
}

/// The way in which a computed end has to be rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Round {
    Down,
    Up,
}

impl Round {
    pub(crate) fn float(self, value: f64) -> Bound {
        let rounded = match self {
            Self::Down => value.next_down(),
            Self::Up => value.next_up(),
        };
        match self {
            Self::Down if rounded.is_nan() || rounded <= f64::MIN => Bound::NegInf,
            Self::Up if rounded.is_nan() || rounded >= f64::MAX => Bound::PosInf,
            _ if rounded == f64::INFINITY => Bound::Float(f64::MAX),
            _ if rounded == f64::NEG_INFINITY => Bound::Float(f64::MIN),
            _ => Bound::Float(rounded),
        }
    }
}

/// π compared with a number, by 28 decimals of it; `None` where they do not tell.
fn pi_against(number: Rational) -> Option<Ordering> {
    const SCALE: i128 = 10_i128.pow(28);
    const SCALED: i128 = 31_415_926_535_897_932_384_626_433_832;
    let (below, above) = (
        Rational::new(SCALED, SCALE)?,
        Rational::new(SCALED + 1, SCALE)?,
    );
    if number <= below {
        Some(Ordering::Greater)
    } else if number >= above {
        Some(Ordering::Less)
    } else {
        None
    }
}

impl Bound {
    pub(crate) const ZERO: Self = Self::Exact(Rational::ZERO, Rational::ZERO);
    pub(crate) const ONE: Self = Self::rational(Rational::ONE);
    pub(crate) const MINUS_ONE: Self = Self::rational(Rational::MINUS_ONE);
    pub(crate) const PI: Self = Self::Exact(Rational::ZERO, Rational::ONE);
    pub(crate) const MINUS_PI: Self = Self::Exact(Rational::ZERO, Rational::MINUS_ONE);

    pub(crate) const fn rational(value: Rational) -> Self {
        Self::Exact(value, Rational::ZERO)
    }

    pub(crate) const fn int(value: i64) -> Self {
        Self::rational(Rational::int(value))
    }

    /// `num/den · π`.
    pub(crate) fn pi(num: i128, den: i128) -> Self {
        Self::Exact(
            Rational::ZERO,
            Rational::new(num, den).unwrap_or(Rational::ZERO),
        )
    }

    pub(crate) fn is_finite(self) -> bool {
        !matches!(self, Self::NegInf | Self::PosInf)
    }

    pub(crate) fn as_rational(self) -> Option<Rational> {
        match self {
            Self::Exact(p, q) if q.is_zero() => Some(p),
            _ => None,
        }
    }

    /// A pair of floats around the number.
    pub(crate) fn enclose(self) -> (f64, f64) {
        match self {
            Self::NegInf => (f64::NEG_INFINITY, f64::NEG_INFINITY),
            Self::PosInf => (f64::INFINITY, f64::INFINITY),
            Self::Float(x) => (x, x),
            Self::Exact(p, q) if q.is_zero() => p.enclose(),
            Self::Exact(p, q) => {
                let (p_lo, p_hi) = p.enclose();
                let (q_lo, q_hi) = q.enclose();
                let turn = (q_lo * PI, q_hi * PI);
                let margin = 4.0 * f64::EPSILON * (turn.0.abs() + turn.1.abs() + p_lo.abs());
                (
                    p_lo + turn.0.min(turn.1) - margin,
                    p_hi + turn.0.max(turn.1) + margin,
                )
            }
        }
    }

    /// The nearest float, for evaluation.
    pub(crate) fn to_f64(self) -> f64 {
        match self {
            Self::Exact(p, q) => p.to_f64() + q.to_f64() * PI,
            _ => self.enclose().0,
        }
    }

    /// −1, 0 or 1; an end whose sign rounding hides counts as zero.
    pub(crate) fn signum(self) -> i32 {
        match self {
            Self::NegInf => -1,
            Self::PosInf => 1,
            Self::Float(x) => i32::from(x > 0.0) - i32::from(x < 0.0),
            Self::Exact(p, q) => match (p.cmp(&Rational::ZERO), q.cmp(&Rational::ZERO)) {
                (Ordering::Equal, q) => q as i32,
                (p, Ordering::Equal) => p as i32,
                (p, q) if p == q => p as i32,
                (_, sign) => {
                    // With opposite signs, p + qπ has the sign of q where π > −p/q.
                    let order = p.neg().div(q).and_then(pi_against);
                    order.map_or(0, |order| sign as i32 * order as i32)
                }
            },
        }
    }

    pub(crate) fn is_zero(self) -> bool {
        match self {
            Self::Exact(p, q) => p.is_zero() && q.is_zero(),
            Self::Float(x) => x == 0.0,
            _ => false,
        }
    }

    pub(crate) fn neg(self) -> Self {
        match self {
            Self::NegInf => Self::PosInf,
            Self::PosInf => Self::NegInf,
            Self::Float(x) => Self::Float(-x),
            Self::Exact(p, q) => Self::Exact(p.neg(), q.neg()),
        }
    }

    /// Floats of moderate size as exact rationals.
    pub(crate) fn exact(self) -> Self {
        match self {
            Self::Float(x) => Rational::from_f64(x).map_or(self, Self::rational),
            other => other,
        }
    }

    /// Equal also where rounding leaves the order open.
    pub(crate) fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Exact(p, q), Self::Exact(r, s)) if q == s => p.cmp(&r),
            (Self::NegInf, Self::NegInf) | (Self::PosInf, Self::PosInf) => Ordering::Equal,
            (Self::NegInf, _) | (_, Self::PosInf) => Ordering::Less,
            (Self::PosInf, _) | (_, Self::NegInf) => Ordering::Greater,
            _ => {
                let ((a_lo, a_hi), (b_lo, b_hi)) = (self.enclose(), other.enclose());
                if a_hi < b_lo {
                    Ordering::Less
                } else if a_lo > b_hi {
                    Ordering::Greater
                } else if let (Self::Exact(p, q), Self::Exact(r, s)) = (self.exact(), other.exact())
                    && let (Some(p), Some(q)) = (p.sub(r), q.sub(s))
                {
                    Self::Exact(p, q).signum().cmp(&0)
                } else {
                    Ordering::Equal
                }
            }
        }
    }

    pub(crate) fn add(self, other: Self, round: Round) -> Self {
        if let (Self::Exact(p, q), Self::Exact(r, s)) = (self, other)
            && let (Some(p), Some(q)) = (p.add(r), q.add(s))
        {
            return Self::Exact(p, q);
        }
        match (self, other) {
            (Self::NegInf, _) | (_, Self::NegInf) if round == Round::Down => Self::NegInf,
            (Self::PosInf, _) | (_, Self::PosInf) if round == Round::Up => Self::PosInf,
            (Self::NegInf | Self::PosInf, _) => self,
            (_, Self::NegInf | Self::PosInf) => other,
            (x, zero) | (zero, x) if zero.is_zero() => x,
            _ => {
                let ((a_lo, a_hi), (b_lo, b_hi)) = (self.enclose(), other.enclose());
                match round {
                    Round::Down => round.float(a_lo + b_lo),
                    Round::Up => round.float(a_hi + b_hi),
                }
            }
        }
    }

    pub(crate) fn mul(self, other: Self, round: Round) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        if !self.is_finite() || !other.is_finite() {
            return if self.signum() == other.signum() {
                Self::PosInf
            } else {
                Self::NegInf
            };
        }
        if let (Self::Exact(p, q), Self::Exact(r, s)) = (self, other) {
            let scaled =
                |p: Rational, q: Rational, by: Rational| Some(Self::Exact(p.mul(by)?, q.mul(by)?));
            let exact = match (q.is_zero(), s.is_zero()) {
                (_, true) => scaled(p, q, r),
                (true, _) => scaled(r, s, p),
                _ => None,
            };
            if let Some(product) = exact {
                return product;
            }
        }
        if self == Self::ONE {
            return other;
        }
        if other == Self::ONE {
            return self;
        }
        let ((a, b), (c, d)) = (self.enclose(), other.enclose());
        let corners = [a * c, a * d, b * c, b * d];
        match round {
            Round::Down => round.float(corners.into_iter().fold(f64::INFINITY, f64::min)),
            Round::Up => round.float(corners.into_iter().fold(f64::NEG_INFINITY, f64::max)),
        }
    }

    pub(crate) fn recip(self, round: Round) -> Self {
        if !self.is_finite() {
            return Self::ZERO;
        }
        if let Some(r) = self.as_rational().and_then(Rational::recip) {
            return Self::rational(r);
        }
        let (lo, hi) = self.enclose();
        match round {
            Round::Down => round.float((1.0 / lo).min(1.0 / hi)),
            Round::Up => round.float((1.0 / lo).max(1.0 / hi)),
        }
    }

    pub(crate) fn min(self, other: Self) -> Self {
        match self.compare(other) {
            Ordering::Less => self,
            Ordering::Greater => other,
            Ordering::Equal if self == other => self,
            Ordering::Equal => Self::Float(self.enclose().0.min(other.enclose().0)),
        }
    }

    pub(crate) fn max(self, other: Self) -> Self {
        self.neg().min(other.neg()).neg()
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NegInf => f.write_str("−∞"),
            Self::PosInf => f.write_str("∞"),
            Self::Float(x) => f.write_str(&short(*x)),
            Self::Exact(p, q) if q.is_zero() => p.fmt(f),
            Self::Exact(p, q) => {
                if !p.is_zero() {
                    write!(f, "{p}{}", if q.is_negative() { " − " } else { " + " })?;
                } else if q.is_negative() {
                    f.write_str("−")?;
                }
                let (n, d) = (q.numerator().abs(), q.denominator());
                if n != 1 {
                    write!(f, "{n}")?;
                }
                f.write_str("π")?;
                if d == 1 { Ok(()) } else { write!(f, "/{d}") }
            }
        }
    }
}

/// A float in about six digits.
pub(crate) fn short(x: f64) -> String {
    let text = if x == 0.0 {
        "0".to_owned()
    } else if (1e-4..1e7).contains(&x.abs()) {
        let places = (5 - x.abs().log10().floor() as i32).clamp(0, 12) as usize;
        let fixed = format!("{x:.places$}");
        if fixed.contains('.') {
            fixed.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            fixed
        }
    } else {
        let fixed = format!("{x:.5e}");
        match fixed.split_once('e') {
            Some((m, e)) => {
                format!("{}e{e}", m.trim_end_matches('0').trim_end_matches('.'))
            }
            None => fixed,
        }
    };
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_told_from_their_neighbours() {
        for x in [1.0, -0.1, 1e300, 5e-324] {
            let (a, b) = (Bound::Float(x), Bound::Float(f64::next_up(x)));
            assert_eq!(a.compare(b), Ordering::Less, "{x}");
            assert_eq!(b.compare(a), Ordering::Greater, "{x}");
            assert_eq!(a.compare(a), Ordering::Equal, "{x}");
        }
    }

    #[test]
    fn sums_of_the_infinite_go_by_the_rounding() {
        let (less, more, one) = (Bound::NegInf, Bound::PosInf, Bound::ONE);
        for round in [Round::Down, Round::Up] {
            for (a, b, sum) in [
                (less, one, less),
                (more, one, more),
                (less, less, less),
                (more, more, more),
                // Of what can be anything, the end that encloses it.
                (less, more, if round == Round::Down { less } else { more }),
            ] {
                assert_eq!(a.add(b, round), sum, "{a:?} + {b:?}, {round:?}");
                assert_eq!(b.add(a, round), sum, "{b:?} + {a:?}, {round:?}");
            }
        }
    }

    #[test]
    fn floats_are_short_in_words() {
        for (x, text) in [
            (0.0, "0"),
            (0.5, "0.5"),
            (123_456.0, "123456"),
            (1e-4, "0.0001"),
            (-2.5e-7, "−2.5e−7"),
            (1e9, "1e9"),
            (1.25e12, "1.25e12"),
            (1.234_567_8, "1.23457"),
        ] {
            assert_eq!(short(x), text);
        }
    }

    #[test]
    fn a_float_is_the_number_that_it_is() {
        for (x, n, d) in [(0.5, 1, 2), (-0.75, -3, 4), (3.0, 3, 1), (0.0, 0, 1)] {
            let exact = Bound::rational(Rational::new(n, d).unwrap());
            let float = Bound::Float(x);
            assert_eq!(float.compare(exact), Ordering::Equal, "{x}");
            assert_eq!(exact.compare(float), Ordering::Equal, "{x}");
            let above = Bound::Float(f64::next_up(x));
            assert_eq!(exact.compare(above), Ordering::Less, "{x}");
            assert_eq!(above.compare(exact), Ordering::Greater, "{x}");
        }
        assert_eq!(
            [-0.0, 0.0, 5e-324, -5e-324].map(|x| Bound::Float(x).signum()),
            [0, 0, 1, -1]
        );
        // A third lies between two floats, each of them told from it.
        let third = Bound::rational(Rational::new(1, 3).unwrap());
        let (below, above) = (1.0 / 3.0, f64::next_up(1.0 / 3.0));
        assert_eq!(Bound::Float(below).compare(third), Ordering::Less);
        assert_eq!(Bound::Float(above).compare(third), Ordering::Greater);
    }

    #[test]
    fn exact_ends_compare_with_pi() {
        assert_eq!(Bound::pi(1, 2).compare(Bound::pi(2, 4)), Ordering::Equal);
        assert_eq!(
            Bound::rational(Rational::parse("3.14159265358979").unwrap()).compare(Bound::pi(1, 1)),
            Ordering::Less
        );
        assert_eq!(
            Bound::rational(Rational::parse("3.14159265358980").unwrap()).compare(Bound::pi(1, 1)),
            Ordering::Greater
        );
        // Two numbers between which π lies, both nearer to it than any double but one.
        for (decimals, order) in [
            ("3.141592653589793238462643383", Ordering::Less),
            ("3.141592653589793238462643384", Ordering::Greater),
        ] {
            let near = Bound::rational(Rational::parse(decimals).unwrap());
            assert_eq!(near.compare(Bound::pi(1, 1)), order);
        }
    }
}
