//! Initial weights.

use super::{Cell, Network, Panel};
use crate::real::Real;
use rand::{Rng, RngExt};

/// Draws every weight from Glorot's uniform distribution (Glorot & Bengio 2010): ±√(6 / (inputs + outputs)) of the
/// layer, over the weights that exist. Biases stay 0.
pub(crate) fn init<T: Real>(network: &Network<'_>, params: &mut [T], rng: &mut dyn Rng) {
    let shape = network.shape;
    let mut draw = |panel: Panel, bound: f64| {
        for weight in panel.weights_mut(params) {
            *weight = T::from_f64(bound * rng.random_range(-1.0..1.0));
        }
    };
    for layer in 0..=network.layers() {
        let inputs = if layer == 0 {
            network.dim() + shape.context
        } else {
            shape.widths[layer - 1]
        };
        let outputs = if layer == network.layers() {
            network.dim() * network.outputs()
        } else {
            shape.widths[layer]
        };
        let bound = (6.0 / (inputs + outputs) as f64).sqrt();
        if layer == 0 {
            draw(shape.condition().without_ones(), bound);
        }
        for degree in 0..network.dim() {
            let Cell { far, near } = network.cell(layer, degree);
            draw(if layer == 0 { far } else { far.without_ones() }, bound);
            draw(near, bound);
        }
    }
}
