//! The bijectors of the library, one file each.

mod invert;
mod maf;
mod permute;
mod shift_scale;

pub use crate::kernels::activation::Activation;
pub(crate) use maf::Autoregressive;

pub use invert::Invert;
pub use maf::Maf;
pub use permute::Permute;
pub use shift_scale::ShiftScale;
