//! The moving average of parameters.

use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;

/// Moves the average of a range of parameters on: `a ← a + (θ − a) (1 − d) / (1 − dᵗ)` after step t, from 1.
///
/// This is `(1 − d) Σ dᵗ⁻ⁱ θᵢ / (1 − dᵗ)`, the average that is corrected for having begun at 0, kept as such: after the first
/// step it is the parameters, and those before the run are not in it.
pub(super) fn follow<T: Real>(average: &mut [T], params: &[T], weight: T) {
    dispatch(Follow {
        average,
        params,
        weight,
    });
}

/// What the parameters of step `t`, from 1, weigh in an average of this decay.
pub(super) fn weight(decay: f64, t: u64) -> f64 {
    (1.0 - decay) / (1.0 - decay.powf(t as f64))
}

struct Follow<'a, T> {
    average: &'a mut [T],
    params: &'a [T],
    weight: T,
}

impl<T: Real> Kernel<T> for Follow<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        for (average, &p) in self.average.iter_mut().zip(self.params) {
            *average = math.fma(self.weight, p - *average, *average);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_sum_that_the_definition_says() {
        let decay: f64 = 0.9;
        let thetas: Vec<f64> = (1..20).map(|i| f64::from(i * i % 7)).collect();
        let mut average = [123.0];
        for (t, theta) in (1..).zip(&thetas) {
            follow(&mut average, &[*theta], weight(decay, t));
            let (mut sum, mut weights) = (0.0, 0.0);
            for theta in &thetas[..t as usize] {
                sum = decay * sum + (1.0 - decay) * theta;
                weights = decay * weights + (1.0 - decay);
            }
            assert!((average[0] - sum / weights).abs() < 1e-12, "step {t}");
        }
    }

    #[test]
    fn what_does_not_move_is_its_own_average() {
        let mut average = [0.1_f32; 3];
        for t in 1..100 {
            follow(&mut average, &[0.1; 3], weight(0.999, t) as f32);
        }
        assert_eq!(average, [0.1; 3]);
    }
}
