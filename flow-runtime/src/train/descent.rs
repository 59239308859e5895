//! An optimiser for a loop of one's own.

use super::Adam;
use super::optimizer::Optimizer;
use crate::real::Real;

/// Adam on parameters whose gradients come from elsewhere, for losses that [`Trainer`](super::Trainer) does not know: by
/// [`Adam::descent`].
///
/// ```
/// use flow_runtime::prelude::*;
///
/// flow! { struct Pair<f64, 2> = MAF(16) >> Reverse >> MAF(16); }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let mut pair = Pair::new(&mut rng);
/// let data: Vec<SVector<f64, 2>> = datasets::moons(200, 0.05, &mut rng);
/// let (before, mut grad) = (pair.nll(&data), vec![0.0; Pair::PARAMS]);
/// let mut descent = Adam::new(1e-2).descent(Pair::PARAMS);
/// for _ in 0..20 {
///     pair.nll_and_grad(&data, &mut grad);
///     descent.step(pair.params_mut(), &grad);
/// }
/// assert!(pair.nll(&data) < before);
/// ```
#[derive(Clone, Debug)]
pub struct Descent<T> {
    adam: Adam,
    moments: [Vec<T>; 2],
    steps: u64,
}

impl Adam {
    /// Steps on so many parameters.
    pub fn descent<T: Real>(self, params: usize) -> Descent<T> {
        Descent {
            adam: self,
            moments: [(); 2].map(|()| vec![T::ZERO; params]),
            steps: 0,
        }
    }
}

impl<T: Real> Descent<T> {
    /// Moves parameters against their gradient.
    ///
    /// # Panics
    ///
    /// If there are not as many of either as [`Adam::descent`] was told.
    pub fn step(&mut self, params: &mut [T], grad: &[T]) {
        self.step_part(params, grad, 1.0);
    }

    /// As [`step`](Self::step), with a part of the learning rate.
    ///
    /// # Panics
    ///
    /// As that.
    pub fn step_part(&mut self, params: &mut [T], grad: &[T], part: f64) {
        let len = self.moments[0].len();
        assert!(params.len() == len && grad.len() == len, "{len} parameters");
        self.steps += 1;
        let step = Optimizer::<T, 2>::step(&self.adam, self.steps, part);
        let moments = self.moments.each_mut().map(Vec::as_mut_slice);
        <Adam as Optimizer<T, 2>>::apply(step, params, moments, grad);
    }
}
