//! Autoregressive flows, of which the masked one is `MAF`.

use super::columns::Columns;
use super::conditioned::{self, Conditioned, Scratch};
use crate::conditioner::{Pass, Position, PullPass, Sequential};
use crate::element::{Block, Element, Pullback, Size, compiled};
use crate::kernels::activation::Activation;
use crate::made::{Made, Masked, Network};
use crate::parts::Parts;
use crate::real::Real;
use crate::univariate::{Sides, Univariate};
use rand::Rng;

/// An autoregressive flow: every number is moved by what a network with an order makes of those before it.
///
/// **Forward** `xᵢ = f(zᵢ; θᵢ(x₁ … xᵢ₋₁))`, one position of the network after the other; for the affine univariate map
/// `xᵢ = zᵢ · exp sᵢ + tᵢ`.
///
/// **Inverse** `zᵢ = f⁻¹(xᵢ; θᵢ(x₁ … xᵢ₋₁))`, all dimensions at once.
///
/// **Log-determinant** `Σᵢ ln |∂f/∂zᵢ|`; for the affine map `Σᵢ sᵢ`.
///
/// **Parameters** the weights of the network.
///
/// **Cost** one evaluation of the network in either direction.
#[derive(Clone, Copy, Debug)]
pub struct Autoregressive<C, U> {
    conditioner: C,
    columns: Columns,
    univariate: U,
}

/// The masked autoregressive flow `MAF` (Papamakarios, Pavlakou & Murray 2017): every θᵢ comes from one masked network.
pub type Maf<U, const CELLS: usize> = Autoregressive<Masked<CELLS>, U>;

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
        let conditioner = Masked::new(made, activation);
        assert!(order.len() == conditioner.dim());
        Self {
            conditioner,
            columns: Columns::of(order),
            univariate,
        }
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        conditioned::size(self.columns.len(), self.conditioner.size())
    }

    fn code<T: Real>(&self) -> Code<'_, Network<'_>, T>
    where
        U: Univariate<T>,
    {
        Code(Conditioned {
            network: self.conditioner.network(),
            columns: self.columns,
            staying: 0,
            univariate: &self.univariate,
        })
    }
}

compiled! { S => [U: Univariate<S> + Copy, const CELLS: usize] Maf<U, CELLS>: Code<'_, Network<'_>, S>
    = |maf| &maf.code()
}

/// The flow with the sizes of its types forgotten.
struct Code<'a, N, T>(Conditioned<'a, N, T>);

impl<T: Real, N: Sequential<T> + Sync> Element<T> for Code<'_, N, T> {
    fn size(&self) -> Size {
        self.0.size()
    }

    fn parts(&self, parts: &mut Parts) {
        let [inputs, tape] = self.0.tape_columns();
        self.0.network.parts(inputs, tape, parts);
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        self.0.network.init(params, rng);
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        self.0.inverse(params, block);
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.0.inverse_pullback(params, pull);
    }

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        let (flow, rows) = (&self.0, block.rows);
        let tape = flow.tape(rows, block.tape);
        flow.columns.gather(rows, block.x, tape.z);
        let pass = Pass {
            rows,
            condition: block.condition,
            tape: tape.network,
            outputs: tape.outputs,
        };
        let next = |position: &Position, theta: &[T], x: &mut [T]| {
            let own = &position.inputs;
            let z = &tape.z[own.start * rows..own.end * rows];
            flow.univariate.forward(theta, z, x, block.log_det);
        };
        flow.network.sequential(params, tape.x, pass, next);
        flow.columns.scatter(rows, tape.x, block.x);
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let (flow, rows) = (&self.0, pull.rows);
        let tape = flow.tape(rows, pull.tape);
        let Scratch {
            dx,
            dz,
            doutputs,
            network,
        } = flow.scratch(rows, pull.scratch);
        flow.columns.gather(rows, pull.dx, dx);
        let back = PullPass {
            rows,
            dcondition: pull.dcondition.as_deref_mut(),
            tape: tape.network,
            scratch: network,
            kept: pull.kept.as_deref_mut(),
        };
        let next = |position: &Position, dtheta: &mut [T], dx: &[T]| {
            let [own, outputs] = [&position.inputs, &position.outputs]
                .map(|columns| columns.start * rows..columns.end * rows);
            flow.univariate.forward_pullback(
                &tape.outputs[outputs],
                Sides {
                    z: &tape.z[own.clone()],
                    x: &tape.x[own.clone()],
                },
                dx,
                pull.dlog_det,
                &mut dz[own],
                dtheta,
            );
        };
        let network = &flow.network;
        network.pull_sequential(params, doutputs, dx, back, next);
        flow.columns.scatter(rows, dz, pull.dx);
    }
}
