//! Bijectors as a chain sees them.
//!
//! A chain is a list of [`Element`]s. Samples travel through it in blocks: one column per dimension,
//! the samples of a column contiguous. Every element transforms its block in place, adds its
//! log-determinant, and can pull cotangents back through either direction.

mod block;
pub(crate) mod compiled;
mod contract;
mod preparation;
mod scaling;
mod size;
mod slot;

pub use block::{Block, Pullback};
pub(crate) use compiled::compiled;
pub use contract::Element;
pub(crate) use contract::touch;
pub use preparation::Preparation;
pub use scaling::Scaling;
pub use size::Size;
pub use slot::Slot;
