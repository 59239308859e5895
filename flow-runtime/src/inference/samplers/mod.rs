//! Samples of densities that can only be evaluated, by Markov chains.

mod chains;
pub mod diagnostics;
mod error;
mod evidence;
mod ladder;
#[cfg(feature = "nuts")]
mod nuts;
mod schedule;
mod slice;
mod streams;
mod tempering;
mod walker;

pub use chains::Chains;
pub use error::SampleError;
#[cfg(feature = "nuts")]
pub use nuts::{Nuts, NutsChains};
pub use slice::Slice;
pub(crate) use streams::stream;
pub use tempering::{TemperedChains, Tempering};
