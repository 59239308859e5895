//! Processes that work on one training or on one batch together.
//!
//! ```text
//! mpirun -n 4 target/release/ranks
//! ```
//!
//! Every process, a *rank*, runs the whole program: it makes the same flow and is given the same samples.
//! [`Trainer::across`](crate::Trainer::across) then shares the gradients out, and all ranks end with the same bits, whatever
//! their number. What is evaluated row by row needs no more than a rank's [share](Ranks::share) of the rows, and
//! [`gather`](Ranks::gather):
//!
//! ```
//! use flow_runtime::prelude::*;
//! use flow_runtime::ranks::{Alone, Ranks};
//!
//! flow! { struct Moons<2> = 3 * (MAF(16) >> Reverse); }
//!
//! let world = Alone; // with the feature `mpi`: `World::start()`
//! let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
//! let data: Vec<SVector<f32, 2>> = datasets::moons(500, 0.05, &mut rng);
//! let mut moons = Moons::new(&mut rng);
//! Trainer::new(Adam::new(1e-3)).epochs(2).batch_size(250).across(&world).fit(&mut moons, &data)?;
//! let log_probs = world.gather(&moons.log_prob_batch(&data[world.share(data.len())]));
//! assert_eq!(log_probs, moons.log_prob_batch(&data));
//! # Ok::<(), FitError>(())
//! ```

#[cfg(feature = "mpi")]
mod mpi;

#[cfg(feature = "mpi")]
pub use self::mpi::{StartError, World};

use bytemuck::Pod;
use std::ops::Range;

/// Processes that can send each other bytes. They are numbered from 0, and all of them make the same calls in the same order.
///
/// Messages between two ranks arrive in the order in which they were sent. What cannot be delivered, because a process has
/// died, must end the others too: no call returns an error.
pub trait Ranks: Sync {
    /// The number of this process.
    fn rank(&self) -> usize;

    /// How many there are, at least 1.
    fn size(&self) -> usize;

    /// Sends bytes to another rank, which [receives](Self::receive) as many; returns when they may be overwritten.
    fn send(&self, bytes: &[u8], to: usize);

    /// Fills in what another rank sends.
    fn receive(&self, bytes: &mut [u8], from: usize);

    /// Fills in what rank `from` has, at all others.
    fn broadcast(&self, bytes: &mut [u8], from: usize) {
        if self.rank() == from {
            let others = (0..self.size()).filter(|&rank| rank != from);
            others.for_each(|rank| self.send(bytes, rank));
        } else {
            self.receive(bytes, from);
        }
    }

    /// Which of so many rows this rank is to work on: the ranks' shares follow each other, and are equal but for one row.
    fn share(&self, rows: usize) -> Range<usize> {
        share(self.rank(), self.size(), rows)
    }

    /// What all ranks have, one after the other: each gives a part, of its own length.
    fn gather<T: Pod>(&self, part: &[T]) -> Vec<T>
    where
        Self: Sized,
    {
        let mut all = Vec::new();
        for rank in 0..self.size() {
            let mut len = part.len() as u64;
            self.broadcast(bytemuck::bytes_of_mut(&mut len), rank);
            let start = all.len();
            if rank == self.rank() {
                all.extend_from_slice(part);
            } else {
                all.resize(start + len as usize, T::zeroed());
            }
            self.broadcast(bytemuck::cast_slice_mut(&mut all[start..]), rank);
        }
        all
    }
}

/// The share of one of so many ranks of so many rows.
fn share(rank: usize, ranks: usize, rows: usize) -> Range<usize> {
    let start = |rank: usize| (rank as u128 * rows as u128 / ranks as u128) as usize;
    start(rank)..start(rank + 1)
}

/// Fills in a number for each row, of which every rank has its [share](Ranks::share), at all ranks.
pub(crate) fn complete<T: Pod>(ranks: &dyn Ranks, numbers: &mut [T]) {
    for rank in 0..ranks.size() {
        let own = share(rank, ranks.size(), numbers.len());
        ranks.broadcast(bytemuck::cast_slice_mut(&mut numbers[own]), rank);
    }
}

/// A process by itself: for programs that run with ranks and without.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Ranks for Alone {
    fn rank(&self) -> usize {
        0
    }

    fn size(&self) -> usize {
        1
    }

    fn send(&self, _: &[u8], _: usize) {}

    fn receive(&self, _: &mut [u8], _: usize) {}
}
