//! Densities that can only be evaluated: what is asked of one.

mod target;

pub use target::Target;
