//! What the dimensions of data hold: real numbers, whole numbers, codes of categories.

use crate::interval::Interval;
use crate::real::Real;

/// What a dimension of the data holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Real numbers.
    Real,
    /// Whole numbers.
    Whole,
    /// Codes from 0, so many.
    Category(usize),
}

impl Kind {
    /// Whether a number may be one of these.
    pub(crate) fn holds<T: Real>(self, x: T) -> bool {
        match self {
            Self::Real => true,
            Self::Whole => is_whole(x),
            Self::Category(codes) => {
                x.to_f64().fract() == 0.0 && (0.0..codes as f64).contains(&x.to_f64())
            }
        }
    }
}

/// Of a number that should be one of so many codes, which.
pub(crate) fn code<T: Real>(x: T, codes: usize) -> usize {
    (x.to_f64() as usize).min(codes - 1)
}

/// The numbers that are rounded down to this one.
pub(crate) fn cell(whole: f64) -> Interval {
    Interval {
        lower: whole,
        upper: whole + 1.0,
    }
}

/// Whether a number is a whole one, and `T` has others between it and the next.
pub(crate) fn is_whole<T: Real>(x: T) -> bool {
    let value = x.to_f64();
    value.is_finite()
        && value.fract() == 0.0
        && cell(value).contains(T::from_f64(value + 0.5).to_f64())
}

/// The largest whole number that is not above another; `f64::floor` is constant from Rust 1.90 on.
const fn floor(x: f64) -> f64 {
    /// From here on all numbers are whole, and infinities stay.
    const WHOLE: f64 = (1_u64 << 52) as f64;
    if x > -WHOLE && x < WHOLE {
        let near = x as i64 as f64;
        if near > x { near - 1.0 } else { near }
    } else {
        x
    }
}

/// The largest open intervals with the same whole numbers, where whole ones are rounded down from intervals.
#[must_use]
pub const fn rounded_support<const D: usize>(
    mut support: [Interval; D],
    kinds: [Kind; D],
) -> [Interval; D] {
    let mut i = 0;
    while i < D {
        if matches!(kinds[i], Kind::Whole) {
            support[i].lower = -floor(-support[i].lower) - 1.0;
            support[i].upper = floor(support[i].upper);
        }
        i += 1;
    }
    support
}

#[cfg(test)]
mod tests {
    use super::{Kind, cell, is_whole};

    #[test]
    fn whole_numbers_have_others_before_the_next() {
        for x in [0.0, -0.0, -3.0, 255.0, 8_388_607.0] {
            assert!(is_whole(x) && is_whole(x as f32), "{x}");
        }
        for x in [0.5, -1e-9, f64::NAN, f64::INFINITY, 9_007_199_254_740_992.0] {
            assert!(!is_whole(x), "{x}");
        }
        // Half of f32's numbers are whole, and the large ones have no room for noise.
        assert!(is_whole(16_777_216.0_f64) && !is_whole(16_777_216.0_f32));
        assert!(!is_whole(8_388_608.0_f32) && !is_whole(4_503_599_627_370_496.0_f64));
    }

    #[test]
    fn codes_are_counted_from_0() {
        let three = Kind::Category(3);
        assert!([0.0, 1.0, 2.0].into_iter().all(|x| three.holds(x)));
        let others = [-1.0, 3.0, 0.5, f64::NAN, f64::INFINITY];
        assert!(!others.into_iter().any(|x| three.holds(x)));
    }

    #[test]
    fn noise_reaches_neither_end() {
        for x in [0.0_f32, 1.0, 255.0, 8_388_607.0, -8_388_607.0] {
            for uniform in [1e-12, 1.0 - 1e-12] {
                let cell = cell(f64::from(x));
                let noisy = cell.nearest((cell.lower + uniform) as f32);
                assert!(f64::from(noisy) > cell.lower && f64::from(noisy) < cell.upper);
                assert_eq!(noisy.floor(), x);
            }
        }
    }
}
