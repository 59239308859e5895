//! The masked network as the conditioner of an element.

use super::init::init;
use super::network::Network;
use super::pullback::{Cotangents, pull_parallel, pull_sequential};
use super::sweep::{Activations, parallel, sequential};
use super::table::Made;
use crate::conditioner::{Conditioner, NetworkSize, Pass, Position, PullPass, Sequential};
use crate::kernels::activation::Activation;
use crate::parts::Parts;
use crate::real::Real;
use rand::Rng;

/// A masked network with its activation, as an element declares it.
#[derive(Clone, Copy, Debug)]
pub struct Masked<const CELLS: usize> {
    made: Made<CELLS>,
    activation: Activation,
}

impl<const CELLS: usize> Masked<CELLS> {
    /// A network with this activation after its hidden layers.
    pub const fn new(made: Made<CELLS>, activation: Activation) -> Self {
        Self { made, activation }
    }

    /// The numbers that go into the element: of a coupling, those that the network reads and those that are moved.
    pub(crate) const fn dim(&self) -> usize {
        self.made.sizes.dimensions()
    }

    pub(crate) const fn size(&self) -> NetworkSize {
        let Self { made, activation } = self;
        let (sizes, hidden) = (&made.sizes, made.sizes.hidden_columns());
        let keeps_input = sizes.residual || activation.keeps_input();
        NetworkSize {
            params: made.params(),
            inputs: match sizes.split {
                Some((stay, _)) => stay,
                None => sizes.dimensions(),
            },
            outputs: sizes.outputs_below(sizes.dim),
            tape: if keeps_input { 2 * hidden } else { hidden },
            scratch: hidden,
            kept: sizes.outputs_below(sizes.dim) + hidden,
        }
    }

    /// The same with the size of its table forgotten.
    pub(crate) const fn network(&self) -> Network<'_> {
        Network {
            sizes: &self.made.sizes,
            cells: self.made.cells.as_slice(),
            activation: self.activation,
            size: self.size(),
        }
    }
}

impl Network<'_> {
    fn activations<'a, T>(
        &self,
        Pass {
            rows,
            condition,
            tape,
            outputs,
        }: Pass<'a, T>,
    ) -> Activations<'a, T> {
        let (hidden, inputs) = tape.split_at_mut(self.size.scratch * rows);
        Activations {
            rows,
            condition,
            hidden,
            inputs,
            outputs,
        }
    }

    fn cotangents<'a, T>(
        &self,
        PullPass {
            rows,
            dcondition,
            tape,
            scratch,
            kept,
            ..
        }: PullPass<'a, T>,
    ) -> Cotangents<'a, T> {
        let (hidden, inputs) = tape.split_at(self.size.scratch * rows);
        Cotangents {
            rows,
            dcondition,
            hidden,
            inputs,
            dhidden: scratch,
            kept,
        }
    }
}

impl<T: Real> Conditioner<T> for Network<'_> {
    fn size(&self) -> NetworkSize {
        self.size
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        init(self, params, rng);
    }

    fn parts(&self, inputs: usize, tape: usize, parts: &mut Parts) {
        self.products(inputs, tape, parts);
    }

    fn parallel(&self, params: &[T], inputs: &[T], pass: Pass<'_, T>) {
        parallel(self, params, inputs, self.activations(pass));
    }

    fn pull_parallel(
        &self,
        params: &[T],
        doutputs: &[T],
        dinputs: &mut [T],
        pull: PullPass<'_, T>,
    ) {
        pull_parallel(self, params, doutputs, dinputs, self.cotangents(pull));
    }
}

impl<T: Real> Sequential<T> for Network<'_> {
    fn sequential(
        &self,
        params: &[T],
        inputs: &mut [T],
        pass: Pass<'_, T>,
        next: impl FnMut(&Position, &[T], &mut [T]),
    ) {
        sequential(self, params, inputs, self.activations(pass), next);
    }

    fn pull_sequential(
        &self,
        params: &[T],
        doutputs: &mut [T],
        dinputs: &mut [T],
        pull: PullPass<'_, T>,
        next: impl FnMut(&Position, &mut [T], &[T]),
    ) {
        let cotangents = self.cotangents(pull);
        pull_sequential(self, params, doutputs, dinputs, cotangents, next);
    }
}
