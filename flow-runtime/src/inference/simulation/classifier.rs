//! A small network that tells two sets of samples apart.

use crate::kernels::dot::dot;
use crate::kernels::{Kernel, Math, dispatch};
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;

/// Adam's settings, the weight of the squared weights, and when training ends: scikit-learn's defaults for `MLPClassifier`.
const RATE: f32 = 1e-3;
const DECAY: [f32; 2] = [0.9, 0.999];
const EPS: f32 = 1e-8;
const PENALTY: f32 = 1e-4;
const BATCH: usize = 200;
const TOLERANCE: f32 = 1e-4;
const PATIENCE: usize = 10;
const EPOCHS: usize = 10_000;

/// Two hidden layers of rectified units, and the log-odds of the second set.
#[derive(Clone, Debug)]
pub(super) struct Classifier {
    layers: [Layer; 3],
    steps: i32,
}

/// Weights by output, then by input, and the biases; their moments and their gradient.
#[derive(Clone, Debug)]
struct Layer {
    inputs: usize,
    outputs: usize,
    weights: Vec<f32>,
    grad: Vec<f32>,
    moments: [Vec<f32>; 2],
}

impl Layer {
    /// Drawn as Glorot & Bengio do, biases too.
    fn new(inputs: usize, outputs: usize, rng: &mut Xoshiro256PlusPlus) -> Self {
        let bound = (6.0 / (inputs + outputs) as f32).sqrt();
        let count = (inputs + 1) * outputs;
        Self {
            inputs,
            outputs,
            weights: (0..count)
                .map(|_| rng.random_range(-bound..bound))
                .collect(),
            grad: vec![0.0; count],
            moments: [vec![0.0; count], vec![0.0; count]],
        }
    }

    /// Outputs of `n` samples, unit by unit.
    #[inline(always)]
    fn forward<M: Math<f32>>(&self, math: M, n: usize, x: &[f32], y: &mut [f32]) {
        let (weights, biases) = self.weights.split_at(self.inputs * self.outputs);
        let rows = weights.chunks_exact(self.inputs).zip(biases);
        for (y, (weights, bias)) in y.chunks_exact_mut(n).zip(rows) {
            y.fill(*bias);
            for (w, x) in weights.iter().zip(x.chunks_exact(n)) {
                add(math, *w, x, y);
            }
        }
    }

    /// Adds to the gradient, and fills `dx` unless it is empty.
    #[inline(always)]
    fn backward<M: Math<f32>>(&mut self, math: M, n: usize, x: &[f32], dy: &[f32], dx: &mut [f32]) {
        let (of_weights, of_biases) = self.grad.split_at_mut(self.inputs * self.outputs);
        let rows = of_weights.chunks_exact_mut(self.inputs).zip(of_biases);
        for (dy, (grads, of_bias)) in dy.chunks_exact(n).zip(rows) {
            *of_bias += dy.iter().sum::<f32>();
            for (grad, x) in grads.iter_mut().zip(x.chunks_exact(n)) {
                *grad += dot(math, x, dy);
            }
        }
        dx.fill(0.0);
        let rows = self.weights.chunks_exact(self.inputs);
        for (dy, weights) in dy.chunks_exact(n).zip(rows) {
            for (w, dx) in weights.iter().zip(dx.chunks_exact_mut(n)) {
                add(math, *w, dy, dx);
            }
        }
    }

    /// A step of Adam with the mean gradient of `n` samples; returns Σ w² of the weights before it.
    #[inline(always)]
    fn step(&mut self, n: f32, t: i32) -> f32 {
        let corrections = DECAY.map(|decay| 1.0 - decay.powi(t));
        let rate = RATE * corrections[1].sqrt() / corrections[0];
        let biases = self.inputs * self.outputs;
        let [m, v] = &mut self.moments;
        let mut squares = 0.0;
        for (i, w) in self.weights.iter_mut().enumerate() {
            let mut grad = self.grad[i] / n;
            if i < biases {
                grad += PENALTY * *w / n;
                squares += *w * *w;
            }
            m[i] += (1.0 - DECAY[0]) * (grad - m[i]);
            v[i] += (1.0 - DECAY[1]) * (grad * grad - v[i]);
            *w -= rate * m[i] / (v[i].sqrt() + EPS);
        }
        self.grad.fill(0.0);
        squares
    }
}

impl Classifier {
    /// Trains on samples of `dim` numbers, one after the other, until the loss has not fallen by 10⁻⁴ for 10 epochs. A label
    /// says whether a sample is of the second set.
    pub(super) fn fit(
        dim: usize,
        xs: &[f32],
        labels: &[bool],
        hidden: usize,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Self {
        let layers = [(dim, hidden), (hidden, hidden), (hidden, 1)];
        let mut classifier = Self {
            layers: layers.map(|(inputs, outputs)| Layer::new(inputs, outputs, rng)),
            steps: 0,
        };
        let mut order: Vec<usize> = (0..labels.len()).collect();
        let (mut best, mut waited) = (f32::INFINITY, 0);
        for _ in 0..EPOCHS {
            order.shuffle(rng);
            let mut loss = 0.0;
            for batch in order.chunks(BATCH) {
                classifier.steps += 1;
                let sign = |i: &usize| if labels[*i] { -1.0 } else { 1.0 };
                loss += dispatch(Step {
                    pass: Pass::new(&classifier, xs, batch),
                    signs: batch.iter().map(sign).collect(),
                    classifier: &mut classifier,
                });
            }
            loss /= labels.len() as f32;
            waited = if loss > best - TOLERANCE {
                waited + 1
            } else {
                0
            };
            best = best.min(loss);
            if waited > PATIENCE {
                break;
            }
        }
        classifier
    }

    /// Whether each sample is more likely of the second set.
    pub(super) fn is_second(&self, xs: &[f32]) -> Vec<bool> {
        let dim = self.layers[0].inputs;
        let samples: Vec<usize> = (0..xs.len() / dim).collect();
        let odds = samples.chunks(BATCH).flat_map(|batch| {
            let mut pass = Pass::new(self, xs, batch);
            dispatch(Odds(self, &mut pass));
            pass.odds
        });
        odds.map(|odds| odds > 0.0).collect()
    }
}

/// What arrives at the layers for a batch of samples, unit by unit.
struct Pass {
    n: usize,
    x: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    odds: Vec<f32>,
}

impl Pass {
    /// With the samples of a batch.
    fn new(classifier: &Classifier, xs: &[f32], batch: &[usize]) -> Self {
        let [
            Layer {
                inputs, outputs, ..
            },
            ..,
        ] = classifier.layers;
        let n = batch.len();
        let column = |i: usize| batch.iter().map(move |sample| xs[sample * inputs + i]);
        Self {
            n,
            x: (0..inputs).flat_map(column).collect(),
            first: vec![0.0; n * outputs],
            second: vec![0.0; n * outputs],
            odds: vec![0.0; n],
        }
    }

    #[inline(always)]
    fn forward<M: Math<f32>>(&mut self, math: M, [into, between, out]: &[Layer; 3]) {
        into.forward(math, self.n, &self.x, &mut self.first);
        rectify(&mut self.first);
        between.forward(math, self.n, &self.first, &mut self.second);
        rectify(&mut self.second);
        out.forward(math, self.n, &self.second, &mut self.odds);
    }
}

/// The log-odds of a batch.
struct Odds<'a>(&'a Classifier, &'a mut Pass);

impl Kernel<f32> for Odds<'_> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<f32>>(self, math: M) {
        self.1.forward(math, &self.0.layers);
    }
}

/// y + w x
#[inline(always)]
fn add<M: Math<f32>>(math: M, w: f32, x: &[f32], y: &mut [f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y = math.fma(w, *x, *y);
    }
}

#[inline(always)]
fn rectify(xs: &mut [f32]) {
    for x in xs {
        *x = x.max(0.0);
    }
}

/// One step of training on a batch; returns the sum of its losses.
struct Step<'a> {
    classifier: &'a mut Classifier,
    pass: Pass,
    /// By sample: −1 in the second set, 1 in the first.
    signs: Vec<f32>,
}

impl Kernel<f32> for Step<'_> {
    type Output = f32;

    #[inline(always)]
    fn run<M: Math<f32>>(self, math: M) -> f32 {
        let (Classifier { layers, steps }, mut pass) = (self.classifier, self.pass);
        let n = pass.n;
        pass.forward(math, layers);
        // −ln p(label) = softplus(sign · odds), and its slope by the log-odds.
        let mut loss = 0.0;
        let mut slopes = vec![0.0; n];
        for ((slope, odds), sign) in slopes.iter_mut().zip(&pass.odds).zip(&self.signs) {
            loss += math.softplus(sign * odds);
            *slope = sign * math.sigmoid(sign * odds);
        }
        let [mut first, mut second] = [vec![0.0; pass.first.len()], vec![0.0; pass.second.len()]];
        let [into, between, out] = layers;
        out.backward(math, n, &pass.second, &slopes, &mut second);
        mask(&mut second, &pass.second);
        between.backward(math, n, &pass.first, &second, &mut first);
        mask(&mut first, &pass.first);
        into.backward(math, n, &pass.x, &first, &mut []);
        let squares: f32 = layers
            .iter_mut()
            .map(|layer| layer.step(n as f32, *steps))
            .sum();
        loss + 0.5 * PENALTY * squares
    }
}

/// No slope where a unit was cut off.
#[inline(always)]
fn mask(slopes: &mut [f32], units: &[f32]) {
    for (slope, unit) in slopes.iter_mut().zip(units) {
        if *unit <= 0.0 {
            *slope = 0.0;
        }
    }
}
