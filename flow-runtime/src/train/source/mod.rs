//! Where batches come from.

mod memory;
mod noisy;
mod reader;
mod target;

pub(super) use memory::InMemory;
pub(super) use noisy::Noisy;
pub(super) use reader::Read;
pub(crate) use reader::{Numbers, Reader};
pub(super) use target::FromTarget;

use super::FitError;
use crate::engine::{Arrival, Broken, Objective};
use crate::real::Real;

/// What gives a run its batches, and says what the gradient is of: epoch after epoch, batch after batch.
///
/// Steps are a function of where the run is: a source that has sought an epoch and a batch goes on as one that has come
/// there batch by batch, to the bit. What it draws, it draws from seeds and from the number of the step.
pub(crate) trait Source<T: Real>: Send {
    /// What the gradient of a step is of: a sum over the samples of the batch, of which the step takes the mean.
    type Batch<'s>: Objective<T>
    where
        Self: 's;

    /// Begins an epoch, from 0, as if so many of its batches had been taken already.
    fn seek(&mut self, epoch: usize, batch: usize) -> Result<(), FitError>;

    /// Lets data set the parameters that they set, before the first step.
    fn prepare(&mut self, params: &mut [T]) -> Result<(), FitError>;

    /// Refuses samples that have no density with what data have set in these parameters, as far as they are known.
    fn check_set(&self, _: &[T]) -> Result<(), FitError> {
        Ok(())
    }

    /// Where samples of the first epoch stand with these parameters, once they have been set; none where there are no samples.
    fn arrival(&self, _: &[T]) -> Option<Arrival> {
        None
    }

    /// The columns of real numbers that have the same number in all samples, and that number; none where there is one sample, or not all
    /// are known.
    fn constant(&self) -> Vec<(usize, f64)> {
        Vec::new()
    }

    /// Begins the next epoch.
    fn begin_epoch(&mut self) -> Result<(), FitError>;

    /// Goes on to the next batch; false if the epoch has no more, and the last one stays.
    fn advance(&mut self) -> Result<bool, FitError>;

    /// The present batch, of which there is one once [`advance`](Self::advance) was true.
    fn batch(&self) -> Self::Batch<'_>;

    /// How many batches an epoch has, if that can be told before it is through.
    fn batches(&self) -> Option<usize>;

    /// Where numbers of the present batch stop being finite.
    fn broken(&self, params: &[T]) -> Broken;

    /// The mean loss on all there is to learn from, with each of these parameters.
    fn losses(&mut self, candidates: [&[T]; 3]) -> [f64; 3];

    /// What there is to learn from, for the file of a run: lines of `name: value`.
    fn describe(&self) -> String;

    /// The same of the present batch, if that is not known from [`describe`](Self::describe).
    fn describe_batch(&self) -> Option<String> {
        None
    }
}
