//! What happens to a gradient between the last of its samples and the step.

use super::Trainer;
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;

/// What is done with whole gradients, in a fixed order, after they have been summed over ranks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Between {
    /// The norm to which larger ones are clipped.
    clip_norm: f64,
}

impl Between {
    /// Nothing, if the trainer wants nothing that needs a whole gradient.
    pub(super) fn of(trainer: &Trainer<'_>) -> Option<Self> {
        let clip_norm = trainer.clip_norm.unwrap_or(f64::INFINITY);
        let needed =
            trainer.clip_norm.is_some() || trainer.skip_bad_steps > 0 || trainer.ranks.is_some();
        needed.then_some(Self { clip_norm })
    }

    /// What a gradient of this norm is multiplied by; none if the step must not be done, because the optimiser could not
    /// square it.
    pub(super) fn factor<T: Real>(self, norm: f64) -> Option<f64> {
        if norm <= self.clip_norm {
            return T::from_f64(norm * norm).is_finite().then_some(1.0);
        }
        let factor = self.clip_norm / norm;
        (norm.is_finite() && T::from_f64(self.clip_norm * self.clip_norm).is_finite())
            .then_some(factor)
    }
}

/// Sums that run side by side, so that the loop is vector code.
const SUMS: usize = 16;

/// The sum of squares, in double precision and in an order that depends on the length alone.
pub(super) fn sum_of_squares<T: Real>(numbers: &[T]) -> f64 {
    dispatch(Squares(numbers))
}

struct Squares<'a, T>(&'a [T]);

impl<T: Real> Kernel<T> for Squares<'_, T> {
    type Output = f64;

    #[inline(always)]
    fn run<M: Math<T>>(self, _: M) -> f64 {
        let mut sums = [0.0; SUMS];
        let chunks = self.0.chunks_exact(SUMS);
        let rest = chunks.remainder().iter();
        let rest: f64 = rest.map(|x| x.to_f64() * x.to_f64()).sum();
        for chunk in chunks {
            for (sum, x) in sums.iter_mut().zip(chunk) {
                *sum += x.to_f64() * x.to_f64();
            }
        }
        sums.into_iter().sum::<f64>() + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_are_summed_at_every_length() {
        for len in [0, 1, 15, 16, 17, 100] {
            let numbers: Vec<f32> = (0..len).map(|i| i as f32).collect();
            let expected: f64 = (0..len).map(|i| f64::from(i * i)).sum();
            assert_eq!(sum_of_squares(&numbers), expected, "{len}");
        }
        assert_eq!(
            sum_of_squares(&[1e30_f32; 2]),
            2.0 * f64::from(1e30_f32).powi(2)
        );
    }

    #[test]
    fn only_what_is_longer_is_clipped() {
        let between = Between { clip_norm: 5.0 };
        assert_eq!(between.factor::<f32>(4.0), Some(1.0));
        assert_eq!(between.factor::<f32>(10.0), Some(0.5));
        assert_eq!(between.factor::<f32>(f64::INFINITY), None);
        assert_eq!(between.factor::<f32>(f64::NAN), None);
        let wary = Between {
            clip_norm: f64::INFINITY,
        };
        assert_eq!(wary.factor::<f32>(1e18), Some(1.0));
        assert_eq!(wary.factor::<f32>(1e20), None);
        assert_eq!(wary.factor::<f64>(1e20), Some(1.0));
        assert_eq!(wary.factor::<f64>(f64::INFINITY), None);
    }
}
