//! Code that touches every number: matrix products, elementary functions, activations, updates.

pub(crate) mod access;
pub(crate) mod activation;
pub(crate) mod buffer;
mod dispatch;
pub(crate) mod dot;
mod math;
pub(crate) mod product;
pub(crate) mod strip;
pub(crate) mod transpose;
pub(crate) mod triangle;

pub(crate) use dispatch::dispatch_declared;
pub use dispatch::{Kernel, dispatch};
pub use math::Math;
