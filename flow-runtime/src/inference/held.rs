//! What is left of a joint density once some of its numbers are known.

use super::Target;
use crate::density::Density;
use crate::real::Real;
use nalgebra::SVector;

/// A density of `D` numbers where some are held at values: a target of the `R` others, p(rest, held).
///
/// Up to a constant that is p(rest | held), so a sampler draws the others given those that are held, whatever the chain of the flow
/// is; and the constant, the evidence, is the marginal density of those that are held.
///
/// ```
/// use flow_runtime::inference::Held;
/// use flow_runtime::inference::samplers::Slice;
/// use flow_runtime::prelude::*;
///
/// flow! {
///     /// Two numbers of variance 1 and correlation 0.8.
///     struct Joint<f64, 2> = Matrix[[1, 0], [0.8, 0.6]];
///     struct Wide<f64, 1> = Normal[loc = [1], scale = [2]];
/// }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let joint = Joint::new(&mut rng);
/// // x₁ given x₀ = 1.5: N(1.2, 0.36).
/// let rest: Held<'_, _, f64, 2, 1> = Held::new(&joint, &[(0, 1.5)]);
/// let draws = Slice::new().sample(&rest, &[SVector::from([0.0]); 10], 500)?.samples();
/// let mean = draws.iter().map(|x| x[0]).sum::<f64>() / draws.len() as f64;
/// assert!((mean - 1.2).abs() < 0.05);
/// assert_eq!(rest.whole(&draws[0]), SVector::from([1.5, draws[0][0]]));
///
/// // ln p(x₀ = 1.5), all x₁ together: that of N(0, 1).
/// let (marginal, error) = Importance::draw(&Wide::new(&mut rng), &rest, 10_000, &mut rng).log_evidence();
/// let normal = -0.5 * 1.5 * 1.5 - 0.5 * std::f64::consts::TAU.ln();
/// assert!((marginal - normal).abs() < 4.0 * error);
/// # Ok::<(), flow_runtime::inference::samplers::SampleError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Held<'a, F, T, const D: usize, const R: usize> {
    density: &'a F,
    values: [Option<T>; D],
}

impl<'a, F, T: Real, const D: usize, const R: usize> Held<'a, F, T, D, R> {
    /// The density, with these dimensions held at these values.
    ///
    /// # Panics
    ///
    /// If these are not `D − R` different dimensions below `D`.
    pub fn new(density: &'a F, held: &[(usize, T)]) -> Self {
        let mut values = [None; D];
        for &(dimension, value) in held {
            assert!(
                dimension < D,
                "dimension {dimension} cannot be held: there are {D}, from 0"
            );
            values[dimension] = Some(value);
        }
        let left = values.iter().filter(|value| value.is_none()).count();
        assert!(
            left == R && held.len() + R == D,
            "{left} of {D} dimensions are left, not {R}, with {} values held",
            held.len()
        );
        Self { density, values }
    }

    /// All `D` numbers: those that are held, and the others.
    pub fn whole(&self, rest: &SVector<T, R>) -> SVector<T, D> {
        let mut rest = rest.iter().copied();
        SVector::from(
            self.values
                .map(|held| held.or_else(|| rest.next()).unwrap_or(T::ZERO)),
        )
    }

    /// Of all `D` numbers, those that are not held.
    fn rest(&self, whole: &SVector<T, D>) -> SVector<T, R> {
        let pairs = self.values.iter().zip(whole);
        let mut left = pairs.filter(|(held, _)| held.is_none()).map(|(_, x)| *x);
        SVector::from_fn(|_, _| left.next().unwrap_or(T::ZERO))
    }
}

impl<F, T, const D: usize, const R: usize> Target<T, R> for Held<'_, F, T, D, R>
where
    T: Real,
    F: Density<T, D> + Sync,
{
    fn log_density(&self, rest: &SVector<T, R>) -> T {
        self.density.log_prob(&self.whole(rest))
    }

    fn log_density_and_grad(&self, rest: &SVector<T, R>) -> (T, SVector<T, R>) {
        let whole = self.whole(rest);
        let score = self.density.score(&whole);
        (self.density.log_prob(&whole), self.rest(&score))
    }
}
