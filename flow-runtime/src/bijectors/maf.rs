//! Autoregressive flows, of which the masked one is `MAF`.

use super::columns::Columns;
use super::conditioned::{self, Conditioned, Sweep};
use crate::conditioner::{Position, Sequential};
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
        let Sweep {
            x,
            z,
            network,
            block,
            log_det,
        } = flow.sweep(block);
        flow.columns.gather(rows, block, z);
        let next = |position: &Position, theta: &[T], x: &mut [T]| {
            let own = &position.inputs;
            let z = &z[own.start * rows..own.end * rows];
            flow.univariate.forward(theta, z, x, log_det);
        };
        flow.network.sequential(params, x, network, next);
        flow.columns.scatter(rows, x, block);
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let (flow, rows) = (&self.0, pull.rows);
        let back = flow.back(pull);
        flow.columns.gather(rows, back.dblock, back.dx);
        let dz = &mut *back.dz;
        let next = |position: &Position, dtheta: &mut [T], dx: &[T]| {
            let [own, outputs] = [&position.inputs, &position.outputs]
                .map(|columns| columns.start * rows..columns.end * rows);
            flow.univariate.forward_pullback(
                &back.outputs[outputs],
                Sides {
                    z: &back.z[own.clone()],
                    x: &back.x[own.clone()],
                },
                dx,
                back.dlog_det,
                &mut dz[own],
                dtheta,
            );
        };
        let network = &flow.network;
        network.pull_sequential(params, back.doutputs, back.dx, back.network, next);
        flow.columns.scatter(rows, back.dz, back.dblock);
    }
}
