//! The bijectors of the library, one file each.

mod columns;
mod coupling;
mod custom;
mod diagonal;
mod formula;
mod invert;
mod linear;
mod maf;
mod matrix;
mod moments;
mod orthogonal;
mod permute;
mod shift_scale;
mod splines;

pub use crate::kernels::activation::Activation;
pub(crate) use linear::Plu;
pub(crate) use maf::Autoregressive;
pub(crate) use matrix::Dense;
pub(crate) use orthogonal::Householder;

pub use coupling::Coupling;
pub use custom::{Columns, Custom};
pub use diagonal::{Diagonal, SetBy};
pub use formula::Formula;
pub use invert::Invert;
pub use linear::Linear;
pub use maf::Maf;
pub use matrix::{Matrix, Side};
pub use orthogonal::Orthogonal;
pub use permute::Permute;
pub use shift_scale::ShiftScale;
pub use splines::Splines;

/// An element whose code is reached through the engine's method of this name, so that it is compiled in this crate.
macro_rules! compiled_in_engine {
    ($element:ty, $engine:ident) => {
        impl<T: Real> Element<T> for $element {
            fn size(&self) -> Size {
                self.size()
            }

            fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
                T::engine().$engine(&self.0).init(params, rng);
            }

            fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
                T::engine().$engine(&self.0).forward(params, block);
            }

            fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
                T::engine().$engine(&self.0).inverse(params, block);
            }

            fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
                T::engine().$engine(&self.0).forward_pullback(params, pull);
            }

            fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
                T::engine().$engine(&self.0).inverse_pullback(params, pull);
            }
        }
    };
}
use compiled_in_engine;
