//! Where the elements of a chain keep what is theirs, and the way through one of them.

use super::{Block, Element, Preparation, Pullback, Size};
use crate::parts::Parts;
use crate::real::Real;
use rand::Rng;

/// Where one element of a chain keeps its parameters and its tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    index: usize,
    params: usize,
    tape: usize,
    kept: usize,
    size: Size,
}

impl Slot {
    /// Lays elements out one after the other, parameters and tapes alike.
    pub const fn layout<const N: usize>(sizes: [Size; N]) -> [Self; N] {
        let mut slots = [Self {
            index: 0,
            params: 0,
            tape: 0,
            kept: 0,
            size: Size::NONE,
        }; N];
        let (mut params, mut tape, mut kept, mut i) = (0, 0, 0, 0);
        while i < N {
            slots[i] = Self {
                index: i,
                params,
                tape,
                kept,
                size: sizes[i],
            };
            params += sizes[i].params;
            tape += sizes[i].tape;
            kept += sizes[i].kept;
            i += 1;
        }
        slots
    }

    /// The size of the whole chain: all adds up, but scratch is shared.
    pub const fn total(slots: &[Self]) -> Size {
        let mut total = Size::NONE;
        let mut i = 0;
        while i < slots.len() {
            let size = slots[i].size;
            total.params += size.params;
            total.tape += size.tape;
            total.kept += size.kept;
            if size.scratch > total.scratch {
                total.scratch = size.scratch;
            }
            i += 1;
        }
        total
    }

    /// Draws the element's initial parameters.
    pub(crate) fn init<T: Real>(
        self,
        element: &dyn Element<T>,
        params: &mut [T],
        rng: &mut dyn Rng,
    ) {
        element.init(&mut params[self.params..][..self.size.params], rng);
    }

    /// Lets the element see the samples that arrive at its data side, then sends them through.
    pub fn prepare<T: Real>(
        self,
        element: &(impl Element<T> + ?Sized),
        params: &mut [T],
        data: &mut Preparation<'_, T>,
    ) {
        let params = &mut params[self.params..][..self.size.params];
        element.prepare(params, data);
        let tape = self.size.tape;
        data.each_block(tape, &mut |block| element.inverse(params, block));
    }

    /// Marks the element's parameters that are not for an optimiser.
    pub fn trained<T: Real>(self, element: &(impl Element<T> + ?Sized), trained: &mut [bool]) {
        element.trained(&mut trained[self.params..][..self.size.params]);
    }

    /// Lists what makes the element's gradient.
    pub(crate) fn parts<T: Real>(self, element: &dyn Element<T>, parts: &mut Parts) {
        parts.within([self.params, self.tape, self.kept], |parts| {
            element.parts(parts);
        });
    }

    /// Sends the block through the element, base to data.
    pub fn forward<T: Real>(
        self,
        element: &(impl Element<T> + ?Sized),
        params: &[T],
        block: &mut Block<'_, T>,
    ) {
        element.forward(self.params(params), &mut block.at(self));
        block.watch(self);
    }

    /// Sends the block through the element, data to base.
    pub fn inverse<T: Real>(
        self,
        element: &(impl Element<T> + ?Sized),
        params: &[T],
        block: &mut Block<'_, T>,
    ) {
        element.inverse(self.params(params), &mut block.at(self));
        block.watch(self);
    }

    /// Pulls cotangents back through the element's forward direction.
    pub fn forward_pullback<T: Real>(
        self,
        element: &(impl Element<T> + ?Sized),
        params: &[T],
        pull: &mut Pullback<'_, T>,
    ) {
        element.forward_pullback(self.params(params), &mut pull.at(self));
    }

    /// Pulls cotangents back through the element's inverse direction.
    pub fn inverse_pullback<T: Real>(
        self,
        element: &(impl Element<T> + ?Sized),
        params: &[T],
        pull: &mut Pullback<'_, T>,
    ) {
        element.inverse_pullback(self.params(params), &mut pull.at(self));
    }

    /// Whether the element has any.
    pub(crate) fn has_params(self) -> bool {
        self.size.params > 0
    }

    /// The element's own parameters; where it has none, none of the chain's are needed.
    pub(crate) fn params<T>(self, params: &[T]) -> &[T] {
        if self.has_params() {
            &params[self.params..][..self.size.params]
        } else {
            &[]
        }
    }

    /// As [`params`](Self::params), to be changed.
    pub(crate) fn params_mut<T>(self, params: &mut [T]) -> &mut [T] {
        &mut params[self.params..][..self.size.params]
    }
}

impl<T: Real> Block<'_, T> {
    fn watch(&mut self, slot: Slot) {
        if let Some(watch) = self.watch.as_deref_mut() {
            let finite = |numbers: &[T]| numbers.iter().all(|x| x.is_finite());
            if watch.is_none() && !(finite(self.x) && finite(self.log_det)) {
                *watch = Some(slot.index);
            }
        }
    }

    fn at(&mut self, slot: Slot) -> Block<'_, T> {
        let start = if self.keep { slot.tape * self.rows } else { 0 };
        Block {
            rows: self.rows,
            x: self.x,
            log_det: self.log_det,
            condition: self.condition,
            tape: &mut self.tape[start..][..slot.size.tape * self.rows],
            keep: self.keep,
            watch: None,
        }
    }
}

impl<T: Real> Pullback<'_, T> {
    fn at(&mut self, slot: Slot) -> Pullback<'_, T> {
        Pullback {
            rows: self.rows,
            dx: self.dx,
            dlog_det: self.dlog_det,
            condition: self.condition,
            dcondition: self.dcondition.as_deref_mut(),
            tape: &mut self.tape[slot.tape * self.rows..][..slot.size.tape * self.rows],
            scratch: &mut self.scratch[..slot.size.scratch * self.rows],
            grad: self
                .grad
                .as_deref_mut()
                .map(|grad| &mut grad[slot.params..][..slot.size.params]),
            kept: self
                .kept
                .as_deref_mut()
                .map(|kept| &mut kept[slot.kept * self.rows..][..slot.size.kept * self.rows]),
        }
    }
}
