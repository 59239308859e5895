//! The contract of a bijector on a block of samples.
//!
//! A chain is a list of [`Element`]s. Samples travel through it in blocks: one column per dimension,
//! the samples of a column contiguous. Every element transforms its block in place, adds its
//! log-determinant, and can pull cotangents back through either direction.

use crate::parts::Parts;
use crate::prepare::Preparation;
use crate::real::Real;
use rand::Rng;

/// How much room an element needs, in scalars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Learned parameters.
    pub params: usize,
    /// Kept per sample between a sweep and its pullback.
    pub tape: usize,
    /// Used per sample during a pullback only.
    pub scratch: usize,
    /// Kept per sample until the gradient is gathered, by elements whose gradient is a product over all samples.
    pub kept: usize,
}

impl Size {
    /// No room at all.
    pub const NONE: Self = Self {
        params: 0,
        tape: 0,
        scratch: 0,
        kept: 0,
    };

    /// The same with the parameters of a base after those of the chain.
    #[must_use]
    pub const fn with_base(self, params: usize) -> Self {
        Self {
            params: self.params + params,
            ..self
        }
    }
}

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
        element: &impl Element<T>,
        params: &mut [T],
        data: &mut Preparation<'_, T>,
    ) {
        let params = &mut params[self.params..][..self.size.params];
        element.prepare(params, data);
        data.pass(element, params);
    }

    /// Marks the element's parameters that are not for an optimiser.
    pub fn trained<T: Real>(self, element: &impl Element<T>, trained: &mut [bool]) {
        element.trained(&mut trained[self.params..][..self.size.params]);
    }

    /// Lists what makes the element's gradient.
    pub(crate) fn parts<T: Real>(self, element: &dyn Element<T>, parts: &mut Parts) {
        parts.enter([self.params, self.tape, self.kept]);
        element.parts(parts);
    }

    /// Sends the block through the element, base to data.
    pub fn forward<T: Real>(
        self,
        element: &impl Element<T>,
        params: &[T],
        block: &mut Block<'_, T>,
    ) {
        element.forward(self.params(params), &mut block.at(self));
        block.watch(self);
    }

    /// Sends the block through the element, data to base.
    pub fn inverse<T: Real>(
        self,
        element: &impl Element<T>,
        params: &[T],
        block: &mut Block<'_, T>,
    ) {
        element.inverse(self.params(params), &mut block.at(self));
        block.watch(self);
    }

    /// Pulls cotangents back through the element's forward direction.
    pub fn forward_pullback<T: Real>(
        self,
        element: &impl Element<T>,
        params: &[T],
        pull: &mut Pullback<'_, T>,
    ) {
        element.forward_pullback(self.params(params), &mut pull.at(self));
    }

    /// Pulls cotangents back through the element's inverse direction.
    pub fn inverse_pullback<T: Real>(
        self,
        element: &impl Element<T>,
        params: &[T],
        pull: &mut Pullback<'_, T>,
    ) {
        element.inverse_pullback(self.params(params), &mut pull.at(self));
    }

    fn params<T>(self, params: &[T]) -> &[T] {
        &params[self.params..][..self.size.params]
    }
}

/// `rows` samples on their way through a chain.
#[derive(Debug)]
pub struct Block<'a, T> {
    /// Number of samples.
    pub rows: usize,
    /// The samples, `rows × D`, column-major; transformed in place.
    pub x: &'a mut [T],
    /// Log-determinants so far, one per sample; elements add theirs.
    pub log_det: &'a mut [T],
    /// What the samples are conditioned on, `rows × (1 + C)`: a column of ones, then the context.
    pub condition: &'a [T],
    /// What the pullback will want to know.
    pub tape: &'a mut [T],
    /// Whether a pullback will follow: then each element keeps a tape of its own, else all share one.
    pub keep: bool,
    /// Set to the first element that leaves a number behind that is not finite, if somebody asks.
    pub watch: Option<&'a mut Option<usize>>,
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

/// Cotangents of `rows` samples on their way back through a chain.
#[derive(Debug)]
pub struct Pullback<'a, T> {
    /// Number of samples.
    pub rows: usize,
    /// Cotangent of the direction's output on entry, of its input on return; `rows × D`, column-major.
    pub dx: &'a mut [T],
    /// Cotangent of the direction's log-determinant, one per sample.
    pub dlog_det: &'a [T],
    /// What the samples are conditioned on, as in [`Block`].
    pub condition: &'a [T],
    /// Cotangent of the condition, if it is wanted; elements add to it.
    pub dcondition: Option<&'a mut [T]>,
    /// What the sweep kept; the pullback may overwrite it.
    pub tape: &'a mut [T],
    /// Room to work in.
    pub scratch: &'a mut [T],
    /// Gradient with respect to the parameters, if it is wanted; elements add to it, unless they keep its factors.
    pub grad: Option<&'a mut [T]>,
    /// What the gradient will be gathered from, if it is wanted.
    pub kept: Option<&'a mut [T]>,
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

    /// Base to data: `x = f(z)`, adding ln|det ∂x/∂z|.
    fn forward(&self, params: &[T], block: &mut Block<'_, T>);

    /// Data to base: `z = f⁻¹(x)`, adding ln|det ∂z/∂x|.
    fn inverse(&self, params: &[T], block: &mut Block<'_, T>);

    /// Reverse-mode derivative of [`forward`](Self::forward).
    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>);

    /// Reverse-mode derivative of [`inverse`](Self::inverse).
    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>);
}
