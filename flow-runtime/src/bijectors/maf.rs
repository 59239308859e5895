//! The masked autoregressive flow.

use super::columns::{gather, scatter};
use crate::element::{Block, Element, Pullback, Size, compiled};
use crate::kernels::activation::Activation;
use crate::kernels::buffer::Cutter;
use crate::made::{self, Activations, Cotangents, Made, Network};
use crate::parts::Parts;
use crate::real::Real;
use crate::univariate::{Sides, Univariate};
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
        assert!(order.len() == made.inputs());
        Self {
            made,
            activation,
            order,
            univariate,
        }
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        let (dim, outputs) = (self.made.inputs(), self.made.outputs());
        let hidden = self.made.hidden_columns();
        let inputs = if self.made.keeps_input(self.activation) {
            hidden
        } else {
            0
        };
        Size {
            params: self.made.params(),
            tape: 2 * dim + outputs + hidden + inputs,
            scratch: 2 * dim + outputs + hidden,
            kept: outputs + hidden,
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
            size: self.size(),
        }
    }
}

compiled! { S => [U: Univariate<S> + Copy, const CELLS: usize] Maf<U, CELLS>: Autoregressive<'_, S>
    = |maf| &maf.autoregressive()
}

/// A masked autoregressive flow with its size forgotten, so that its code is compiled once.
#[derive(Clone, Copy)]
pub(crate) struct Autoregressive<'a, T> {
    network: Network<'a>,
    order: &'a [usize],
    univariate: &'a dyn Univariate<T>,
    size: Size,
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
            x: tape.cut(network.inputs() * rows),
            z: tape.cut(network.inputs() * rows),
            hidden: tape.cut(hidden),
            inputs: tape.cut(if network.keeps_input() { hidden } else { 0 }),
            theta: tape.cut(network.outputs() * rows),
        }
    }
}

impl<T: Real> Element<T> for Autoregressive<'_, T> {
    fn size(&self) -> Size {
        self.size
    }

    fn parts(&self, parts: &mut Parts) {
        self.network.parts(0, 2 * self.network.inputs(), parts);
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        made::init(&self.network, params, rng);
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        let rows = block.rows;
        let tape = self.tape(rows, block.tape);
        gather(self.order, rows, block.x, tape.x);
        let activations = Activations {
            rows,
            condition: block.condition,
            hidden: tape.hidden,
            inputs: tape.inputs,
            theta: &mut *tape.theta,
        };
        made::parallel(&self.network, params, tape.x, activations);
        let (staying, z) = tape.z.split_at_mut(self.network.staying() * rows);
        let (same, x) = tape.x.split_at(staying.len());
        staying.copy_from_slice(same);
        self.univariate.inverse(tape.theta, x, z, block.log_det);
        scatter(self.order, rows, tape.z, block.x);
    }

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        let rows = block.rows;
        let tape = self.tape(rows, block.tape);
        gather(self.order, rows, block.x, tape.z);
        let activations = Activations {
            rows,
            condition: block.condition,
            hidden: tape.hidden,
            inputs: tape.inputs,
            theta: tape.theta,
        };
        made::sequential(&self.network, params, tape.x, activations, |e, theta, x| {
            let own = self.network.position(e);
            let z = &tape.z[own.start * rows..own.end * rows];
            if theta.is_empty() {
                x.copy_from_slice(z);
            } else {
                self.univariate.forward(theta, z, x, block.log_det);
            }
        });
        scatter(self.order, rows, tape.x, block.x);
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let rows = pull.rows;
        let tape = self.tape(rows, pull.tape);
        let mut scratch = Cutter::new(pull.scratch);
        let [dx, dz] = [(); 2].map(|()| scratch.cut(self.network.inputs() * rows));
        let dtheta = scratch.cut(tape.theta.len());
        gather(self.order, rows, pull.dx, dz);
        let staying = self.network.staying() * rows;
        dx[..staying].copy_from_slice(&dz[..staying]);
        self.univariate.inverse_pullback(
            tape.theta,
            Sides {
                z: &tape.z[staying..],
                x: &tape.x[staying..],
            },
            &dz[staying..],
            pull.dlog_det,
            &mut dx[staying..],
            dtheta,
        );
        let cotangents = Cotangents {
            rows,
            dcondition: pull.dcondition.as_deref_mut(),
            hidden: tape.hidden,
            inputs: tape.inputs,
            dhidden: scratch.cut(tape.hidden.len()),
            kept: pull.kept.as_deref_mut(),
        };
        made::pull_parallel(&self.network, params, dtheta, dx, cotangents);
        scatter(self.order, rows, dx, pull.dx);
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let rows = pull.rows;
        let tape = self.tape(rows, pull.tape);
        let mut scratch = Cutter::new(pull.scratch);
        let [dx, dz] = [(); 2].map(|()| scratch.cut(self.network.inputs() * rows));
        let dtheta = scratch.cut(tape.theta.len());
        gather(self.order, rows, pull.dx, dx);
        let cotangents = Cotangents {
            rows,
            dcondition: pull.dcondition.as_deref_mut(),
            hidden: tape.hidden,
            inputs: tape.inputs,
            dhidden: scratch.cut(tape.hidden.len()),
            kept: pull.kept.as_deref_mut(),
        };
        let next = |e: usize, dtheta: &mut [T], dx: &[T]| {
            let own = self.network.position(e);
            let own = own.start * rows..own.end * rows;
            if dtheta.is_empty() {
                dz[own].copy_from_slice(dx);
            } else {
                let said = self.network.said(e);
                self.univariate.forward_pullback(
                    &tape.theta[said.start * rows..said.end * rows],
                    Sides {
                        z: &tape.z[own.clone()],
                        x: &tape.x[own.clone()],
                    },
                    dx,
                    pull.dlog_det,
                    &mut dz[own],
                    dtheta,
                );
            }
        };
        made::pull_sequential(&self.network, params, dtheta, dx, cotangents, next);
        scatter(self.order, rows, dz, pull.dx);
    }
}
