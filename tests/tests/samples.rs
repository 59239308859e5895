//! What can be trained on: references to vectors, weights, contexts, samples that are held out.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::{Stopped, prelude::*};
use tests::{points, rng};

flow! {
    struct Pair<f64, 2> = MAF(8) >> Reverse >> MAF(8) >> Standardize;
    struct Normed<f64, 1> = Normal(learned);
    #[allow(deprecated, reason = "one dimension is what this is for")]
    struct Given<f64, 1 | 1> = 2 * MAF(8);
    struct Outer<f64, 2> = 2 * (MAF(8, scale = exp) >> Reverse) >> Linear;
}

fn trainer<'a>() -> Trainer<'a> {
    Trainer::new(Adam::new(1e-2)).epochs(3).batch_size(16)
}

fn fitted<'d, F: Flow<2, 0, Scalar = f64> + Clone>(
    flow: &F,
    samples: impl Into<Samples<'d, f64, 2>>,
) -> (Vec<f64>, History) {
    let mut flow = flow.clone();
    let history = trainer().fit(&mut flow, samples).expect("training");
    (flow.params().to_vec(), history)
}

#[test]
fn references_are_samples_as_they_stand() {
    let pair = Pair::new(&mut rng());
    let xs: Vec<SVector<f64, 2>> = points(50, 1.0);
    let array: [SVector<f64, 2>; 50] = xs.clone().try_into().expect("fifty");
    let (params, history) = fitted(&pair, &xs);
    for (other, same) in [
        fitted(&pair, xs.as_slice()),
        fitted(&pair, &array),
        fitted(&pair, Samples::of(&xs)),
        fitted(&pair, Samples::of(&xs).weights(&[3.0; 50])),
    ] {
        assert_eq!(other, params);
        assert_eq!(same.train_nll(), history.train_nll());
    }
}

/// Whole weights are as so many copies: the optimum of a normal distribution is the weighted mean and variance.
#[test]
fn weights_count() {
    let xs: Vec<SVector<f64, 1>> = points(400, 1.0);
    let weights: Vec<f64> = (0..400).map(|i| f64::from(i % 5) * 1e300).collect();
    let mut flow = Normed::new(&mut rng());
    let trainer = Trainer::new(Adam::new(3e-2)).epochs(400).batch_size(400);
    let samples = Samples::of(&xs).weights(&weights);
    let history = trainer.schedule(Schedule::cosine()).fit(&mut flow, samples);
    let history = history.expect("training");
    let copies: Vec<_> = xs
        .iter()
        .zip(&weights)
        .flat_map(|(x, w)| vec![*x; (w / 1e300) as usize])
        .collect();
    let n = copies.len() as f64;
    let mean = copies.iter().map(|x| x[0]).sum::<f64>() / n;
    let variance = copies.iter().map(|x| (x[0] - mean).powi(2)).sum::<f64>() / n;
    let best = 0.5 * (2.0 * std::f64::consts::PI * std::f64::consts::E * variance).ln();
    assert!((flow.nll(&copies) - best).abs() < 1e-6, "{best}");
    assert!((history.train_nll()[399] - best).abs() < 1e-6, "{best}");
}

/// A sample of weight 0 may be anything: outside of the support, without a density, no number.
#[test]
fn what_has_no_weight_is_not_there() {
    flow! { struct Positive<f64, 2> = 2 * (MAF(8, scale = exp) >> Reverse) >> Standardize >> Exp; }
    let flow = Positive::new(&mut rng());
    let xs: Vec<SVector<f64, 2>> = points(60, 1.0)
        .into_iter()
        .map(|x: SVector<f64, 2>| x.map(f64::exp))
        .collect();
    let weights: Vec<f64> = (0..60).map(|i| f64::from(i % 3)).collect();
    let expected = fitted(&flow, Samples::of(&xs).weights(&weights));
    for absent in [[-1.0, f64::INFINITY], [f64::NAN, 1.0], [1e300, 1e-300]] {
        let mut others = xs.clone();
        others
            .iter_mut()
            .step_by(3)
            .for_each(|x| *x = absent.into());
        let found = fitted(&flow, Samples::of(&others).weights(&weights));
        assert_eq!(found.0, expected.0, "{absent:?}");
        assert_eq!(found.1.train_nll(), expected.1.train_nll());
        let split = |xs| {
            fitted(
                &flow,
                Samples::of(xs).weights(&weights).validation_split(0.3),
            )
        };
        assert_eq!(split(&others).1.valid_nll(), split(&xs).1.valid_nll());
    }
}

#[test]
fn a_part_that_is_held_out_is_exact_and_seeded() {
    let xs: Vec<SVector<f64, 2>> = points(50, 1.0);
    let pair = Pair::new(&mut rng());
    let (params, history) = fitted(&pair, Samples::of(&xs).validation_split(0.2));
    // Samples that validate are found by their weight: whatever is held out, moves nothing.
    let mut held = Vec::new();
    for i in 0..50 {
        let mut others = xs.clone();
        others[i] += SVector::from([0.1, -0.1]);
        if fitted(&pair, Samples::of(&others).validation_split(0.2)).0 == params {
            held.push(xs[i]);
        }
    }
    assert_eq!(held.len(), 10);
    let train: Vec<_> = xs.iter().filter(|x| !held.contains(x)).copied().collect();
    let (_, same) = fitted(&pair, Samples::of(&train).validation(&held));
    assert_eq!(same.valid_nll().len(), 3);
    // The same numbers: only the order in which batches have the others differs.
    for (a, b) in same.valid_nll().iter().zip(history.valid_nll()) {
        assert!((a - b).abs() < 0.1, "{a} {b}");
    }
    let mut again = pair.clone();
    let other = trainer()
        .seed(1)
        .fit(&mut again, Samples::of(&xs).validation_split(0.2));
    assert_ne!(other.expect("training").valid_nll(), history.valid_nll());
}

#[test]
fn the_best_epoch_is_what_remains() {
    let xs: Vec<SVector<f64, 2>> = points(40, 1.0);
    let valid: Vec<SVector<f64, 2>> = points(100, 1.0)[40..].to_vec();
    let mut pair = Pair::new(&mut rng());
    let mut heard = Vec::new();
    let long = Trainer::new(Adam::new(3e-2))
        .epochs(1000)
        .patience(7)
        .on_epoch(|epoch| {
            heard.push((epoch.best_epoch, epoch.patience_left, epoch.valid_nll));
        });
    let history = long
        .fit(&mut pair, Samples::of(&xs).validation(&valid))
        .expect("training");
    drop(long);
    let nlls = history.valid_nll();
    let best = history.best_epoch();
    assert_eq!(history.stopped(), Stopped::Patience);
    assert_eq!(nlls.len(), best + 7);
    assert!(nlls.iter().all(|nll| nlls[best - 1] <= *nll));
    assert!((pair.nll(&valid) - nlls[best - 1]).abs() < 1e-12);
    assert_eq!(heard.len(), nlls.len());
    assert_eq!(heard[best - 1], (best, Some(7), Some(nlls[best - 1])));
    assert_eq!(heard[best + 6].1, Some(0));
    // Without samples that validate, the training's loss decides.
    let mut again = Pair::new(&mut rng());
    let history = Trainer::new(Adam::new(0.5))
        .epochs(500)
        .patience(3)
        .fit(&mut again, &xs);
    let history = history.expect("training");
    assert_eq!(history.stopped(), Stopped::Patience);
    assert_eq!(history.train_nll().len(), history.best_epoch() + 3);
    assert!(history.valid_nll().is_empty());
}

#[test]
fn contexts_come_along() {
    let cs: Vec<SVector<f64, 1>> = points(200, 1.0);
    let noise: Vec<SVector<f64, 1>> = points(400, 0.1);
    let xs: Vec<_> = cs.iter().zip(&noise[200..]).map(|(c, n)| c + n).collect();
    let fit = |train: &dyn Fn(&mut Given) -> Result<History, FitError>| {
        let mut flow = Given::new(&mut rng());
        let history = train(&mut flow).expect("training");
        (flow.params().to_vec(), history.valid_nll().to_vec())
    };
    let whole = fit(&|q| trainer().fit(q, Samples::of(&xs).contexts(&cs)));
    assert_eq!(fit(&|q| trainer().fit_given(q, &xs, &cs)), whole);
    let weights = [1.0; 200];
    let weighted = |q: &mut Given| trainer().fit_given(q, Samples::of(&xs).weights(&weights), &cs);
    assert_eq!(fit(&weighted), whole);
    let split = fit(&|q| trainer().fit_given(q, Samples::of(&xs).validation_split(0.1), &cs));
    assert_eq!(split.1.len(), 3);
    let held = Samples::of(&xs[..20])
        .contexts(&cs[..20])
        .weights(&weights[..20]);
    let held = fit(&|q| trainer().fit(q, Samples::of(&xs).contexts(&cs).validation(held)));
    let mut flow = Given::new(&mut rng());
    flow.params_mut().copy_from_slice(&held.0);
    let least = held
        .1
        .iter()
        .fold(f64::INFINITY, |least, nll| least.min(*nll));
    assert!((flow.nll_given(&xs[..20], &cs[..20]) - least).abs() < 1e-12);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let xs: Vec<SVector<f64, 2>> = points(10, 1.0);
    let refuse = |samples: Samples<'_, f64, 2>| {
        let mut pair = Pair::new(&mut rng());
        let error = trainer().fit(&mut pair, samples).expect_err("refused");
        assert_eq!(pair.params(), Pair::new(&mut rng()).params());
        error.to_string()
    };
    let weighted = |weights: &[f64]| refuse(Samples::of(&xs).weights(weights));
    assert_eq!(weighted(&[1.0; 9]), "there are 10 samples but 9 weights");
    assert_eq!(
        weighted(&[0.0; 10]),
        "all weights are 0, so there is no data to train on"
    );
    let mut weights = [1.0; 10];
    for bad in [-0.5, f64::INFINITY] {
        weights[4] = bad;
        let message = format!(
            "the weight of row 4 (counted from 0) is {bad}, but must be finite and at least 0"
        );
        assert_eq!(weighted(&weights), message);
    }
    let mut bad = xs.clone();
    bad[3][1] = f64::NAN;
    assert_eq!(
        refuse(Samples::of(&xs).validation(&bad)),
        "of the samples that validate: the data has NaN in row 3, column 1 (both counted from 0)"
    );
    assert_eq!(
        refuse(Samples::of(&xs).validation(&[])),
        "of the samples that validate: there is no data to train on"
    );
    for part in [0.0, 1.0, -0.1, f64::NAN] {
        let message = refuse(Samples::of(&xs).validation_split(part));
        assert!(
            message.starts_with("the part that validates is "),
            "{message}"
        );
    }
    let message = refuse(Samples::of(&xs[..1]).validation_split(0.5));
    assert!(message.ends_with("leave a sample"), "{message}");
    let mut given = Given::new(&mut rng());
    let cs: Vec<SVector<f64, 1>> = points(9, 1.0);
    let lines: Vec<SVector<f64, 1>> = points(10, 1.0);
    let error = trainer().fit(&mut given, Samples::of(&lines).contexts(&cs));
    assert_eq!(
        error.expect_err("refused").to_string(),
        "there are 10 samples but 9 contexts"
    );
}

/// The gradient with weights too, whatever a sample without one is.
#[test]
fn a_gradient_does_not_see_what_has_no_weight() {
    let xs: Vec<SVector<f64, 2>> = points(700, 1.0);
    let flow = Outer::new(&mut rng());
    let gradient = |xs: &[SVector<f64, 2>], weights: &[f64]| {
        let mut grad = vec![0.0; Outer::PARAMS];
        let nll = flow.nll_and_grad_in(
            flow_runtime::__private::Context::NONE,
            xs,
            Some(weights),
            &mut grad,
        );
        (nll, grad)
    };
    let weights: Vec<f64> = (0..700)
        .map(|i| f64::from(u8::from(i % 7 != 0 && i > 300)))
        .collect();
    let expected = gradient(&xs, &weights);
    assert!(expected.0.is_finite() && expected.1.iter().any(|g| *g != 0.0));
    let mut others = xs.clone();
    for (x, w) in others.iter_mut().zip(&weights) {
        if *w == 0.0 {
            *x = SVector::from([1e300, -1e300]);
        }
    }
    assert_eq!(flow.log_prob(&others[0]), f64::NEG_INFINITY);
    assert_eq!(gradient(&others, &weights), expected);
    assert_eq!(
        gradient(&others, &[0.0; 700]),
        (0.0, vec![0.0; Outer::PARAMS])
    );
}
