//! Samples of densities that can only be evaluated, by Markov chains.

mod chains;
pub mod diagnostics;
mod error;
mod slice;
mod streams;
mod walker;

pub use chains::Chains;
pub use error::SampleError;
pub use slice::Slice;
