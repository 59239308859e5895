//! Autoregressive flows, of which the masked one is `MAF`.

use super::columns::Columns;
use super::conditioned::{self, Conditioned, Sweep};
use crate::attention::Attention;
use crate::conditioner::{Position, Sequential};
use crate::element::{Block, Element, Pullback, Size, compiled, touch};
use crate::made::{Masked, Network};
use crate::parts::Parts;
use crate::real::Real;
use crate::univariate::{Sides, Univariate};
use rand::Rng;

/// An autoregressive flow: every number is moved by what a network with an order makes of those before it. With a masked
/// network it is the masked autoregressive flow (Papamakarios, Pavlakou & Murray 2017), with a causal transformer `TarFlow` (Zhai et
/// al. 2024), where a position has the numbers of a patch.
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
pub struct Maf<C, U> {
    pub(super) conditioner: C,
    pub(super) columns: Columns,
    pub(super) univariate: U,
}

impl<C: Copy, U: Copy> Maf<C, U> {
    /// A flow through a network, where `order[k]` is the dimension that comes `k`-th.
    pub const fn new(conditioner: C, order: &'static [usize], univariate: U) -> Self {
        Self {
            conditioner,
            columns: Columns::of(order),
            univariate,
        }
    }
}

impl<U, const CELLS: usize> Maf<Masked<CELLS>, U> {
    /// The room this element needs.
    ///
    /// # Panics
    ///
    /// If there are not as many columns as the network has inputs.
    pub const fn size(&self) -> Size {
        assert!(self.columns.len() == self.conditioner.dim());
        conditioned::size(self.columns.len(), self.conditioner.size())
    }
}

compiled! { S => [U: Univariate<S> + Copy, const CELLS: usize] Maf<Masked<CELLS>, U>: Code<'_, Network<'_>, S>
    = |maf| &Code::of(maf.conditioner.network(), maf.columns, &maf.univariate)
}

impl<U> Maf<Attention, U> {
    /// The room this element needs.
    ///
    /// # Panics
    ///
    /// If there are not as many columns as the network has inputs.
    pub const fn size(&self) -> Size {
        assert!(self.columns.len() == self.conditioner.dim());
        conditioned::size(self.columns.len(), self.conditioner.size())
    }
}

compiled! { S => [U: Univariate<S> + Copy] Maf<Attention, U>: Code<'_, Attention, S>
    = |maf| &Code::of(maf.conditioner, maf.columns, &maf.univariate)
}

/// The flow with the sizes of its types forgotten.
pub(super) struct Code<'a, N, T>(Conditioned<'a, N, T>);

impl<'a, N, T> Code<'a, N, T> {
    pub(super) fn of(network: N, columns: Columns, univariate: &'a dyn Univariate<T>) -> Self {
        Self(Conditioned {
            network,
            columns,
            staying: 0,
            univariate,
        })
    }
}

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

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, self.0.columns.iter());
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
