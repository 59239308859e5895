//! Training a flow.

use super::Trainable;
use crate::train::{Batch, Batches, FitError, History, IntoSamples, Opened, Samples, Trainer};
use nalgebra::SVector;

impl Trainer<'_> {
    /// Trains on samples, on all cores: `&data`, a reference to vectors in a `Vec`, a slice or an array, or [`Samples`] with
    /// weights, contexts, or some that are held out.
    ///
    /// The same samples, parameters and seed give the same bits, whatever the number of threads. The environment variable
    /// `RAYON_NUM_THREADS` sets that number: `RAYON_NUM_THREADS=1` leaves the other cores to others.
    ///
    /// Before the first step, `Standardize` takes mean and scale from all samples that are trained on, and `ActNorm` from the
    /// first batch, each of what arrives at it; `Split(k, by = likelihood)` chooses which dimensions leave, and the networks of
    /// layers that narrow get mean and scale of what they see. What has been set once, in an earlier run, stays. An end that is
    /// learned is bounded by all samples, and again in every run whose samples lie beyond.
    ///
    /// # Errors
    ///
    /// If there is no data, a number is not finite or lies outside the flow's support, one is not whole where the flow has a
    /// `Dequantize`, or no code where it has an `Argmax`, there are not as many weights or contexts as samples, or a setting makes
    /// no sense; then the flow is as it was. If the loss stops being finite, or a
    /// gradient is too large for the optimiser; then the flow holds the best of the parameters before the run and at either end
    /// of its best epoch, by their loss on all data: it is finite, if it was so before, and not above that.
    pub fn fit<'d, const D: usize, const C: usize, F: Trainable<D, C>>(
        &self,
        flow: &mut F,
        samples: impl IntoSamples<'d, F::Scalar, D, C>,
    ) -> Result<History, FitError> {
        let params = flow.parameters_mut().as_mut_slice();
        let samples: Samples<'d, F::Scalar, D, C> = samples.into();
        F::engine().fit(self, F::model(), params, &samples.data)
    }

    /// Trains on batches that are read one after the other, for what does not fit into memory: `open` is called for every
    /// epoch, and what it returns gives the epoch's batches, in their order and of their size; see [`Batch`] for what they
    /// can be, and [`Batches`] for samples that validate.
    ///
    /// All is as in [`fit`](Self::fit), but for this: nothing is shuffled; all that data set they set by the first
    /// batch alone, and weights are divided by their mean in it, so that it should be a fair sample; and
    /// [a schedule](Trainer::schedule) that depends on the number of steps knows it after the first epoch.
    ///
    /// To [resume](Trainer::resume), `open` must give the same batches at every call: when a run goes on, it is called once for the
    /// first batch, which sets parameters and the scale of the weights, and once more for the epoch that the run was stopped
    /// in, whose batches so far are read and left out.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit), and if a batch is an error or has a number that cannot be trained on: then the flow holds the best
    /// parameters so far, by what can be read.
    pub fn fit_batches<'d, const D: usize, const C: usize, F, R, I>(
        &self,
        flow: &mut F,
        batches: impl Into<Batches<'d, R, F::Scalar, D, C>>,
    ) -> Result<History, FitError>
    where
        F: Trainable<D, C>,
        R: FnMut() -> I + Send,
        I: IntoIterator<Item: Batch<F::Scalar, D, C>, IntoIter: Send>,
    {
        let Batches { open, held, .. } = batches.into();
        let mut reader = Opened::<R, I::IntoIter, D, C>::new(open);
        let params = flow.parameters_mut().as_mut_slice();
        F::engine().fit_batches(self, F::model(), params, &mut reader, held.as_ref())
    }

    /// Trains on samples with a context each, on all cores: [`fit`](Self::fit) with [`Samples::contexts`], whose name says which of
    /// the two is which. Where there are as many numbers of either, the compiler cannot tell them apart.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit), and if there are not as many contexts as samples.
    pub fn fit_given<'d, const D: usize, const C: usize, F: Trainable<D, C>>(
        &self,
        flow: &mut F,
        samples: impl IntoSamples<'d, F::Scalar, D, 0>,
        contexts: &'d [SVector<F::Scalar, C>],
    ) -> Result<History, FitError> {
        let samples: Samples<'d, F::Scalar, D> = samples.into();
        self.fit(flow, samples.contexts(contexts))
    }
}
