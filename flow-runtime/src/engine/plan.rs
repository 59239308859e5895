//! How a batch is cut.

use super::evaluate::block_rows;
use super::work::Work;
use crate::kernels::product::MOST_SHARES;
use crate::model::Model;
use crate::real::Real;
use std::ops::Range;

/// A round has at most this many lanes.
pub(crate) const MOST_LANES: usize = MOST_SHARES;

/// Bytes that the tapes of a round may take, apart from a lane for each thread that it has in any case.
const ROUND: usize = 8 << 20;

/// How a batch is cut: into blocks, so many of which make a round. The blocks of a round are lanes: they run at the same
/// time, and keep their tapes until the round's part of the gradient is gathered.
///
/// What is gathered does not depend on the cut, to the bit. What lanes sum up themselves does: with such elements, a batch
/// is cut by its size alone, else for the threads at hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) samples: usize,
    block: usize,
    pub(super) lanes: usize,
}

impl Plan {
    pub(super) fn new<T: Real>(model: &Model<T>, samples: usize) -> Self {
        let threads = if model.parts().summed > 0 {
            MOST_LANES / 4
        } else {
            rayon::current_num_threads().min(MOST_LANES)
        };
        // The tapes of all elements are kept, beyond what a cache holds: blocks are larger than where nothing is kept.
        let per_element = model.size.tape / model.names.len().max(1) / 2;
        let block = block_rows(samples, per_element, threads).max(1);
        let lane = Work::<T>::kept_per_sample(model) * block * size_of::<T>();
        let lanes = (ROUND / lane / threads * threads)
            .clamp(threads, MOST_LANES)
            .min(samples.div_ceil(block))
            .max(1);
        Self {
            samples,
            block,
            lanes,
        }
    }

    pub(super) fn rounds(&self) -> usize {
        self.samples.div_ceil(self.block * self.lanes)
    }

    /// The samples of a lane.
    pub(super) fn lane(&self, round: usize, lane: usize) -> Range<usize> {
        let start = ((round * self.lanes + lane) * self.block).min(self.samples);
        start..(start + self.block).min(self.samples)
    }

    /// Scalars that a lane keeps.
    pub(super) fn room<T: Real>(&self, model: &Model<T>) -> usize {
        Work::<T>::kept_per_sample(model) * self.block
    }
}
