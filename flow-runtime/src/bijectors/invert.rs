//! A bijector with its directions swapped.

use crate::element::{Block, Element, Preparation, Pullback, Scaling, Size};
use crate::parts::Parts;
use crate::real::Real;
use rand::Rng;

/// `forward` is the inner element's `inverse`, and the other way round: `Invert(MAF(..))` is `IAF(..)`.
#[derive(Clone, Copy, Debug)]
pub struct Invert<E>(pub E);

#[deny(clippy::missing_trait_methods)]
impl<T: Real, E: Element<T>> Element<T> for Invert<E> {
    fn size(&self) -> Size {
        self.0.size()
    }

    fn parts(&self, parts: &mut Parts) {
        self.0.parts(parts);
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        self.0.init(params, rng);
    }

    fn prepare(&self, params: &mut [T], data: &mut Preparation<'_, T>) {
        data.inverted = !data.inverted;
        self.0.prepare(params, data);
        data.inverted = !data.inverted;
    }

    fn trained(&self, trained: &mut [bool]) {
        self.0.trained(trained);
    }

    fn scaling(&self) -> Scaling {
        self.0.scaling()
    }

    fn touches(&self, touched: &mut [bool]) {
        self.0.touches(touched);
    }

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        self.0.inverse(params, block);
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        self.0.forward(params, block);
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.0.inverse_pullback(params, pull);
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.0.forward_pullback(params, pull);
    }
}
