//! Ranks by MPI.

use super::Ranks;
use crate::said::said;
use ::mpi::Threading;
use ::mpi::environment::{Universe, initialize_with_threading};
use ::mpi::topology::{Communicator, SimpleCommunicator};
use ::mpi::traits::{Destination, Root, Source};
use std::error::Error;
use std::fmt;

/// Messages are cut at so many bytes: MPI counts them in 32 bits.
const MOST: usize = 1 << 30;

/// All processes of a job that `mpirun` has started; one, if nobody has.
///
/// MPI ends with the value: what it is lent to must be over by then. A process that dies ends the job.
#[expect(missing_debug_implementations, reason = "MPI's state has none")]
pub struct World {
    rank: usize,
    size: usize,
    _universe: Universe,
}

/// Why MPI cannot be used.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartError {
    /// It has been started, in this process, by something else or before.
    Started,
    /// The library cannot be called from more than one thread.
    Threads,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Started => "MPI has been started in this process before",
            Self::Threads => {
                "this MPI library can be called from one thread only, and training needs others"
            }
        })
    }
}

said!(StartError);

impl Error for StartError {}

impl World {
    /// Starts MPI, once in a process.
    ///
    /// # Errors
    ///
    /// If it has been started, or cannot be called from the threads that train.
    pub fn start() -> Result<Self, StartError> {
        let (universe, threading) =
            initialize_with_threading(Threading::Serialized).ok_or(StartError::Started)?;
        if threading < Threading::Serialized {
            return Err(StartError::Threads);
        }
        let world = universe.world();
        Ok(Self {
            rank: world.rank().unsigned_abs() as usize,
            size: world.size().unsigned_abs() as usize,
            _universe: universe,
        })
    }
}

/// A panic ends the other processes too: they would wait for this one for ever.
impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            SimpleCommunicator::world().abort(1);
        }
    }
}

fn other(rank: usize) -> i32 {
    i32::try_from(rank).expect("a rank of MPI's")
}

impl Ranks for World {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn send(&self, bytes: &[u8], to: usize) {
        let world = SimpleCommunicator::world();
        let to = world.process_at_rank(other(to));
        bytes.chunks(MOST).for_each(|bytes| to.send(bytes));
    }

    fn receive(&self, bytes: &mut [u8], from: usize) {
        let world = SimpleCommunicator::world();
        let from = world.process_at_rank(other(from));
        for bytes in bytes.chunks_mut(MOST) {
            from.receive_into(bytes);
        }
    }

    fn broadcast(&self, bytes: &mut [u8], from: usize) {
        let world = SimpleCommunicator::world();
        let from = world.process_at_rank(other(from));
        for bytes in bytes.chunks_mut(MOST) {
            from.broadcast_into(bytes);
        }
    }
}
