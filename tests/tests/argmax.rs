//! Categories, and noise beside the data: what is known of them is a bound, which comes close to the truth.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::BoundedFlow;
use flow_runtime::prelude::*;
use tests::rng;

flow! {
    /// One category of three codes.
    struct Kind<f64, 1> = Affine >> Argmax(3);
    /// A real number, a category, and another of more codes that depends on both.
    struct Kinds<f64, size, kind, shade | 1> =
        RealNVP(8, activation = tanh) >> Reverse >> RealNVP(8, activation = tanh) >> Standardize
            >> On[kind](Argmax(2, 6, activation = tanh)) >> On[shade, size](Argmax(3, 5, 4, activation = tanh) >> Reverse);
    struct Beside<f64, 2 | 1> = MAF(8, activation = tanh) >> Reverse >> MAF(8, activation = tanh) >> Augment(3, 6, activation = tanh) >> Affine;
    struct Plain<f64, 2> = Augment(1);
    struct Counts<f64, a, b, c | 1> = MAF(8, activation = tanh) >> Permute[2, 0, 1] >> On[c](Exp) >> On[a, c](Dequantize(5, activation = tanh));
    struct Two<f32, 2> = MAF(16) >> Reverse >> MAF(16) >> Argmax(3, 16) >> Reverse;
}

const SHARES: [f64; 3] = [0.5, 0.3, 0.2];

/// The entropy of these.
const ENTROPY: f64 = 1.029_653_014_4;

/// Codes that are as frequent as their shares say.
fn codes(n: usize) -> Vec<SVector<f64, 1>> {
    let of = |i: usize| match i % 10 {
        0..5 => 0.0,
        5..8 => 1.0,
        _ => 2.0,
    };
    (0..n).map(|i| SVector::from([of(i)])).collect()
}

/// Σ p(x) of a bound at x.
fn expected(flow: &Kind, draws: usize, repeats: usize) -> f64 {
    let mut generator = rng();
    let of = |(code, share): (usize, &f64)| {
        let xs = vec![SVector::from([code as f64]); repeats];
        let bounds = flow.log_prob_bound_batch(&xs, draws, &mut generator);
        share * bounds.iter().sum::<f64>() / repeats as f64
    };
    SHARES.iter().enumerate().map(of).sum()
}

#[test]
fn a_category_is_learned_up_to_its_entropy() {
    let mut flow = Kind::new(&mut rng());
    let trainer = Trainer::new(Adam::new(1e-2)).epochs(150).batch_size(250);
    let history = trainer.fit(&mut flow, &codes(2000)).unwrap();
    let nelbo = -expected(&flow, 1, 20_000);
    let closer = -expected(&flow, 1000, 40);
    println!("nelbo {nelbo}, with 1000 draws {closer}");
    assert!(nelbo > ENTROPY - 0.002 && nelbo < ENTROPY + 0.02, "{nelbo}");
    assert!((closer - ENTROPY).abs() < 0.01, "{closer}");
    let never_below = |nll: &f64| *nll > ENTROPY - 0.01;
    assert!(history.train_nll().iter().all(never_below));
    let samples = flow.sample_batch(40_000, &mut rng());
    for (code, share) in SHARES.iter().enumerate() {
        let found = samples.iter().filter(|x| x[0] == code as f64).count() as f64 / 40_000.0;
        assert!((found - share).abs() < 0.01, "{code}: {found}");
    }
}

/// Moves all parameters, so that no term of a bound is 0.
fn moved<F: Trainable<D, C, Scalar = f64>, const D: usize, const C: usize>(mut flow: F) -> F {
    let mut rng = rng();
    let trained = F::trained_params();
    for (p, trained) in flow.params_mut().iter_mut().zip(trained) {
        if trained {
            *p = 0.7 * *p + rng.random_range(-0.2..0.2);
        }
    }
    flow
}

/// Importance weights have the probability as their mean, whatever the parameters: so probabilities add up to 1.
#[test]
fn probabilities_add_up() {
    let flow = moved(Kind::new(&mut rng()));
    let mut generator = rng();
    let all = [0.0, 1.0, 2.0].map(|code| SVector::from([code]));
    let p = |x| flow.log_prob_bound(x, 200_000, &mut generator).exp();
    let sum: f64 = all.iter().map(p).sum();
    assert!((sum - 1.0).abs() < 0.02, "{sum}");
    let samples = flow.sample_batch(40_000, &mut rng());
    for x in &all {
        let found = samples.iter().filter(|sample| *sample == x).count() as f64 / 40_000.0;
        let p = flow.log_prob_bound(x, 200_000, &mut rng()).exp();
        assert!((found - p).abs() < 0.015, "{x}: {found} {p}");
    }
}

/// Holds a gradient against central differences at the same noise.
fn has_gradient<F: BoundedFlow<D, 1, Scalar = f64>, const D: usize>(
    name: &str,
    mut flow: F,
    xs: &[SVector<f64, D>],
) {
    let cs: Vec<SVector<f64, 1>> = (0..xs.len())
        .map(|i| SVector::from([0.3 * i as f64]))
        .collect();
    let mut grad = vec![0.0; flow.params().len()];
    flow.nelbo_and_grad_given(xs, &cs, &mut rng(), &mut grad);
    assert!(grad.iter().filter(|g| **g != 0.0).count() > grad.len() / 2);
    let (h, mut unused) = (1e-5, grad.clone());
    for (i, trained) in F::trained_params().into_iter().enumerate() {
        if !trained {
            assert_eq!(grad[i], 0.0, "{name}: {i}");
            continue;
        }
        let value = flow.params()[i];
        let mut at = |p| {
            flow.params_mut()[i] = p;
            flow.nelbo_and_grad_given(xs, &cs, &mut rng(), &mut unused)
        };
        let difference = (at(value + h) - at(value - h)) / (2.0 * h);
        at(value);
        assert!(
            (difference - grad[i]).abs() < 1e-6 * (1.0 + difference.abs()),
            "{name}: parameter {i}: {difference} and {}",
            grad[i]
        );
    }
}

#[test]
fn gradients_are_those_of_the_bound() {
    let xs = [[0.4, 1.0, 2.0], [-1.0, 0.0, 0.0], [2.0, 1.0, 1.0]].map(|[size, kind, shade]| {
        // The first and the last change places behind the categories.
        SVector::from([shade, kind, if size > 0.0 { 1.0 } else { 2.0 }])
    });
    has_gradient("Kinds", moved(Kinds::new(&mut rng())), &xs);
    let xs = [[0.4, 1.0], [-1.0, 0.2], [2.0, -0.5]].map(SVector::from);
    has_gradient("Beside", moved(Beside::new(&mut rng())), &xs);
    let xs = [[4.0, 0.3, 2.0], [-1.0, -0.2, 0.0], [0.0, 1.5, 7.0]].map(SVector::from);
    has_gradient("Counts", moved(Counts::new(&mut rng())), &xs);
}

/// Where noise has the law of the base, nothing is lost.
#[test]
fn noise_like_the_base_loses_nothing() {
    let flow = Plain::new(&mut rng());
    let x = SVector::from([0.3, -1.2]);
    let exact = -std::f64::consts::TAU.ln() - 0.5 * x.norm_squared();
    let mut generator = rng();
    for _ in 0..20 {
        assert!((flow.elbo(&x, &mut generator) - exact).abs() < 1e-12);
    }
    let samples = flow.sample_batch(20_000, &mut rng());
    let variance = samples.iter().map(SVector::norm_squared).sum::<f64>() / 40_000.0;
    assert!((variance - 1.0).abs() < 0.03, "{variance}");
}

#[test]
fn dimensions_that_are_more_at_the_base() {
    assert_eq!((Kind::DIM, Kind::MIXING), (1, [[true; 3]]));
    assert_eq!(
        (Plain::DIM, Plain::MIXING),
        (2, [[true, false, false], [false, true, false]])
    );
    let summary = Kinds::summary();
    assert!(
        summary.contains("8 of the base become 3 of the data"),
        "{summary}"
    );
    assert!(
        summary.contains("On[kind](Argmax(2, 6, activation = tanh))"),
        "{summary}"
    );
    assert!(summary.contains("the codes 0 to 1 in `kind`"), "{summary}");
    assert!(Kinds::SUPPORT[1].contains(1.0) && !Kinds::SUPPORT[1].contains(2.0));
}

#[test]
fn data_are_refused_by_row_and_name() {
    let mut flow = Kinds::new(&mut rng());
    let good = SVector::from([1.0, 0.0, 2.0]);
    let mut refused = |column: usize, value: f64| {
        let mut bad = good;
        bad[column] = value;
        let cs = [SVector::from([0.0]); 2];
        let trainer = Trainer::new(Adam::new(1e-3)).epochs(1);
        trainer.fit_given(&mut flow, &[good, bad], &cs).unwrap_err()
    };
    let beyond = refused(1, 2.0);
    assert_eq!(
        beyond.to_string(),
        "the data has 2 in row 1 (counted from 0), column `kind`, where the flow has the codes 0 to 1 of a category"
    );
    let is_code = |error| matches!(error, FitError::NotACode { row: 1, .. });
    assert!(is_code(refused(1, 0.5)) && is_code(refused(0, -1.0)) && is_code(refused(2, 1e9)));
    let flow = Kinds::new(&mut rng());
    let c = SVector::from([0.0]);
    for x in [[1.0, 2.0, 0.0], [1.0, 0.5, 0.0], [-1.0, 0.0, 0.0]] {
        let bound = flow.given(&c).log_prob_bound(&x.into(), 3, &mut rng());
        assert_eq!(bound, f64::NEG_INFINITY);
    }
}

/// Two categories that depend on each other.
fn pairs(n: usize) -> Vec<SVector<f32, 2>> {
    (0..n)
        .map(|i| SVector::from([(i % 3) as f32, ((i % 3 + i % 2) % 3) as f32]))
        .collect()
}

#[test]
fn threads_cannot_be_seen_and_files_are_read_back() {
    let data = pairs(700);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| {
            let mut flow = Two::new(&mut rng());
            let trainer = Trainer::new(Adam::new(1e-2)).epochs(3).batch_size(64);
            let samples = Samples::of(&data).validation_split(0.25);
            let history = trainer.fit(&mut flow, samples).unwrap();
            let bounds = flow.log_prob_bound_batch(&data, 20, &mut rng());
            let bits = bounds.iter().chain(flow.params()).map(|x| x.to_bits());
            let bits: Vec<u32> = bits.collect();
            assert!(history.valid_nll()[2] < history.valid_nll()[0]);
            let again = Two::from_bytes(&flow.to_bytes().unwrap()).unwrap();
            assert_eq!(again.sample(&mut rng()), flow.sample(&mut rng()));
            (bits, flow.sample_batch(300, &mut rng()))
        })
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(3));
}

flow! {
    /// Two layers whose networks see the other columns.
    #[allow(deprecated, reason = "dimensions need not depend on each other here")]
    struct Several<f64, real, positive, visits, kind> =
        RealNVP(8) >> On[positive](Exp) >> On[visits](Exp >> Dequantize(8)) >> On[kind](Argmax(3, 8));
}

#[test]
fn the_element_that_excludes_a_row_is_no_layer_that_has_only_seen_it() {
    let mut flow = Several::new(&mut rng());
    let mut rows: Vec<SVector<f64, 4>> = (0..50).map(|_| flow.sample(&mut rng())).collect();
    rows[6][1] = -1.0;
    let error = Trainer::new(Adam::new(1e-3)).fit(&mut flow, &rows);
    assert_eq!(
        error.expect_err("outside").to_string(),
        "the data has -1 in row 6 (counted from 0), column `positive`, outside the flow's support (0, inf): `On[positive](Exp)` gives no such number"
    );
}
