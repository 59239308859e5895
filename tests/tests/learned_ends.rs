//! Ends of intervals that are learned: −∞ beyond them, gradients, and data that always stay inside.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use flow_runtime::testing;
use tests::rng;

flow! {
    #[allow(deprecated, reason = "one number alone")]
    struct Late<f64, 1> = |z; a, m, s > 0| a + exp(m + s * z);
    struct Single<f32, wait, size> = MAF(8) >> Reverse >> MAF(8) >> Standardize
        >> On[wait](|z; a, m| a + exp(m + z));
    #[allow(deprecated, reason = "nothing is to be mixed")]
    struct Before<f64, 2> = |z; b, m| b - softplus(m + z) >> Scale[2, 3] >> Reverse;
    struct Both<f64, 2> = MAF(8) >> |u, v; a, b| (a + exp(u), b - exp(v + u));
}

const _: () = assert!(Late::SUPPORT[0].lower == f64::NEG_INFINITY);
const _: () = assert!(Late::PARAMS == 5);

fn waits(n: usize, end: f64) -> Vec<SVector<f64, 1>> {
    let normals = tests::points::<f64, 1>(n, 1.0);
    let wait = |z: SVector<f64, 1>| SVector::from([end + (0.5 + 0.7 * z[0]).exp()]);
    normals.into_iter().map(wait).collect()
}

fn is_outside<const D: usize>(flow: &impl Density<f64, D>, x: [f64; D]) {
    let x = SVector::from(x);
    assert_eq!(flow.log_prob(&x), f64::NEG_INFINITY);
    assert!(!flow.contains(&x) && flow.score(&x).iter().all(|slope| *slope == 0.0));
}

#[test]
fn beyond_an_end_there_is_no_density() {
    let late = Late::new(&mut rng());
    // Untrained, the end is at 0.
    for x in [0.0, -1e-300, -1.0, -1e300, f64::NEG_INFINITY] {
        is_outside(&late, [x]);
    }
    for x in [1e-300, 1e-9, 1.0, 1e300] {
        let x = SVector::from([x]);
        assert!(late.log_prob(&x).is_finite() && late.contains(&x), "{x}");
    }
    assert!(late.log_prob(&SVector::from([f64::NAN])).is_nan());
    let both = Both::new(&mut rng());
    is_outside(&both, [-1.0, -1.0]);
    is_outside(&both, [1.0, 1.0]);
    assert!(both.contains(&SVector::from([1.0, -1.0])));
    assert!(Late::summary().contains("a part of all real numbers"));
}

#[test]
fn every_sample_has_a_density() {
    let mut single = Single::new(&mut rng());
    for p in single.params_mut().iter_mut().rev().take(4) {
        *p = 0.0;
    }
    let mut generator = rng();
    for x in single.sample_batch(20_000, &mut generator) {
        assert!(single.log_prob(&x).is_finite(), "{x}");
    }
    let both = Both::new(&mut rng());
    for z in tests::points::<f64, 2>(100, 1.0) {
        assert!(testing::round_trip(&both, &z) < 1e-9);
        assert!(testing::log_det_error(&both, &z) < 1e-6);
    }
}

/// That of the end, too, before data have set it and after.
#[test]
fn gradients_are_those_of_differences() {
    let mut late = Late::new(&mut rng());
    let near = waits(60, 0.0);
    assert!(testing::gradient_error(&mut late, &near) < 1e-6);
    let xs = waits(60, 3.0);
    let trainer = Trainer::new(Adam::new(1e-2)).epochs(2).batch_size(20);
    trainer.fit(&mut late, &xs).unwrap();
    assert!(testing::gradient_error(&mut late, &xs) < 1e-6);
    let mut before = Before::new(&mut rng());
    let pairs: Vec<SVector<f64, 2>> = tests::points(60, 1.0);
    trainer.fit(&mut before, &pairs).unwrap();
    assert!(testing::gradient_error(&mut before, &pairs) < 1e-6);
    let mut both = Both::new(&mut rng());
    trainer.fit(&mut both, &pairs).unwrap();
    assert!(testing::gradient_error(&mut both, &pairs) < 1e-6);
}

#[test]
fn all_of_it_at_samples_on_any_number_of_threads() {
    tests::at_samples(Late::new(&mut rng()));
    tests::at_samples(Before::new(&mut rng()));
    tests::at_samples(Both::new(&mut rng()));
}

fn least(xs: &[SVector<f64, 1>]) -> f64 {
    xs.iter().fold(f64::INFINITY, |least, x| least.min(x[0]))
}

/// However long the steps are, the end does not reach the data; with sensible ones it comes to where it is.
#[test]
fn fitted_ends_are_outside_of_the_data_and_near() {
    let xs = waits(3000, -70.0);
    let end = |late: &Late| {
        let below = |x: f64| !late.contains(&SVector::from([x]));
        // Bisection: no density below, some above.
        let (mut lo, mut hi) = (-1e4, least(&xs));
        assert!(below(lo) && !below(hi));
        while hi - lo > 1e-9 {
            let middle = 0.5 * (lo + hi);
            if below(middle) {
                lo = middle;
            } else {
                hi = middle;
            }
        }
        lo
    };
    let mut wild = Late::new(&mut rng());
    let trainer = Trainer::new(Adam::new(3.0)).epochs(3).batch_size(100);
    let _ = trainer.fit(&mut wild, &xs);
    assert!(xs.iter().all(|x| wild.log_prob(x) > f64::NEG_INFINITY));
    assert!(end(&wild) < least(&xs));

    let mut late = Late::new(&mut rng());
    let trainer = Trainer::new(Adam::new(2e-2))
        .epochs(60)
        .batch_size(100)
        .schedule(Schedule::cosine());
    trainer.fit(&mut late, &xs).unwrap();
    let found = end(&late);
    assert!(
        found < least(&xs) && (found + 70.0).abs() < 0.1,
        "{found}, and {} is the least",
        least(&xs)
    );
    // ½ ln 2πe + ln 0.7 + 0.5.
    let entropy = 0.5 * (2.0 * std::f64::consts::PI).ln() + 0.5 + 0.7_f64.ln() + 0.5;
    assert!((late.nll(&xs) - entropy).abs() < 0.05, "{}", late.nll(&xs));

    // Data beyond what was known move the bound, at once.
    let further = waits(200, -75.0);
    let again = Trainer::new(Adam::new(1e-3)).epochs(1).batch_size(50);
    again.fit(&mut late, &further).unwrap();
    assert!(further.iter().all(|x| late.contains(x)));
}

#[test]
fn what_data_have_set_is_in_the_file() {
    let xs: Vec<SVector<f32, 2>> = tests::points(200, 1.0);
    let mut single = Single::new(&mut rng());
    let trainer = Trainer::new(Adam::new(1e-2)).epochs(2).batch_size(50);
    trainer.fit(&mut single, &xs).unwrap();
    let again = Single::from_bytes(&single.to_bytes().unwrap()).unwrap();
    assert!(xs.iter().all(|x| again.log_prob(x).is_finite()));
    assert_eq!(again.log_prob_batch(&xs), single.log_prob_batch(&xs));
}
