//! Training a flow.

use super::Flow;
use crate::model::Context;
use crate::train::{FitError, History, Trainer};
use nalgebra::SVector;

impl Trainer<'_> {
    /// Trains on samples without a context, on all cores.
    ///
    /// The same samples, parameters and seed give the same bits, whatever the number of threads. The environment variable
    /// `RAYON_NUM_THREADS` sets that number: `RAYON_NUM_THREADS=1` leaves the other cores to others.
    ///
    /// Before the first step, `Standardize` takes mean and scale from all samples, and `ActNorm` from the first batch, each
    /// of what arrives at it; what has been set once, in an earlier run, stays.
    ///
    /// # Errors
    ///
    /// If there is no data, a number is not finite or lies outside the flow's support, or a setting makes no sense; then the
    /// flow is as it was. If the loss stops being finite, or a gradient is too large for the optimiser; then the flow holds the
    /// best of the parameters before the run and at either end of its best epoch, by their loss on all data: it is finite, if
    /// it was so before, and not above that.
    pub fn fit<const D: usize, F: Flow<D, 0>>(
        &self,
        flow: &mut F,
        data: &[SVector<F::Scalar, D>],
    ) -> Result<History, FitError> {
        let params = flow.parameters_mut().as_mut_slice();
        F::engine().fit(
            self,
            F::model(),
            params,
            Context::NONE,
            bytemuck::cast_slice(data),
        )
    }

    /// Trains on samples with a context each, on all cores.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit), and if there are not as many contexts as samples.
    pub fn fit_given<const D: usize, const C: usize, F: Flow<D, C>>(
        &self,
        flow: &mut F,
        data: &[SVector<F::Scalar, D>],
        contexts: &[SVector<F::Scalar, C>],
    ) -> Result<History, FitError> {
        if data.len() != contexts.len() {
            return Err(FitError::ContextCount {
                samples: data.len(),
                contexts: contexts.len(),
            });
        }
        let params = flow.parameters_mut().as_mut_slice();
        let context = Context::Each(bytemuck::cast_slice(contexts));
        F::engine().fit(
            self,
            F::model(),
            params,
            context,
            bytemuck::cast_slice(data),
        )
    }
}
