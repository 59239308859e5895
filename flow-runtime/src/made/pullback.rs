//! The pullbacks of both sweeps: the table of cells, backwards.

use super::network::Network;
use crate::conditioner::Position;
use crate::kernels::product::product_dx;
use crate::real::Real;

/// What the sweep kept, and the cotangents on their way back.
pub(crate) struct Cotangents<'a, T> {
    pub(crate) rows: usize,
    pub(crate) dcondition: Option<&'a mut [T]>,
    pub(crate) hidden: &'a [T],
    pub(crate) inputs: &'a [T],
    /// Cotangent of the hidden layers; filled here.
    pub(crate) dhidden: &'a mut [T],
    /// What the gradient of the weights will be gathered from, if it is wanted; filled here.
    pub(crate) kept: Option<&'a mut [T]>,
}

/// Ordinary backpropagation: adds to `dinputs` what the network makes of `doutputs`.
pub(crate) fn pull_parallel<T: Real>(
    network: &Network<'_>,
    params: &[T],
    doutputs: &[T],
    dinputs: &mut [T],
    mut c: Cotangents<'_, T>,
) {
    for layer in (0..=network.layers()).rev() {
        if layer < network.layers() {
            c.activate(network, layer, 1..network.columns(layer));
        }
        for degree in (0..network.dim()).rev() {
            c.pull(network, params, doutputs, dinputs, layer, degree);
        }
    }
    c.leave(network, params, doutputs);
}

/// The degrees downwards: when a position is reached the cotangents of its inputs are complete, because all that reads
/// them has been pulled back; `next(position, doutputs, dinputs)` then fills in those of its outputs.
pub(crate) fn pull_sequential<T: Real>(
    network: &Network<'_>,
    params: &[T],
    doutputs: &mut [T],
    dinputs: &mut [T],
    mut c: Cotangents<'_, T>,
    mut next: impl FnMut(&Position, &mut [T], &[T]),
) {
    let rows = c.rows;
    for degree in (0..network.dim()).rev() {
        let position = network.position(degree);
        let Position { inputs, outputs } = &position;
        next(
            &position,
            &mut doutputs[outputs.start * rows..outputs.end * rows],
            &dinputs[inputs.start * rows..inputs.end * rows],
        );
        for layer in (0..=network.layers()).rev() {
            if layer < network.layers() {
                c.activate(network, layer, network.units(layer, degree));
            }
            c.pull(network, params, doutputs, dinputs, layer, degree);
        }
    }
    c.leave(network, params, doutputs);
}

impl<T: Real> Cotangents<'_, T> {
    fn activate(&mut self, network: &Network<'_>, layer: usize, columns: std::ops::Range<usize>) {
        let start = network.start(layer);
        let range = (start + columns.start) * self.rows..(start + columns.end) * self.rows;
        if network.is_activated(layer) {
            let kept = if network.activation.keeps_input() {
                self.inputs
            } else {
                self.hidden
            };
            network
                .activation
                .pull(&mut self.dhidden[range.clone()], &kept[range.clone()]);
        }
        let above = layer + 2;
        if above < network.layers() && network.skip(above) == Some(layer) {
            let (own, above) = self.dhidden.split_at_mut(network.start(above) * self.rows);
            let above = &above[columns.start * self.rows..];
            for (sum, &above) in own[range].iter_mut().zip(above) {
                *sum += above;
            }
        }
    }

    /// One cell: the cotangent of its columns, pulled back to what its panels see.
    fn pull(
        &mut self,
        network: &Network<'_>,
        params: &[T],
        doutputs: &[T],
        dinputs: &mut [T],
        layer: usize,
        degree: usize,
    ) {
        let rows = self.rows;
        let cell = network.cell(layer, degree);
        let (below, above) = self.dhidden.split_at_mut(network.start(layer) * rows);
        let dtarget = if layer == network.layers() {
            doutputs
        } else {
            above
        };
        let last = network.sizes.group_of(layer, degree).1 == network.dim();
        for (panel, accumulate) in [
            (cell.near, !last || degree + 1 < network.dim()),
            (cell.far, !last),
        ] {
            if panel.len() == 0 {
                continue;
            }
            let dy = panel.columns(rows, dtarget);
            let (seen, dsource, accumulate) = if layer == 0 {
                (panel, &mut *dinputs, true)
            } else {
                let below = &mut below[network.start(layer - 1) * rows..];
                (panel.without_ones(), below, accumulate)
            };
            if seen.len() > 0 {
                let weights = seen.weights(params);
                product_dx(rows, seen.rows_mut(rows, dsource), dy, weights, accumulate);
            }
        }
    }

    /// The first layer's condition, last; and all that is complete now, kept.
    fn leave(&mut self, network: &Network<'_>, params: &[T], doutputs: &[T]) {
        let rows = self.rows;
        if let Some(kept) = self.kept.as_deref_mut() {
            network.keep(rows, doutputs, self.dhidden, kept);
        }
        let context = network.sizes.condition().without_ones();
        if let (Some(dcondition), true) = (self.dcondition.as_deref_mut(), context.len() > 0) {
            let dy = context.columns(rows, self.dhidden);
            let dcontext = context.rows_mut(rows, dcondition);
            product_dx(rows, dcontext, dy, context.weights(params), true);
        }
    }
}
