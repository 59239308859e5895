//! Noise that is learned: q(u | x).

use super::seen::Seen;
use crate::bijectors::coupling::Coupling;
use crate::element::{Block, Element, Preparation, Pullback, Size, Slot};
use crate::made::Masked;
use crate::parts::Parts;
use crate::real::Real;
use crate::univariate::Univariate;
use rand::Rng;

/// What makes noise ε to u = g(ε; x): couplings whose networks see the data and the context.
///
/// The first moves all of u; a second, if there is more than one number, the later ones by what has become of the first. It has
/// no forward direction, in which nothing is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Posterior<U, const CELLS: usize> {
    seen: Seen,
    first: Coupling<Masked<CELLS>, U>,
    second: Option<Coupling<Masked<CELLS>, U>>,
}

impl<U: Copy, const CELLS: usize> Posterior<U, CELLS> {
    /// Couplings in whose columns those that stay have been seen.
    pub const fn new(
        seen: Seen,
        first: Coupling<Masked<CELLS>, U>,
        second: Option<Coupling<Masked<CELLS>, U>>,
    ) -> Self {
        Self {
            seen,
            first,
            second,
        }
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        Slot::total(&self.slots())
    }

    const fn slots(&self) -> [Slot; 3] {
        let second = match &self.second {
            Some(second) => second.size(),
            None => Size::NONE,
        };
        Slot::layout([self.seen.size(), self.first.size(), second])
    }
}

impl<T: Real, U: Univariate<T> + Copy, const CELLS: usize> Element<T> for Posterior<U, CELLS>
where
    Coupling<Masked<CELLS>, U>: Element<T>,
{
    fn size(&self) -> Size {
        self.size()
    }

    fn parts(&self, parts: &mut Parts) {
        let [seen, first, second] = self.slots();
        seen.parts(&self.seen as &dyn Element<T>, parts);
        first.parts(&self.first as &dyn Element<T>, parts);
        if let Some(coupling) = &self.second {
            second.parts(coupling as &dyn Element<T>, parts);
        }
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        let [_, first, second] = self.slots();
        first.init(&self.first, params, rng);
        if let Some(coupling) = &self.second {
            second.init(coupling, params, rng);
        }
    }

    fn prepare(&self, params: &mut [T], data: &mut Preparation<'_, T>) {
        let [seen, ..] = self.slots();
        self.seen.prepare(seen.params_mut(params), data);
    }

    fn trained(&self, trained: &mut [bool]) {
        let [seen, ..] = self.slots();
        seen.trained::<T>(&self.seen, trained);
    }

    fn forward(&self, _: &[T], _: &mut Block<'_, T>) {}

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        let [seen, first, second] = self.slots();
        seen.inverse(&self.seen, params, block);
        first.inverse(&self.first, params, block);
        if let Some(coupling) = &self.second {
            second.inverse(coupling, params, block);
        }
    }

    fn forward_pullback(&self, _: &[T], _: &mut Pullback<'_, T>) {}

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let [seen, first, second] = self.slots();
        if let Some(coupling) = &self.second {
            second.inverse_pullback(coupling, params, pull);
        }
        first.inverse_pullback(&self.first, params, pull);
        seen.inverse_pullback(&self.seen, params, pull);
    }
}
