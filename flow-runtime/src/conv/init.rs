//! Initial weights.

use super::layer::Convolution;
use crate::real::Real;
use rand::Rng;
use rand_distr::{Distribution, Uniform};
use std::ops::Range;

/// How large the weights to the outputs start, compared with those of a hidden layer: as in a coupling whose layers are dense.
const OUTPUT: f64 = 0.3;

/// How the weights of a network start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// Hidden channels spread over the data, outputs near 0.
    Random,
    /// The same with outputs that are 0.
    ZeroOutputs,
    /// Glorot's range, biases at 0.
    Glorot,
}

/// Draws the initial weights by the rule of dense couplings, of which the clauses are those of [`crate::made`]: an output sees
/// the inputs under the whole kernel, and the context. All weights and biases are uniform in ±1/√n, where the outputs see n
/// inputs; to the outputs of the network weights are 0.3 of that.
///
/// In Glorot's range, ±√(6 / (inputs + outputs)), both are counted over the taps; the last layer's is divided by √n, where the
/// first layer sees n inputs.
pub(super) fn init<T: Real>(
    layers: impl ExactSizeIterator<Item = (Convolution, Range<usize>)>,
    start: Start,
    params: &mut [T],
    rng: &mut dyn Rng,
) {
    let last = layers.len() - 1;
    let mut seen_by_first = 1.0;
    for (layer, (convolution, range)) in layers.enumerate() {
        let taps = convolution.kernel.taps() as f64;
        let context = (convolution.conditions - 1) as f64;
        let inputs = taps * convolution.inputs as f64 + context;
        let outputs = taps * convolution.outputs as f64;
        if layer == 0 {
            seen_by_first = inputs;
        }
        let (biases, weights) = params[range].split_at_mut(convolution.outputs);
        match start {
            Start::Glorot => {
                let range = (6.0 / (inputs + outputs)).sqrt();
                let part = if layer == last {
                    1.0 / f64::sqrt(seen_by_first)
                } else {
                    1.0
                };
                fill(weights, part * range, rng);
            }
            Start::ZeroOutputs if layer == last => {}
            Start::Random | Start::ZeroOutputs => {
                let bound = 1.0 / inputs.sqrt();
                fill(
                    weights,
                    if layer == last { OUTPUT * bound } else { bound },
                    rng,
                );
                fill(biases, bound, rng);
            }
        }
    }
}

/// Draws weights between ± `bound`.
fn fill<T: Real>(weights: &mut [T], bound: f64, rng: &mut dyn Rng) {
    let unit = Uniform::new(-1.0, 1.0).expect("−1 is below 1");
    for weight in weights {
        *weight = T::from_f64(bound * unit.sample(rng));
    }
}
