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

/// What a pass works with: the element's columns on either side, in its own order, and the network's pass.
pub(super) struct Sweep<'a, T> {
    pub(super) x: &'a mut [T],
    pub(super) z: &'a mut [T],
    pub(super) network: Pass<'a, T>,
    /// The columns of the block.
    pub(super) block: &'a mut [T],
    pub(super) log_det: &'a mut [T],
}

/// What a pullback works with: the columns and outputs that the pass has left, cotangents of all these, and the network's
/// pullback.
pub(super) struct Back<'a, T> {
    pub(super) x: &'a [T],
    pub(super) z: &'a [T],
    pub(super) outputs: &'a [T],
    pub(super) dx: &'a mut [T],
    pub(super) dz: &'a mut [T],
    pub(super) doutputs: &'a mut [T],
    pub(super) network: PullPass<'a, T>,
    /// The columns of the block's cotangents.
    pub(super) dblock: &'a mut [T],
    pub(super) dlog_det: &'a [T],
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

    pub(super) fn sweep<'b>(&self, block: &'b mut Block<'_, T>) -> Sweep<'b, T> {
        let (rows, dim, network) = (block.rows, self.columns.len(), self.network.size());
        let mut tape = Cutter::new(block.tape);
        Sweep {
            x: tape.cut(dim * rows),
            z: tape.cut(dim * rows),
            network: Pass {
                rows,
                condition: block.condition,
                tape: tape.cut(network.tape * rows),
                outputs: tape.cut(network.outputs * rows),
            },
            block: block.x,
            log_det: block.log_det,
        }
    }

    pub(super) fn back<'b>(&self, pull: &'b mut Pullback<'_, T>) -> Back<'b, T> {
        let (rows, dim, network) = (pull.rows, self.columns.len(), self.network.size());
        let (mut tape, mut scratch) = (Cutter::new(pull.tape), Cutter::new(pull.scratch));
        let (x, z) = (tape.cut(dim * rows), tape.cut(dim * rows));
        let network_tape = tape.cut(network.tape * rows);
        Back {
            x,
            z,
            outputs: tape.cut(network.outputs * rows),
            dx: scratch.cut(dim * rows),
            dz: scratch.cut(dim * rows),
            doutputs: scratch.cut(network.outputs * rows),
            network: PullPass {
                rows,
                condition: pull.condition,
                dcondition: pull.dcondition.as_deref_mut(),
                tape: network_tape,
                scratch: scratch.cut(network.scratch * rows),
                kept: pull.kept.as_deref_mut(),
                grad: pull.grad.as_deref_mut(),
            },
            dblock: pull.dx,
            dlog_det: pull.dlog_det,
        }
    }

    pub(super) fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        let rows = block.rows;
        let Sweep {
            x,
            z,
            mut network,
            block,
            log_det,
        } = self.sweep(block);
        self.columns.gather(rows, block, x);
        let inputs = self.network.size().inputs * rows;
        self.network.parallel(params, &x[..inputs], network.lend());
        let (staying, moved) = z.split_at_mut(self.staying * rows);
        let (same, x) = x.split_at(staying.len());
        staying.copy_from_slice(same);
        self.univariate.inverse(network.outputs, x, moved, log_det);
        self.columns.scatter(rows, z, block);
    }

    pub(super) fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let rows = pull.rows;
        let back = self.back(pull);
        self.columns.gather(rows, back.dblock, back.dz);
        let staying = self.staying * rows;
        back.dx[..staying].copy_from_slice(&back.dz[..staying]);
        self.univariate.inverse_pullback(
            back.outputs,
            Sides {
                z: &back.z[staying..],
                x: &back.x[staying..],
            },
            &back.dz[staying..],
            back.dlog_det,
            &mut back.dx[staying..],
            back.doutputs,
        );
        let dinputs = &mut back.dx[..self.network.size().inputs * rows];
        self.network
            .pull_parallel(params, back.doutputs, dinputs, back.network);
        self.columns.scatter(rows, back.dx, back.dblock);
    }
}
