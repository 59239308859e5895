//! Calibration: flows that are right pass, and those that learned from other data are found.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use flow_runtime::testing::{Ranked, calibration, calibration_given};
use tests::{perturbed, rng};

flow! {
    struct Moons<2> = 3 * (Permute[1, 0] >> MAF(32, 32));
    struct Chain<f64, 3> = MAF(16) >> Scale[-1, 2, 0.5] >> Permute[2, 0, 1];
    struct Mixed<f64, 2> = Mixture(3) >> MAF(8) >> Exp;
    struct Coupled<2> = StudentT(dof = 5) >> 2 * (NSF(8) >> Reverse);
    struct Waiting<f64, 1> = Uniform >> |u; k > 0, s > 0| s * (-ln(u))^(1/k);
    struct Regression<f64, 1 | 1> = Normal(16, activation = tanh) >> MAF(4, univariate = spline(bins = 4, bound = 4));
    struct Posterior<2 | 1> = 2 * (RealNVP(8) >> Reverse);
}

/// Of a hundred samples of the flow itself, so few are improbable as probabilities say.
fn check_right<T: Real, const D: usize, F>(flow: &F, kind: Ranked)
where
    F: Flow<D, 0, Scalar = T> + Density<T, D>,
{
    let mut rng = rng();
    let mut improbable = [0; 2];
    for _ in 0..100 {
        let found = calibration(flow, &flow.sample_batch(300, &mut rng));
        assert_eq!(found.ranks()[0].ranked(), kind);
        improbable[0] += i32::from(found.p_value() < 0.01);
        improbable[1] += i32::from(found.p_value() < 0.2);
    }
    // 1 and 20 at most are expected.
    assert!(improbable[0] <= 5 && improbable[1] <= 32, "{improbable:?}");
}

#[test]
fn flows_that_are_right_pass() {
    check_right(&perturbed(Chain::new(&mut rng())), Ranked::Conditional);
    check_right(&perturbed(Mixed::new(&mut rng())), Ranked::Conditional);
    check_right(&perturbed(Waiting::new(&mut rng())), Ranked::Conditional);
    check_right(&perturbed(Coupled::new(&mut rng())), Ranked::Marginal);
}

fn check_right_given<T: Real, const D: usize, F: Flow<D, 1, Scalar = T>>(flow: &F) {
    let mut rng = rng();
    let mut improbable = 0;
    for _ in 0..40 {
        let contexts: Vec<_> = (0..300)
            .map(|_| SVector::from([T::from_f64(rng.random())]))
            .collect();
        let rows = flow.sample_batch_given(&contexts, &mut rng);
        improbable += i32::from(calibration_given(flow, &rows, &contexts).p_value() < 0.1);
    }
    // 4 at most are expected.
    assert!(improbable <= 10, "{improbable}");
}

#[test]
fn and_so_they_do_given_contexts() {
    check_right_given(&perturbed(Regression::new(&mut rng())));
    check_right_given(&perturbed(Posterior::new(&mut rng())));
}

#[test]
fn a_flow_that_was_trained_on_other_data_is_found() {
    let mut rng = rng();
    let mut train = |noise| -> Moons {
        let data: Vec<SVector<f32, 2>> = datasets::moons(4000, noise, &mut rng);
        let mut moons = Moons::new(&mut rng);
        for rate in [3e-3, 3e-4] {
            let trainer = Trainer::new(Adam::new(rate)).epochs(40).batch_size(100);
            trainer.fit(&mut moons, &data).expect("training");
        }
        moons
    };
    let (right, wrong) = (train(0.2), train(0.3));
    let held_out: Vec<SVector<f32, 2>> =
        datasets::moons(1000, 0.2, &mut Xoshiro256PlusPlus::seed_from_u64(5));
    let right = calibration(&right, &held_out);
    assert!(right.p_value() > 0.01, "{right}");
    assert!((right.coverage(0.9) - 0.9).abs() < 0.03, "{right}");
    let wrong = calibration(&wrong, &held_out);
    assert!(wrong.p_value() < 1e-6, "{wrong}");
    // It is too wide.
    assert!(wrong.coverage(0.9) > 0.93, "{wrong}");
}

/// The dimension that is wrong is named, whichever way its map runs.
#[test]
fn ranks_are_those_of_the_data() {
    let flow = Chain::new(&mut rng());
    let mut rows = flow.sample_batch(1000, &mut rng());
    for row in &mut rows {
        row[0] += 0.5;
    }
    // Nothing stands before the dimension that comes first in the order; 0 is the second.
    let found = calibration(&flow, &rows);
    let mean = |i: usize| found.ranks()[i].values().iter().sum::<f64>() / 1000.0;
    assert!(mean(0) > 0.52, "{found}");
    assert!((mean(1) - 0.5).abs() < 0.03, "{found}");
    assert_eq!(found.ranks().len(), 3);
    assert!(
        found
            .to_string()
            .contains("the flow is wrong in `dimension 0`"),
        "{found}"
    );
}

#[test]
fn conditional_densities_that_are_too_narrow_are_found() {
    let flow = Regression::new(&mut rng());
    let mut rng = rng();
    let contexts: Vec<SVector<f64, 1>> = (0..1000)
        .map(|_| SVector::from([rng.random::<f64>()]))
        .collect();
    let mut rows = flow.sample_batch_given(&contexts, &mut rng);
    for (row, context) in rows.iter_mut().zip(&contexts) {
        row[0] *= 1.0 + context[0];
    }
    assert!(calibration_given(&flow, &rows, &contexts).p_value() < 1e-3);
}

#[test]
fn any_rows_have_an_answer() {
    let flow = Mixed::new(&mut rng());
    for rows in [
        vec![],
        vec![SVector::from([1.0, 1.0])],
        vec![SVector::from([-1.0, f64::NAN]); 40],
        vec![SVector::from([f64::INFINITY, 0.0]); 40],
        vec![SVector::from([1e300, 1e-300]); 40],
    ] {
        let found = calibration(&flow, &rows);
        assert!((0.0..=1.0).contains(&found.p_value()), "{found}");
        assert_eq!(found.p_value() < 0.01, rows.len() > 1, "{found}");
        assert_eq!(
            found.to_string().contains("nothing can be said"),
            rows.is_empty()
        );
    }
}
