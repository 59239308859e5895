//! Bijectors that users write: one of one dimension with a log-determinant, parameters and a start of its own, in chains
//! that permute, repeat and invert it, against a formula and through the checks that all flows go through; and one that
//! panics.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use flow_runtime::{CustomBijector, testing};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tests::{points, rng};

/// Each number on its own: x = exp(θ₀) · sinh(z) + θ₁, with a start at θ = (0.25, −1).
#[derive(Debug)]
pub struct Stretch;

impl<const D: usize> CustomBijector<f64, D> for Stretch {
    const PARAMS: usize = 2;

    fn init(params: &mut [f64], _: &mut dyn Rng) {
        params.copy_from_slice(&[0.25, -1.0]);
    }

    fn forward_and_log_det(params: &[f64], z: &SVector<f64, D>) -> (SVector<f64, D>, f64) {
        let log_det = z.iter().map(|z| params[0] + z.cosh().ln()).sum();
        (z.map(|z| params[0].exp() * z.sinh() + params[1]), log_det)
    }

    fn inverse_and_log_det(params: &[f64], x: &SVector<f64, D>) -> (SVector<f64, D>, f64) {
        let z = x.map(|x| ((x - params[1]) / params[0].exp()).asinh());
        let log_det = Self::forward_and_log_det(params, &z).1;
        (z, -log_det)
    }

    fn forward_pullback(
        params: &[f64],
        z: &SVector<f64, D>,
        dx: &SVector<f64, D>,
        dlog_det: f64,
        grad: &mut [f64],
    ) -> SVector<f64, D> {
        let scale = params[0].exp();
        for (z, dx) in z.iter().zip(dx.iter()) {
            grad[0] += dx * scale * z.sinh() + dlog_det;
            grad[1] += dx;
        }
        z.zip_map(dx, |z, dx| dx * scale * z.cosh() + dlog_det * z.tanh())
    }
}

/// Two numbers, each in the formula of the other's image: x₀ = z₀ + θ tanh z₁, x₁ = z₁ + θ tanh x₀.
#[derive(Debug)]
pub struct Entangled;

impl CustomBijector<f64, 2> for Entangled {
    const PARAMS: usize = 1;

    fn forward_and_log_det(params: &[f64], z: &SVector<f64, 2>) -> (SVector<f64, 2>, f64) {
        let x = z[0] + params[0] * z[1].tanh();
        (SVector::from([x, z[1] + params[0] * x.tanh()]), 0.0)
    }

    fn inverse_and_log_det(params: &[f64], x: &SVector<f64, 2>) -> (SVector<f64, 2>, f64) {
        let z = x[1] - params[0] * x[0].tanh();
        (SVector::from([x[0] - params[0] * z.tanh(), z]), 0.0)
    }

    fn forward_pullback(
        params: &[f64],
        z: &SVector<f64, 2>,
        dx: &SVector<f64, 2>,
        _: f64,
        grad: &mut [f64],
    ) -> SVector<f64, 2> {
        let slope = |x: f64| 1.0 - x.tanh() * x.tanh();
        let x = z[0] + params[0] * z[1].tanh();
        let first = dx[0] + dx[1] * params[0] * slope(x);
        grad[0] += dx[1] * x.tanh() + first * z[1].tanh();
        SVector::from([first, dx[1] + first * params[0] * slope(z[1])])
    }
}

flow! {
    struct Stretched<f64, 3> = crate::Stretch;
    struct Back<f64, 3> = Invert(self::Stretch);
    struct Both<f64, 2> = 2 * (crate::Entangled >> Permute[1, 0] >> MAF(8)) >> Invert(crate::Entangled >> crate::Stretch);
}

const _: () = assert!(Both::PARAMS == 2 * (1 + 36) + 1 + 2);

fn check<const D: usize, F>(mut flow: F)
where
    F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D>,
{
    for z in points(20, 1.0) {
        assert!(testing::round_trip(&flow, &z) < 1e-12);
        assert!(testing::log_det_error(&flow, &z) < 1e-6);
    }
    let xs = flow.sample_batch(40, &mut rng());
    assert!(xs.iter().all(|x| testing::score_error(&flow, x) < 1e-6));
    assert!(testing::gradient_error(&mut flow, &xs) < 1e-6);
}

#[test]
fn a_users_bijector_passes_the_checks_of_the_librarys_own() {
    check(Stretched::new(&mut rng()));
    check(Back::new(&mut rng()));
    let mut both = Both::new(&mut rng());
    both.params_mut()[0] = 0.8;
    check(both);
}

#[test]
fn it_computes_what_it_says() {
    let stretched = Stretched::new(&mut rng());
    assert_eq!(stretched.params(), [0.25, -1.0]);
    let x = stretched.forward(&SVector::from([0.0, 1.0, -2.0]));
    let expected = [0.0, 1.0, -2.0].map(|z: f64| 0.25_f64.exp() * z.sinh() - 1.0);
    assert_eq!(x.as_slice(), expected);
}

#[test]
fn the_summary_says_what_is_not_known() {
    let summary = Both::summary();
    assert!(
        summary.contains("and those of `crate::Entangled`, and those of"),
        "{summary}"
    );
    assert!(Both::SPEC.ends_with("Invert(crate::Entangled >> crate::Stretch)"));
}

/// The identity, which does not take numbers above 100, and for all others takes its time.
#[derive(Debug)]
pub struct Choosy;

impl CustomBijector<f32, 2> for Choosy {
    const PARAMS: usize = 0;

    fn forward_and_log_det(_: &[f32], z: &SVector<f32, 2>) -> (SVector<f32, 2>, f32) {
        (*z, 0.0)
    }

    fn inverse_and_log_det(_: &[f32], x: &SVector<f32, 2>) -> (SVector<f32, 2>, f32) {
        assert!(x[0] < 100.0, "{} is too large", x[0]);
        std::thread::sleep(std::time::Duration::from_micros(100));
        (*x, 0.0)
    }

    fn forward_pullback(
        _: &[f32],
        _: &SVector<f32, 2>,
        dx: &SVector<f32, 2>,
        _: f32,
        _: &mut [f32],
    ) -> SVector<f32, 2> {
        *dx
    }
}

/// Whichever of two threads it is on, with the other one at work.
#[test]
fn a_panic_in_training_reaches_the_caller_as_it_is() {
    flow! { struct Careful<2> = MAF(8) >> crate::Choosy; }
    let good: Vec<SVector<f32, 2>> = points(32, 1.0);
    let trainer = Trainer::new(Adam::new(1e-3)).epochs(2).batch_size(32);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build();
    pool.expect("two threads").install(|| {
        for bad in 0..good.len() {
            let (mut flow, mut data) = (Careful::new(&mut rng()), good.clone());
            data[bad][0] = 101.0;
            let fit = AssertUnwindSafe(|| trainer.fit(&mut flow, &data));
            let panic = catch_unwind(fit).expect_err("a panic");
            let message = panic.downcast_ref::<String>().expect("a message");
            assert_eq!(message, "101 is too large");
        }
        let mut flow = Careful::new(&mut rng());
        trainer.fit(&mut flow, &good).expect("training");
    });
}
