//! Exact rationals in checked 128-bit arithmetic: `None` wherever a result does not fit.

use std::cmp::Ordering;
use std::fmt;

/// A reduced fraction with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Rational {
    num: i128,
    den: i128,
}

/// Beyond this, numerators and denominators are refused, so that sums of a few products cannot overflow silently.
const LIMIT: i128 = 1 << 100;

/// The greatest common divisor, which is not negative.
pub(crate) fn gcd(a: i128, b: i128) -> i128 {
    // Most operands are small: 64-bit division is several times faster.
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        if let (Ok(x), Ok(y)) = (u64::try_from(a), u64::try_from(b)) {
            let (mut x, mut y) = (x, y);
            while y != 0 {
                (x, y) = (y, x % y);
            }
            return i128::from(x);
        }
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(1)
}

impl Rational {
    pub(crate) const ZERO: Self = Self { num: 0, den: 1 };
    pub(crate) const ONE: Self = Self { num: 1, den: 1 };
    pub(crate) const MINUS_ONE: Self = Self { num: -1, den: 1 };
    pub(crate) const HALF: Self = Self { num: 1, den: 2 };

    pub(crate) const fn int(n: i64) -> Self {
        Self {
            num: n as i128,
            den: 1,
        }
    }

    /// A fraction that is in lowest terms already.
    pub(crate) const fn lowest(num: i64, den: i64) -> Self {
        let (mut a, mut b) = (num.unsigned_abs(), den.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        assert!(a == 1 && den > 0, "not in lowest terms");
        Self {
            num: num as i128,
            den: den as i128,
        }
    }

    pub(crate) fn new(num: i128, den: i128) -> Option<Self> {
        if den == 0 || num == i128::MIN || den == i128::MIN {
            return None;
        }
        let (num, den) = if den < 0 { (-num, -den) } else { (num, den) };
        let g = if den == 1 { 1 } else { gcd(num, den) };
        let (num, den) = (num / g, den / g);
        (num.abs() < LIMIT && den < LIMIT).then_some(Self { num, den })
    }

    pub(crate) fn numerator(self) -> i128 {
        self.num
    }

    pub(crate) fn denominator(self) -> i128 {
        self.den
    }

    pub(crate) fn add(self, other: Self) -> Option<Self> {
        if self.den == 1 && other.den == 1 {
            return Self::new(self.num.checked_add(other.num)?, 1);
        }
        let a = self.num.checked_mul(other.den)?;
        let b = other.num.checked_mul(self.den)?;
        Self::new(a.checked_add(b)?, self.den.checked_mul(other.den)?)
    }

    pub(crate) fn sub(self, other: Self) -> Option<Self> {
        self.add(other.neg())
    }

    pub(crate) fn mul(self, other: Self) -> Option<Self> {
        Self::new(
            self.num.checked_mul(other.num)?,
            self.den.checked_mul(other.den)?,
        )
    }

    pub(crate) fn div(self, other: Self) -> Option<Self> {
        self.mul(other.recip()?)
    }

    pub(crate) fn neg(self) -> Self {
        Self {
            num: -self.num,
            den: self.den,
        }
    }

    pub(crate) fn recip(self) -> Option<Self> {
        Self::new(self.den, self.num)
    }

    pub(crate) fn abs(self) -> Self {
        Self {
            num: self.num.abs(),
            den: self.den,
        }
    }

    pub(crate) fn powi(self, exponent: i128) -> Option<Self> {
        let base = if exponent < 0 { self.recip()? } else { self };
        if base == Self::ONE || exponent == 0 {
            return Some(Self::ONE);
        }
        let count = u32::try_from(exponent.unsigned_abs()).ok()?;
        Self::new(base.num.checked_pow(count)?, base.den.checked_pow(count)?)
    }

    /// The positive square root, where it is rational.
    pub(crate) fn sqrt(self) -> Option<Self> {
        // Roots of what is kept are whole numbers of a float.
        let root = |n: i128| {
            let r = (n as f64).sqrt().round() as i128;
            (r.checked_mul(r) == Some(n)).then_some(r)
        };
        if self.num < 0 {
            return None;
        }
        Self::new(root(self.num)?, root(self.den)?)
    }

    pub(crate) fn is_zero(self) -> bool {
        self.num == 0
    }

    pub(crate) fn is_one(self) -> bool {
        self.num == 1 && self.den == 1
    }

    pub(crate) fn is_negative(self) -> bool {
        self.num < 0
    }

    pub(crate) fn is_positive(self) -> bool {
        self.num > 0
    }

    pub(crate) fn integer(self) -> Option<i128> {
        (self.den == 1).then_some(self.num)
    }

    pub(crate) fn is_even_integer(self) -> bool {
        self.den == 1 && self.num % 2 == 0
    }

    pub(crate) fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// Floats `lo <= self <= hi`, equal where the conversion is exact.
    pub(crate) fn enclose(self) -> (f64, f64) {
        const EXACT: i128 = 1 << 53;
        let value = self.to_f64();
        if self.num.abs() <= EXACT && self.den.count_ones() == 1 {
            return (value, value);
        }
        (value.next_down().next_down(), value.next_up().next_up())
    }

    /// The exact value of a float of moderate size.
    pub(crate) fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() || (value != 0.0 && !(1e-12..1e15).contains(&value.abs())) {
            return None;
        }
        // At most 2⁹², for the least of these.
        let mut den: i128 = 1;
        let mut scaled = value;
        while scaled.fract() != 0.0 {
            scaled *= 2.0;
            den *= 2;
        }
        Self::new(scaled as i128, den)
    }

    /// The value of `12`, `0.25`, `2.5e-3`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|&c| c != '_').collect();
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text.as_str(), 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let num = Self::new(digits.parse().ok()?, 1)?;
        let shift = i128::from(exponent) - fraction.len() as i128;
        num.mul(Self::int(10).powi(shift)?)
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    /// Exact: where the cross product overflows, by comparing continued fractions.
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Some(a), Some(b)) = (
            self.num.checked_mul(other.den),
            other.num.checked_mul(self.den),
        ) {
            return a.cmp(&b);
        }
        let (mut a, mut b) = ((self.num, self.den), (other.num, other.den));
        let mut flipped = false;
        loop {
            let (qa, ra) = (a.0.div_euclid(a.1), a.0.rem_euclid(a.1));
            let (qb, rb) = (b.0.div_euclid(b.1), b.0.rem_euclid(b.1));
            let order = match qa.cmp(&qb) {
                Ordering::Equal => match (ra, rb) {
                    (0, 0) => Ordering::Equal,
                    (0, _) => Ordering::Less,
                    (_, 0) => Ordering::Greater,
                    _ => {
                        (a, b) = ((a.1, ra), (b.1, rb));
                        flipped = !flipped;
                        continue;
                    }
                },
                order => order,
            };
            return if flipped { order.reverse() } else { order };
        }
    }
}

impl fmt::Display for Rational {
    /// Short decimals as decimals, everything else as a fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.num < 0 { "−" } else { "" };
        let num = self.num.abs();
        if self.den == 1 {
            return write!(f, "{sign}{num}");
        }
        let mut scale: i128 = 1;
        for places in 1..=4_usize {
            scale *= 10;
            if self.den > 4 && scale % self.den == 0 && num < 1_000_000 {
                let value = num * (scale / self.den);
                return write!(f, "{sign}{}.{:0places$}", value / scale, value % scale);
            }
        }
        write!(f, "{sign}{num}/{}", self.den)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn r(n: i128, d: i128) -> Rational {
        Rational::new(n, d).unwrap()
    }

    #[test]
    fn arithmetic_is_exact() {
        assert_eq!(r(1, 3).add(r(1, 6)), Some(r(1, 2)));
        assert_eq!(r(2, -4), r(-1, 2));
        assert_eq!(r(2, 3).powi(-3), Some(r(27, 8)));
        assert_eq!(Rational::ZERO.powi(0), Some(Rational::ONE));
        assert_eq!(Rational::ZERO.powi(-1), None);
        assert_eq!(r(9, 4).sqrt(), Some(r(3, 2)));
        assert_eq!(r(2, 1).sqrt(), None);
        for k in (0..1_000).flat_map(|k| [k, (1 << 49) - k, (1 << 49) + k, (1 << 44) - k]) {
            let square = r(k * k, 1);
            assert_eq!(square.sqrt(), Some(r(k, 1)), "{k}");
            assert_eq!(r(k * k + 1, 1).sqrt().is_some(), k == 0, "{k}");
        }
    }

    #[test]
    fn literals() {
        assert_eq!(Rational::parse("2.5e-3"), Some(r(1, 400)));
        assert_eq!(Rational::parse("1_000"), Some(r(1000, 1)));
        assert_eq!(Rational::parse("0.00001e31"), Some(r(10_i128.pow(26), 1)));
        assert_eq!(Rational::parse("1e30"), Some(r(10_i128.pow(30), 1)));
        assert_eq!(Rational::parse("1e-30"), Some(r(1, 10_i128.pow(30))));
        assert_eq!(Rational::parse("1e31"), None);
        assert_eq!(Rational::parse("1e-31"), None);
        assert_eq!(Rational::parse("1e99"), None);
        assert_eq!(
            Rational::parse("0.1234567890123456789012345678901234567890"),
            None
        );
    }

    #[test]
    fn overflow_is_none_and_order_is_total() {
        let big = r((1 << 100) - 1, 1);
        assert_eq!(big.mul(big), None);
        assert_eq!(big.add(big), None);
        let (a, b) = (
            r((1 << 99) + 1, (1 << 99) - 1),
            r((1 << 99) + 3, (1 << 99) + 1),
        );
        assert_eq!(a.cmp(&b), Ordering::Greater);
        assert!(r(-1, 3) < r(1, 1_000_000_007));
    }

    #[test]
    fn display() {
        assert_eq!(r(-1, 2).to_string(), "−1/2");
        assert_eq!(r(1, 10).to_string(), "0.1");
        assert_eq!(r(1, 3).to_string(), "1/3");
        assert_eq!(r(1, 400).to_string(), "0.0025");
    }
}
