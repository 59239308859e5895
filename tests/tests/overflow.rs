//! Finite points and base numbers at which something on the way is beyond what the scalar can hold: a density of 0 then, and
//! samples that are finite.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::{Property, check_single, points, rng};

/// ln p is no NaN, its slope neither, and all ways to either agree.
fn defined<T: Real, const D: usize, F>(name: &str, flow: &F, xs: &[SVector<T, D>])
where
    F: Flow<D, 0, Scalar = T> + Density<T, D>,
{
    let log_probs = flow.log_prob_batch(xs);
    for (x, &log_prob) in xs.iter().zip(&log_probs) {
        assert!(!log_prob.is_nan(), "{name}: ln p at {x}");
        let single = flow.log_prob(x);
        assert_eq!(single.is_finite(), log_prob.is_finite(), "{name} at {x}");
        let score = flow.score(x);
        assert!(!score.iter().any(|s| s.is_nan()), "{name}: {score} at {x}");
    }
    let mut grad = vec![T::ZERO; flow.params().len()];
    let (nll, with_grad) = (flow.nll(xs), flow.nll_and_grad(xs, &mut grad));
    assert!(!nll.is_nan() && !with_grad.is_nan(), "{name}");
    assert_eq!(nll.is_finite(), with_grad.is_finite(), "{name}");
}

/// Points further and further out, with parameters as they may be after training.
struct FarOut;

impl<T: Real> Property<T> for FarOut {
    fn check<const D: usize, F>(&self, name: &str, mut flow: F)
    where
        F: Flow<D, 0, Scalar = T> + Bijector<T, D> + Density<T, D> + Clone,
    {
        for _ in 0..3 {
            for spread in [10.0, 300.0, 1e5, 1e12, 1e20, 5e37] {
                defined(name, &flow, &points(30, spread));
            }
            for p in flow.params_mut() {
                *p = T::from_f64(4.0 * p.to_f64());
            }
        }
    }
}

#[test]
fn finite_points_have_a_log_density() {
    check_single(&FarOut);
}

flow! {
    struct Shrinking<2> = 2 * (MAF(32, scale = sigmoid) >> Reverse);
    struct Free<2> = 3 * (Permute[1, 0] >> MAF(32, 32, scale = exp));
    struct FreeGiven<2 | 1> = 2 * (MAF(16, scale = exp) >> Reverse);
}

#[test]
fn scales_without_a_bound_overflow_to_a_density_of_0() {
    let shrinking = Shrinking::new(&mut rng());
    let far: Vec<_> = [300.0, -300.0, 1e10, 3e38]
        .map(|x| SVector::from([x, x]))
        .to_vec();
    defined("sigmoid", &shrinking, &far);
    assert_eq!(shrinking.log_prob(&far[3]), f32::NEG_INFINITY);

    let mut free = Free::new(&mut rng());
    let data = datasets::moons(1000, 0.05, &mut rng());
    let trainer = Trainer::new(Adam::new(1e-2)).epochs(10);
    trainer.fit(&mut free, &data).expect("training");
    for p in free.params_mut() {
        *p *= 4.0;
    }
    let circle = (0..360).map(|degrees| {
        let (sin, cos) = (degrees as f32).to_radians().sin_cos();
        SVector::from([3.0 * cos, 3.0 * sin])
    });
    let circle: Vec<SVector<f32, 2>> = circle.collect();
    defined("exp", &free, &circle);
    let nowhere = |lp: &f32| *lp == f32::NEG_INFINITY;
    let log_probs = free.log_prob_batch(&circle);
    assert!(log_probs.iter().any(nowhere), "too tame to tell");

    let mut given = FreeGiven::new(&mut rng());
    for p in given.params_mut() {
        *p *= 30.0;
    }
    let contexts = vec![SVector::from([2.0]); circle.len()];
    let log_probs = given.log_prob_batch_given(&circle, &contexts);
    assert!(log_probs.iter().any(nowhere) && !log_probs.iter().any(|lp| lp.is_nan()));
    assert_eq!(given.nll_given(&circle, &contexts), f32::INFINITY);
    for slope in given.context_score_batch_given(&circle, &contexts) {
        assert!(!slope[0].is_nan());
    }
}

flow! {
    struct Exponentials<1> = Normal[loc = [0], scale = [60]] >> Exp;
    struct Negatives<1> = Normal[loc = [0], scale = [60]] >> |z| -exp(z);
    struct Hyperbolic<1> = Normal[loc = [0], scale = [60]] >> Sinh;
    struct Heavy<1> = StudentT(dof = 0.02);
    struct Double<f64, 1> = Normal[loc = [0], scale = [500]] >> Exp;
}

/// Where the support has no end, the largest number is the last; at the other end it is the smallest.
fn finite<T: Real, F>(name: &str, flow: &F)
where
    F: Flow<1, 0, Scalar = T> + Density<T, 1>,
{
    let mut generator = rng();
    let mut samples = flow.sample_batch(20_000, &mut rng());
    samples.extend((0..2000).map(|_| flow.sample(&mut generator)));
    for _ in 0..2000 {
        let (x, log_prob) = flow.sample_and_log_prob(&mut generator);
        assert!(!log_prob.is_nan(), "{name} at {x}");
        samples.push(x);
    }
    assert!(samples.iter().all(|x| x[0].is_finite()), "{name}");
    let largest = if T::NAME == "f32" {
        f64::from(f32::MAX)
    } else {
        f64::MAX
    };
    let is_largest = |x: &&SVector<T, 1>| x[0].to_f64().abs() == largest;
    let at_the_end = samples.iter().filter(is_largest).count();
    assert!(at_the_end > 500, "{name}: {at_the_end}");
    assert!(!flow.log_prob_batch(&samples).iter().any(|lp| lp.is_nan()));
}

#[test]
fn samples_are_finite() {
    finite("Exp", &Exponentials::new(&mut rng()));
    finite("-Exp", &Negatives::new(&mut rng()));
    finite("Sinh", &Hyperbolic::new(&mut rng()));
    finite("StudentT", &Heavy::new(&mut rng()));
    finite("Exp in f64", &Double::new(&mut rng()));
}
