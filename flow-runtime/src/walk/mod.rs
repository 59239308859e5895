//! Steps of Markov chains that leave a density as it is: what stochastic layers and annealed paths are made of.

mod between;
mod density;
mod kernel;
mod room;

pub(crate) use between::{Aim, Between, Factor, add, tempered};
pub(crate) use density::LogDensity;
pub use kernel::Kernel;
pub(crate) use room::{Room, Single};
