//! Layers that are no bijections at the edges of what they may be given.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::BoundedFlow;
use flow_runtime::inference::targets::DoubleWell;
use flow_runtime::prelude::*;
use tests::{points, rng};

flow! {
    /// Two categories beside numbers that join late.
    struct Both<f32, a, kind, b, shade> =
        MAF(8) >> Split(3) >> MAF(8) >> Reverse >> Standardize >> On[kind](Argmax(3, 6)) >> On[shade](Argmax(2, 6));
    struct Lone<f32, 1> = Affine >> Argmax(5, 6);
    struct Tally<f32, 2> = MAF(8) >> Reverse >> MAF(8) >> Standardize >> Dequantize(6);
    struct Rates<f32, rate, visits | 1> = MAF(8) >> Reverse >> MAF(8) >> On[visits](Exp >> Dequantize) >> On[rate](Exp);
    struct Order<f32, 3> = MAF(8) >> Ordered;
    struct Sorted<f32, 3> = Sort >> Affine;
    struct Sizes<f32, 2> = Abs >> MAF(8, univariate = |z > 0; s > 0| z^s);
    struct Shares<f32, 2> = MAF(8) >> Simplex;
    struct Angle<f32, 1> = Circle >> Spline(4, tails = circular);
    struct Walk<f32, 2> = MAF(8) >> Reverse >> Hmc(self::Nowhere, steps = 3) >> MAF(8);
    struct Beside<f32, 1> = 2 * (MAF(8) >> Reverse) >> Augment(1, 6);
    struct Plain<f32, 1> = 2 * (MAF(8) >> Reverse) >> Augment(2);
    struct Random<f32, 2> = MAF(8) >> Reverse >> Metropolis(self::DoubleWell, steps = 3, scale = 0.5) >> MAF(8);
}

/// A target of which nothing can be told in a half of the plane, and whose slopes are no numbers there.
struct Nowhere;

impl Target<f32, 2> for Nowhere {
    fn log_density(&self, x: &SVector<f32, 2>) -> f32 {
        if x[0] > 0.0 {
            f32::NAN
        } else {
            -0.5 * x.norm_squared()
        }
    }

    fn log_density_and_grad(&self, x: &SVector<f32, 2>) -> (f32, SVector<f32, 2>) {
        let log = self.log_density(x);
        (log, x.map(|x| if log.is_nan() { f32::NAN } else { -x }))
    }
}

fn rows(n: usize) -> Vec<SVector<f32, 4>> {
    let all = points::<f32, 2>(n, 1.0).into_iter().enumerate();
    all.map(|(i, x)| [x[0], (i % 3) as f32, x[1], (i % 2) as f32].into())
        .collect()
}

#[test]
fn what_is_no_code_has_no_probability() {
    let flow = Both::new(&mut rng());
    let bound = |x: [f32; 4]| flow.log_prob_bound(&x.into(), 5, &mut rng());
    assert!(bound([0.1, 2.0, 0.2, 1.0]).is_finite());
    assert!(bound([0.1, -0.0, 0.2, -0.0]).is_finite());
    for bad in [
        3.0,
        -1.0,
        0.5,
        1e30,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::MIN_POSITIVE,
    ] {
        assert_eq!(bound([0.1, bad, 0.2, 1.0]), f32::NEG_INFINITY, "{bad}");
        assert_eq!(bound([0.1, 1.0, 0.2, bad]), f32::NEG_INFINITY, "{bad}");
    }
    for bad in [1e30, -1e38, f32::INFINITY] {
        assert_eq!(bound([bad, 1.0, 0.2, 1.0]), f32::NEG_INFINITY, "{bad}");
    }
    assert!(bound([0.1, f32::NAN, 0.2, 1.0]).is_nan());
    assert!(bound([f32::NAN, 7.0, 0.2, 1.0]).is_nan());
    let tally = Tally::new(&mut rng());
    for bad in [0.5, 1e30, f32::INFINITY] {
        let bound = tally.elbo(&[bad, 0.0].into(), &mut rng());
        assert_eq!(bound, f32::NEG_INFINITY, "{bad}");
        assert!(!tally.contains(&[bad, 0.0].into()), "{bad}");
    }
}

/// As a density has it, of every layer that narrows, and of what comes before and behind.
#[test]
fn what_can_be_is_contained() {
    let both = Both::new(&mut rng());
    assert!(
        both.sample_batch(500, &mut rng())
            .iter()
            .all(|x| both.contains(x))
    );
    for bad in [
        [0.1, 3.0, 0.2, 1.0],
        [0.1, 0.5, 0.2, 1.0],
        [f32::NAN, 1.0, 0.2, 1.0],
    ] {
        assert!(!both.contains(&bad.into()), "{bad:?}");
    }
    let (beside, rates) = (Beside::new(&mut rng()), Rates::new(&mut rng()));
    assert!(beside.contains(&[1e3].into()) && !beside.contains(&[f32::INFINITY].into()));
    let context = SVector::from([0.3]);
    let given = rates.given(&context);
    assert!(given.contains(&[0.5, 3.0].into()) && given.contains(&[0.5, 0.0].into()));
    for bad in [[-0.5, 3.0], [0.5, -1.0], [0.5, 2.5]] {
        assert!(!given.contains(&bad.into()), "{bad:?}");
    }
    let walk = Random::new(&mut rng());
    assert!(
        walk.sample_batch(100, &mut rng())
            .iter()
            .all(|x| walk.contains(x))
    );
}

#[test]
fn none_is_a_number_too() {
    let mut flow = Both::new(&mut rng());
    assert!(flow.elbo_batch(&[], &mut rng()).is_empty());
    assert!(flow.sample_batch(0, &mut rng()).is_empty());
    assert!(flow.bits_per_dim(&[], 3, &mut rng()).is_nan());
    let mut grad = vec![1.0; flow.params().len()];
    assert!(flow.nelbo_and_grad(&[], &mut rng(), &mut grad).is_nan());
    assert!(grad.iter().all(|g| *g == 0.0));
    let trainer = Trainer::new(Adam::new(1e-3)).epochs(2);
    let error = trainer.fit(&mut flow, &[]).unwrap_err();
    assert_eq!(error.to_string(), "there is no data to train on");
    let one = trainer.fit(&mut flow, &rows(1)).unwrap();
    assert!(one.train_nll()[1].is_finite());
}

#[test]
fn rows_are_refused_by_number_and_name() {
    let mut flow = Both::new(&mut rng());
    let trainer = Trainer::new(Adam::new(1e-3)).epochs(1);
    let mut refused = |at: usize, bad: f32| {
        let mut data = rows(5);
        data[3][at] = bad;
        let error = trainer.fit(&mut flow, &data).unwrap_err().to_string();
        assert!(error.contains("row 3"), "{error}");
        assert!(
            error.contains(["`a`", "`kind`", "`b`", "`shade`"][at]),
            "{error}"
        );
    };
    for bad in [3.0, -1.0, 0.5, f32::NAN, f32::INFINITY] {
        refused(1, bad);
    }
    for bad in [2.0, 1e30] {
        refused(3, bad);
    }
    refused(0, f32::NAN);
    refused(2, f32::INFINITY);
}

#[test]
fn a_code_that_no_row_has() {
    let mut flow = Lone::new(&mut rng());
    let data: Vec<SVector<f32, 1>> = (0..200).map(|i| [[0.0, 3.0][i % 2]].into()).collect();
    let trainer = Trainer::new(Adam::new(2e-2)).epochs(60).batch_size(50);
    trainer.fit(&mut flow, &data).unwrap();
    let all: Vec<SVector<f32, 1>> = (0..5).map(|i| [i as f32].into()).collect();
    let bounds = flow.log_prob_bound_batch(&all, 100, &mut rng());
    assert!(bounds.iter().all(|bound| bound.is_finite()));
    assert!(bounds[0] > -1.0 && bounds[3] > -1.0 && bounds[1] < -3.0);
}

/// What lies outside has no density, and `fit` says which row it is and which element cannot take it.
#[test]
fn what_lies_outside() {
    fn outside<const D: usize, F>(flow: &F, inside: [f32; D], bad: &[[f32; D]])
    where
        F: Flow<D, 0, Scalar = f32> + Density<f32, D> + Bijector<f32, D> + Clone,
    {
        let log_prob = |x: [f32; D]| flow.log_prob(&x.into());
        assert!(log_prob(inside).is_finite(), "{inside:?}");
        for &bad in bad {
            assert_eq!(log_prob(bad), f32::NEG_INFINITY, "{bad:?}");
            let data = [SVector::from(inside), bad.into()];
            let error = Trainer::new(Adam::new(1e-3)).fit(&mut flow.clone(), &data);
            let message = error.expect_err("a row that cannot be").to_string();
            assert!(message.contains("row 1"), "{bad:?}: {message}");
        }
        assert!(log_prob([f32::NAN; D]).is_nan());
        for x in flow.sample_batch(20_000, &mut rng()) {
            assert!(flow.contains(&x) && flow.log_prob(&x).is_finite(), "{x}");
        }
    }
    let infinite = f32::INFINITY;
    let falling = [[2.0, 1.0, 3.0], [0.0, 1.0, infinite]];
    outside(&Sorted::new(&mut rng()), [0.0, 1.0, 2.0], &falling);
    outside(&Order::new(&mut rng()), [0.0, 1.0, 2.0], &falling);
    outside(&Order::new(&mut rng()), [0.0, 1.0, 2.0], &[[1.0, 1.0, 2.0]]);
    let signs = [[0.0, 1.0], [-1.0, 1.0], [1.0, 0.0], [infinite, 1.0]];
    outside(&Sizes::new(&mut rng()), [1.0, 2.0], &signs);
    let too_much = [[0.0, 0.5], [0.5, 0.5], [0.6, 0.6], [1.0, 1e-9], [-0.1, 0.2]];
    outside(&Shares::new(&mut rng()), [0.3, 0.4], &too_much);
    outside(
        &Angle::new(&mut rng()),
        [std::f32::consts::PI],
        &[[3.2], [-3.2], [infinite]],
    );
    let angle = Angle::new(&mut rng());
    let [left, right] =
        [-1.0, 1.0].map(|side| angle.log_prob(&[side * std::f32::consts::PI].into()));
    assert_eq!(left, right);
}

#[test]
fn a_target_of_which_nothing_can_be_told() {
    let mut flow = Walk::new(&mut rng());
    let drawn = flow.draw(5000, &mut rng());
    assert!(drawn.log_weights().iter().all(|weight| !weight.is_nan()));
    assert!(
        drawn
            .samples()
            .iter()
            .all(|x| x.iter().all(|x| x.is_finite()))
    );
    let xs: Vec<SVector<f32, 2>> = points(500, 1.0);
    let bounds = flow.elbo_batch(&xs, &mut rng());
    assert!(bounds.iter().all(|bound| !bound.is_nan()));
    // There is no slope to follow, which is said.
    let trainer = Trainer::new(Adam::new(1e-3)).steps(5).batch_size(50);
    for error in [trainer.fit_paths(&mut flow), trainer.fit(&mut flow, &xs)] {
        let message = error.expect_err("a target without slopes").to_string();
        assert!(
            message.starts_with("the loss stopped being finite in epoch 1"),
            "{message}"
        );
    }
    assert!(flow.params().iter().all(|p| p.is_finite()));
}

/// What one, two and three threads make of it.
fn on_threads<R: PartialEq + Send>(name: &str, run: impl Fn() -> R + Sync) {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(&run)
    };
    let one = run(1);
    assert!(one == run(2) && one == run(3), "{name}");
}

/// Training, gradient, bounds and samples of each layer that narrows or is random, by itself.
#[test]
fn threads_cannot_be_seen_in_any_layer() {
    fn of<const D: usize, F>(name: &str, new: impl Fn() -> F + Sync, xs: &[SVector<f32, D>])
    where
        F: BoundedFlow<D, 0, Scalar = f32> + LowerBound<f32, D>,
    {
        on_threads(name, || {
            let mut flow = new();
            let trainer = Trainer::new(Adam::new(1e-2)).epochs(2).batch_size(150);
            let history = trainer.fit(&mut flow, xs).unwrap();
            let mut grad = vec![0.0; flow.params().len()];
            let nelbo = flow.nelbo_and_grad(xs, &mut rng(), &mut grad);
            assert!(nelbo.is_finite() && grad.iter().any(|g| *g != 0.0));
            let bounds = flow.log_prob_bound_batch(xs, 7, &mut rng());
            let samples = flow.sample_batch(700, &mut rng());
            let learned = (flow.params().to_vec(), history.train_nll().to_vec());
            (learned, nelbo, grad, bounds, samples)
        });
    }
    let counts: Vec<SVector<f32, 2>> = (0..700)
        .map(|i| [(i % 7) as f32, (i % 3) as f32].into())
        .collect();
    of("Dequantize", || Tally::new(&mut rng()), &counts);
    of("Augment", || Plain::new(&mut rng()), &points(700, 1.0));
    of("Metropolis", || Random::new(&mut rng()), &points(700, 1.0));
}

#[test]
fn threads_cannot_be_seen() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| {
            let data = rows(500);
            let mut flow = Both::new(&mut rng());
            let trainer = Trainer::new(Adam::new(1e-2)).epochs(3).batch_size(64);
            let history = trainer
                .fit(&mut flow, Samples::of(&data).validation_split(0.2))
                .unwrap();
            let mut beside = Beside::new(&mut rng());
            let xs: Vec<SVector<f32, 1>> = points(700, 1.0);
            trainer.fit(&mut beside, &xs).unwrap();
            let mut grad = vec![0.0; flow.params().len()];
            flow.nelbo_and_grad(&data, &mut rng(), &mut grad);
            (
                (flow.params().to_vec(), history.valid_nll().to_vec(), grad),
                flow.log_prob_bound_batch(&data, 30, &mut rng()),
                flow.sample_batch(700, &mut rng()),
                (
                    beside.params().to_vec(),
                    beside.log_prob_bound_batch(&xs, 7, &mut rng()),
                ),
            )
        })
    };
    let one = run(1);
    assert!(one == run(2) && one == run(3));
}
