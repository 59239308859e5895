//! Base densities: where a sample starts.

mod beside;
mod circle;
mod gaussians;
mod independent;
mod laplace;
mod logistic;
mod normal;
mod scaled;
mod seeded;
mod sides;
mod student_t;
#[cfg(test)]
mod tests;
mod uniform;

pub use beside::Beside;
pub use circle::Circle;
pub use gaussians::Gaussians;
pub use laplace::Laplace;
pub use logistic::Logistic;
pub use normal::Normal;
pub use scaled::Scaled;
pub use seeded::Seeded;
pub use sides::Sides;
pub use student_t::StudentT;
pub use uniform::Uniform;

use crate::real::Real;
use rand::Rng;

/// A simple density on `D` dimensions, evaluated on blocks.
pub trait Base<T: Real>: Sync {
    /// Adds ln p(z) of each of `out.len()` samples (`z`: samples × D, column-major) to `out`, in nats.
    fn log_prob(&self, z: &[T], out: &mut [T]);

    /// Adds `weight · ∂ ln p / ∂z` of every sample to `dz`.
    fn score(&self, z: &[T], weight: &[T], dz: &mut [T]);

    /// Draws one sample, a scalar per dimension.
    fn sample(&self, rng: &mut dyn Rng, z: &mut [T]);

    /// The middle of dimension `i`.
    fn center(&self, _: usize) -> f64 {
        0.0
    }

    /// How much of dimension `i`, which depends on no other, lies on either side of `z`.
    fn sides(&self, i: usize, z: f64) -> Sides;

    /// The number that has these sides in dimension `i`.
    fn quantile(&self, i: usize, sides: Sides) -> f64;
}

/// A density on `D` dimensions with learned parameters, which stand after those of the chain.
pub trait LearnedBase<T: Real>: Sync {
    /// How many there are.
    fn params(&self) -> usize;

    /// Draws initial parameters. `params` holds zeros on entry.
    fn init(&self, params: &mut [T], rng: &mut dyn Rng);

    /// As [`Base::log_prob`].
    fn log_prob(&self, params: &[T], z: &[T], out: &mut [T]);

    /// As [`Base::score`]; adds `Σ weight · ∂ ln p / ∂θ` over the samples to the gradient, if that is wanted.
    fn score(&self, params: &[T], z: &[T], weight: &[T], dz: &mut [T], grad: Option<&mut [T]>);

    /// As [`Base::sample`].
    fn sample(&self, params: &[T], rng: &mut dyn Rng, z: &mut [T]);

    /// Whether samples are smooth functions of the parameters, for the same random numbers.
    fn is_smooth(&self) -> bool;

    /// Adds `Σ dz · ∂z/∂θ` to the gradient, over samples that move with the parameters, as they do if
    /// [`is_smooth`](Self::is_smooth); all column-major.
    fn path(&self, params: &[T], z: &[T], dz: &[T], grad: &mut [T]);

    /// The same density with `scale` times its scale, on `dim` dimensions.
    fn scaled(&self, params: &[T], scale: f64, dim: usize) -> Scaled<T>;

    /// For each dimension of one sample, how much lies on either side of it given those that come before it in `order`
    /// (Rosenblatt's transform): over samples, independent uniform numbers.
    fn sides(&self, params: &[T], z: &[f64], order: &[usize], sides: &mut [Sides]);

    /// Of a density of one number, the number that has these sides.
    fn quantile(&self, params: &[T], sides: Sides) -> f64;
}

/// A base with nothing to learn.
#[derive(Clone, Copy, Debug)]
pub struct Fixed<B>(pub B);

impl<T: Real, B: Base<T>> LearnedBase<T> for Fixed<B> {
    fn params(&self) -> usize {
        0
    }

    fn init(&self, _: &mut [T], _: &mut dyn Rng) {}

    fn log_prob(&self, _: &[T], z: &[T], out: &mut [T]) {
        self.0.log_prob(z, out);
    }

    fn score(&self, _: &[T], z: &[T], weight: &[T], dz: &mut [T], _: Option<&mut [T]>) {
        self.0.score(z, weight, dz);
    }

    fn sample(&self, _: &[T], rng: &mut dyn Rng, z: &mut [T]) {
        self.0.sample(rng, z);
    }

    fn is_smooth(&self) -> bool {
        true
    }

    fn path(&self, _: &[T], _: &[T], _: &[T], _: &mut [T]) {}

    fn scaled(&self, _: &[T], scale: f64, dim: usize) -> Scaled<T> {
        Scaled {
            params: Vec::new(),
            center: (0..dim).map(|i| T::from_f64(self.0.center(i))).collect(),
            scale: T::from_f64(scale),
        }
    }

    fn sides(&self, _: &[T], z: &[f64], _: &[usize], sides: &mut [Sides]) {
        for (i, (sides, z)) in sides.iter_mut().zip(z).enumerate() {
            *sides = self.0.sides(i, *z);
        }
    }

    fn quantile(&self, _: &[T], sides: Sides) -> f64 {
        self.0.quantile(0, sides)
    }
}
