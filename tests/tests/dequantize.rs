//! Whole numbers: what is known of them is a bound, which is never above the truth and comes close to it.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use std::f64::consts::LN_2;
use tests::rng;

flow! {
    /// Uniform on pairs of bytes.
    struct Bytes<f64, 2> = Uniform >> Scale[256, 256] >> Dequantize;
    struct Bytes32<f32, 2> = Uniform >> Scale[256, 256] >> Dequantize >> Reverse;
    struct Wide<f32, 1> = Uniform >> Scale[1_048_576] >> Dequantize;
    /// A normal distribution that is rounded down, and the same as it is.
    struct Rounded<f64, 1> = Normal[loc = [2.3], scale = [1.5]] >> Dequantize;
    struct Smooth<f64, 1> = Normal[loc = [2.3], scale = [1.5]];
    struct Counts<f64, 1> = Spline(24, bound = 4) >> Standardize >> Dequantize;
    struct Named<f64, shops, visits> = MAF(8) >> Reverse >> MAF(8) >> On[visits](Exp >> Dequantize);
    struct Under<f64, 2 | 1> = MAF(8) >> Reverse >> MAF(8) >> Standardize >> Dequantize;
    struct Pairs<f32, 2> = MAF(16) >> Reverse >> MAF(16) >> Standardize >> Dequantize;
}

/// Uniform on 256 values a dimension: 8 bits of each.
#[test]
fn bytes_have_eight_bits_a_dimension() {
    let bytes = Bytes::new(&mut rng());
    let mut generator = rng();
    let xs = bytes.sample_batch(2000, &mut generator);
    let corners = [[0.0, 0.0], [255.0, 0.0], [255.0, 255.0]].map(SVector::from);
    for x in xs.iter().chain(&corners) {
        assert!(
            x.iter()
                .all(|x| x.fract() == 0.0 && (0.0..256.0).contains(x))
        );
    }
    let exact = -2.0 * 256.0_f64.ln();
    let mut all = bytes.elbo_batch(&xs, &mut generator);
    all.extend(corners.map(|x| bytes.elbo(&x, &mut generator)));
    all.extend(bytes.log_prob_bound_batch(&xs, 100, &mut generator));
    assert!(all.iter().all(|bound| (bound - exact).abs() < 1e-12));
    assert!((all[0] / -2.0 / LN_2 - 8.0).abs() < 1e-12);
    for outside in [[256.0, 0.0], [0.0, -1.0], [0.5, 3.0], [f64::INFINITY, 0.0]] {
        let bound = bytes.log_prob_bound(&outside.into(), 3, &mut generator);
        assert_eq!(bound, f64::NEG_INFINITY);
    }
    assert!(bytes.elbo(&[f64::NAN, 0.0].into(), &mut generator).is_nan());
    assert!(
        Bytes::SUPPORT
            .iter()
            .all(|side| side.contains(0.0) && side.contains(255.0))
    );
    assert!(!Bytes::SUPPORT[0].contains(-1.0) && !Bytes::SUPPORT[0].contains(256.0));
}

#[test]
fn bytes_have_eight_bits_a_dimension_in_single_precision() {
    let bytes = Bytes32::new(&mut rng());
    let mut xs = bytes.sample_batch(2000, &mut rng());
    xs.extend([[0.0, 0.0], [255.0, 0.0], [255.0, 255.0]].map(SVector::<f32, 2>::from));
    for draws in [1, 100] {
        for x in &xs {
            let bits = bytes.bits_per_dim(&[*x], draws, &mut rng());
            assert!((bits - 8.0).abs() < 1e-6, "{x}: {bits}");
        }
        let bits = bytes.bits_per_dim(&xs, draws, &mut rng());
        assert!((bits - 8.0).abs() < 1e-6, "{bits}");
    }
}

/// Between 2²⁰ − 1 and 2²⁰, f32 has 15 numbers: one in 32 draws would round to an end, where the density is 0.
#[test]
fn noise_stays_inside_in_single_precision() {
    let wide = Wide::new(&mut rng());
    for x in [0.0, 524_288.0, 1_048_575.0] {
        let bounds = wide.elbo_batch(&vec![SVector::from([x]); 1000], &mut rng());
        let exact = -20.0 * std::f32::consts::LN_2;
        assert!(
            bounds.iter().all(|bound| (bound - exact).abs() < 1e-5),
            "{x}"
        );
    }
}

/// P(x) = F(x + 1) − F(x).
fn rounded(x: f64) -> f64 {
    let smooth = Smooth::new(&mut rng());
    smooth.cdf(x + 1.0) - smooth.cdf(x)
}

#[test]
fn bounds_come_close_to_the_truth_from_below() {
    let flow = Rounded::new(&mut rng());
    let mut generator = rng();
    for x in [-3.0, 0.0, 2.0, 7.0] {
        let truth = rounded(x).ln();
        let xs = vec![SVector::from([x]); 4000];
        let mut mean = |draws| {
            let bounds = flow.log_prob_bound_batch(&xs, draws, &mut generator);
            bounds.iter().sum::<f64>() / bounds.len() as f64
        };
        let [elbo, ten, hundred] = [mean(1), mean(10), mean(100)];
        assert!(
            elbo < ten && ten < hundred + 1e-3,
            "{x}: {elbo} {ten} {hundred}"
        );
        assert!(
            hundred < truth + 1e-3 && truth - hundred < 5e-3,
            "{x}: {hundred} {truth}"
        );
    }
}

#[test]
fn samples_are_as_frequent_as_they_are_likely() {
    let flow = Rounded::new(&mut rng());
    let n = 50_000;
    let xs = flow.sample_batch(n, &mut rng());
    let alone = flow.sample(&mut rng());
    assert_eq!(alone, xs[0]);
    for x in -2..=7 {
        let p = rounded(f64::from(x));
        let found = xs.iter().filter(|sample| sample[0] == f64::from(x)).count();
        let error = (p * (1.0 - p) / n as f64).sqrt();
        assert!(
            (found as f64 / n as f64 - p).abs() < 4.0 * error,
            "{x}: {found}"
        );
    }
}

/// Binomial(20, 0.3), by counting.
fn binomial(n: usize) -> Vec<SVector<f64, 1>> {
    let mut rng = rng();
    let mut count = || (0..20).filter(|_| rng.random_bool(0.3)).count() as f64;
    (0..n).map(|_| SVector::from([count()])).collect()
}

/// Their probabilities.
fn weights() -> Vec<f64> {
    let mut p = vec![0.7_f64.powi(20)];
    for k in 0..20 {
        p.push(p[k] * (20 - k) as f64 / (k + 1) as f64 * 0.3 / 0.7);
    }
    p
}

#[test]
fn counts_are_learned_and_never_better_than_they_are() {
    let mut flow = Counts::new(&mut rng());
    let trainer = Trainer::new(Adam::new(1e-2)).epochs(60).batch_size(256);
    let data = binomial(6000);
    let history = trainer
        .patience(60)
        .fit(&mut flow, Samples::of(&data).validation_split(0.2))
        .unwrap();
    let entropy = -weights().iter().map(|p| p * p.ln()).sum::<f64>();
    assert!(history.valid_nll().iter().all(|nll| *nll > entropy - 0.06));
    let mut generator = rng();
    // Σ P(x) (bound(x) − ln P(x)): minus the divergence, and minus what the bound loses.
    let mut gap = |draws: usize| -> f64 {
        let gaps = weights().into_iter().enumerate().map(|(x, p)| {
            let xs = vec![SVector::from([x as f64]); 400];
            let bounds = flow.log_prob_bound_batch(&xs, draws, &mut generator);
            p * (bounds.iter().sum::<f64>() / bounds.len() as f64 - p.ln())
        });
        gaps.sum()
    };
    let (elbo, hundred) = (gap(1), gap(100));
    assert!(elbo < hundred && hundred < 0.0, "{elbo} {hundred}");
    assert!(elbo > -0.08, "{elbo}");
}

#[test]
fn data_are_refused_by_row_and_name() {
    let mut flow = Named::new(&mut rng());
    let before = flow.params().to_vec();
    let trainer = Trainer::new(Adam::new(1e-3)).epochs(1);
    let mut refused = |x: [f64; 2]| {
        let data = [SVector::from([0.5, 3.0]), SVector::from(x)];
        trainer.fit(&mut flow, &data).unwrap_err()
    };
    let fraction = refused([1.0, 2.5]);
    assert_eq!(
        fraction.to_string(),
        "the data has 2.5 in row 1 (counted from 0), column `visits`, where the flow has whole numbers"
    );
    assert!(matches!(
        fraction,
        FitError::NotWhole {
            row: 1,
            column: 1,
            name: Some("visits"),
            ..
        }
    ));
    assert!(matches!(refused([1.0, 1e17]), FitError::NotWhole { .. }));
    assert!(matches!(
        refused([1.0, -1.0]),
        FitError::OutsideSupport {
            row: 1,
            column: 1,
            ..
        }
    ));
    assert_eq!(flow.params(), before);
    trainer
        .fit(
            &mut flow,
            &[SVector::from([0.25, 0.0]), SVector::from([-1.5, 4.0])],
        )
        .unwrap();
    let x = flow.sample(&mut rng());
    assert!(x[0].fract() != 0.0 && x[1].fract() == 0.0, "{x}");
}

/// Two counts that depend on each other.
fn pairs(n: usize) -> Vec<SVector<f32, 2>> {
    let mut rng = rng();
    let mut pair = || {
        let a: u32 = rng.random_range(0..6);
        SVector::from([a as f32, (a + rng.random_range(0..3)) as f32])
    };
    (0..n).map(|_| pair()).collect()
}

#[test]
fn threads_cannot_be_seen() {
    let data = pairs(700);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| {
            let mut flow = Pairs::new(&mut rng());
            let trainer = Trainer::new(Adam::new(1e-2)).epochs(3).batch_size(64);
            let samples = Samples::of(&data).validation_split(0.25);
            let history = trainer.fit(&mut flow, samples).unwrap();
            let bounds = flow.log_prob_bound_batch(&data, 20, &mut rng());
            let bits: Vec<u32> = bounds
                .iter()
                .chain(flow.params())
                .map(|x| x.to_bits())
                .collect();
            (
                bits,
                flow.sample_batch(300, &mut rng()),
                history.train_nll().to_vec(),
            )
        })
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(3));
}

/// Noise follows from the epoch and the sample, so a run that goes on has what it would have had.
#[test]
fn a_run_goes_on_with_the_same_noise() {
    let data = pairs(300);
    let file = std::env::temp_dir().join(format!("dequantize-{}.run", std::process::id()));
    let trainer = |epochs| Trainer::new(Adam::new(1e-2)).epochs(epochs).batch_size(64);
    let mut whole = Pairs::new(&mut rng());
    trainer(4).fit(&mut whole, &data).unwrap();
    let mut parts = Pairs::new(&mut rng());
    for epochs in [2, 4] {
        let trainer = trainer(epochs).checkpoint(&file, Every::Epochs(1)).resume();
        trainer.fit(&mut parts, &data).unwrap();
    }
    std::fs::remove_file(&file).unwrap();
    assert_eq!(whole.params(), parts.params());
    // With the noise of one epoch in all, the losses of two at rate 0 would be the same.
    let mut still = Pairs::new(&mut rng());
    let history = Trainer::new(Adam::new(1e-30))
        .epochs(2)
        .fit(&mut still, &data)
        .unwrap();
    assert_ne!(history.train_nll()[0], history.train_nll()[1]);
}

#[test]
fn a_context_and_batches_that_are_read() {
    let cs: Vec<SVector<f64, 1>> = (0..400)
        .map(|i| SVector::from([f64::from(i % 5)]))
        .collect();
    let xs: Vec<SVector<f64, 2>> = (0..400)
        .map(|i| SVector::from([f64::from(3 * (i % 5) + i % 2), f64::from(i % 3)]))
        .collect();
    let mut flow = Under::new(&mut rng());
    let trainer = Trainer::new(Adam::new(1e-2)).epochs(20).batch_size(50);
    let history = trainer.fit_given(&mut flow, &xs, &cs).unwrap();
    assert!(history.train_nll()[19] < history.train_nll()[0]);
    let each = flow.elbo_batch_given(&xs[..5], &cs[..5], &mut rng());
    let given = flow.given(&cs[0]);
    assert_eq!(given.elbo(&xs[0], &mut rng()), each[0]);
    assert!(given.sample(&mut rng()).iter().all(|x| x.fract() == 0.0));
    let wrong = flow.elbo_batch_given(&xs, &vec![cs[0]; 400], &mut rng());
    let right = flow.elbo_batch_given(&xs, &cs, &mut rng());
    assert!(right.iter().sum::<f64>() > wrong.iter().sum::<f64>() + 400.0);

    let data = pairs(300);
    let read = || {
        let mut flow = Pairs::new(&mut rng());
        let trainer = Trainer::new(Adam::new(1e-2)).epochs(5);
        let open = || data.chunks(50).map(<[_]>::to_vec);
        let history = trainer.fit_batches(&mut flow, open).unwrap();
        (flow.params().to_vec(), history.train_nll().to_vec())
    };
    assert_eq!(read(), read());
    assert!(read().1[4] < read().1[0]);
}

/// Generic code asks for either.
#[test]
fn a_fact_of_the_type() {
    fn bits<const D: usize>(flow: &impl LowerBound<f64, D>, x: &SVector<f64, D>) -> f64 {
        flow.elbo(x, &mut rng()) / -LN_2
    }
    fn trained<F: Trainable<D, 0>, const D: usize>(flow: &mut F, data: &[SVector<F::Scalar, D>]) {
        Trainer::new(Adam::new(1e-3))
            .epochs(1)
            .fit(flow, data)
            .unwrap();
    }
    let bytes = Bytes::new(&mut rng());
    assert!((bits(&bytes, &[3.0, 4.0].into()) - 16.0).abs() < 1e-12);
    let (mut exact, mut bound) = (Smooth::new(&mut rng()), Rounded::new(&mut rng()));
    trained(&mut exact, &[SVector::from([0.5])]);
    trained(&mut bound, &[SVector::from([1.0])]);
    assert!(Bytes::summary().contains("a lower bound, by `Dequantize`"));
    assert!(
        Named::summary().contains("On[visits](Dequantize)"),
        "{}",
        Named::summary()
    );
    let again = Bytes::from_bytes(&bytes.to_bytes().unwrap()).unwrap();
    assert_eq!(again.params(), bytes.params());
    assert!(Bytes32::SPEC.ends_with("Dequantize >> Reverse"));
}
