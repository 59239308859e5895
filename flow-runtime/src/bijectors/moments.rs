//! Mean and standard deviation of what the data sets, whatever the size of the numbers.

use crate::real::Real;

/// A standard deviation of up to so many units in the last place of the largest number is rounding, not spread.
const ROUNDING: f64 = 4.0;

/// The mean, and the logarithm of the standard deviation; 0 where all numbers are the same but for rounding. Numbers that
/// are not finite are left out.
///
/// The exponential of either sign of the logarithm is a finite number of the scalar, so where the spread is less than the
/// inverse of the largest number, or more than that, it is not quite this.
#[expect(
    clippy::needless_pass_by_value,
    reason = "iterators are made where they are given"
)]
pub(super) fn moments<T: Real>(numbers: impl Iterator<Item = T> + Clone) -> (f64, f64) {
    let finite = || {
        let numbers = numbers.clone().map(Real::to_f64);
        numbers.filter(|x| x.is_finite())
    };
    let Some(first) = finite().next() else {
        return (0.0, 0.0);
    };
    let largest = finite().fold(0.0, |most: f64, x| most.max(x.abs()));
    // A power of two, with which differences stay in range.
    let unit = if largest > 1e300 {
        2_f64.powi(-32)
    } else {
        1.0
    };
    // Differences to one of the numbers have lost nothing yet where the spread is small beside the numbers; and of those
    // that are scaled to 1, squares do not leave the range either.
    let difference = |x: f64| x * unit - first * unit;
    let size = finite().fold(0.0, |most: f64, x| most.max(difference(x).abs()));
    if size == 0.0 {
        return (first, 0.0);
    }
    let scaled = || finite().map(|x| difference(x) / size);
    let count = finite().count() as f64;
    let mean = sum(scaled()) / count;
    // What rounding has left in the mean does not count as spread.
    let error = sum(scaled().map(|x| x - mean)) / count;
    let variance = sum(scaled().map(|x| (x - mean) * (x - mean))) / count - error * error;
    let log_deviation = 0.5 * variance.ln() + size.ln() - unit.ln();
    let place = largest.max(T::MIN_POSITIVE.to_f64());
    let log_rounding = (ROUNDING * T::EPSILON.to_f64()).ln() + place.ln();
    let most = T::MAX.to_f64().ln() - 1.0;
    let log_deviation = if log_deviation > log_rounding {
        log_deviation.clamp(-most, most)
    } else {
        0.0
    };
    ((first * unit + mean * size) / unit, log_deviation)
}

/// The sum, with what every addition loses added at the end (Neumaier 1974).
fn sum(numbers: impl Iterator<Item = f64>) -> f64 {
    let (sum, lost) = numbers.fold((0.0_f64, 0.0), |(sum, lost), x| {
        let next = sum + x;
        let (large, small) = if sum.abs() > x.abs() {
            (sum, x)
        } else {
            (x, sum)
        };
        (next, lost + ((large - next) + small))
    });
    sum + lost
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_the_same_but_for_rounding_have_no_spread() {
        for n in [1, 2, 7, 1000, 100_000] {
            for x in [0.1, -1.0 / 3.0, 1e6 + 0.1, 3e-300, 1.7e308] {
                assert_eq!(moments([x].repeat(n).into_iter()), (x, 0.0), "{n} of {x}");
            }
            for x in [0.1_f32, 0.3, -1e-40, 3e38] {
                assert_eq!(
                    moments([x].repeat(n).into_iter()),
                    (f64::from(x), 0.0),
                    "{n} of {x}"
                );
                let alternating: Vec<f32> = (0..n).map(|i| [x, x.next_up()][i % 2]).collect();
                assert_eq!(moments(alternating.into_iter()).1, 0.0, "{n} beside {x}");
            }
        }
        let sums = [0.1 + 0.2, 0.3, 1.0 - 0.7, 0.15 + 0.15];
        assert_eq!(moments(sums.into_iter()).1, 0.0, "{sums:?}");
    }

    /// Half of the numbers at `mean − spread`, half at `mean + spread`.
    fn pair<T: Real>(mean: f64, spread: f64) -> (f64, f64) {
        let numbers = [mean - spread, mean + spread].map(T::from_f64);
        moments(numbers.repeat(500).into_iter())
    }

    #[test]
    fn spreads_of_any_size_are_seen() {
        for exponent in (-1000..=1000).step_by(50) {
            let spread = 2_f64.powi(exponent);
            let (mean, log_deviation) = pair::<f64>(0.0, spread);
            assert_eq!(mean, 0.0);
            assert!((log_deviation - spread.ln()).abs() < 1e-12 * spread.ln().abs().max(1.0));
        }
        for (mean, spread) in [
            (1e6, 2_f64.powi(-20)),
            (-3e5, 2_f64.powi(-30)),
            (1.0, 2_f64.powi(-45)),
        ] {
            let (found, log_deviation) = pair::<f64>(mean, spread);
            assert_eq!(found, mean);
            assert!(
                (log_deviation - spread.ln()).abs() < 1e-12,
                "{mean}, {spread}"
            );
        }
        // Eight units in the last place of f32.
        assert_eq!(
            pair::<f32>(1.0, 2_f64.powi(-20)).1,
            -20.0 * std::f64::consts::LN_2
        );
    }

    #[test]
    fn what_is_divided_by_stays_in_range() {
        for log_deviation in [
            pair::<f32>(0.0, 1e-42).1,
            pair::<f32>(0.0, 3.4e38).1,
            pair::<f64>(0.0, 1e-310).1,
            pair::<f64>(0.0, f64::MAX).1,
        ] {
            assert!(log_deviation != 0.0);
        }
        for of in [1e-42_f64, 3.4e38] {
            let log_deviation = pair::<f32>(0.0, of).1;
            assert!(
                ((-log_deviation).exp() as f32).is_finite()
                    && (log_deviation.exp() as f32).is_finite()
            );
        }
        for of in [1e-310, f64::MAX] {
            let log_deviation = pair::<f64>(0.0, of).1;
            assert!((-log_deviation).exp().is_finite() && log_deviation.exp().is_finite());
        }
    }

    #[test]
    fn what_is_not_finite_is_left_out() {
        let (mean, log_deviation) = moments([f64::NAN, 1.0, f64::INFINITY, 3.0].into_iter());
        assert_eq!((mean, log_deviation), (2.0, 0.0_f64.max(log_deviation)));
        assert!(log_deviation.abs() < 1e-15);
        assert_eq!(
            moments([f64::NEG_INFINITY, f64::NAN].into_iter()),
            (0.0, 0.0)
        );
        assert_eq!(moments(std::iter::empty::<f32>()), (0.0, 0.0));
    }
}
