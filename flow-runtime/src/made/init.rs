//! Initial weights.

use super::network::Network;
use super::panel::{Cell, Panel};
use crate::conditioner::Start;
use crate::real::Real;
use rand::Rng;
use rand_distr::{Distribution, Uniform};

/// How large the weights to the outputs start, compared with those of a hidden layer: of a masked network, and of a
/// coupling's.
const OUTPUT: f64 = 0.03;
const COUPLING_OUTPUT: f64 = 0.3;

/// The largest initial weight of a residual block's second layer.
const BLOCK: f64 = 1e-3;

/// How large the last layer of a residual network starts under Glorot's range, compared with another's. While its blocks
/// are near the identity such a network is linear: no activations have taken half of the variance each.
const BEHIND_BLOCKS: f64 = 0.5;

/// Draws the initial weights.
///
/// **First layer**: weights and biases uniform in `±1/√nᵤ` (LeCun et al. 1998), where the unit u sees `nᵤ` inputs, those
/// of the context included. So the hinges of a ReLU lie among the data, and not all in one point, as without biases.
///
/// **Deeper layers**: as large, taken together, as where masked inputs are counted too (`±1/√n` for n inputs, as in
/// PyTorch), but shared out by what each unit sees, `±√(m/nᵤ)/√n` with m the mean of the `nᵤ`: all are
/// equally loud, whatever their degree.
///
/// **Outputs** start small: an element starts near the identity, a chain near its base, however long it is, and what is
/// random about the hidden units has no part in the density until it has been found useful. In a masked network the weights
/// are 0.03 of a deeper layer's, and the biases 0. In a coupling they are 0.3 of them, and the biases those of a deeper
/// layer: half of the dimensions only are moved, by numbers that all units have a part in.
///
/// **Residual blocks**: the second layer of each starts near 0, and the block near the identity (Durkan et al. 2019).
///
/// **Activations** have no factors of their own, and neither have the **univariate maps**: outputs of 0 are the identity of an affine map or a
/// spline, and near enough to it in others. Couplings see few inputs, and their first layer starts the larger for it.
///
/// What each clause is worth on real tables is in `docs/BENCHMARKS.md`.
pub(crate) fn init<T: Real>(network: &Network<'_>, params: &mut [T], rng: &mut dyn Rng) {
    match network.sizes.start {
        Start::Glorot => glorot(network, params, rng),
        Start::Random | Start::ZeroOutputs => spread(network, params, rng),
    }
}

fn spread<T: Real>(network: &Network<'_>, params: &mut [T], rng: &mut dyn Rng) {
    for layer in 0..=network.layers() {
        let is_last = layer == network.layers();
        if is_last && network.sizes.start == Start::ZeroOutputs {
            break;
        }
        let fan_in = FanIn::of(network, layer);
        let bound = |column: usize| match layer {
            0 => fan_in.of_unit(column),
            _ => fan_in.shared_out(column),
        };
        let is_coupling = network.sizes.split.is_some();
        let part = match (is_last, is_coupling) {
            (false, _) => 1.0,
            (true, false) => OUTPUT,
            (true, true) => COUPLING_OUTPUT,
        };
        for weights in panels(network, layer) {
            match network.skip(layer) {
                Some(_) => fill(weights, params, |_| BLOCK, rng),
                None => fill(weights, params, |column| part * bound(column), rng),
            }
        }
        if !is_last || is_coupling {
            for biases in biases(network, layer) {
                fill(biases, params, bound, rng);
            }
        }
    }
}

/// Draws the weights of a panel, those to column `c` between ± `bound(c)`.
fn fill<T: Real>(panel: Panel, params: &mut [T], bound: impl Fn(usize) -> f64, rng: &mut dyn Rng) {
    let unit = Uniform::new(-1.0, 1.0).expect("−1 is below 1");
    let columns = panel.col..panel.col + panel.cols;
    for row in panel.weights_mut(params).chunks_exact_mut(panel.cols) {
        for (weight, column) in row.iter_mut().zip(columns.clone()) {
            *weight = T::from_f64(bound(column) * unit.sample(rng));
        }
    }
}

/// How many inputs the units of a layer have, the ones left out, and what that makes of their weights.
struct FanIn {
    /// In a network without masks.
    dense: usize,
    /// Of the unit in each column; of one that sees none it is 1.
    seen: Vec<usize>,
    /// On average over the units.
    mean: f64,
}

impl FanIn {
    fn of(network: &Network<'_>, layer: usize) -> Self {
        let sizes = network.sizes;
        let mut seen = vec![0; network.columns(layer)];
        for panel in panels(network, layer) {
            for inputs in &mut seen[panel.col..][..panel.cols] {
                *inputs += panel.rows;
            }
        }
        let ones = usize::from(layer < network.layers());
        let units = (seen.len() - ones).max(1);
        let mean = seen.iter().sum::<usize>() as f64 / units as f64;
        for inputs in &mut seen {
            *inputs = (*inputs).max(1);
        }
        Self {
            dense: match layer {
                0 => sizes.context + sizes.dimensions(),
                _ => sizes.widths[layer - 1],
            },
            seen,
            mean,
        }
    }

    /// What a unit sees decides alone.
    fn of_unit(&self, column: usize) -> f64 {
        1.0 / (self.seen[column] as f64).sqrt()
    }

    /// The layer is as large as a dense one whose masked weights are left out.
    fn shared_out(&self, column: usize) -> f64 {
        (self.mean / self.dense as f64).sqrt() * self.of_unit(column)
    }
}

/// Every weight uniform in ±√(6 / (inputs + outputs)) (Glorot & Bengio 2010), where an output's inputs and an input's
/// outputs are counted over the weights that exist, on average over the layer; biases stay 0. The last layer's range is
/// divided by √n, where a unit of the first layer has n inputs on average: otherwise the outputs would grow with
/// n at first, and what a chain makes of that with its length.
fn glorot<T: Real>(network: &Network<'_>, params: &mut [T], rng: &mut dyn Rng) {
    let sizes = network.sizes;
    let mut inputs_of_first = 1.0;
    for layer in 0..=network.layers() {
        let inputs = match layer {
            0 => sizes.context + sizes.inputs_below(network.dim() - 1),
            _ => sizes.widths[layer - 1],
        };
        let outputs = match sizes.widths.get(layer) {
            Some(&width) => width,
            None => network.size.outputs - sizes.outputs_below(sizes.first()),
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
        let range = (6.0 / (fan_in + fan_out)).sqrt();
        let bound = if network.skip(layer).is_some() {
            BLOCK
        } else if layer == network.layers() {
            let part = if sizes.residual { BEHIND_BLOCKS } else { 1.0 };
            part * range / inputs_of_first.sqrt()
        } else {
            range
        };
        for weights in panels(network, layer) {
            fill(weights, params, |_| bound, rng);
        }
    }
}

/// The panels of a layer that hold weights, biases left out.
fn panels<'a>(network: &'a Network<'_>, layer: usize) -> impl Iterator<Item = Panel> + 'a {
    all_panels(network, layer)
        .map(move |(panel, has_ones)| {
            if has_ones {
                panel.without_ones()
            } else {
                panel
            }
        })
        .filter(|p| p.len() > 0)
}

/// The rows of a layer's panels that hold its biases.
fn biases<'a>(network: &'a Network<'_>, layer: usize) -> impl Iterator<Item = Panel> + 'a {
    all_panels(network, layer)
        .filter(|(panel, has_ones)| *has_ones && panel.row == 0 && panel.len() > 0)
        .map(|(panel, _)| Panel { rows: 1, ..panel })
}

/// The panels of a layer, each with whether it reads columns that begin with the ones.
fn all_panels<'a>(
    network: &'a Network<'_>,
    layer: usize,
) -> impl Iterator<Item = (Panel, bool)> + 'a {
    let condition = (layer == 0).then(|| (network.sizes.condition(), true));
    let cells = (0..network.dim()).flat_map(move |degree| {
        let Cell { far, near } = network.cell(layer, degree);
        [far, near].map(|panel| (panel, layer > 0))
    });
    condition.into_iter().chain(cells)
}
