//! What a trainer can be asked for, where only a bound is known: weights, validation, patience, contexts.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::inference::targets::DoubleWell;
use flow_runtime::{Stopped, prelude::*};
use tests::{points, rng};

flow! {
    struct Kind<f64, 1> = Affine >> Argmax(3);
    struct Whole<f64, 2> = MAF(8) >> Reverse >> MAF(8) >> Standardize >> On[1](Dequantize(8));
    struct Category<2> = MAF(8) >> Reverse >> MAF(8) >> Standardize >> On[1](Argmax(3, 8));
    struct Beside<f64, 2> = MAF(8) >> Reverse >> MAF(8) >> Augment(1, 8) >> Standardize;
    struct Walk<f64, 2> = MAF(8) >> Reverse >> Langevin(self::DoubleWell, steps = 3, scale = 0.01) >> MAF(8) >> Standardize;
    struct Given<f64, 2 | 1> = MAF(8) >> Reverse >> MAF(8) >> Standardize >> On[1](Argmax(3, 8));
}

/// A number and a code that follows it, now and then.
fn data<T: Real>(n: usize) -> Vec<SVector<T, 2>> {
    let rows = points::<f64, 2>(n, 1.0).into_iter();
    let code = |x: SVector<f64, 2>| f64::from(u8::from(x[0] > 0.0) + u8::from(x[1] > 0.5));
    rows.map(|x| [x[0], code(x)].map(T::from_f64).into())
        .collect()
}

/// Equal codes with the weights 3 : 1 : 2.
#[test]
fn categories_are_as_frequent_as_their_weights() {
    let xs: Vec<SVector<f64, 1>> = (0..600).map(|i| [f64::from(i % 3)].into()).collect();
    let weights: Vec<f64> = (0..600).map(|i| [3.0, 1.0, 2.0][i % 3]).collect();
    let mut flow = Kind::new(&mut rng());
    let samples = Samples::of(&xs).weights(&weights);
    let trainer = Trainer::new(Adam::new(1e-2)).epochs(150).batch_size(100);
    trainer.fit(&mut flow, samples).unwrap();
    let drawn = flow.sample_batch(40_000, &mut rng());
    for (code, weight) in [(0.0, 3.0), (1.0, 1.0), (2.0, 2.0)] {
        let share = drawn.iter().filter(|x| x[0] == code).count() as f64 / 40_000.0;
        assert!((share - weight / 6.0).abs() < 0.02, "{code}: {share}");
    }
}

/// A sample of weight 0 is not there, and two of weight 2 are as one of each.
fn weights_count<T: Real, F: Trainable<2, 0, Scalar = T> + Clone>(new: &F) {
    let xs = data::<T>(90);
    let fit = |xs: &[SVector<T, 2>], weights: &[f64]| {
        let weights: Vec<T> = weights.iter().map(|w| T::from_f64(*w)).collect();
        let mut flow = new.clone();
        let samples = Samples::of(xs).weights(&weights).validation_split(0.3);
        let trainer = Trainer::new(Adam::new(1e-2)).epochs(3);
        let history = trainer.fit(&mut flow, samples).unwrap();
        (flow.params().to_vec(), history.valid_nll().to_vec())
    };
    let some: Vec<f64> = (0..60).map(|i| f64::from(i % 3 + 1)).collect();
    let twice: Vec<f64> = some.iter().map(|w| 2.0 * w).collect();
    let alone = fit(&xs[..60], &some);
    assert_eq!(fit(&xs[..60], &twice), alone);
    assert_ne!(fit(&xs[..60], &[1.0; 60]), alone);
    let none = [&some[..], &[0.0; 30]].concat();
    assert_eq!(fit(&xs, &none), alone);
}

#[test]
fn weights_are_those_of_the_samples() {
    weights_count(&Whole::new(&mut rng()));
    weights_count(&Category::new(&mut rng()));
    weights_count(&Beside::new(&mut rng()));
    weights_count(&Walk::new(&mut rng()));
}

/// A run that learns its few samples by heart is stopped, and ends with the parameters of its best epoch: those of a run that
/// ends there.
fn stops_at_its_best<const C: usize, T: Real, F: Trainable<2, C, Scalar = T> + Clone>(
    new: &F,
    [train, valid]: [Samples<'_, T, 2, C>; 2],
) {
    let fit = |epochs: usize| {
        let trainer = Trainer::new(Adam::new(3e-2)).epochs(epochs).patience(5);
        let mut flow = new.clone();
        let history = trainer.fit(&mut flow, train.validation(valid)).unwrap();
        (flow.params().to_vec(), history)
    };
    let (params, history) = fit(500);
    let (losses, best) = (history.valid_nll(), history.best_epoch());
    assert_eq!(history.stopped(), Stopped::Patience);
    assert_eq!(losses.len(), best + 5);
    assert!(losses.iter().all(|loss| *loss >= losses[best - 1]));
    let (same, shorter) = fit(best);
    assert_eq!(
        (shorter.best_epoch(), shorter.stopped()),
        (best, Stopped::Epochs)
    );
    assert!(same == params, "{best}");
}

#[test]
fn patience_ends_with_the_best_parameters() {
    fn halves<T: Real, F: Trainable<2, 0, Scalar = T> + Clone>(new: &F) {
        let xs = data::<T>(60);
        let (train, valid) = xs.split_at(20);
        stops_at_its_best(new, [Samples::of(train), Samples::of(valid)]);
    }
    halves(&Whole::new(&mut rng()));
    halves(&Category::new(&mut rng()));
    halves(&Beside::new(&mut rng()));
    halves(&Walk::new(&mut rng()));
    let (xs, cs) = (data::<f64>(60), points::<f64, 1>(60, 1.0));
    let weights: Vec<f64> = (0..60).map(|i| f64::from(i % 2 + 1)).collect();
    let part = |rows: std::ops::Range<usize>| {
        let samples = Samples::of(&xs[rows.clone()]).contexts(&cs[rows.clone()]);
        samples.weights(&weights[rows])
    };
    stops_at_its_best(&Given::new(&mut rng()), [part(0..20), part(20..60)]);
}
