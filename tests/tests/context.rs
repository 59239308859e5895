//! Densities given a context.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use flow_runtime::testing;
use rand::RngExt;
use tests::conditional::{ConditionalProperty, check_conditional_double, double, single};
use tests::{for_each_conditional_flow, perturbed, points, rng};

flow! {
    struct OneLayer<f64, 3 | 2> = MAF(10, 8, activation = tanh);
}

/// Everything that a flow given a context offers, against differences and against itself.
struct SeesTheContext;

impl ConditionalProperty<f64> for SeesTheContext {
    fn check<const D: usize, const C: usize, F>(&self, name: &str, mut flow: F)
    where
        F: Flow<D, C, Scalar = f64> + Clone,
    {
        let contexts: Vec<SVector<f64, C>> = points(300, 1.0);
        let zs: Vec<SVector<f64, D>> = points(300, 1.0);
        for (c, z) in contexts.iter().zip(&zs).take(10) {
            let given = flow.given(c);
            assert!(testing::round_trip(&given, z) < 1e-9, "{name}");
            assert!(testing::log_det_error(&given, z) < 1e-6, "{name}");
            let x = given.forward(z);
            assert!(testing::score_error(&given, &x) < 1e-6, "{name}");
            let score = given.context_score(&x);
            for j in 0..C {
                let at = |by: f64| {
                    let mut c = *c;
                    c[j] += by;
                    flow.given(&c).log_prob(&x)
                };
                let difference = (at(1e-6) - at(-1e-6)) / 2e-6;
                let error = (score[j] - difference).abs() / (1.0 + difference.abs());
                // The better of two steps: activations with a kink.
                let finer = (at(1e-8) - at(-1e-8)) / 2e-8;
                let error = error.min((score[j] - finer).abs() / (1.0 + finer.abs()));
                assert!(error < 2e-6, "{name}: {error:e} by the context");
            }
        }

        // Batches say what single calls say, each sample under its own context.
        let xs = flow.sample_batch_given(&contexts, &mut rng());
        let log_probs = flow.log_prob_batch_given(&xs, &contexts);
        let (same, on_the_way) = flow.sample_and_log_prob_batch_given(&contexts, &mut rng());
        assert!(same == xs, "{name}");
        for (a, b) in on_the_way.iter().zip(&log_probs) {
            assert!(
                (a - b).abs() < 1e-9 * (1.0 + b.abs()),
                "{name}: {a} and {b}"
            );
        }
        let scores = flow.context_score_batch_given(&xs, &contexts);
        let mut generator = rng();
        for (i, (x, c)) in xs.iter().zip(&contexts).enumerate() {
            let given = flow.given(c);
            assert!((given.sample(&mut generator) - x).norm() < 1e-9, "{name}");
            assert!((given.log_prob(x) - log_probs[i]).abs() < 1e-9, "{name}");
            assert!((given.context_score(x) - scores[i]).norm() < 1e-9, "{name}");
        }

        // The gradient by every parameter.
        let (xs, contexts) = (&xs[..40], &contexts[..40]);
        let mut grad = vec![0.0; flow.params().len()];
        let nll = flow.nll_and_grad_given(xs, contexts, &mut grad);
        assert!((nll - flow.nll_given(xs, contexts)).abs() < 1e-12, "{name}");
        for (i, g) in grad.into_iter().enumerate() {
            let value = flow.params()[i];
            let mut error = f64::INFINITY;
            for h in [1e-5, 1e-7] {
                let mut at = |by: f64| {
                    flow.params_mut()[i] = value + by;
                    flow.nll_given(xs, contexts)
                };
                let difference = (at(h) - at(-h)) / (2.0 * h);
                error = error.min((g - difference).abs() / (1.0 + g.abs()));
            }
            flow.params_mut()[i] = value;
            assert!(error < 1e-6, "{name}: {error:e} in parameter {i}");
        }
    }
}

#[test]
fn every_path_sees_the_context() {
    check_conditional_double(&SeesTheContext);
}

/// Single precision inverts itself, and computes what double precision computes.
fn precisions<const D: usize, const C: usize>(
    name: &str,
    double: &impl Flow<D, C, Scalar = f64>,
    mut single: impl Flow<D, C, Scalar = f32>,
) {
    for (p, value) in single.params_mut().iter_mut().zip(double.params()) {
        *p = *value as f32;
    }
    let (xs, contexts): (Vec<SVector<f64, D>>, Vec<SVector<f64, C>>) =
        (points(100, 1.0), points(100, 1.0));
    let narrow: (Vec<SVector<f32, D>>, Vec<SVector<f32, C>>) = (
        xs.iter().map(|x| x.map(|x| x as f32)).collect(),
        contexts.iter().map(|c| c.map(|c| c as f32)).collect(),
    );
    let close = |a: f64, b: f32, what: &str| {
        assert!(
            (a - f64::from(b)).abs() < 1e-4 * (1.0 + a.abs()),
            "{name}: {a} and {b}, {what}"
        );
    };
    for (x, c) in narrow.0.iter().zip(&narrow.1) {
        assert!(
            testing::round_trip(&single.given(c), x) < 2e-4,
            "{name}: {x} given {c}"
        );
    }
    let mut grads = (
        vec![0.0; double.params().len()],
        vec![0.0; single.params().len()],
    );
    double.nll_and_grad_given(&xs, &contexts, &mut grads.0);
    single.nll_and_grad_given(&narrow.0, &narrow.1, &mut grads.1);
    for (a, b) in grads.0.into_iter().zip(grads.1) {
        close(a, b, "in the gradient");
    }
    let log_probs = double.log_prob_batch_given(&xs, &contexts);
    for (a, b) in log_probs
        .into_iter()
        .zip(single.log_prob_batch_given(&narrow.0, &narrow.1))
    {
        close(a, b, "in ln p");
    }
    let scores = double.context_score_batch_given(&xs, &contexts);
    for (a, b) in scores.iter().flatten().zip(
        single
            .context_score_batch_given(&narrow.0, &narrow.1)
            .iter()
            .flatten(),
    ) {
        close(*a, *b, "by the context");
    }
}

#[test]
fn single_precision_matches_double() {
    macro_rules! check {
        ($($name:ident $dim:tt | $context:literal [$($chain:tt)*];)*) => {
            $(precisions(
                stringify!($name),
                &perturbed(double::$name::new(&mut rng())),
                single::$name::new(&mut rng()),
            );)*
        };
    }
    for_each_conditional_flow!(check);
}

#[test]
fn a_context_shifts_the_biases_of_the_first_layer() {
    let flow = perturbed(OneLayer::new(&mut rng()));
    let c = SVector::from([0.7, -1.3]);
    let mut shifted = flow.clone();
    let (biases, weights) = shifted.params_mut()[..30].split_at_mut(10);
    for (weights, c) in weights.chunks_exact(10).zip(c.iter()) {
        for (bias, weight) in biases.iter_mut().zip(weights) {
            *bias += c * weight;
        }
    }
    let none = SVector::zeros();
    for x in points::<f64, 3>(50, 1.0) {
        let (z, log_det) = flow.given(&c).inverse_and_log_det(&x);
        let (same, same_log_det) = shifted.given(&none).inverse_and_log_det(&x);
        assert!((z - same).norm() < 1e-12 && (log_det - same_log_det).abs() < 1e-12);
    }
}

#[test]
fn threads_do_not_matter() {
    let xs: Vec<SVector<f64, 2>> = points(700, 1.0);
    let contexts: Vec<SVector<f64, 3>> = points(700, 1.0);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("a pool").install(|| {
            let mut pair = double::Pair::new(&mut rng());
            let trainer = Trainer::new(Adam::new(1e-3)).epochs(2).batch_size(300);
            let history = trainer
                .fit_given(&mut pair, &xs, &contexts)
                .expect("training");
            (
                history.train_nll().to_vec(),
                pair.params().to_vec(),
                pair.log_prob_batch_given(&xs, &contexts),
                pair.context_score_batch_given(&xs, &contexts),
                pair.sample_batch_given(&contexts, &mut rng()),
            )
        })
    };
    let one = run(1);
    assert!(one == run(2) && one == run(3));
}

/// y = A x + b + L ε: the conditional entropy is ½ ln det(2πe L Lᵀ), whatever x is.
#[test]
fn a_linear_gaussian_pair_is_recovered() {
    flow! { struct Conditional<f64, 2 | 2> = 2 * (MAF(32) >> Reverse); }
    let draw = |n: usize, seed: u64| -> (Vec<SVector<f64, 2>>, Vec<SVector<f64, 2>>) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut normal = || -> f64 { rng.sample(rand_distr::StandardNormal) };
        (0..n)
            .map(|_| {
                let [x0, x1, e0, e1] = std::array::from_fn(|_| normal());
                let y0 = 1.5 * x0 - 0.5 * x1 + 0.3 + 0.5 * e0;
                let y1 = 0.2 * x0 + x1 - 1.0 + 0.4 * e0 + 0.3 * e1;
                (SVector::from([y0, y1]), SVector::from([x0, x1]))
            })
            .unzip()
    };
    let entropy = (2.0 * std::f64::consts::PI * std::f64::consts::E).ln() + (0.5_f64 * 0.3).ln();
    let (ys, xs) = draw(10_000, 1);
    let mut flow = Conditional::new(&mut rng());
    for (rate, epochs) in [(3e-3, 25), (3e-4, 10)] {
        let trainer = Trainer::new(Adam::new(rate)).epochs(epochs).batch_size(100);
        trainer.fit_given(&mut flow, &ys, &xs).expect("training");
    }
    let (ys, xs) = draw(40_000, 2);
    let nll = flow.nll_given(&ys, &xs);
    assert!((nll - entropy).abs() < 0.02, "{nll} against {entropy}");
}

/// c chooses one of the two moons, and samples lie on the one that was asked for.
#[test]
fn a_context_chooses_a_moon() {
    flow! { struct Chosen<2 | 1> = 3 * (MAF(64, 64) >> Reverse); }
    /// The point of a moon at angle t.
    fn point(lower: bool, t: f32) -> SVector<f32, 2> {
        let upper = SVector::from([t.cos(), t.sin()]);
        if lower {
            SVector::from([1.0, 0.5]) - upper
        } else {
            upper
        }
    }
    let mut rng = rng();
    let context = |lower: bool| SVector::from([if lower { 1.0 } else { -1.0 }]);
    let (xs, contexts): (Vec<_>, Vec<_>) = (0..6000)
        .map(|i| {
            let lower = i % 2 == 1;
            let mut noise = || 0.05 * rng.sample::<f32, _>(rand_distr::StandardNormal);
            let noise = SVector::from([noise(), noise()]);
            let t = rng.random_range(0.0..std::f32::consts::PI);
            (point(lower, t) + noise, context(lower))
        })
        .unzip();
    let mut chosen = Chosen::new(&mut rng);
    let trainer = Trainer::new(Adam::new(2e-3)).epochs(60).batch_size(64);
    trainer
        .fit_given(&mut chosen, &xs, &contexts)
        .expect("training");
    for lower in [false, true] {
        let c = context(lower);
        let distance = |x: &SVector<f32, 2>, lower: bool| {
            let moon = (0..=200).map(|i| point(lower, i as f32 * std::f32::consts::PI / 200.0));
            moon.map(|p| (p - x).norm()).fold(f32::INFINITY, f32::min)
        };
        let samples = chosen.given(&c).sample_batch(1000, &mut rng);
        let own = samples.iter().filter(|x| distance(x, lower) < 0.2).count();
        let other = samples
            .iter()
            .filter(|x| distance(x, !lower) < 0.15)
            .count();
        assert!(own >= 980, "{own} of 1000 samples on their moon");
        assert!(other <= 30, "{other} of 1000 samples on the other moon");
    }
}
