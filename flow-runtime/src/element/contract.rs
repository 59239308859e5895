//! The contract of a bijector on a block of samples.

use super::{Block, Preparation, Pullback, Scaling, Size};
use crate::parts::Parts;
use crate::real::Real;
use rand::Rng;

/// A bijector as a chain sees it: on a block of samples, with parameters in a slice.
///
/// A whole chain is an element too; `flow!` writes its implementation.
pub trait Element<T: Real>: Sync {
    /// The room this element needs.
    fn size(&self) -> Size;

    /// Lists what makes the gradient: products over all samples, or what the pullbacks add up, as by default.
    fn parts(&self, parts: &mut Parts) {
        parts.summed(self.size().params);
    }

    /// Draws initial parameters. `params` holds zeros on entry, which suits many elements.
    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        let _ = (params, rng);
    }

    /// Sets what the data sets, before training: `data` holds what arrives at the element's data side.
    ///
    /// Such parameters have a gradient of 0, and with it Adam leaves them as they are.
    fn prepare(&self, params: &mut [T], data: &mut Preparation<'_, T>) {
        let _ = (params, data);
    }

    /// Sets to false what belongs to a parameter that [`prepare`](Self::prepare) sets for good; all are true on entry.
    fn trained(&self, trained: &mut [bool]) {
        let _ = trained;
    }

    /// What becomes of the scale of the data.
    fn scaling(&self) -> Scaling {
        Scaling::Kept
    }

    /// Sets to true the columns of a block that are read or written here, on the way to the base; all are false on entry. All of them, where
    /// nothing is known.
    fn touches(&self, touched: &mut [bool]) {
        touched.fill(true);
    }

    /// Base to data: `x = f(z)`, adding ln|det ∂x/∂z|.
    fn forward(&self, params: &[T], block: &mut Block<'_, T>);

    /// Data to base: `z = f⁻¹(x)`, adding ln|det ∂z/∂x|.
    fn inverse(&self, params: &[T], block: &mut Block<'_, T>);

    /// Reverse-mode derivative of [`forward`](Self::forward).
    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>);

    /// Reverse-mode derivative of [`inverse`](Self::inverse).
    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>);
}

/// Marks these columns of a block.
pub(crate) fn touch(touched: &mut [bool], columns: impl IntoIterator<Item = usize>) {
    for column in columns {
        touched[column] = true;
    }
}
