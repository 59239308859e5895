//! The masked autoregressive flow.

use crate::element::{Block, Element, Pullback, Size};
use crate::kernels::activation::Activation;
use crate::kernels::buffer::Cutter;
use crate::made::{self, Activations, Cotangents, Made, Network};
use crate::real::Real;
use crate::univariate::Univariate;
use rand::Rng;

/// The masked autoregressive flow `MAF` (Papamakarios, Pavlakou & Murray 2017).
///
/// **Forward** `xᵢ = f(zᵢ; θᵢ(x₁ … xᵢ₋₁))`, one dimension after the other; for the affine univariate map
/// `xᵢ = zᵢ · exp sᵢ + tᵢ`.
///
/// **Inverse** `zᵢ = f⁻¹(xᵢ; θᵢ(x₁ … xᵢ₋₁))`, all dimensions at once.
///
/// **Log-determinant** `Σᵢ ln |∂f/∂zᵢ|`; for the affine map `Σᵢ sᵢ`.
///
/// **Parameters** the weights of one masked network that exist; every θᵢ comes from it.
///
/// **Cost** one evaluation of the masked network in either direction.
#[derive(Clone, Copy, Debug)]
pub struct Maf<U, const CELLS: usize> {
    made: Made<CELLS>,
    activation: Activation,
    order: &'static [usize],
    univariate: U,
}

impl<U: Copy, const CELLS: usize> Maf<U, CELLS> {
    /// A flow through `made`, where `order[k]` is the dimension that comes `k`-th.
    ///
    /// # Panics
    ///
    /// If `order` is not as long as the network has inputs.
    pub const fn new(
        made: Made<CELLS>,
        activation: Activation,
        order: &'static [usize],
        univariate: U,
    ) -> Self {
        assert!(order.len() == made.dim());
        Self {
            made,
            activation,
            order,
            univariate,
        }
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        let (dim, outputs) = (self.made.dim(), self.made.outputs());
        let hidden = self.made.hidden_columns();
        let inputs = if self.activation.keeps_input() {
            hidden
        } else {
            0
        };
        Size {
            params: self.made.params(),
            tape: (2 + outputs) * dim + hidden + inputs,
            scratch: (2 + outputs) * dim + hidden,
        }
    }

    fn autoregressive<T: Real>(&self) -> Autoregressive<'_, T>
    where
        U: Univariate<T>,
    {
        Autoregressive {
            network: self.made.network(self.activation),
            order: self.order,
            univariate: &self.univariate,
        }
    }
}

impl<T: Real, U: Univariate<T> + Copy, const CELLS: usize> Element<T> for Maf<U, CELLS> {
    fn size(&self) -> Size {
        self.size()
    }

    fn overwrites(&self) -> bool {
        true
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        made::init(&self.made.network(self.activation), params, rng);
    }

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        T::engine().autoregressive_forward(self.autoregressive(), params, block);
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        T::engine().autoregressive_inverse(self.autoregressive(), params, block);
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        T::engine().autoregressive_forward_pullback(self.autoregressive(), params, pull);
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        T::engine().autoregressive_inverse_pullback(self.autoregressive(), params, pull);
    }
}

/// A masked autoregressive flow with its size forgotten, so that its code is compiled once.
#[derive(Clone, Copy)]
#[allow(missing_debug_implementations, reason = "it holds a trait object")]
pub struct Autoregressive<'a, T> {
    network: Network<'a>,
    order: &'a [usize],
    univariate: &'a dyn Univariate<T>,
}

/// The pieces of an element's tape: the samples on either side in autoregressive order, and the network's sweep.
struct Tape<'a, T> {
    x: &'a mut [T],
    z: &'a mut [T],
    hidden: &'a mut [T],
    inputs: &'a mut [T],
    theta: &'a mut [T],
}

impl<T: Real> Autoregressive<'_, T> {
    fn tape<'b>(&self, rows: usize, tape: &'b mut [T]) -> Tape<'b, T> {
        let network = &self.network;
        let hidden = network.hidden_columns() * rows;
        let mut tape = Cutter::new(tape);
        Tape {
            x: tape.cut(network.dim() * rows),
            z: tape.cut(network.dim() * rows),
            hidden: tape.cut(hidden),
            inputs: tape.cut(if network.keeps_input() { hidden } else { 0 }),
            theta: tape.cut(network.outputs() * network.dim() * rows),
        }
    }

    /// Copies columns into the autoregressive order.
    fn gather(&self, rows: usize, columns: &[T], ordered: &mut [T]) {
        for (&column, target) in self.order.iter().zip(ordered.chunks_exact_mut(rows)) {
            target.copy_from_slice(&columns[column * rows..][..rows]);
        }
    }

    /// Copies columns out of the autoregressive order.
    fn scatter(&self, rows: usize, ordered: &[T], columns: &mut [T]) {
        for (&column, source) in self.order.iter().zip(ordered.chunks_exact(rows)) {
            columns[column * rows..][..rows].copy_from_slice(source);
        }
    }

    pub(crate) fn inverse(self, params: &[T], block: &mut Block<'_, T>) {
        let rows = block.rows;
        let tape = self.tape(rows, block.tape);
        self.gather(rows, block.x, tape.x);
        let activations = Activations {
            rows,
            condition: block.condition,
            hidden: tape.hidden,
            inputs: tape.inputs,
            theta: &mut *tape.theta,
        };
        made::parallel(&self.network, params, tape.x, activations);
        self.univariate
            .inverse(tape.theta, tape.x, tape.z, block.log_det);
        self.scatter(rows, tape.z, block.x);
    }

    pub(crate) fn forward(self, params: &[T], block: &mut Block<'_, T>) {
        let rows = block.rows;
        let tape = self.tape(rows, block.tape);
        self.gather(rows, block.x, tape.z);
        let activations = Activations {
            rows,
            condition: block.condition,
            hidden: tape.hidden,
            inputs: tape.inputs,
            theta: tape.theta,
        };
        made::sequential(&self.network, params, tape.x, activations, |e, theta, x| {
            let z = &tape.z[e * rows..][..rows];
            self.univariate.forward(theta, z, x, block.log_det);
        });
        self.scatter(rows, tape.x, block.x);
    }

    pub(crate) fn inverse_pullback(self, params: &[T], pull: &mut Pullback<'_, T>) {
        let rows = pull.rows;
        let tape = self.tape(rows, pull.tape);
        let mut scratch = Cutter::new(pull.scratch);
        let [dx, dz] = [(); 2].map(|()| scratch.cut(self.network.dim() * rows));
        let dtheta = scratch.cut(tape.theta.len());
        self.gather(rows, pull.dx, dz);
        self.univariate
            .inverse_pullback(tape.theta, tape.z, dz, pull.dlog_det, dx, dtheta);
        let cotangents = Cotangents {
            rows,
            condition: pull.condition,
            dcondition: pull.dcondition.as_deref_mut(),
            positions: tape.x,
            hidden: tape.hidden,
            inputs: tape.inputs,
            dhidden: scratch.cut(tape.hidden.len()),
            grad: pull.grad.as_deref_mut(),
            fresh: pull.fresh,
        };
        made::pull_parallel(&self.network, params, dtheta, dx, cotangents);
        self.scatter(rows, dx, pull.dx);
    }

    pub(crate) fn forward_pullback(self, params: &[T], pull: &mut Pullback<'_, T>) {
        let rows = pull.rows;
        let tape = self.tape(rows, pull.tape);
        let mut scratch = Cutter::new(pull.scratch);
        let [dx, dz] = [(); 2].map(|()| scratch.cut(self.network.dim() * rows));
        let dtheta = scratch.cut(tape.theta.len());
        self.gather(rows, pull.dx, dx);
        let cotangents = Cotangents {
            rows,
            condition: pull.condition,
            dcondition: pull.dcondition.as_deref_mut(),
            positions: tape.x,
            hidden: tape.hidden,
            inputs: tape.inputs,
            dhidden: scratch.cut(tape.hidden.len()),
            grad: pull.grad.as_deref_mut(),
            fresh: pull.fresh,
        };
        let outputs = self.network.outputs() * rows;
        let next = |e: usize, dtheta: &mut [T], dx: &[T]| {
            self.univariate.forward_pullback(
                &tape.theta[e * outputs..][..outputs],
                &tape.z[e * rows..][..rows],
                dx,
                pull.dlog_det,
                &mut dz[e * rows..][..rows],
                dtheta,
            );
        };
        made::pull_sequential(&self.network, params, dtheta, dx, cotangents, next);
        self.scatter(rows, dz, pull.dx);
    }
}
