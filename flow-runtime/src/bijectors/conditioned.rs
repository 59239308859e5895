//! What elements with a network have in common, a coupling and an autoregressive flow.

use super::columns::Columns;
use crate::conditioner::{Conditioner, NetworkSize, Pass, PullPass};
use crate::element::{Block, Pullback, Size};
use crate::kernels::buffer::Cutter;
use crate::real::Real;
use crate::univariate::{Sides, Univariate};

/// An element whose network tells a univariate map how to move columns, in the direction in which all that the network
/// reads is known: data to base.
///
/// The first columns may stay as they are; the outputs of the network are for the others.
#[derive(Clone, Copy)]
pub(super) struct Conditioned<'a, N, T> {
    pub(super) network: N,
    pub(super) columns: Columns,
    /// How many columns stay.
    pub(super) staying: usize,
    pub(super) univariate: &'a dyn Univariate<T>,
}

/// The pieces of an element's tape: its columns on either side, in its own order, and the network's pass.
pub(super) struct Tape<'a, T> {
    pub(super) x: &'a mut [T],
    pub(super) z: &'a mut [T],
    pub(super) network: &'a mut [T],
    pub(super) outputs: &'a mut [T],
}

/// The pieces of its scratch: cotangents.
pub(super) struct Scratch<'a, T> {
    pub(super) dx: &'a mut [T],
    pub(super) dz: &'a mut [T],
    pub(super) doutputs: &'a mut [T],
    pub(super) network: &'a mut [T],
}

/// The room of an element of `dim` columns with such a network.
pub(super) const fn size(dim: usize, network: NetworkSize) -> Size {
    Size {
        params: network.params,
        tape: 2 * dim + network.tape + network.outputs,
        scratch: 2 * dim + network.outputs + network.scratch,
        kept: network.kept,
    }
}

impl<T: Real, N: Conditioner<T>> Conditioned<'_, N, T> {
    pub(super) fn size(&self) -> Size {
        size(self.columns.len(), self.network.size())
    }

    /// Where the tape has the network's inputs, and the network's own.
    pub(super) fn tape_columns(&self) -> [usize; 2] {
        [0, 2 * self.columns.len()]
    }

    pub(super) fn tape<'b>(&self, rows: usize, tape: &'b mut [T]) -> Tape<'b, T> {
        let (dim, network) = (self.columns.len(), self.network.size());
        let mut tape = Cutter::new(tape);
        Tape {
            x: tape.cut(dim * rows),
            z: tape.cut(dim * rows),
            network: tape.cut(network.tape * rows),
            outputs: tape.cut(network.outputs * rows),
        }
    }

    pub(super) fn scratch<'b>(&self, rows: usize, scratch: &'b mut [T]) -> Scratch<'b, T> {
        let (dim, network) = (self.columns.len(), self.network.size());
        let mut scratch = Cutter::new(scratch);
        Scratch {
            dx: scratch.cut(dim * rows),
            dz: scratch.cut(dim * rows),
            doutputs: scratch.cut(network.outputs * rows),
            network: scratch.cut(network.scratch * rows),
        }
    }

    pub(super) fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        let rows = block.rows;
        let tape = self.tape(rows, block.tape);
        self.columns.gather(rows, block.x, tape.x);
        let pass = Pass {
            rows,
            condition: block.condition,
            tape: tape.network,
            outputs: &mut *tape.outputs,
        };
        let inputs = self.network.size().inputs * rows;
        self.network.parallel(params, &tape.x[..inputs], pass);
        let (staying, z) = tape.z.split_at_mut(self.staying * rows);
        let (same, x) = tape.x.split_at(staying.len());
        staying.copy_from_slice(same);
        self.univariate.inverse(tape.outputs, x, z, block.log_det);
        self.columns.scatter(rows, tape.z, block.x);
    }

    pub(super) fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let rows = pull.rows;
        let tape = self.tape(rows, pull.tape);
        let Scratch {
            dx,
            dz,
            doutputs,
            network,
        } = self.scratch(rows, pull.scratch);
        self.columns.gather(rows, pull.dx, dz);
        let staying = self.staying * rows;
        dx[..staying].copy_from_slice(&dz[..staying]);
        self.univariate.inverse_pullback(
            tape.outputs,
            Sides {
                z: &tape.z[staying..],
                x: &tape.x[staying..],
            },
            &dz[staying..],
            pull.dlog_det,
            &mut dx[staying..],
            doutputs,
        );
        let back = PullPass {
            rows,
            dcondition: pull.dcondition.as_deref_mut(),
            tape: tape.network,
            scratch: network,
            kept: pull.kept.as_deref_mut(),
        };
        let inputs = self.network.size().inputs * rows;
        let dinputs = &mut dx[..inputs];
        self.network.pull_parallel(params, doutputs, dinputs, back);
        self.columns.scatter(rows, dx, pull.dx);
    }
}
