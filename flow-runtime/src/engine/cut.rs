//! How a batch is cut into blocks.

use super::memory::Purpose;
use crate::kernels::product::MOST_SHARES;
use crate::model::Model;
use crate::real::Real;
use std::ops::Range;

/// Blocks have at most this many samples, and fewer where the activations of an element would leave the cache. Not a
/// power of two: the columns of a block would meet in the same few sets of the first cache.
const MOST_ROWS: usize = 192;

/// Scalars that the activations of one element may take.
const CACHE: usize = 128 * 1024;

/// Blocks are cut at multiples of this many samples.
const STRIDE: usize = 16;

/// The samples of a block, by the number of samples, what each of them takes, and how many blocks are wanted at least.
pub(super) fn block_rows(samples: usize, per_sample: usize, wanted: usize) -> usize {
    let fitting = (CACHE / per_sample.max(1)).clamp(2 * STRIDE, MOST_ROWS);
    let blocks = samples.div_ceil(fitting / STRIDE * STRIDE);
    let blocks = blocks.next_multiple_of(wanted).max(1);
    samples.div_ceil(blocks).next_multiple_of(STRIDE)
}

/// A round has at most this many lanes.
pub(crate) const MOST_LANES: usize = MOST_SHARES;

/// Bytes that the tapes of a round may take, apart from a lane for each thread that it has in any case.
const ROUND: usize = 8 << 20;

/// There are at most this many groups.
pub(super) const MOST_GROUPS: usize = 2;

/// A group's tapes are at least so many times as long as the parameters.
const WORTH: usize = 3;

/// Bytes of a gradient that every group can have its own of: more would leave the cache, once a round.
const GRADIENT: usize = 1 << 20;

/// How a batch is cut: into groups, and these into blocks, so many of which make a round. The blocks of a round are
/// lanes: they run at the same time, and keep their tapes until the round's part of the gradient is gathered.
///
/// A group gathers a gradient of its own, so that, of a large batch, only this goes from one core to another and not the
/// tapes. How many groups there are depends on the sizes of batch and flow alone. What is gathered does not depend on the cut
/// of a group, to the bit. What lanes sum up themselves does, and so does the order of rounds and places where weights are
/// shared: with such elements, a group is cut by these sizes too, else for the threads at hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub(super) samples: usize,
    pub(super) groups: usize,
    /// The samples of a group, and of a block.
    group: usize,
    block: usize,
    /// The lanes of a round, and those of them that belong to one group.
    pub(super) lanes: usize,
    pub(super) lanes_of_group: usize,
}

impl Cut {
    /// For so many threads.
    pub(super) fn new<T: Real>(model: &Model<T>, samples: usize, threads: usize) -> Self {
        let kept = Purpose::Gradient.per_sample(model);
        let params = model.size.params.max(1);
        let groups = if params * size_of::<T>() > GRADIENT {
            1
        } else {
            (samples * kept / (WORTH * params)).clamp(1, MOST_GROUPS)
        };
        let group = samples.div_ceil(groups).next_multiple_of(STRIDE);
        let threads = if model.parts().summed > 0 || model.parts().shares {
            MOST_LANES / 4
        } else {
            threads.min(MOST_LANES)
        };
        // The tapes of all elements are kept, beyond what a cache holds: blocks are larger than where nothing is kept.
        let per_element = model.size.tape / model.names.len().max(1) / 2;
        let block = block_rows(group, per_element, threads.div_ceil(groups)).max(1);
        let lane = kept * block * size_of::<T>();
        let lanes_of_group = ((ROUND / lane / threads * threads).clamp(threads, MOST_LANES)
            / groups)
            .min(group.div_ceil(block))
            .max(1);
        Self {
            samples,
            groups,
            group,
            block,
            lanes: groups * lanes_of_group,
            lanes_of_group,
        }
    }

    pub(super) fn rounds(&self) -> usize {
        self.group.div_ceil(self.block * self.lanes_of_group).max(1)
    }

    /// The samples of a lane.
    pub(super) fn lane(&self, round: usize, lane: usize) -> Range<usize> {
        let (group, lane) = (lane / self.lanes_of_group, lane % self.lanes_of_group);
        let end = ((group + 1) * self.group).min(self.samples);
        let start = group * self.group + (round * self.lanes_of_group + lane) * self.block;
        start.min(end)..(start + self.block).min(end)
    }

    /// Whether all of it is one round of one group.
    pub(super) fn is_one_round(&self) -> bool {
        self.groups == 1 && self.rounds() == 1
    }

    /// How many batches like this one have room for their tapes in a cache.
    pub(super) fn fitting<T: Real>(&self, model: &Model<T>) -> usize {
        ROUND / (self.lanes * self.room(model) * size_of::<T>()).max(1)
    }

    /// Scalars that a lane keeps.
    pub(super) fn room<T: Real>(&self, model: &Model<T>) -> usize {
        Purpose::Gradient.per_sample(model) * self.block
    }

    /// Whether a part's gradient is complete as soon as it is multiplied, and need not be kept.
    pub(super) fn passes<T: Real>(&self, model: &Model<T>) -> bool {
        self.is_one_round() && model.parts().summed == 0
    }

    /// How many gradients are kept: the lanes' own, or the groups'.
    pub(super) fn gradients<T: Real>(&self, model: &Model<T>) -> usize {
        if model.parts().summed > 0 {
            self.lanes
        } else if self.passes(model) {
            0
        } else {
            self.groups
        }
    }
}
