//! Initial weights.

use super::{Cell, Network, Panel};
use crate::real::Real;
use rand::Rng;
use rand_distr::{Distribution, Uniform};

/// The largest initial weight of a residual block's second layer.
const BLOCK: f64 = 1e-3;

/// How large the last layer of a residual network starts, compared with another's. While its blocks are near the identity
/// such a network is linear: no activations have taken half of the variance each.
const BEHIND_BLOCKS: f64 = 0.5;

/// Draws every weight from Glorot's uniform distribution (Glorot & Bengio 2010), ±√(6 / (inputs + outputs)), where an
/// output's inputs and an input's outputs are counted over the weights that exist, on average over the layer. Biases
/// stay 0, and so does the last layer of a network that starts silent. The second layer of a residual block starts near
/// 0, and the block near the identity (Durkan et al. 2019).
///
/// The last layer's range is divided by √n, where a unit of the first layer has n inputs on average. Otherwise what the
/// network says would grow with n at first, and what a chain makes of that with its length: ten layers on 16 dimensions
/// would start at densities that no scalar can hold.
pub(crate) fn init<T: Real>(network: &Network<'_>, params: &mut [T], rng: &mut dyn Rng) {
    let shape = network.shape;
    let mut inputs_of_first = 1.0;
    for layer in 0..=network.layers() {
        let inputs = match layer {
            0 => shape.context + shape.inputs_below(network.dim() - 1),
            _ => shape.widths[layer - 1],
        };
        let outputs = match shape.widths.get(layer) {
            Some(&width) => width,
            None if shape.silent => break,
            None => network.outputs() - shape.outputs_below(shape.first()),
        };
        let weights: usize = panels(network, layer).map(Panel::len).sum();
        if weights == 0 {
            continue;
        }
        let (fan_in, fan_out) = (
            weights as f64 / outputs as f64,
            weights as f64 / inputs as f64,
        );
        if layer == 0 {
            inputs_of_first = f64::max(fan_in, 1.0);
        }
        let glorot = (6.0 / (fan_in + fan_out)).sqrt();
        let bound = if network.skip(layer).is_some() {
            BLOCK
        } else if layer == network.layers() {
            let part = if shape.residual { BEHIND_BLOCKS } else { 1.0 };
            part * glorot / inputs_of_first.sqrt()
        } else {
            glorot
        };
        let uniform = Uniform::new(-bound, bound).expect("a bound above 0");
        for panel in panels(network, layer) {
            for weight in panel.weights_mut(params) {
                *weight = T::from_f64(uniform.sample(rng));
            }
        }
    }
}

/// The panels of a layer that hold weights, biases left out.
fn panels<'a>(network: &'a Network<'_>, layer: usize) -> impl Iterator<Item = Panel> + 'a {
    let context = (layer == 0).then(|| network.shape.condition().without_ones());
    let cells = (0..network.dim()).flat_map(move |degree| {
        let Cell { far, near } = network.cell(layer, degree);
        [if layer == 0 { far } else { far.without_ones() }, near]
    });
    context.into_iter().chain(cells).filter(|p| p.len() > 0)
}
