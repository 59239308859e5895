//! Initial weights.

use super::declared::Attention;
use super::linear::Linear;
use crate::conditioner::Start;
use crate::real::Real;
use rand::Rng;
use rand_distr::{Distribution, Uniform};

/// Draws the initial weights: uniform in ±1/√n for n inputs, but
///
/// - what a layer adds to the tokens is smaller, by 1/√(2 layers), so that their variance does not grow with the layers
///   (Radford et al. 2019), and biases of the layers start at 0;
/// - the outputs start at 0, so that an affine map or a spline starts as the identity; starts of 0.03 of a layer's range came
///   to the same (`docs/BENCHMARKS.md`); what goes to them differs from token to token, so the first step moves them, and the second all
///   that is before them;
/// - places are drawn like biases: tokens differ from the start.
///
/// With `init = glorot` all matrices are in Glorot's range, that of the outputs too, and biases and places at 0, the first token's
/// excepted.
pub(super) fn init<T: Real>(network: &Attention, params: &mut [T], rng: &mut dyn Rng) {
    let glorot = network.start == Start::Glorot;
    let mut fill = |weights: &mut [T], bound: f64| {
        let unit = Uniform::new(-1.0, 1.0).expect("−1 is below 1");
        for weight in weights {
            *weight = T::from_f64(bound * unit.sample(rng));
        }
    };
    let (patch, width) = (network.patch as f64, network.width as f64);
    let first = network.first();
    let reads = (1 + network.context) as f64;
    fill(&mut params[..first.end()], reads.sqrt().recip());
    if network.tokens() > 1 {
        let embedding = network.embedding();
        let layers = network.layer(0).enter.weights;
        let bound = (1.0 + patch).sqrt().recip();
        if glorot {
            fill(
                &mut params[embedding..layers],
                (6.0 / (patch + width)).sqrt(),
            );
        } else {
            fill(&mut params[first.end()..layers], bound);
        }
    }
    let mut matrix = |matrix: Linear, part: f64| {
        let (inputs, outputs) = (matrix.inputs as f64, matrix.outputs as f64);
        let bound = if glorot {
            (6.0 / (inputs + outputs)).sqrt()
        } else {
            part * inputs.sqrt().recip()
        };
        let weights = matrix.weights + matrix.outputs..matrix.end();
        fill(&mut params[weights], bound);
    };
    let added = (2.0 * network.layers as f64).sqrt().recip();
    for l in 0..network.layers {
        let layer = network.layer(l);
        matrix(layer.enter, 1.0);
        matrix(layer.leave, added);
        matrix(layer.widen, 1.0);
        matrix(layer.narrow, added);
    }
    match network.start {
        Start::Random | Start::ZeroOutputs => {}
        Start::Glorot => matrix(network.last(), 1.0),
    }
}
