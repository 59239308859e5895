//! What the data sets before training: that it is what arrives, that it is set once, and that it stays with the flow.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::{points, rng};

flow! {
    #[allow(deprecated, reason = "independent dimensions are what this is about")]
    struct Standard<f64, 2> = Standardize;
    #[allow(deprecated, reason = "independent dimensions are what this is about")]
    struct Act<f64, 2> = ActNorm;
    struct Both<f64, 2> = ActNorm >> Linear >> Standardize >> Reverse;
    struct Back<f64, 2> = Invert(Standardize >> Linear >> ActNorm);
    struct Behind<f64, 2> = MAF(8) >> Reverse >> ActNorm >> MAF(8) >> Reverse >> Standardize;
    struct Small<f32, 2> = 2 * (ActNorm >> Linear >> MAF(8)) >> Standardize;
}

const N: usize = 1000;

/// Mean (5, −30), standard deviation (2, 0.01), nearly; dependent.
fn data() -> Vec<SVector<f64, 2>> {
    let place = |z: SVector<f64, 2>| {
        SVector::from([5.0 + 2.0 * z[0], -30.0 + 0.01 * (0.6 * z[0] + 0.8 * z[1])])
    };
    points(N, 1.0).into_iter().map(place).collect()
}

fn moments(xs: &[SVector<f64, 2>]) -> [(f64, f64); 2] {
    let n = xs.len() as f64;
    [0, 1].map(|d| {
        let mean = xs.iter().map(|x| x[d]).sum::<f64>() / n;
        let variance = xs.iter().map(|x| (x[d] - mean).powi(2)).sum::<f64>() / n;
        (mean, variance.sqrt())
    })
}

fn assert_standard(zs: &[SVector<f64, 2>]) {
    for (mean, deviation) in moments(zs) {
        assert!(mean.abs() < 1e-9, "mean {mean:e}");
        assert!(
            (deviation - 1.0).abs() < 1e-9,
            "standard deviation {deviation}"
        );
    }
}

fn trainer<'a>(epochs: usize) -> Trainer<'a> {
    Trainer::new(Adam::new(1e-2)).epochs(epochs).batch_size(100)
}

#[test]
fn standardize_has_mean_and_scale_of_the_data_for_good() {
    let (data, mut flow) = (data(), Standard::new(&mut rng()));
    assert_eq!(
        flow.forward(&data[0]),
        data[0],
        "the identity before training"
    );
    trainer(3).fit(&mut flow, &data).expect("training");
    let [(m0, s0), (m1, s1)] = moments(&data);
    let expected = [m0, m1, s0.ln(), s1.ln(), 1.0];
    for (found, expected) in flow.params().iter().zip(expected) {
        assert!((found - expected).abs() < 1e-12, "{found} and {expected}");
    }
    assert_standard(&flow.inverse_batch(&data).0);
    // Part of the density: that of independent Gaussians with these moments.
    let entropy = (2.0 * std::f64::consts::PI * std::f64::consts::E).ln() + (s0 * s1).ln();
    assert!((flow.nll(&data) - entropy).abs() < 1e-9);

    let before = flow.params().to_vec();
    let elsewhere: Vec<_> = points(50, 7.0);
    trainer(2).fit(&mut flow, &elsewhere).expect("training");
    assert_eq!(flow.params(), before, "set once");
}

#[test]
fn an_element_sees_what_arrives_at_it() {
    let data = data();
    // The whole data is the first batch; no epoch follows, so what is set is what is left.
    let only_set = || Trainer::new(Adam::new(1e-2)).epochs(0).batch_size(N);
    let mut both = Both::new(&mut rng());
    only_set().fit(&mut both, &data).expect("training");
    assert_standard(&both.inverse_batch(&data).0);
    let mut back = Back::new(&mut rng());
    only_set().fit(&mut back, &data).expect("training");
    assert_standard(&back.inverse_batch(&data).0);
}

#[test]
fn act_norm_starts_with_the_first_batch_and_is_learned() {
    let data = data();
    let mut flow = Act::new(&mut rng());
    trainer(0).fit(&mut flow, &data).expect("training");
    let started = flow.params().to_vec();
    let [(m0, _), _] = moments(&data);
    // A hundred samples tell the mean of a deviation of 2 to some 0.2.
    assert!(
        (started[0] - m0).abs() < 0.8 && started[0] != m0,
        "{started:?}"
    );
    assert_eq!(Act::trained_params(), [true, true, true, true, false]);
    trainer(5).fit(&mut flow, &data).expect("training");
    assert!(flow.params()[..4].iter().zip(&started).all(|(a, b)| a != b));
    assert_eq!(flow.params()[4], 1.0);
    // From its start, training goes on: it is not started again.
    let learned = flow.params().to_vec();
    trainer(0).fit(&mut flow, &data).expect("training");
    assert_eq!(flow.params(), learned);
}

#[test]
fn what_is_not_learned_has_no_gradient_and_stays() {
    let data = data();
    let mut flow = Behind::new(&mut rng());
    trainer(0).fit(&mut flow, &data).expect("training");
    let before = flow.params().to_vec();
    let mut grad = vec![f64::NAN; Behind::PARAMS];
    flow.nll_and_grad(&data, &mut grad);
    trainer(2).fit(&mut flow, &data).expect("training");
    let trained = Behind::trained_params();
    assert_eq!(trained.iter().filter(|trained| !**trained).count(), 1 + 5);
    for (i, trained) in trained.into_iter().enumerate() {
        if !trained {
            assert_eq!(
                (grad[i], flow.params()[i]),
                (0.0, before[i]),
                "parameter {i}"
            );
        }
    }
}

#[test]
fn constant_columns_and_single_samples_are_no_trouble() {
    for n in [1, 7] {
        let data = vec![SVector::from([0.1, -3e5]); n];
        let mut flow = Both::new(&mut rng());
        trainer(1).fit(&mut flow, &data).expect("training");
        assert!(flow.params().iter().all(|p| p.is_finite()));
        assert!(flow.nll(&data).is_finite());
    }
}

/// Rounding is no spread: where all rows have the same number, the scale stays 1.
#[test]
fn what_is_the_same_but_for_rounding_keeps_its_scale() {
    #[allow(deprecated, reason = "one dimension is what this is about")]
    mod line {
        flow_runtime::flow! {
            pub(super) struct Double<f64, 1> = Standardize;
            pub(super) struct Single<1> = Standardize;
            pub(super) struct FirstBatch<f64, 1> = Invert(ActNorm);
        }
    }
    let set = || Trainer::new(Adam::new(1e-2)).epochs(0).batch_size(100_000);
    let same = vec![SVector::from([0.1]); 100_000];
    let mut double = line::Double::new(&mut rng());
    set().fit(&mut double, &same).expect("training");
    assert_eq!(double.params(), [0.1, 0.0, 1.0]);
    let at = |x: f64| double.log_prob(&SVector::from([x]));
    assert!((at(0.1) + 0.918_938_533_204_672_8).abs() < 1e-15);
    assert!((at(0.1 + 1e-9) - at(0.1)).abs() < 1e-15);
    let mut first = line::FirstBatch::new(&mut rng());
    set().fit(&mut first, &same).expect("training");
    assert_eq!(first.params(), [-0.1, 0.0, 1.0]);

    let neighbours = [0.3_f32, 0.3_f32.next_up()].map(|x| SVector::from([x]));
    let mut single = line::Single::new(&mut rng());
    set()
        .fit(&mut single, &neighbours.repeat(500))
        .expect("training");
    assert_eq!(single.params()[1], 0.0);
}

/// Squares of such numbers are no numbers any more.
#[test]
fn spreads_of_any_size_are_standardized() {
    for spread in [1e-300, 1e-170, 1e-30, 1e30, 1e155, 1e300] {
        let scaled = |z: SVector<f64, 2>| z * spread;
        let data: Vec<SVector<f64, 2>> = points(N, 1.0).into_iter().map(scaled).collect();
        let mut flow = Standard::new(&mut rng());
        trainer(0).fit(&mut flow, &data).expect("training");
        assert_standard(&flow.inverse_batch(&data).0);
        assert!(flow.nll(&data).is_finite(), "{spread:e}");
    }
}

#[test]
fn a_checkpoint_holds_what_was_set() {
    let data: Vec<SVector<f32, 2>> = datasets::moons(500, 0.05, &mut rng());
    let mut flow = Small::new(&mut rng());
    trainer(2).fit(&mut flow, &data).expect("training");
    let path = std::env::temp_dir().join(format!("normalised-{}.safetensors", std::process::id()));
    flow.save(&path).expect("saving");
    let again = Small::load(&path).expect("loading");
    std::fs::remove_file(&path).expect("removing");
    let zs: Vec<SVector<f32, 2>> = points(300, 1.5);
    assert_eq!(flow.forward_batch(&zs), again.forward_batch(&zs));
    assert_eq!(flow.log_prob_batch(&data), again.log_prob_batch(&data));
    let (mut first, mut second) = (flow, again);
    trainer(1).fit(&mut first, &data).expect("training");
    trainer(1).fit(&mut second, &data).expect("training");
    assert_eq!(first.params(), second.params(), "training goes on the same");
}
