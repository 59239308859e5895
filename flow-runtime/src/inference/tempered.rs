//! A flow whose base is narrower.

use crate::base::Scaled;
use crate::bijector::Bijector;
use crate::density::Density;
use crate::engine::defined_log_prob;
use crate::flow::{Flow, Vjp};
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;
use rand::distr::Distribution;

/// A flow at a temperature t, 0 < t ≤ 1: the same map, from a base of √t times the scale.
///
/// A normal base has its variance multiplied by t, so that its density is the flow's to the power 1/t at the base; its samples are nearer to the
/// mode, and less varied. Every base can be narrowed, around its location; each Gaussian of a `Mixture` around its own.
///
/// ```
/// use flow_runtime::inference::Tempered;
/// use flow_runtime::prelude::*;
///
/// flow! { struct Pair<f64, 2> = MAF(16) >> Reverse >> MAF(16); }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let pair = Pair::new(&mut rng);
/// let cold = Tempered::new(&pair, 0.5);
/// let x = pair.forward(&SVector::zeros());
/// // In the middle, half the variance in each of two dimensions is twice the density.
/// assert!((cold.log_prob(&x) - pair.log_prob(&x) - 2.0_f64.ln()).abs() < 1e-12);
/// let samples = cold.sample_batch(100, &mut rng);
/// ```
#[derive(Clone, Debug)]
pub struct Tempered<'a, F, T> {
    flow: &'a F,
    base: Scaled<T>,
}

impl<'a, F, T: Real> Tempered<'a, F, T> {
    /// The flow at this temperature.
    ///
    /// # Panics
    ///
    /// If the temperature is not above 0 and at most 1.
    pub fn new<const D: usize>(flow: &'a F, temperature: f64) -> Self
    where
        F: Flow<D, 0, Scalar = T>,
    {
        assert!(
            temperature > 0.0 && temperature <= 1.0,
            "a temperature of {temperature} is not in (0, 1]"
        );
        let model = F::model();
        let params = model.of_base(flow.params());
        let base = model.base.scaled(params, temperature.sqrt(), D);
        Self { flow, base }
    }

    /// Where the flow's base has its density: samples in columns.
    fn columns<const D: usize>(&self, zs: &[SVector<T, D>]) -> Vec<T> {
        let (center, scale) = (&self.base.center, self.base.scale);
        let column = |d: usize| {
            let center = center[d];
            zs.iter().map(move |z| center + (z[d] - center) / scale)
        };
        (0..D).flat_map(column).collect()
    }
}

impl<T: Real, const D: usize, F: Flow<D, 0, Scalar = T>> Distribution<SVector<T, D>>
    for Tempered<'_, F, T>
{
    fn sample<R: Rng + ?Sized>(&self, mut rng: &mut R) -> SVector<T, D> {
        let (model, mut z) = (F::model(), SVector::from([T::ZERO; D]));
        model
            .base
            .sample(&self.base.params, &mut rng, z.as_mut_slice());
        for (z, &center) in z.iter_mut().zip(&self.base.center) {
            *z = center + self.base.scale * (*z - center);
        }
        let mut x = self.flow.forward(&z);
        model.keep_inside(x.as_mut_slice());
        x
    }
}

impl<T: Real, const D: usize, F: Flow<D, 0, Scalar = T>> Density<T, D> for Tempered<'_, F, T> {
    fn log_prob(&self, x: &SVector<T, D>) -> T {
        self.log_prob_batch(std::slice::from_ref(x))[0]
    }

    fn score(&self, x: &SVector<T, D>) -> SVector<T, D> {
        let (model, xs) = (F::model(), std::slice::from_ref(x));
        let columns = self.columns(&self.flow.inverse_batch(xs).0);
        let mut dz = SVector::from([T::ZERO; D]);
        let (params, weight) = (&self.base.params, [T::ONE / self.base.scale]);
        let by = dz.as_mut_slice();
        model.base.score(params, &columns, &weight, by, None);
        let mut grad = vec![T::ZERO; self.flow.params().len()];
        let score = self.flow.inverse_vjp_batch(xs, &[dz], &[T::ONE], &mut grad)[0];
        let undefined = score.iter().any(|s| s.is_nan()) && x.iter().all(|x| !x.is_nan());
        if undefined {
            SVector::from([T::ZERO; D])
        } else {
            score
        }
    }

    fn log_prob_batch(&self, xs: &[SVector<T, D>]) -> Vec<T> {
        let (model, constant) = (F::model(), self.base.log_volume());
        let (zs, mut log_probs) = self.flow.inverse_batch(xs);
        let columns = self.columns(&zs);
        if !xs.is_empty() {
            let params = &self.base.params;
            model.base.log_prob(params, &columns, &mut log_probs);
        }
        for (x, log_prob) in xs.iter().zip(&mut log_probs) {
            *log_prob = defined_log_prob(model, x.as_slice(), *log_prob - constant);
        }
        log_probs
    }
}
