//! The coupling.

use super::columns::Columns;
use super::conditioned::{self, Conditioned, Sweep};
use crate::conditioner::Conditioner;
use crate::conv::{Conv, Wavenet};
use crate::element::{Block, Element, Pullback, Size, compiled, touch};
use crate::made::{Masked, Network};
use crate::parts::Parts;
use crate::real::Real;
use crate::univariate::{Sides, Univariate};
use rand::Rng;

/// A coupling (Dinh, Krueger & Bengio 2015; Dinh, Sohl-Dickstein & Bengio 2017): some dimensions stay as they are, and
/// tell a network how to move the others. `RealNVP`, `NICE` and `NSF` are its cases with an affine, an additive and a
/// spline map.
///
/// **Forward** `xᵢ = zᵢ` for dimensions that stay, `xᵢ = f(zᵢ; θᵢ(z_stay))` for those that move.
///
/// **Inverse** `zᵢ = f⁻¹(xᵢ; θᵢ(x_stay))`; what stays is the same on both sides.
///
/// **Log-determinant** `Σᵢ ln |∂f/∂zᵢ|` over those that move.
///
/// **Parameters** the weights of one network from what stays, and the context, to all θᵢ.
///
/// **Cost** one evaluation of the network in either direction.
///
/// Where no dimension stays, the context alone says how all of them move: what the standard normal distribution goes
/// through to become the base `Normal(widths…)`, whose network starts with outputs of 0, and the base at location 0 and
/// scale 1.
#[derive(Clone, Copy, Debug)]
pub struct Coupling<C, U> {
    pub(super) conditioner: C,
    pub(super) columns: Columns,
    pub(super) univariate: U,
}

impl<C: Copy, U: Copy> Coupling<C, U> {
    /// A coupling through a network: the columns in this order, those that stay first.
    pub const fn new(conditioner: C, order: &'static [usize], univariate: U) -> Self {
        Self {
            conditioner,
            columns: Columns::of(order),
            univariate,
        }
    }
}

/// The dense case of the masked network: two positions of several dimensions each.
impl<U, const CELLS: usize> Coupling<Masked<CELLS>, U> {
    /// The room this element needs.
    ///
    /// # Panics
    ///
    /// If there are not as many columns as stay and move.
    pub const fn size(&self) -> Size {
        assert!(self.columns.len() == self.conditioner.dim());
        conditioned::size(self.columns.len(), self.conditioner.size())
    }
}

compiled! { S => [U: Univariate<S> + Copy, const CELLS: usize] Coupling<Masked<CELLS>, U>: Code<'_, Network<'_>, S>
    = |coupling| &Code::of(coupling.conditioner.network(), coupling.columns, &coupling.univariate)
}

/// Networks that know where a number is.
macro_rules! on_places {
    ($($network:ident)*) => {
        $(
            impl<U> Coupling<$network, U> {
                /// The room this element needs.
                ///
                /// # Panics
                ///
                /// If there are not as many columns as stay and move.
                pub const fn size(&self) -> Size {
                    assert!(self.columns.len() == self.conditioner.dim());
                    conditioned::size(self.columns.len(), self.conditioner.size())
                }
            }

            compiled! { S => [U: Univariate<S> + Copy] Coupling<$network, U>: Code<'_, $network, S>
                = |coupling| &Code::of(coupling.conditioner, coupling.columns, &coupling.univariate)
            }
        )*
    };
}

on_places! { Conv Wavenet }

/// The coupling with the sizes of its types forgotten.
pub(super) struct Code<'a, N, T>(Conditioned<'a, N, T>);

impl<'a, N: Conditioner<T>, T: Real> Code<'a, N, T> {
    pub(super) fn of(network: N, columns: Columns, univariate: &'a dyn Univariate<T>) -> Self {
        Self(Conditioned {
            staying: network.size().inputs,
            network,
            columns,
            univariate,
        })
    }
}

impl<T: Real, N: Conditioner<T> + Sync> Element<T> for Code<'_, N, T> {
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
        let (coupling, rows) = (&self.0, block.rows);
        let Sweep {
            x,
            z,
            mut network,
            block,
            log_det,
        } = coupling.sweep(block);
        coupling.columns.gather(rows, block, z);
        let (staying, moved) = x.split_at_mut(coupling.staying * rows);
        let (same, z) = z.split_at(staying.len());
        staying.copy_from_slice(same);
        let conditioner = &coupling.network;
        conditioner.parallel(params, staying, network.lend());
        let univariate = coupling.univariate;
        univariate.forward(network.outputs, z, moved, log_det);
        coupling.columns.scatter(rows, x, block);
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let (coupling, rows) = (&self.0, pull.rows);
        let back = coupling.back(pull);
        coupling.columns.gather(rows, back.dblock, back.dx);
        let staying = coupling.staying * rows;
        coupling.univariate.forward_pullback(
            back.outputs,
            Sides {
                z: &back.z[staying..],
                x: &back.x[staying..],
            },
            &back.dx[staying..],
            back.dlog_det,
            &mut back.dz[staying..],
            back.doutputs,
        );
        let dx = &mut back.dx[..staying];
        let conditioner = &coupling.network;
        conditioner.pull_parallel(params, back.doutputs, dx, back.network);
        back.dz[..staying].copy_from_slice(dx);
        coupling.columns.scatter(rows, back.dz, back.dblock);
    }
}
