//! What can be certain about a sign, and how signs combine.

use crate::formula::interval::Interval;

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
        matches!(self, Self::Positive | Self::Negative)
    }
}
