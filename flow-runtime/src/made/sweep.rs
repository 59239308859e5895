//! Both sweeps through the table of cells: layer by layer, and degree by degree.

use super::network::Network;
use super::panel::Panel;
use crate::conditioner::Position;
use crate::kernels::product::product;
use crate::real::Real;

/// What a sweep reads and fills, one column after the other with `rows` samples each.
pub(crate) struct Activations<'a, T> {
    pub(crate) rows: usize,
    /// `rows × (1 + C)`: ones, then the context.
    pub(crate) condition: &'a [T],
    /// The hidden layers, each with its column of ones.
    pub(crate) hidden: &'a mut [T],
    /// The same before their activation, where its derivative needs it; else empty.
    pub(crate) inputs: &'a mut [T],
    /// The outputs of each position.
    pub(crate) outputs: &'a mut [T],
}

/// Every position is known: one product after the other, layer by layer.
pub(crate) fn parallel<T: Real>(
    network: &Network<'_>,
    params: &[T],
    inputs: &[T],
    mut a: Activations<'_, T>,
) {
    a.ones(network);
    for layer in 0..network.layers() {
        if layer == 0 {
            a.enter(network, params);
        }
        for degree in 0..network.dim() {
            a.multiply(network, params, inputs, layer, degree);
        }
        a.activate(network, layer, 1..network.columns(layer));
    }
    for degree in 0..network.dim() {
        a.multiply(network, params, inputs, network.layers(), degree);
    }
}

/// Positions become known one by one: `next(position, outputs, inputs)` is told the outputs there and fills in the inputs.
pub(crate) fn sequential<T: Real>(
    network: &Network<'_>,
    params: &[T],
    inputs: &mut [T],
    mut a: Activations<'_, T>,
    mut next: impl FnMut(&Position, &[T], &mut [T]),
) {
    let rows = a.rows;
    a.ones(network);
    a.enter(network, params);
    for degree in 0..network.dim() {
        for layer in 0..network.layers() {
            a.multiply(network, params, inputs, layer, degree);
            a.activate(network, layer, network.units(layer, degree));
        }
        a.multiply(network, params, inputs, network.layers(), degree);
        let position = network.position(degree);
        let Position {
            inputs: own,
            outputs,
        } = &position;
        next(
            &position,
            &a.outputs[outputs.start * rows..outputs.end * rows],
            &mut inputs[own.start * rows..own.end * rows],
        );
    }
}

impl<T: Real> Activations<'_, T> {
    /// The first column of every hidden layer.
    fn ones(&mut self, network: &Network<'_>) {
        let mut start = 0;
        for layer in 0..network.layers() {
            self.hidden[start..][..self.rows].fill(T::ONE);
            start += network.columns(layer) * self.rows;
        }
    }

    /// What ones and context add to every unit of the first layer.
    fn enter(&mut self, network: &Network<'_>, params: &[T]) {
        let panel = network.sizes.condition();
        multiply(self.rows, self.hidden, self.condition, params, panel, false);
    }

    /// One cell: what its panels see of the layer below, multiplied into its columns.
    fn multiply(
        &mut self,
        network: &Network<'_>,
        params: &[T],
        inputs: &[T],
        layer: usize,
        degree: usize,
    ) {
        let rows = self.rows;
        let cell = network.cell(layer, degree);
        let start = network.start(layer) * rows;
        let (below, above) = self.hidden.split_at_mut(start);
        let (source, target, fresh) = if layer == 0 {
            (inputs, above, false)
        } else {
            let source = &below[network.start(layer - 1) * rows..];
            if layer == network.layers() {
                (source, &mut *self.outputs, true)
            } else {
                (source, above, true)
            }
        };
        multiply(rows, target, source, params, cell.far, !fresh);
        multiply(rows, target, source, params, cell.near, true);
    }

    fn activate(&mut self, network: &Network<'_>, layer: usize, columns: std::ops::Range<usize>) {
        let start = network.start(layer);
        let range = (start + columns.start) * self.rows..(start + columns.end) * self.rows;
        if let Some(below) = network.skip(layer) {
            let start = (network.start(below) + columns.start) * self.rows;
            let sum = self.hidden[range.clone()].iter_mut();
            for (sum, &below) in sum.zip(&self.inputs[start..]) {
                *sum += below;
            }
        }
        if network.keeps_input() {
            self.inputs[range.clone()].copy_from_slice(&self.hidden[range.clone()]);
        }
        if network.is_activated(layer) {
            network.activation.apply(&mut self.hidden[range]);
        }
    }
}

fn multiply<T: Real>(
    rows: usize,
    target: &mut [T],
    source: &[T],
    params: &[T],
    panel: Panel,
    accumulate: bool,
) {
    if panel.len() > 0 {
        product(
            rows,
            panel.columns_mut(rows, target),
            panel.rows(rows, source),
            panel.weights(params),
            accumulate,
        );
    }
}
