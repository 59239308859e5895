//! The pullbacks of both sweeps: the table of cells, backwards.

use super::Network;
use crate::kernels::product::{product_dw, product_dx};
use crate::real::Real;

/// What the sweep kept, and the cotangents on their way back.
pub(crate) struct Cotangents<'a, T> {
    pub(crate) rows: usize,
    pub(crate) condition: &'a [T],
    pub(crate) dcondition: Option<&'a mut [T]>,
    pub(crate) positions: &'a [T],
    pub(crate) hidden: &'a [T],
    pub(crate) inputs: &'a [T],
    /// Cotangent of the hidden layers; filled here.
    pub(crate) dhidden: &'a mut [T],
    /// Gradient of the weights, if wanted; added to, or overwritten if it is fresh.
    pub(crate) grad: Option<&'a mut [T]>,
    pub(crate) fresh: bool,
}

/// Ordinary backpropagation: adds to `dpositions` what the network makes of `dtheta`.
pub(crate) fn pull_parallel<T: Real>(
    network: &Network<'_>,
    params: &[T],
    dtheta: &[T],
    dpositions: &mut [T],
    mut c: Cotangents<'_, T>,
) {
    for layer in (0..=network.layers()).rev() {
        if layer < network.layers() {
            c.activate(network, layer, 1..network.columns(layer));
        }
        for degree in (0..network.dim()).rev() {
            c.pull(network, params, dtheta, dpositions, layer, degree);
        }
    }
    c.leave(network, params);
}

/// The degrees downwards: when position `e` is reached its cotangent is complete, because all that reads it has
/// been pulled back; `next(e, dtheta, dpositions)` then fills in the cotangent of what the network said of it.
pub(crate) fn pull_sequential<T: Real>(
    network: &Network<'_>,
    params: &[T],
    dtheta: &mut [T],
    dpositions: &mut [T],
    mut c: Cotangents<'_, T>,
    mut next: impl FnMut(usize, &mut [T], &[T]),
) {
    let rows = c.rows;
    for degree in (0..network.dim()).rev() {
        let said = network.said(degree);
        let own = network.position(degree);
        next(
            degree,
            &mut dtheta[said.start * rows..said.end * rows],
            &dpositions[own.start * rows..own.end * rows],
        );
        for layer in (0..=network.layers()).rev() {
            if layer < network.layers() {
                c.activate(network, layer, network.units(layer, degree));
            }
            c.pull(network, params, dtheta, dpositions, layer, degree);
        }
    }
    c.leave(network, params);
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
        dtheta: &[T],
        dpositions: &mut [T],
        layer: usize,
        degree: usize,
    ) {
        let rows = self.rows;
        let cell = network.cell(layer, degree);
        let (below, above) = self.dhidden.split_at_mut(network.start(layer) * rows);
        let dtarget = if layer == network.layers() {
            dtheta
        } else {
            above
        };
        let last = network.shape.group_of(degree).1 == network.dim();
        for (panel, accumulate) in [
            (cell.near, !last || degree + 1 < network.dim()),
            (cell.far, !last),
        ] {
            if panel.len() == 0 {
                continue;
            }
            let dy = panel.columns(rows, dtarget);
            let source = if layer == 0 {
                product_dx(
                    rows,
                    panel.rows_mut(rows, dpositions),
                    dy,
                    panel.weights(params),
                    true,
                );
                self.positions
            } else {
                let start = network.start(layer - 1) * rows;
                let dsource = &mut below[start..];
                let seen = panel.without_ones();
                if seen.len() > 0 {
                    product_dx(
                        rows,
                        seen.rows_mut(rows, dsource),
                        dy,
                        seen.weights(params),
                        accumulate,
                    );
                }
                &self.hidden[start..]
            };
            if let Some(grad) = self.grad.as_deref_mut() {
                product_dw(
                    rows,
                    panel.weights_mut(grad),
                    panel.rows(rows, source),
                    dy,
                    !self.fresh,
                );
            }
        }
    }

    /// The first layer's condition, last.
    fn leave(&mut self, network: &Network<'_>, params: &[T]) {
        let rows = self.rows;
        let panel = network.shape.condition();
        if panel.len() == 0 {
            return;
        }
        let dy = panel.columns(rows, self.dhidden);
        let context = panel.without_ones();
        if let (Some(dcondition), true) = (self.dcondition.as_deref_mut(), context.len() > 0) {
            let dcontext = context.rows_mut(rows, dcondition);
            product_dx(rows, dcontext, dy, context.weights(params), true);
        }
        if let Some(grad) = self.grad.as_deref_mut() {
            product_dw(
                rows,
                panel.weights_mut(grad),
                self.condition,
                dy,
                !self.fresh,
            );
        }
    }
}
