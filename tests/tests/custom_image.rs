//! Bijectors that users write with an image which is less than all real numbers: the density is 0 outside, wherever in a
//! chain they stand.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use flow_runtime::{CustomBijector, Interval, testing};
use tests::rng;

/// A bijector whose image is a box: x₀ = exp(z₀), x₁ = 1 / (1 + exp(−z₁)). What is outside it does not take.
#[derive(Debug)]
pub struct Boxed;

impl<T: Real> CustomBijector<T, 2> for Boxed {
    const PARAMS: usize = 0;
    const IMAGE: [Interval; 2] = [
        Interval {
            lower: 0.0,
            upper: f64::INFINITY,
        },
        Interval {
            lower: 0.0,
            upper: 1.0,
        },
    ];

    fn forward_and_log_det(_: &[T], z: &SVector<T, 2>) -> (SVector<T, 2>, T) {
        let [z0, z1] = [z[0].to_f64(), z[1].to_f64()];
        let x = SVector::from([z0.exp(), 1.0 / (1.0 + (-z1).exp())].map(T::from_f64));
        let log_det = z0 - z1.abs() - 2.0 * (-z1.abs()).exp().ln_1p();
        (x, T::from_f64(log_det))
    }

    fn inverse_and_log_det(_: &[T], x: &SVector<T, 2>) -> (SVector<T, 2>, T) {
        let [x0, x1] = [x[0].to_f64(), x[1].to_f64()];
        assert!(0.0 < x0 && 0.0 < x1 && x1 < 1.0, "outside");
        let z = SVector::from([x0.ln(), (x1 / (1.0 - x1)).ln()].map(T::from_f64));
        (z, T::from_f64(-x0.ln() - (x1 * (1.0 - x1)).ln()))
    }

    fn forward_pullback(
        _: &[T],
        z: &SVector<T, 2>,
        dx: &SVector<T, 2>,
        dlog_det: T,
        _: &mut [T],
    ) -> SVector<T, 2> {
        let [z0, z1] = [z[0].to_f64(), z[1].to_f64()];
        let s = 1.0 / (1.0 + (-z1).exp());
        SVector::from([
            dx[0] * T::from_f64(z0.exp()) + dlog_det,
            dx[1] * T::from_f64(s * (1.0 - s)) + dlog_det * T::from_f64(1.0 - 2.0 * s),
        ])
    }
}

flow! {
    struct InBox<f64, 2> = MAF(8) >> crate::Boxed;
    struct Turned<f64, 2> = MAF(8) >> crate::Boxed >> Permute[1, 0];
    struct Placed<f64, 2> = MAF(8) >> crate::Boxed >> Matrix[[1, 0], [0, 2]] >> Shift[1, -1];
    struct Far<2> = Normal[loc = [0, 0], scale = [60, 60]] >> crate::Boxed;
}

const _: () = {
    let [positive, unit] = InBox::SUPPORT;
    assert!(positive.lower == 0.0 && positive.upper == f64::INFINITY);
    assert!(unit.lower == 0.0 && unit.upper == 1.0);
    let [unit, positive] = Turned::SUPPORT;
    assert!(positive.lower == 0.0 && positive.upper == f64::INFINITY);
    assert!(unit.lower == 0.0 && unit.upper == 1.0);
    // All that is known to the compiler.
    assert!(Placed::SUPPORT[1].lower == f64::NEG_INFINITY);
};

#[test]
fn a_stated_image_is_where_the_density_is() {
    fn has<F: Flow<2, 0, Scalar = f64> + Density<f64, 2>>(flow: &F, x: [f64; 2], inside: bool) {
        let x = SVector::from(x);
        assert_eq!(flow.log_prob(&x).is_finite(), inside, "{x}");
        let score = flow.score(&x);
        assert_eq!(score.iter().any(|s| *s != 0.0), inside, "{score} at {x}");
        let xs = [SVector::from([2.0, 0.25]), x];
        let mut grad = vec![0.0; flow.params().len()];
        for nll in [flow.nll(&xs), flow.nll_and_grad(&xs, &mut grad)] {
            assert!(
                !nll.is_nan() && (inside || nll == f64::INFINITY),
                "{nll} at {x}"
            );
        }
    }
    let (flow, placed) = (InBox::new(&mut rng()), Placed::new(&mut rng()));
    for (x, inside) in [
        ([2.0, 0.25], true),
        ([-2.0, 0.25], false),
        ([0.0, 0.25], false),
        ([2.0, 1.0], false),
        ([2.0, -3.0], false),
        ([f64::INFINITY, 0.5], false),
    ] {
        has(&flow, x, inside);
        has(&placed, [x[0] + 1.0, 2.0 * x[1] - 1.0], inside);
    }
    assert!(flow.log_prob(&SVector::from([f64::NAN, 0.5])).is_nan());
    assert!(placed.log_prob(&SVector::from([2.0, f64::NAN])).is_nan());
    let text = InBox::summary();
    assert!(
        text.contains("Support: the image of `crate::Boxed`."),
        "{text}"
    );
}

#[test]
fn all_of_it_at_samples_on_any_number_of_threads() {
    tests::at_samples(InBox::new(&mut rng()));
    tests::at_samples(Turned::new(&mut rng()));
    tests::at_samples(Placed::new(&mut rng()));
}

#[test]
fn data_outside_of_a_stated_image_are_refused() {
    let mut turned = Turned::new(&mut rng());
    let mut data = turned.sample_batch(100, &mut rng());
    let trainer = Trainer::new(Adam::new(1e-3)).epochs(2);
    trainer.fit(&mut turned, &data).expect("training");
    data[41][0] = 1.5;
    let error = trainer.fit(&mut turned, &data).expect_err("outside");
    assert_eq!(
        error.to_string(),
        "the data has 1.5 in row 41, column 0 (both counted from 0), outside the flow's support (0, 1): `crate::Boxed` gives no such number"
    );
}

#[test]
fn samples_lie_in_a_stated_image() {
    let far = Far::new(&mut rng());
    let samples = far.sample_batch(2000, &mut rng());
    let inside = |x: &SVector<f32, 2>| 0.0 < x[0] && x[0].is_finite() && 0.0 < x[1] && x[1] < 1.0;
    assert!(samples.iter().all(inside));
    assert!(far.log_prob_batch(&samples).iter().all(|lp| lp.is_finite()));
    let mut placed = Placed::new(&mut rng());
    let samples = placed.sample_batch(45, &mut rng());
    assert!(placed.nll(&samples).is_finite());
    for x in &samples[..10] {
        assert!(testing::score_error(&placed, x) < 1e-6);
    }
    assert!(testing::gradient_error(&mut placed, &samples) < 1e-6);
}
