//! What can be certain about a sign, and how signs combine.

use crate::formula::interval::Interval;
use std::cmp::Ordering;

/// What is certain about a sign, everywhere in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Positive,
    NonNegative,
    Zero,
    NonPositive,
    Negative,
    Unknown,
}

impl Sign {
    pub(crate) fn of(values: &Interval) -> Self {
        if values.is_positive() {
            Self::Positive
        } else if values.is_negative() {
            Self::Negative
        } else if values.is_zero() {
            Self::Zero
        } else if values.is_nonnegative() {
            Self::NonNegative
        } else if values.is_nonpositive() {
            Self::NonPositive
        } else {
            Self::Unknown
        }
    }

    pub(crate) fn neg(self) -> Self {
        match self {
            Self::Positive => Self::Negative,
            Self::Negative => Self::Positive,
            Self::NonNegative => Self::NonPositive,
            Self::NonPositive => Self::NonNegative,
            other => other,
        }
    }

    pub(super) fn times(self, other: Self) -> Self {
        match (self, other) {
            (Self::Zero, _) | (_, Self::Zero) => Self::Zero,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Positive, s) | (s, Self::Positive) => s,
            (Self::Negative, s) | (s, Self::Negative) => s.neg(),
            (a, b) if a == b => Self::NonNegative,
            _ => Self::NonPositive,
        }
    }

    /// Of the sum of two things.
    pub(super) fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Zero, s) | (s, Self::Zero) => s,
            (a, b) if a == b => a,
            (Self::Positive, Self::NonNegative) | (Self::NonNegative, Self::Positive) => {
                Self::Positive
            }
            (Self::Negative, Self::NonPositive) | (Self::NonPositive, Self::Negative) => {
                Self::Negative
            }
            _ => Self::Unknown,
        }
    }

    /// True on the union of two regions.
    pub(super) fn either(self, other: Self) -> Self {
        let positive = |s: Self| matches!(s, Self::Positive | Self::NonNegative | Self::Zero);
        let negative = |s: Self| matches!(s, Self::Negative | Self::NonPositive | Self::Zero);
        if self == other {
            self
        } else if positive(self) && positive(other) {
            Self::NonNegative
        } else if negative(self) && negative(other) {
            Self::NonPositive
        } else {
            Self::Unknown
        }
    }

    pub(crate) fn is_strict(self) -> bool {
        self.strict().is_some()
    }

    pub(crate) fn strict(self) -> Option<Strict> {
        match self {
            Self::Positive => Some(Strict::Positive),
            Self::Negative => Some(Strict::Negative),
            _ => None,
        }
    }
}

impl From<Strict> for Sign {
    fn from(sign: Strict) -> Self {
        match sign {
            Strict::Positive => Self::Positive,
            Strict::Negative => Self::Negative,
        }
    }
}

/// A sign that is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strict {
    Positive,
    Negative,
}

impl Strict {
    pub(crate) fn of(values: &Interval) -> Option<Self> {
        Sign::of(values).strict()
    }

    /// Of what is positive, or else negative.
    pub(crate) fn positive_if(positive: bool) -> Self {
        if positive {
            Self::Positive
        } else {
            Self::Negative
        }
    }

    pub(crate) fn is_positive(self) -> bool {
        self == Self::Positive
    }

    pub(crate) fn neg(self) -> Self {
        Self::positive_if(!self.is_positive())
    }

    pub(crate) fn times(self, other: Self) -> Self {
        Self::positive_if(self == other)
    }

    /// Beside zero.
    pub(crate) fn order(self) -> Ordering {
        match self {
            Self::Positive => Ordering::Greater,
            Self::Negative => Ordering::Less,
        }
    }

    /// 1 or −1.
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Positive => 1,
            Self::Negative => -1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::number::Rational;

    const ALL: [(Sign, &[i32]); 6] = [
        (Sign::Positive, &[1, 2]),
        (Sign::NonNegative, &[0, 1]),
        (Sign::Zero, &[0]),
        (Sign::NonPositive, &[-1, 0]),
        (Sign::Negative, &[-2, -1]),
        (Sign::Unknown, &[-1, 0, 1]),
    ];

    /// The sign that says the most of some numbers.
    fn of(numbers: &[i32]) -> Sign {
        let all = |holds: fn(i32) -> bool| numbers.iter().all(|n| holds(*n));
        if all(|n| n == 0) {
            Sign::Zero
        } else if all(|n| n > 0) {
            Sign::Positive
        } else if all(|n| n < 0) {
            Sign::Negative
        } else if all(|n| n >= 0) {
            Sign::NonNegative
        } else if all(|n| n <= 0) {
            Sign::NonPositive
        } else {
            Sign::Unknown
        }
    }

    #[test]
    fn signs_are_those_of_their_numbers() {
        for (a, ours) in ALL {
            assert_eq!(of(ours), a);
            let negated: Vec<i32> = ours.iter().map(|n| -n).collect();
            assert_eq!(a.neg(), of(&negated), "{a:?}");
            for (b, theirs) in ALL {
                let pairs = || ours.iter().flat_map(|x| theirs.iter().map(move |y| x * y));
                let products: Vec<i32> = pairs().collect();
                assert_eq!(a.times(b), of(&products), "{a:?} times {b:?}");
                // Of either size, the one or the other being larger.
                let weighed = [(1, 3), (3, 1)].into_iter();
                let sums = weighed.flat_map(|(k, l)| {
                    let of_one = move |x: &'static i32| theirs.iter().map(move |y| k * x + l * y);
                    ours.iter().flat_map(of_one)
                });
                let sums: Vec<i32> = sums.collect();
                assert_eq!(a.plus(b), of(&sums), "{a:?} plus {b:?}");
                let either: Vec<i32> = ours.iter().chain(theirs).copied().collect();
                assert_eq!(a.either(b), of(&either), "{a:?} or {b:?}");
            }
        }
    }

    #[test]
    fn strict_signs_are_those_of_their_numbers() {
        for (a, ours) in ALL {
            let number = a.strict().map(Strict::number);
            let wanted = match ours {
                [1, 2] => Some(1),
                [-2, -1] => Some(-1),
                _ => None,
            };
            assert_eq!(number, wanted, "{a:?}");
        }
        for (a, n) in [(Strict::Positive, 1), (Strict::Negative, -1)] {
            assert_eq!(a.is_positive(), n > 0);
            assert_eq!(Strict::positive_if(n > 0), a);
            assert_eq!(a.order(), n.cmp(&0));
            assert_eq!(a.neg().number(), -n);
            for b in [Strict::Positive, Strict::Negative] {
                assert_eq!(a.times(b).number(), n * b.number());
            }
            assert_eq!(
                Strict::of(&Interval::POSITIVE.scale(Rational::int(n))),
                Some(a)
            );
        }
        assert_eq!(Strict::of(&Interval::REAL), None);
    }
}
