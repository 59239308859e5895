//! How well a classifier tells two sets of samples apart.

use super::classifier::Classifier;
use super::scaling::Scaling;
use crate::inference::samplers::stream;
use crate::real::Real;
use nalgebra::SVector;
use rand::seq::SliceRandom;
use rayon::prelude::*;

/// Parts that the samples are cut into: each is classified by a network that was trained on the others.
const FOLDS: usize = 5;

/// The classifier two-sample test: the accuracy with which a network tells samples from those of a reference, from ½, where
/// nobody can, to 1.
///
/// As the benchmark of simulation-based inference computes it, so that figures can be compared: a network of two hidden layers of
/// 10 units a dimension, trained as scikit-learn's `MLPClassifier` is by default, numbers brought to mean 0 and variance 1 by the
/// reference, and the mean accuracy over 5 folds. Both sets should be of the same size, and of thousands. Runs on all cores; the
/// same seed gives the same number. NaN if a set has fewer than 5 samples.
///
/// # References
///
/// Lueckmann, Boelts, Greenberg, Gonçalves, Macke, *Benchmarking Simulation-Based Inference*, AISTATS 2021.
pub fn c2st<T: Real, const D: usize>(
    reference: &[SVector<T, D>],
    samples: &[SVector<T, D>],
    seed: u64,
) -> f64 {
    if reference.len().min(samples.len()) < FOLDS {
        return f64::NAN;
    }
    let scaling = Scaling::of(reference);
    let xs: Vec<f32> = reference
        .iter()
        .chain(samples)
        .flat_map(|x| scaling.apply(x).data.0[0])
        .map(|x| x.to_f64() as f32)
        .collect();
    let labels: Vec<bool> = (0..reference.len() + samples.len())
        .map(|i| i >= reference.len())
        .collect();
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.shuffle(&mut stream(seed, FOLDS as u64));
    let accuracy = |fold: usize| {
        let ends = [fold, fold + 1].map(|fold| fold * order.len() / FOLDS);
        let others = [&order[..ends[0]], &order[ends[1]..]].concat();
        let part = |of: &[usize]| -> (Vec<f32>, Vec<bool>) {
            let numbers = of.iter().flat_map(|i| &xs[i * D..(i + 1) * D]);
            (
                numbers.copied().collect(),
                of.iter().map(|i| labels[*i]).collect(),
            )
        };
        let [(train, known), (test, expected)] = [part(&others), part(&order[ends[0]..ends[1]])];
        let mut rng = stream(seed, fold as u64);
        let classifier = Classifier::fit(D, &train, &known, 10 * D, &mut rng);
        let told = classifier.is_second(&test);
        let right = told
            .iter()
            .zip(&expected)
            .filter(|(told, expected)| told == expected);
        right.count() as f64 / expected.len() as f64
    };
    let accuracies: Vec<f64> = (0..FOLDS).into_par_iter().map(accuracy).collect();
    accuracies.iter().sum::<f64>() / FOLDS as f64
}
