//! The bijectors of the library, one file each.

mod angular;
mod choose;
mod columns;
mod conditioned;
mod context_scale;
mod coupling;
mod custom;
mod diagonal;
mod ended;
mod fold;
mod formula;
mod gains;
mod invert;
mod linear;
mod maf;
mod matrix;
mod moments;
mod ordered;
mod orthogonal;
mod permute;
mod shift_scale;
mod simplex;
mod splines;
mod stochastic;
mod surjection;

pub use crate::kernels::activation::Activation;

pub use choose::Choose;
pub use context_scale::ContextScale;
pub use coupling::Coupling;
pub use custom::{Columns, Custom};
pub use diagonal::{Diagonal, SetBy};
pub use ended::{End, Ended};
pub use fold::{Abs, Sort};
pub use formula::Formula;
pub use invert::Invert;
pub use linear::Linear;
pub use maf::Maf;
pub use matrix::{Matrix, Side};
pub use ordered::Ordered;
pub use orthogonal::Orthogonal;
pub use permute::Permute;
pub use shift_scale::ShiftScale;
pub use simplex::Simplex;
pub use splines::Splines;
pub use stochastic::Stochastic;
pub use surjection::{Argmax, Augment, Layer, Posterior, Round, Seen, Shown, Surjection};

#[cfg(test)]
mod tests;
