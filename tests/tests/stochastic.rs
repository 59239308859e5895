//! Stochastic layers as elements: weights of paths, both ways of training, and what none of them may depend on.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::StochasticFlow;
use flow_runtime::inference;
use flow_runtime::inference::targets::DoubleWell;
use flow_runtime::prelude::*;
use tests::rng;

flow! {
    struct Wells<f64, 2> =
        4 * (2 * (RealNVP(16) >> Reverse) >> Metropolis(self::DoubleWell, scale = 0.3));
    struct Bent<f64, 2> =
        2 * (2 * (NSF(16) >> Reverse) >> Langevin(self::DoubleWell, scale = 0.01, at = 0.75));
    struct Moving<f64, 2> = StudentT(dof = 5) >> 2 * (Affine >> Hmc(self::DoubleWell, steps = 5, scale = 0.2, at = 1));
    struct Single<f32, 2> = 2 * (MAF(8) >> Reverse >> Hmc(self::DoubleWell, steps = 5, scale = 0.2));

    /// The temperature rises from layer to layer.
    struct Annealed<f64, 2> =
        2 * (RealNVP(16) >> Reverse) >> Metropolis(self::DoubleWell, scale = 0.3, at = 0.25)
        >> 2 * (RealNVP(16) >> Reverse) >> Metropolis(self::DoubleWell, scale = 0.3, at = 0.5)
        >> 2 * (RealNVP(16) >> Reverse) >> Metropolis(self::DoubleWell, scale = 0.3, at = 0.75)
        >> 2 * (RealNVP(16) >> Reverse) >> Metropolis(self::DoubleWell, scale = 0.3, at = 1);

    /// Nothing is learned, and there is nothing to learn: the target is the base.
    struct Still<f64, 2> = Metropolis(self::Round, scale = 1) >> Hmc(self::Round, at = 0.25) >> Reverse >> Metropolis(self::Round, at = 0);
    #[allow(deprecated, reason = "nothing is to be mixed")]
    struct Placed<f64, 2> = Affine >> Metropolis(self::Round, steps = 3, scale = 0.5, at = 0.5) >> Affine;
    /// Behind the layer it follows a context, of which the target knows nothing.
    struct Under<f64, 2 | 1> = Affine >> Hmc(self::Round, steps = 5, scale = 0.3) >> MAF(8) >> Reverse >> MAF(8);
    struct UnderSingle<f32, 2 | 1> = MAF(8) >> Langevin(self::DoubleWell, steps = 3, scale = 0.01) >> Reverse >> MAF(8);
    #[allow(deprecated, reason = "nothing is to be mixed")]
    struct Half<f64, 1> = Metropolis(self::Positive, steps = 5, scale = 0.5);
}

/// Declares the same flows in both precisions. The base has long tails and layers stand last, so that weights have a variance: a flow
/// behind a layer that brings points from where π is small to where it is large does what a rare move downhill did not pay for.
macro_rules! both {
    ($($name:ident [$($chain:tt)*];)*) => {
        mod double {
            use flow_runtime::inference::targets::DoubleWell;
            use flow_runtime::prelude::*;
            $(flow! { pub(super) struct $name<f64, 2> = StudentT(dof = 3) >> $($chain)*; })*
        }
        mod single {
            use flow_runtime::inference::targets::DoubleWell;
            use flow_runtime::prelude::*;
            $(flow! { pub(super) struct $name<f32, 2> = StudentT(dof = 3) >> $($chain)*; })*
        }
    };
}

both! {
    Walk [4 * (RealNVP(16) >> Reverse) >> Metropolis(self::DoubleWell, scale = 0.3)];
    Drift [4 * (RealNVP(16) >> Reverse) >> Langevin(self::DoubleWell, scale = 0.01)];
    Orbit [2 * (MAF(8) >> Reverse) >> Hmc(self::DoubleWell, steps = 5, scale = 0.2)];
}

/// exp(−½|x|²), whose integral is 2π.
struct Round;

impl Target<f64, 2> for Round {
    fn log_density(&self, x: &SVector<f64, 2>) -> f64 {
        -0.5 * x.norm_squared()
    }

    fn log_density_and_grad(&self, x: &SVector<f64, 2>) -> (f64, SVector<f64, 2>) {
        (-0.5 * x.norm_squared(), -x)
    }
}

/// The same of one positive number.
struct Positive;

impl Target<f64, 1> for Positive {
    fn log_density(&self, x: &SVector<f64, 1>) -> f64 {
        if x[0] > 0.0 {
            -0.5 * x.norm_squared()
        } else {
            f64::NEG_INFINITY
        }
    }

    fn log_density_and_grad(&self, x: &SVector<f64, 1>) -> (f64, SVector<f64, 1>) {
        (self.log_density(x), -x)
    }
}

/// The mean of the weights is the evidence, whatever the parameters: within 3 standard errors, which are small.
#[track_caller]
fn has_the_evidence<T: Real>(drawn: &Importance<T, 2>) {
    let (log_evidence, error) = drawn.log_evidence();
    let off = (log_evidence - DoubleWell::log_evidence()).abs();
    assert!(
        error < 0.05 && off < 3.0 * error,
        "{log_evidence} ± {error}"
    );
}

#[test]
fn weights_have_the_evidence_as_their_mean_for_any_parameters() {
    has_the_evidence(&Wells::new(&mut rng()).draw(40_000, &mut rng()));
    has_the_evidence(&Bent::new(&mut rng()).draw(40_000, &mut rng()));
    has_the_evidence(&Moving::new(&mut rng()).draw(40_000, &mut rng()));
    has_the_evidence(&Single::new(&mut rng()).draw(40_000, &mut rng()));
}

/// Of every layer, in both precisions, where networks are far from what they start as.
#[test]
fn nor_do_parameters_that_are_moved_change_it() {
    macro_rules! check {
        ($($name:ident)*) => {
            $(
                println!("{}", stringify!($name));
                has_the_evidence(&sound(&moved(double::$name::new(&mut rng()))));
                has_the_evidence(&sound(&moved(single::$name::new(&mut rng()))));
            )*
        };
    }
    check! { Walk Drift Orbit }
}

/// Many paths, whose weights have a variance: else the standard error says nothing.
fn sound<T: Real, F: StochasticFlow<2> + Trainable<2, 0, Scalar = T>>(
    flow: &F,
) -> Importance<T, 2> {
    let drawn = flow.draw(200_000, &mut rng());
    assert!(drawn.pareto_k() < 0.5, "{}", drawn.pareto_k());
    drawn
}

/// Moves all parameters that are trained: as they start, the last layers of networks are nearly 0.
fn moved<F: Trainable<D, 0>, const D: usize>(mut flow: F) -> F {
    let mut rng = rng();
    let trained = F::trained_params();
    for (p, trained) in flow.params_mut().iter_mut().zip(trained) {
        if trained {
            *p = F::Scalar::from_f64(0.7 * p.to_f64() + rng.random_range(-0.2..0.2));
        }
    }
    flow
}

/// With exp(−½|z|²) in place of the normal density, whose integral is 2π, the mean is the ratio of both evidences.
#[test]
fn the_ratio_of_both_evidences_is_that_of_the_paper() {
    let drawn = Annealed::new(&mut rng()).draw(40_000, &mut rng());
    let (log_evidence, error) = drawn.log_evidence();
    let ratio = log_evidence - std::f64::consts::TAU.ln();
    assert!((ratio - 3.3741).abs() < 3.0 * error, "{ratio} ± {error}");
}

/// Where layers leave in place what arrives, no path has another weight, and the bound is the density.
#[test]
fn where_nothing_is_to_be_done_nothing_is_lost() {
    let still = Still::new(&mut rng());
    let drawn = still.draw(1000, &mut rng());
    let exact = std::f64::consts::TAU.ln();
    // But for the leapfrog steps, weights are what they are.
    let mut weights = drawn.log_weights().iter();
    assert!(weights.all(|weight| (weight - exact).abs() < 1e-12));
    for x in drawn.samples() {
        let log_prob = -0.5 * x.norm_squared() - exact;
        assert!((still.elbo(x, &mut rng()) - log_prob).abs() < 1e-12);
    }
}

#[test]
fn paths_into_nowhere_have_no_weight() {
    let drawn = Half::new(&mut rng()).draw(20_000, &mut rng());
    let (log_evidence, error) = drawn.log_evidence();
    let exact = 0.5 * std::f64::consts::FRAC_PI_2.ln();
    assert!(
        (log_evidence - exact).abs() < 3.0 * error,
        "{log_evidence} ± {error}"
    );
    assert!(drawn.log_weights().iter().all(|weight| !weight.is_nan()));
    let mut all = drawn.samples().iter().zip(drawn.log_weights());
    assert!(all.all(|(x, weight)| x[0] > 0.0 || *weight == f64::NEG_INFINITY));
}

/// The mean of exp(bound) is the density: here over a grid, its integral is 1.
#[test]
fn the_bound_is_that_of_a_density() {
    let flow = uneven(Placed::new(&mut rng()));
    let mut generator = rng();
    let integral = integral(&flow);
    assert!((integral - 1.0).abs() < 0.01, "{integral}");
    let mean = |bounds: &[f64]| bounds.iter().sum::<f64>() / bounds.len() as f64;
    let xs = flow.sample_batch(2000, &mut generator);
    let one = mean(&flow.elbo_batch(&xs, &mut generator));
    let many = mean(&flow.log_prob_bound_batch(&xs, 100, &mut generator));
    assert!(one < many, "{one} and {many}");
}

/// ∫ E[exp(bound)] over the plane.
fn integral(flow: &impl LowerBound<f64, 2>) -> f64 {
    let step = 0.4;
    let axis = || (-24..=24).map(|i| step * f64::from(i));
    let grid: Vec<SVector<f64, 2>> = axis()
        .flat_map(|x| axis().map(move |y| SVector::from([x, y])))
        .collect();
    let bounds = flow.log_prob_bound_batch(&grid, 200, &mut rng());
    bounds.iter().map(|bound| bound.exp()).sum::<f64>() * step * step
}

/// A density under each context, which is learned; whose target is the same under all.
#[test]
fn a_context_reaches_what_stands_around_a_layer() {
    let mut flow = Under::new(&mut rng());
    let cs: Vec<SVector<f64, 1>> = tests::points(600, 1.0);
    let noise: Vec<SVector<f64, 2>> = tests::points(600, 0.5);
    let place = |c: f64| SVector::from([2.0 * c, -c]);
    let both = cs.iter().zip(&noise);
    let xs: Vec<SVector<f64, 2>> = both.map(|(c, noise)| place(c[0]) + noise).collect();
    let samples = Samples::of(&xs).contexts(&cs).validation_split(0.2);
    let trainer = Trainer::new(Adam::new(1e-2)).epochs(30).patience(10);
    let history = trainer.fit(&mut flow, samples).unwrap();
    // The entropy of the noise is 1.45.
    let losses = history.valid_nll();
    assert!(losses[history.best_epoch() - 1] < 1.8, "{losses:?}");
    for c in [-1.0, 0.5] {
        let context = SVector::from([c]);
        let given = flow.given(&context);
        let integral = integral(&given);
        assert!((integral - 1.0).abs() < 0.02, "{c}: {integral}");
        let drawn = given.sample_batch(2000, &mut rng());
        let mean = drawn.iter().sum::<SVector<f64, 2>>() / 2000.0;
        assert!((mean - place(c)).norm() < 0.3, "{c}: {mean}");
    }
    let alone = flow.elbo_batch_given(&xs[..3], &cs[..3], &mut rng());
    assert_eq!(flow.given(&cs[0]).elbo(&xs[0], &mut rng()), alone[0]);
}

#[test]
fn the_number_of_threads_cannot_be_seen() {
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let mut flow = Single::new(&mut rng());
            let trainer = Trainer::new(Adam::new(1e-2)).steps(3).batch_size(300);
            trainer.fit_paths(&mut flow).unwrap();
            let drawn = flow.draw(5000, &mut rng());
            trainer.fit(&mut flow, drawn.samples()).unwrap();
            let bounds = flow.log_prob_bound_batch(drawn.samples(), 2, &mut rng());
            let weights = drawn.log_weights().to_vec();
            let mut under = UnderSingle::new(&mut rng());
            let contexts: Vec<SVector<f32, 1>> = tests::points(5000, 1.0);
            let history = trainer.fit_given(&mut under, drawn.samples(), &contexts);
            let losses = history.unwrap().train_nll().to_vec();
            let given = under.sample_batch_given(&contexts, &mut rng());
            let others = under.elbo_batch_given(&given, &contexts, &mut rng());
            let under = (losses, given, others);
            (drawn.samples().to_vec(), weights, bounds, under)
        })
    };
    let one = run(1);
    assert!(run(2) == one && run(3) == one);
}

/// Samples and their weights are those of the samples alone.
#[test]
fn what_is_drawn_are_the_samples() {
    let flow = Bent::new(&mut rng());
    let drawn = flow.draw(1000, &mut rng());
    assert_eq!(drawn.samples(), flow.sample_batch(1000, &mut rng()));
}

/// No gradient goes through a layer: before it, it is that of the divergence from the density that the layer leaves in place;
/// behind it, that of a flow whose samples are given.
#[test]
fn each_part_follows_the_gradient_of_its_own_divergence() {
    let mut flow = uneven(Placed::new(&mut rng()));
    let xs: Vec<SVector<f64, 2>> = tests::points(200, 1.0);
    let mut grad = vec![0.0; Placed::PARAMS];
    let _ = flow.nelbo_and_grad(&xs, &mut rng(), &mut grad);
    // Behind the layer: ln|det| of the data's inverse, and the density between base and target where they come from.
    let params = flow.params().to_vec();
    let apart = |params: &[f64]| {
        let sum: f64 = xs
            .iter()
            .map(|x| {
                let y = [0, 1].map(|i| (x[i] - params[4 + i]) * (-params[6 + i]).exp());
                let log_det = -params[6] - params[7];
                let half = -0.25 * (y[0] * y[0] + y[1] * y[1]);
                let normal = half - 0.5 * std::f64::consts::TAU.ln();
                log_det + half + normal
            })
            .sum();
        -sum / xs.len() as f64
    };
    for i in 4..8 {
        let at = |step: f64| {
            let mut moved = params.clone();
            moved[i] += step;
            apart(&moved)
        };
        let difference = (at(1e-5) - at(-1e-5)) / 2e-5;
        assert!(
            (grad[i] - difference).abs() < 1e-7,
            "{i}: {} and {difference}",
            grad[i]
        );
    }
    // Before it: as if its samples, which are the same whatever these parameters are, were the data.
    let nelbo = |flow: &Placed| -flow.elbo_batch(&xs, &mut rng()).iter().sum::<f64>() / 200.0;
    for (i, grad) in grad.iter().enumerate().take(4) {
        let mut at = |step: f64| {
            flow.params_mut()[i] = params[i] + step;
            nelbo(&flow)
        };
        let difference = (at(1e-5) - at(-1e-5)) / 2e-5;
        flow.params_mut()[i] = params[i];
        assert!(
            (grad - difference).abs() < 1e-7,
            "{i}: {grad} and {difference}"
        );
    }
}

/// Parameters that are all different from each other.
fn uneven(mut flow: Placed) -> Placed {
    for (i, p) in flow.params_mut().iter_mut().enumerate() {
        *p = 0.1 * (i as f64) - 0.3;
    }
    flow
}

/// Which part of the mass is to the left, and which between the wells.
fn shares(drawn: &Importance<f64, 2>) -> [f64; 2] {
    let part = |holds: fn(f64) -> bool| drawn.mean(move |x| f64::from(holds(x[0]))).0;
    [part(|x| x < 0.0), part(|x| x.abs() < 0.4)]
}

/// The mass between the wells by the target: ∫ exp(4x² − x⁴) over |x| < 0.4, of that over all x.
const VALLEY: f64 = 0.013_70;

#[test]
fn both_wells_are_found_and_nothing_between_them() {
    let mut flow = Annealed::new(&mut rng());
    let trainer = Trainer::new(Adam::new(5e-3)).steps(300).batch_size(200);
    let history = trainer.fit_paths(&mut flow).unwrap();
    let [first, _, last] = history.train_nll() else {
        panic!("three hundreds of steps");
    };
    assert!(last < first, "{first} and {last}");
    assert!(-last < DoubleWell::log_evidence(), "{last}");
    let drawn = flow.draw(200_000, &mut rng());
    has_the_evidence(&drawn);
    let [left, valley] = shares(&drawn);
    assert!(
        (left - 0.5).abs() < 0.01,
        "{left} of the mass is to the left"
    );
    assert!((valley - VALLEY).abs() < 0.003, "{valley} is between them");

    // From samples, by the paths that lead back, with validation.
    let xs = drawn.resample(5000);
    let mut again = Annealed::new(&mut rng());
    let trainer = Trainer::new(Adam::new(3e-3)).epochs(4).batch_size(100);
    let samples = Samples::of(&xs[..4500]).validation(&xs[4500..]);
    let history = trainer.fit(&mut again, samples).unwrap();
    let [first, .., last] = history.valid_nll() else {
        panic!("four epochs");
    };
    assert!(last < first, "{first} and {last}");
    has_the_evidence(&again.draw(40_000, &mut rng()));
}

/// What is saved is what is loaded, and another target is another flow.
#[test]
fn a_file_has_all_of_it() {
    let flow = Bent::new(&mut rng());
    let bytes = flow.to_bytes().unwrap();
    let again = Bent::from_bytes(&bytes).unwrap();
    let drawn = flow.draw(100, &mut rng());
    assert_eq!(
        again.draw(100, &mut rng()).log_weights(),
        drawn.log_weights()
    );
    assert!(Wells::from_bytes(&bytes).is_err());
    assert!(Bent::SPEC.ends_with("Langevin(self::DoubleWell, scale = 0.01, at = 0.75))"));
    let target = inference::from_fns(
        |x: &SVector<f64, 2>| Bent::target().log_density(x),
        |x| Bent::target().log_density_and_grad(x),
    );
    assert!(testing::target(&target, drawn.samples()).gradient_error < 1e-6);
}
