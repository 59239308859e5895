//! The contract of a network that reads some numbers of a sample and tells an element how to move others.
//!
//! The masked network is one and the transformer another; each further kind of network implements the same, and has its line
//! where elements are compiled.

use crate::parts::Parts;
use crate::real::Real;
use rand::Rng;
use std::ops::Range;

/// What a network reads and gives, and how much room it needs, in scalars: per sample, but for the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NetworkSize {
    /// Learned parameters.
    pub(crate) params: usize,
    /// Numbers that it reads, apart from the context.
    pub(crate) inputs: usize,
    /// Numbers that it gives.
    pub(crate) outputs: usize,
    /// Kept between a pass and its pullback, inputs and outputs left out.
    pub(crate) tape: usize,
    /// Used during a pullback.
    pub(crate) scratch: usize,
    /// Kept until the gradient is gathered.
    pub(crate) kept: usize,
}

/// How the weights of a network start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// Hidden units spread over the data, outputs near 0.
    Random,
    /// The same with outputs that are 0.
    ZeroOutputs,
    /// Glorot's range, biases at 0.
    Glorot,
}

/// A network from inputs and context to outputs, on blocks: one column a number, the samples of a column contiguous.
pub(crate) trait Conditioner<T: Real> {
    /// What it reads and gives, and the room it needs.
    fn size(&self) -> NetworkSize;

    /// Draws initial weights, where zeros were.
    fn init(&self, params: &mut [T], rng: &mut dyn Rng);

    /// Lists what makes the gradient of the weights, for an element whose tape has the inputs and the network's own tape
    /// from these columns on, and which keeps nothing else until the gradient is gathered.
    fn parts(&self, inputs: usize, tape: usize, parts: &mut Parts);

    /// Fills in the outputs, with all inputs known.
    fn parallel(&self, params: &[T], inputs: &[T], pass: Pass<'_, T>);

    /// Adds to `dinputs` what comes back from `doutputs` through [`parallel`](Self::parallel).
    fn pull_parallel(&self, params: &[T], doutputs: &[T], dinputs: &mut [T], pull: PullPass<'_, T>);
}

/// A network whose inputs and outputs have an order, in which no output depends on an input at or after its own position:
/// so the inputs may become known one position after the other, each by means of the outputs there.
pub(crate) trait Sequential<T: Real>: Conditioner<T> {
    /// Calls `next(position, outputs, inputs)` for one position after the other with the outputs there, which are complete;
    /// `next` fills in the inputs there.
    fn sequential(
        &self,
        params: &[T],
        inputs: &mut [T],
        pass: Pass<'_, T>,
        next: impl FnMut(&Position, &[T], &mut [T]),
    );

    /// The pullback of [`sequential`](Self::sequential), the last position first: calls `next(position, doutputs, dinputs)`
    /// with the cotangents of the inputs there, which are complete; `next` fills in those of the outputs there.
    fn pull_sequential(
        &self,
        params: &[T],
        doutputs: &mut [T],
        dinputs: &mut [T],
        pull: PullPass<'_, T>,
        next: impl FnMut(&Position, &mut [T], &[T]),
    );
}

/// A place in the order of a network: which inputs it has, and which outputs.
#[derive(Clone, Debug)]
pub(crate) struct Position {
    pub(crate) inputs: Range<usize>,
    pub(crate) outputs: Range<usize>,
}

/// What a pass through a network reads and fills, `rows` samples of each.
pub(crate) struct Pass<'a, T> {
    pub(crate) rows: usize,
    /// A column of ones, then the context.
    pub(crate) condition: &'a [T],
    pub(crate) tape: &'a mut [T],
    pub(crate) outputs: &'a mut [T],
}

impl<T> Pass<'_, T> {
    /// The same, lent: what has been filled can be read afterwards.
    pub(crate) fn lend(&mut self) -> Pass<'_, T> {
        Pass {
            rows: self.rows,
            condition: self.condition,
            tape: self.tape,
            outputs: self.outputs,
        }
    }
}

/// What a pullback through a network reads and fills.
pub(crate) struct PullPass<'a, T> {
    pub(crate) rows: usize,
    /// Ones, then the context, as in the pass.
    pub(crate) condition: &'a [T],
    /// Cotangents of ones and context, if they are wanted, to be added to.
    pub(crate) dcondition: Option<&'a mut [T]>,
    /// As the pass left it.
    pub(crate) tape: &'a [T],
    pub(crate) scratch: &'a mut [T],
    /// What the gradient of the weights will be gathered from, if it is wanted; to be filled in.
    pub(crate) kept: Option<&'a mut [T]>,
    /// The gradient of the weights, if it is wanted, for networks that add it up themselves.
    pub(crate) grad: Option<&'a mut [T]>,
}
