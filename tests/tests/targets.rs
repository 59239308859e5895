//! Flows fitted to densities that can only be evaluated.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::inference;
use flow_runtime::prelude::*;
use std::f64::consts::PI;
use tests::rng;

const CORRELATION: f64 = 0.9;

/// N(0, [[1, ρ], [ρ, 1]]), with its constant: ln p = −½ (x₀² − 2ρ x₀ x₁ + x₁²) / (1 − ρ²) − ln 2π − ½ ln(1 − ρ²).
#[derive(Clone, Copy)]
struct Correlated;

impl<T: Real> Target<T, 2> for Correlated {
    fn log_density(&self, x: &SVector<T, 2>) -> T {
        self.log_density_and_grad(x).0
    }

    fn log_density_and_grad(&self, x: &SVector<T, 2>) -> (T, SVector<T, 2>) {
        let [a, b] = [x[0].to_f64(), x[1].to_f64()];
        let rest = 1.0 - CORRELATION * CORRELATION;
        let grad = [(CORRELATION * b - a) / rest, (CORRELATION * a - b) / rest];
        let value = 0.5 * (a * grad[0] + b * grad[1]) - (2.0 * PI).ln() - 0.5 * rest.ln();
        (T::from_f64(value), SVector::from(grad.map(T::from_f64)))
    }
}

/// KL(q ‖ p) by fresh samples, and its standard error; ln p has its constant.
fn divergence<T: Real, const D: usize>(
    flow: &impl Density<T, D>,
    target: &impl Target<T, D>,
    n: usize,
) -> (f64, f64) {
    let drawn = Importance::draw(flow, target, n, &mut Xoshiro256PlusPlus::seed_from_u64(99));
    let mean = -drawn.log_weights().iter().sum::<f64>() / n as f64;
    let squares = drawn.log_weights().iter().map(|lw| (-lw - mean).powi(2));
    (mean, squares.sum::<f64>().sqrt() / n as f64)
}

flow! {
    struct OneIaf<f64, 2> = IAF(16);
    struct OneMaf<f64, 2> = MAF(16);
    struct Exact<f64, 2> = Linear;
    struct Learned<f64, 2> = Normal(learned) >> MAF(8);
    struct Small<2> = 2 * (MAF(16) >> Reverse);
    struct Clusters<f64, 2> = Mixture(3) >> MAF(8);
}

/// One layer can be this density. Where it can be exactly, and all over the plane, the path gradient has no noise left: with
/// what q changes at a fixed x in it, its norm would be about 0.1 in a batch of 256. A network ends with a little, for a kink
/// that lies far out is met by few samples.
fn lands<F>(name: &str, mut flow: F, most: f64)
where
    F: Flow<2, 0, Scalar = f64> + Density<f64, 2>,
{
    let history = Trainer::new(Adam::new(1e-2))
        .steps(1500)
        .batch_size(256)
        .schedule(Schedule::cosine())
        .fit_target(&mut flow, &Correlated)
        .expect("training");
    assert_eq!(history.train_nll().len(), 15);
    let (kl, error) = divergence(&flow, &Correlated, 100_000);
    assert!(kl < 0.01 && kl > -4.0 * error, "{name}: {kl} ± {error}");
    // Of an epoch's mean, over 25,600 samples.
    assert!(history.train_nll().iter().all(|kl| *kl > -0.01), "{name}");
    let (first, last) = (history.grad_norm()[0], history.grad_norm()[14]);
    assert!(first > 0.5 && last < most, "{name}: {first}, then {last:e}");
}

#[test]
fn one_layer_lands_on_a_gaussian() {
    lands("IAF", OneIaf::new(&mut rng()), 0.2);
    lands("MAF", OneMaf::new(&mut rng()), 0.2);
    lands("Normal(learned)", Learned::new(&mut rng()), 0.2);
    lands("Linear", Exact::new(&mut rng()), 1e-4);
}

flow! { struct OnlyLearned<f64, 3> = Normal(learned); }

/// A base that is learned moves its samples too: of independent numbers nothing else is needed.
#[test]
fn a_base_is_learned_by_where_its_samples_are() {
    let (loc, scale) = ([1.0, -2.0, 0.5], [0.5, 2.0, 1.0]);
    let slope = move |x: &SVector<f64, 3>| {
        SVector::from(std::array::from_fn(|i| {
            (loc[i] - x[i]) / (scale[i] * scale[i])
        }))
    };
    let value = move |x: &SVector<f64, 3>| {
        let terms = (0..3).map(|i| -0.5 * ((x[i] - loc[i]) / scale[i]).powi(2));
        terms.sum::<f64>()
    };
    let target = inference::from_fns(value, move |x: &SVector<f64, 3>| (value(x), slope(x)));
    let mut flow = OnlyLearned::new(&mut rng());
    let history = Trainer::new(Adam::new(2e-2))
        .steps(1500)
        .batch_size(64)
        .schedule(Schedule::cosine())
        .fit_target(&mut flow, &target)
        .expect("training");
    for i in 0..3 {
        assert!(
            (flow.params()[i] - loc[i]).abs() < 1e-2,
            "{:?}",
            flow.params()
        );
        assert!((flow.params()[3 + i] - scale[i].ln()).abs() < 1e-2);
    }
    // −ln Z, for Z = (2π)^1.5 times the scales, whose product is 1.
    let last = history.train_nll()[14];
    assert!((last + 1.5 * (2.0 * PI).ln()).abs() < 1e-3, "{last}");
}

/// ln p̃ = −½ x₀² − 2 (x₁ − x₀²)²: Z = 2π · ½.
fn banana() -> impl Target<f32, 2> {
    let value = |x: &SVector<f32, 2>| -0.5 * x[0] * x[0] - 2.0 * (x[1] - x[0] * x[0]).powi(2);
    let slope = |x: &SVector<f32, 2>| {
        let above = x[1] - x[0] * x[0];
        SVector::from([-x[0] + 8.0 * x[0] * above, -4.0 * above])
    };
    inference::from_fns(value, move |x: &SVector<f32, 2>| (value(x), slope(x)))
}

#[test]
fn a_fitted_flow_proposes_well() {
    let mut flow = Small::new(&mut rng());
    Trainer::new(Adam::new(5e-3))
        .steps(2000)
        .batch_size(256)
        .schedule(Schedule::cosine().warm_up(50))
        .clip_norm(10.0)
        .average(0.99)
        .fit_target(&mut flow, &banana())
        .expect("training");
    let drawn = Importance::draw(&flow, &banana(), 20_000, &mut rng());
    let (value, error) = drawn.log_evidence();
    assert!(
        (value - PI.ln()).abs() < 4.0 * error + 1e-3,
        "{value} ± {error}"
    );
    assert!(drawn.ess() > 16_000.0 && error < 0.01, "{}", drawn.ess());
}

#[test]
fn threads_do_not_matter() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("a pool").install(|| {
            let trainer = || Trainer::new(Adam::new(1e-2)).steps(130).batch_size(200);
            let (mut single, mut learned) = (Small::new(&mut rng()), Learned::new(&mut rng()));
            let a = trainer()
                .fit_target(&mut single, &Correlated)
                .expect("training");
            let b = trainer()
                .fit_target(&mut learned, &Correlated)
                .expect("training");
            let losses = [a.train_nll().to_vec(), b.train_nll().to_vec()];
            (single.params().to_vec(), learned.params().to_vec(), losses)
        })
    };
    let one = run(1);
    assert!(one == run(2) && one == run(3));
    assert_eq!(one.2[0].len(), 2);
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let trainer = || Trainer::new(Adam::new(1e-2)).steps(200).batch_size(64);
    let mut clusters = Clusters::new(&mut rng());
    let before = clusters.params().to_vec();
    assert_eq!(
        trainer().fit_target(&mut clusters, &Correlated),
        Err(FitError::Jumps)
    );
    assert_eq!(clusters.params(), before);

    let mut flow = OneMaf::new(&mut rng());
    let before = flow.params().to_vec();
    let refused = trainer().batch_size(0).fit_target(&mut flow, &Correlated);
    assert!(
        matches!(
            refused,
            Err(FitError::Setting {
                name: "batch size",
                ..
            })
        ),
        "{refused:?}"
    );

    // A target with an edge: one of 64 samples lies beyond it sooner or later.
    let edge = inference::from_fns(
        |x: &SVector<f64, 2>| {
            if x[0] > 1.0 {
                f64::NEG_INFINITY
            } else {
                -0.5 * x.norm_squared()
            }
        },
        |x| {
            (
                if x[0] > 1.0 {
                    f64::NAN
                } else {
                    -0.5 * x.norm_squared()
                },
                -x,
            )
        },
    );
    match trainer().fit_target(&mut flow, &edge) {
        Err(FitError::Diverged {
            epoch,
            batch,
            step,
            element,
            rows,
        }) => {
            assert_eq!((epoch, batch, step, element), (1, 1, 1, None));
            assert!(
                !rows.is_empty() && rows.iter().all(|row| *row < 64),
                "{rows:?}"
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(flow.params(), before);
}
