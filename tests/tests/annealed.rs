//! Paths of flows and Markov chains, and flows that are trained by such paths.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::inference::targets::{DoubleWell, Gaussian, GaussianMixture40};
use flow_runtime::inference::{self, Annealed, Fab, Kernel};
use flow_runtime::prelude::*;
use tests::rng;

flow! {
    struct Layer<f64, 2> = 2 * (RealNVP(16) >> Reverse);
    #[allow(deprecated, reason = "nothing is to be mixed")]
    struct Moved<f64, 2> = Affine;
    struct Alone<f64, 2> = 8 * (RealNVP(16) >> Reverse);
    struct Bent<f64, 2> = 2 * (NSF(16) >> Reverse);
    struct Single<f32, 2> = 2 * (RealNVP(16) >> Reverse);
    struct Forty<f64, 2> = 4 * (NSF(64, 64, bins = 12) >> Reverse) >> Scale[20, 20];
}

const KERNELS: [Kernel; 3] = [
    Kernel::metropolis(10, 0.3),
    Kernel::langevin(10, 0.01),
    Kernel::hmc(5, 0.2),
];

/// Flows that know nothing, with a kernel after each.
fn untrained<F>(kernel: Kernel, layer: impl Fn(&mut Xoshiro256PlusPlus) -> F) -> Annealed<F> {
    let mut rng = rng();
    let stages = (1..=4).map(|k| f64::from(k) / 4.0);
    stages.fold(Annealed::new(), |path, at| {
        path.flow(layer(&mut rng)).kernel(kernel, at)
    })
}

/// The mean of the weights is the evidence, whatever the parameters: within 3 standard errors, which are small.
#[test]
fn weights_have_the_evidence_as_their_mean_for_any_parameters() {
    let base = Gaussian::round(1.0);
    for kernel in KERNELS {
        for drawn in [
            untrained(kernel, Layer::new).draw(&base, &DoubleWell, 40_000, &mut rng()),
            untrained(kernel, Bent::new).draw(&base, &DoubleWell, 40_000, &mut rng()),
        ] {
            let (log_evidence, error) = drawn.log_evidence();
            let off = (log_evidence - DoubleWell::log_evidence()).abs();
            assert!(
                error < 0.05 && off < 3.0 * error,
                "{kernel:?}: {log_evidence} ± {error}"
            );
        }
    }
}

/// With exp(−½|z|²) in place of the normal density, whose integral is 2π, the mean is the ratio of both evidences.
#[test]
fn the_ratio_of_both_evidences_is_that_of_the_paper() {
    let path = untrained(KERNELS[0], Layer::new);
    let drawn = path.draw(&Gaussian::round(1.0), &DoubleWell, 40_000, &mut rng());
    let (log_evidence, error) = drawn.log_evidence();
    let ratio = log_evidence - std::f64::consts::TAU.ln();
    assert!((ratio - 3.3741).abs() < 3.0 * error, "{ratio} ± {error}");
}

#[test]
fn single_precision_has_the_evidence_too() {
    let path = untrained(KERNELS[2], Single::new);
    let drawn = path.draw(&Gaussian::round(1.0), &DoubleWell, 20_000, &mut rng());
    let (log_evidence, error) = drawn.log_evidence();
    assert!((log_evidence - DoubleWell::log_evidence()).abs() < 3.0 * error);
}

#[test]
fn the_number_of_threads_cannot_be_seen() {
    let draw = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let mut path = untrained(KERNELS[0], Layer::new);
            let trainer = Trainer::new(Adam::new(1e-2)).steps(3).batch_size(100);
            path.fit(&trainer, &Gaussian::round(1.0), &DoubleWell)
                .unwrap();
            let drawn = path.draw(&Gaussian::round(1.0), &DoubleWell, 500, &mut rng());
            (drawn.samples().to_vec(), drawn.log_weights().to_vec())
        })
    };
    let one = draw(1);
    assert!(draw(2) == one && draw(3) == one);
}

/// Which part of the mass is to the left, and which between the wells.
fn shares(drawn: &Importance<f64, 2>) -> [(f64, f64); 2] {
    let part = |holds: fn(f64) -> bool| drawn.mean(move |x| if holds(x[0]) { 1.0 } else { 0.0 });
    [part(|x| x < 0.0), part(|x| x.abs() < 0.4)]
}

/// The mass between the wells by the target: ∫ exp(4x² − x⁴) over |x| < 0.4, of that over all x.
const VALLEY: f64 = 0.013_70;

#[test]
fn affine_layers_leave_a_bridge_and_stochastic_ones_none() {
    let base = Gaussian::round(1.0);
    let mut flow = untrained(KERNELS[0], Layer::new);
    let trainer = Trainer::new(Adam::new(5e-3)).steps(300).batch_size(200);
    flow.fit(&trainer, &base, &DoubleWell).unwrap();
    let drawn = flow.draw(&base, &DoubleWell, 40_000, &mut rng());
    let [(left, _), (valley, _)] = shares(&drawn);
    assert!(
        (left - 0.5).abs() < 0.01,
        "{left} of the mass is to the left"
    );
    assert!(
        (valley - VALLEY).abs() < 0.003,
        "{valley} of the mass is between the wells"
    );

    assert!(drawn.ess() > 15_000.0, "{}", drawn.ess());

    // As many affine layers alone, which have all samples that they want.
    let mut alone = Alone::new(&mut rng());
    let trainer = Trainer::new(Adam::new(3e-3)).epochs(20).batch_size(100);
    trainer.fit(&mut alone, &drawn.resample(10_000)).unwrap();
    let ends = alone.sample_batch(40_000, &mut rng());
    let bridge = ends.iter().filter(|x| x[0].abs() < 0.4).count() as f64 / 40_000.0;
    assert!(
        bridge > 1.5 * VALLEY,
        "{bridge} of its samples are between the wells"
    );
}

/// The biased gradient leads to weights that are nearly as good, and as right.
#[test]
fn paths_are_trained_by_their_divergence() {
    let base = Gaussian::round(1.0);
    let mut path = untrained(KERNELS[0], Layer::new);
    let before = path.draw(&base, &DoubleWell, 10_000, &mut rng()).ess();
    let trainer = Trainer::new(Adam::new(5e-3)).steps(300).batch_size(200);
    let history = path.fit_paths(&trainer, &base, &DoubleWell).unwrap();
    let bound = -history.train_nll()[2];
    assert!(
        bound < DoubleWell::log_evidence() && bound > DoubleWell::log_evidence() - 1.0,
        "{bound}"
    );
    let drawn = path.draw(&base, &DoubleWell, 10_000, &mut rng());
    let (log_evidence, error) = drawn.log_evidence();
    assert!((log_evidence - DoubleWell::log_evidence()).abs() < 3.0 * error);
    assert!(drawn.ess() > 2.0 * before, "{} and {before}", drawn.ess());
}

/// Without kernels both are the reverse KL divergence, and have its minimum.
#[test]
fn flows_alone_are_trained_by_reverse_kl() {
    let (base, target) = (Gaussian::round(1.0), Gaussian::new([1.0, -2.0], [0.5, 2.0]));
    for whole in [false, true] {
        let mut path = Annealed::new()
            .flow(Moved::new(&mut rng()))
            .flow(Moved::new(&mut rng()));
        let trainer = Trainer::new(Adam::new(3e-2))
            .steps(400)
            .batch_size(100)
            .schedule(Schedule::cosine());
        let fitted = if whole {
            path.fit_paths(&trainer, &base, &target)
        } else {
            path.fit(&trainer, &base, &target)
        };
        fitted.unwrap();
        let drawn = path.draw(&base, &target, 1000, &mut rng());
        assert!(drawn.ess() > 990.0, "{}", drawn.ess());
    }
}

/// Where the target is impossible there is no weight, and where all is, no step.
#[test]
fn what_is_impossible_has_no_weight() {
    let half = |x: &SVector<f64, 2>| {
        if x[0] > 0.0 {
            -0.5 * x.norm_squared()
        } else {
            f64::NEG_INFINITY
        }
    };
    let target = inference::from_fns(half, move |x| (half(x), -x));
    let path: Annealed<Layer> = Annealed::new().kernel(Kernel::metropolis(5, 0.5), 0.5);
    let drawn = path.draw(&Gaussian::round(1.0), &target, 20_000, &mut rng());
    let (log_evidence, error) = drawn.log_evidence();
    assert!((log_evidence - std::f64::consts::PI.ln()).abs() < 3.0 * error);
    let never = inference::from_fns(
        |_: &SVector<f64, 2>| f64::NEG_INFINITY,
        |x| (f64::NEG_INFINITY, *x),
    );
    let mut path = untrained(KERNELS[0], Layer::new);
    let before: Vec<_> = path.flows().map(|flow| flow.params().to_vec()).collect();
    let trainer = Trainer::new(Adam::new(1e-2)).steps(3).batch_size(10);
    let lost = path
        .fit(&trainer, &Gaussian::round(1.0), &never)
        .unwrap_err();
    assert!(matches!(lost, FitError::Diverged { step: 1, .. }), "{lost}");
    assert!(
        path.flows()
            .zip(before)
            .all(|(flow, before)| flow.params() == before)
    );
}

/// Forward KL is −6.8565 less the mean of ln q over samples of the target.
#[test]
fn fab_finds_forty_modes() {
    let target = GaussianMixture40::new();
    let mut flow = Forty::new(&mut rng());
    let trainer = Trainer::new(Adam::new(2e-3))
        .steps(400)
        .batch_size(128)
        .clip_norm(100.0)
        .schedule(Schedule::cosine());
    Fab::new(Kernel::metropolis(1, 5.0))
        .fit(&trainer, &mut flow, &target)
        .unwrap();
    let xs: Vec<SVector<f64, 2>> = (&target).sample_iter(rng()).take(20_000).collect();
    let kl = flow.nll(&xs) - 6.8565;
    let mut met = [false; 40];
    for x in flow.sample_batch(2000, &mut rng()) {
        met[target.nearest(&x)] = true;
    }
    let missed = met.iter().filter(|met| !**met).count();
    assert_eq!(missed, 0);
    assert!(kl < 0.3, "forward KL {kl}");
}
