//! A target seen through a flow, as nuts-rs asks for it.

use super::logp::{NotFinite, dimensions, read, steerable, write};
use crate::density::Density;
use crate::engine::Arrived;
use crate::flow::Flow;
use crate::inference::Target;
use crate::inference::pulled_back::evaluation;
use crate::model::Context;
use crate::real::Real;
use crate::train::Trainer;
use nalgebra::SVector;
use nuts_rs::rand::Rng;
use nuts_rs::{CpuLogpFunc, CpuMathError, HasDims};
use std::collections::HashMap;

/// A target, and a flow whose base numbers are moved in place of its own.
///
/// What nuts-rs calls the transformed position is z, the untransformed one x = f(z). Its energy is `½|v|² − (ln p̃ + logdet)`, so the
/// log-determinant that it is told is **ln|det ∂x/∂z|**, although its documentation speaks of the inverse.
#[derive(Debug)]
pub(super) struct Through<'a, 't, P: ?Sized, F, const D: usize> {
    pub(super) target: &'a P,
    pub(super) flow: &'a mut F,
    /// What trains the flow while the chain is tuned; it is held if there is none.
    pub(super) trainer: Option<&'a Trainer<'t>>,
}

impl<P: ?Sized, F, const D: usize> HasDims for Through<'_, '_, P, F, D> {
    fn dim_sizes(&self) -> HashMap<String, u64> {
        dimensions::<D>()
    }
}

impl<T, const D: usize, P, F> Through<'_, '_, P, F, D>
where
    T: Real,
    P: Target<T, D> + ?Sized,
    F: Flow<D, 0, Scalar = T>,
{
    /// ln p̃ and ln|det ∂x/∂z| at z; fills x, and the gradients of ln p̃ by x and of the sum by z.
    fn evaluate(
        &self,
        target: &(dyn Fn(&[T], &mut [T]) -> T + Sync),
        z: &[f64],
        x: &mut [f64],
        by_x: &mut [f64],
        by_z: &mut [f64],
    ) -> Result<(f64, f64), NotFinite> {
        let [mut at, mut there, mut slopes, mut pulled] = [SVector::<T, D>::from([T::ZERO; D]); 4];
        read(z, &mut at);
        let arrived = Arrived {
            x: there.as_mut_slice(),
            by_x: slopes.as_mut_slice(),
        };
        let (model, params, by) = (F::model(), self.flow.params(), pulled.as_mut_slice());
        let (log_density, log_det) =
            F::engine().pulled_back(model, params, at.as_slice(), target, arrived, by);
        write(&there, x);
        write(&slopes, by_x);
        write(&pulled, by_z);
        let (log_density, log_det) = (log_density.to_f64(), log_det.to_f64());
        steerable(log_density + log_det, by_z)?;
        let finite = by_x.iter().all(|slope| slope.is_finite());
        if finite {
            Ok((log_density, log_det))
        } else {
            Err(NotFinite)
        }
    }

    /// z = f⁻¹(x).
    fn base(&self, x: &[f64], z: &mut [f64]) {
        let [mut at, mut there] = [SVector::<T, D>::from([T::ZERO; D]); 2];
        read(x, &mut at);
        let (model, params, to) = (F::model(), self.flow.params(), there.as_mut_slice());
        let mut log_det = [T::ZERO];
        F::engine().inverse(
            model,
            params,
            Context::NONE,
            at.as_slice(),
            to,
            &mut log_det,
        );
        write(&there, z);
    }
}

/// The flow is in the adapter, and only its version is known to nuts-rs.
impl<T, const D: usize, P, F> CpuLogpFunc for Through<'_, '_, P, F, D>
where
    T: Real,
    P: Target<T, D> + ?Sized,
    F: Flow<D, 0, Scalar = T> + Density<T, D>,
{
    type LogpError = NotFinite;
    type FlowParameters = i64;
    type ExpandedVector = ();

    fn dim(&self) -> usize {
        D
    }

    fn logp(&mut self, x: &[f64], by_x: &mut [f64]) -> Result<f64, NotFinite> {
        let mut at = SVector::from([T::ZERO; D]);
        read(x, &mut at);
        let (log_density, slopes) = self.target.log_density_and_grad(&at);
        write(&slopes, by_x);
        steerable(log_density.to_f64(), by_x)
    }

    fn expand_vector<R: Rng + ?Sized>(&mut self, _: &mut R, _: &[f64]) -> Result<(), CpuMathError> {
        Ok(())
    }

    fn init_from_transformed_position(
        &mut self,
        _: &i64,
        x: &mut [f64],
        by_x: &mut [f64],
        z: &[f64],
        by_z: &mut [f64],
        _: Option<f64>,
    ) -> Result<(f64, f64), NotFinite> {
        self.evaluate(&evaluation(self.target), z, x, by_x, by_z)
    }

    fn init_from_untransformed_position(
        &mut self,
        _: &i64,
        x: &[f64],
        by_x: &mut [f64],
        z: &mut [f64],
        by_z: &mut [f64],
        _: Option<f64>,
    ) -> Result<(f64, f64), NotFinite> {
        self.base(x, z);
        let mut again = [0.0; D];
        self.evaluate(&evaluation(self.target), z, &mut again, by_x, by_z)
    }

    fn inv_transform_normalize(
        &mut self,
        _: &i64,
        x: &[f64],
        by_x: &[f64],
        z: &mut [f64],
        by_z: &mut [f64],
    ) -> Result<f64, NotFinite> {
        self.base(x, z);
        let [mut again, mut slopes] = [[0.0; D]; 2];
        let known = |_: &[T], grad: &mut [T]| {
            for (grad, known) in grad.iter_mut().zip(by_x) {
                *grad = T::from_f64(*known);
            }
            T::ZERO
        };
        let (_, log_det) = self.evaluate(&known, z, &mut again, &mut slopes, by_z)?;
        Ok(log_det)
    }

    /// A run of the trainer on all draws so far, but for the first half of them; one that diverges leaves the flow as it was.
    fn update_transformation<'a, R: Rng + ?Sized>(
        &'a mut self,
        _: &mut R,
        xs: impl ExactSizeIterator<Item = &'a [f64]>,
        by_xs: impl ExactSizeIterator<Item = &'a [f64]>,
        _: impl ExactSizeIterator<Item = &'a f64>,
        version: &'a mut i64,
    ) -> Result<(), NotFinite> {
        let Some(trainer) = self.trainer else {
            return Ok(());
        };
        let first = xs.len() / 2;
        let vector = |numbers: &[f64]| {
            let mut vector = SVector::from([T::ZERO; D]);
            read(numbers, &mut vector);
            vector
        };
        let xs: Vec<SVector<T, D>> = xs.skip(first).map(vector).collect();
        let scores: Vec<SVector<T, D>> = by_xs.skip(first).map(vector).collect();
        let before = self.flow.params().to_vec();
        if trainer.fit_scores(self.flow, &xs, &scores).is_err() {
            self.flow.params_mut().copy_from_slice(&before);
        }
        *version += 1;
        Ok(())
    }

    fn init_transformation<R: Rng + ?Sized>(
        &mut self,
        _: &mut R,
        _: &[f64],
        _: &[f64],
        _: u64,
    ) -> Result<i64, NotFinite> {
        Ok(0)
    }

    fn new_transformation<R: Rng + ?Sized>(
        &mut self,
        _: &mut R,
        _: usize,
        _: u64,
    ) -> Result<i64, NotFinite> {
        Ok(0)
    }

    fn transformation_id(&self, version: &i64) -> Result<i64, NotFinite> {
        Ok(*version)
    }
}
