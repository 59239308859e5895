//! What a trainer can be asked for, apart from samples and files.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::{Batches, Stopped, prelude::*};
use tests::{points, rng};

flow! {
    struct Pair<f64, 2> = MAF(8) >> Reverse >> MAF(8) >> Standardize;
    struct Wild<f64, 2> = MAF(8, scale = exp) >> Reverse >> MAF(8, scale = exp);
    #[allow(deprecated, reason = "one dimension is what this is for")]
    struct Given<f64, 1 | 1> = 2 * MAF(8);
}

fn data() -> Vec<SVector<f64, 2>> {
    points(100, 1.0)
}

/// 4 steps an epoch.
fn trainer<'a>() -> Trainer<'a> {
    Trainer::new(Adam::new(1e-2)).epochs(5)
}

fn fitted(trainer: &Trainer<'_>) -> (Vec<f64>, History) {
    let mut pair = Pair::new(&mut rng());
    let history = trainer.fit(&mut pair, &data()).expect("training");
    (pair.params().to_vec(), history)
}

/// Everything at once, as programs write it that import the prelude alone.
#[test]
fn all_that_can_be_asked_for() -> Result<(), Box<dyn std::error::Error>> {
    let (train, valid) = (data(), data());
    let weights = vec![1.0; 100];
    let file = std::env::temp_dir().join(format!("flow-trainer-{}.run", std::process::id()));
    let csv = file.with_extension("csv");
    let mut pair = Pair::new(&mut rng());
    let history = Trainer::new(Adam::new(1e-3).weight_decay(1e-6))
        .epochs(500)
        .batch_size(256)
        .patience(20)
        .schedule(Schedule::cosine().warm_up(200))
        .clip_norm(5.0)
        .average(0.999)
        .seconds(60.0)
        .steps(10)
        .checkpoint(&file, Every::Seconds(30.0))
        .resume()
        .on_epoch(|epoch| {
            if epoch.valid_nll < Some(-100.0) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .fit(
            &mut pair,
            Samples::of(&train).weights(&weights).validation(&valid),
        )?;
    history.write_csv(&csv)?;
    let text = std::fs::read_to_string(&csv)?;
    std::fs::remove_file(&csv)?;
    std::fs::remove_file(&file)?;
    assert_eq!(text.lines().count(), 11);
    assert!(text.starts_with("epoch,train_nll,valid_nll,learning_rate,grad_norm\n1,"));
    assert!(history.learning_rate().is_sorted() && history.valid_nll().len() == 10);
    Ok(())
}

#[test]
fn steps_and_seconds_are_limits() {
    let (whole, history) = fitted(&trainer());
    assert_eq!(history.stopped(), Stopped::Epochs);
    let (same, history) = fitted(&trainer().steps(20));
    assert_eq!(same, whole);
    assert_eq!(history.train_nll().len(), 5);
    let (fewer, history) = fitted(&trainer().steps(10));
    assert_eq!(history.stopped(), Stopped::Steps);
    assert_eq!(history.train_nll().len(), 3);
    assert_ne!(fewer, whole);
    // Steps alone are as many epochs as it takes.
    let (_, history) = fitted(&Trainer::new(Adam::new(1e-2)).steps(450));
    assert_eq!(history.train_nll().len(), 113);
    let (untouched, history) = fitted(&trainer().seconds(0.0));
    assert_eq!(history.stopped(), Stopped::Seconds);
    assert!(history.train_nll().is_empty());
    assert_eq!(
        (untouched, history.best_epoch()),
        (fitted(&trainer().epochs(0)).0, 0)
    );
    let (_, history) = fitted(
        &Trainer::new(Adam::new(1e-2))
            .epochs(usize::MAX)
            .seconds(0.05)
            .on_epoch(|epoch| {
                let left = epoch.seconds_left.expect("there is a limit");
                assert_eq!(left, (0.05 - epoch.seconds).max(0.0));
            }),
    );
    assert!(
        (0.05..5.0).contains(&history.seconds()),
        "{}",
        history.seconds()
    );
}

#[test]
fn an_observer_may_stop() {
    let stops = trainer().on_epoch(|epoch| {
        if epoch.epoch == 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    let (params, history) = fitted(&stops);
    assert_eq!(history.stopped(), Stopped::Observer);
    assert_eq!(params, fitted(&trainer().epochs(2)).0);
}

#[test]
fn an_observer_is_told_what_the_history_knows() {
    let mut heard = Vec::new();
    let listens = trainer()
        .schedule(Schedule::exponential(0.5))
        .on_epoch(|epoch| heard.push(*epoch));
    let (_, history) = fitted(&listens);
    drop(listens);
    for (i, epoch) in heard.iter().enumerate() {
        assert_eq!(
            (epoch.epoch, epoch.epochs, epoch.steps),
            (i + 1, 5, 4 * (i as u64 + 1))
        );
        assert_eq!(epoch.train_nll, history.train_nll()[i]);
        assert_eq!(epoch.learning_rate, history.learning_rate()[i]);
        assert_eq!(epoch.learning_rate, 1e-2 * 0.5_f64.powf(i as f64));
        assert_eq!(epoch.grad_norm, history.grad_norm()[i]);
        assert_eq!((epoch.valid_nll, epoch.patience_left), (None, None));
    }
    assert_eq!(heard[4].best_epoch, history.best_epoch());
}

/// The norm is that of the gradient of the first batch: here of all samples.
#[test]
fn the_norm_of_the_gradient_is_told() {
    let whole = Trainer::new(Adam::new(1e-2)).epochs(1).batch_size(100);
    let mut pair = Pair::new(&mut rng());
    whole.fit(&mut pair, &data()).expect("training");
    let mut grad = vec![0.0; Pair::PARAMS];
    pair.nll_and_grad(&data(), &mut grad);
    let norm = grad.iter().map(|g| g * g).sum::<f64>().sqrt();
    let history = whole.fit(&mut pair, &data()).expect("training");
    assert!((history.grad_norm()[0] - norm).abs() < 1e-12 * norm);
}

/// The average is of the parameters after every step.
#[test]
fn a_run_ends_with_the_average() {
    let decay: f64 = 0.8;
    let (mut average, mut weights) = (vec![0.0; Pair::PARAMS], 0.0);
    for steps in 1..=9 {
        weights = decay * weights + 1.0 - decay;
        let (params, _) = fitted(&trainer().steps(steps));
        for (average, p) in average.iter_mut().zip(&params) {
            *average = decay * *average + (1.0 - decay) * p;
        }
    }
    let (found, _) = fitted(&trainer().steps(9).average(decay));
    for (found, average) in found.iter().zip(average) {
        assert!((found - average / weights).abs() < 1e-12);
    }
}

/// What data have set has no gradient, and stays where it is.
#[test]
fn decay_leaves_what_data_have_set() {
    let plain = fitted(&trainer()).0;
    let decayed = Trainer::new(Adam::new(1e-2).weight_decay(1.0)).epochs(5);
    let decayed = fitted(&decayed).0;
    let size = |params: &[f64]| params.iter().map(|p| p * p).sum::<f64>();
    assert!(size(&decayed) < 0.9 * size(&plain));
    let trained = Pair::trained_params();
    for ((a, b), _) in plain.iter().zip(&decayed).zip(trained).filter(|(_, t)| !*t) {
        assert_eq!(a, b);
    }
}

/// One sample in a hundred has no density, so every batch that it is in is left out; with none allowed, the error names it.
#[test]
fn bad_steps_are_left_out_and_counted() {
    let mut xs = data();
    xs[42] = SVector::from([1e200, 1e200]);
    let trainer = |skips: u64| trainer().skip_bad_steps(skips);
    let mut wild = Wild::new(&mut rng());
    let history = trainer(5).fit(&mut wild, &xs).expect("training");
    assert_eq!(history.skipped_steps(), 5);
    assert!(history.train_nll().iter().all(|nll| nll.is_finite()));
    assert!(wild.params().iter().all(|p| p.is_finite()));
    let mut wild = Wild::new(&mut rng());
    let error = trainer(4).fit(&mut wild, &xs).expect_err("a fifth");
    let FitError::Diverged {
        epoch,
        step,
        rows,
        element,
        ..
    } = &error
    else {
        panic!("{error}");
    };
    assert_eq!((*epoch, rows.as_slice()), (5, &[42][..]));
    assert!((17..=20).contains(step));
    assert!(
        element.is_some_and(|element| element.starts_with("MAF")),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .contains(", at row 42 (counted from 0); the flow holds"),
        "{error}"
    );
}

/// A validation that has no density is worse than any other, and where none has one, the training's loss decides.
#[test]
fn a_validation_without_a_density_is_no_improvement() {
    let mut valid = data();
    valid[3] = SVector::from([1e200, 1e200]);
    let mut wild = Wild::new(&mut rng());
    let samples = data();
    let samples = Samples::of(&samples).validation(&valid);
    let history = trainer().fit(&mut wild, samples).expect("training");
    assert!(history.valid_nll().iter().all(|nll| *nll == f64::INFINITY));
    let least = history
        .train_nll()
        .iter()
        .fold(f64::INFINITY, |a, b| a.min(*b));
    assert_eq!(history.train_nll()[history.best_epoch() - 1], least);
    assert!(wild.nll(&data()).is_finite());
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let refuse = |trainer: Trainer<'_>| {
        let mut pair = Pair::new(&mut rng());
        trainer
            .fit(&mut pair, &data())
            .expect_err("refused")
            .to_string()
    };
    for (trainer, message) in [
        (
            trainer().patience(0),
            "the patience is 0, but must be at least 1",
        ),
        (
            trainer().seconds(f64::NAN),
            "the number of seconds is NaN, but must be at least 0",
        ),
        (
            trainer().clip_norm(0.0),
            "the norm to clip to is 0, but must be a positive, finite number",
        ),
        (
            trainer().average(1.0),
            "the decay of the average is 1, but must be at least 0 and below 1",
        ),
        (
            trainer().schedule(Schedule::exponential(2.0)),
            "the rate of the schedule is 2, but must be above 0 and at most 1",
        ),
        (
            trainer().checkpoint("a.run", Every::Steps(0)),
            "the number of steps between checkpoints is 0, but must be at least 1",
        ),
    ] {
        assert_eq!(refuse(trainer), message);
    }
}

#[test]
fn batches_can_be_read() {
    let data = data();
    let mut pair = Pair::new(&mut rng());
    let before = pair.nll(&data);
    let open = || data.chunks(30).map(<[_]>::to_vec);
    let history = trainer()
        .epochs(40)
        .fit_batches(&mut pair, open)
        .expect("training");
    assert_eq!(history.train_nll().len(), 40);
    assert!(pair.nll(&data) < before);
    // Batches without samples are none; and no sample at all is an error.
    let mut same = Pair::new(&mut rng());
    let holes = || {
        data.chunks(30)
            .flat_map(|batch| [Vec::new(), batch.to_vec()])
    };
    trainer()
        .epochs(40)
        .fit_batches(&mut same, holes)
        .expect("training");
    assert_eq!(same.params(), pair.params());
    let none = || std::iter::empty::<Vec<SVector<f64, 2>>>();
    assert_eq!(trainer().fit_batches(&mut same, none), Err(FitError::Empty));
    // An iterator that is through stays so: the second epoch has none, and the first is not lost.
    let mut once = data.chunks(30);
    let mut first = Pair::new(&mut rng());
    let error = trainer().fit_batches(&mut first, || once.by_ref().collect::<Vec<_>>());
    assert_eq!(
        error.expect_err("an epoch without batches").to_string(),
        "batch 1 of epoch 2: there is none\nhelp: the closure must open the batches anew in every epoch"
    );
    let mut whole = Pair::new(&mut rng());
    let open = || data.chunks(30);
    trainer()
        .epochs(1)
        .fit_batches(&mut whole, open)
        .expect("training");
    assert_eq!(first.params(), whole.params());
    let mut bad = data.clone();
    bad[35][1] = f64::NAN;
    let open = || bad.chunks(30);
    let error = trainer().fit_batches(&mut same, open).expect_err("refused");
    let message = "batch 2 of epoch 1: the data has NaN in row 5, column 1 (both counted from 0)";
    assert_eq!(error.to_string(), message);

    let cs: Vec<SVector<f64, 1>> = points(40, 1.0);
    let mut q = Given::new(&mut rng());
    let pairs = || cs.chunks(8).map(|cs| (cs.to_vec(), cs.to_vec()));
    let valid = Samples::of(&cs).contexts(&cs);
    let batches = Batches::of(pairs).validation(valid);
    let history = trainer().fit_batches(&mut q, batches).expect("training");
    assert_eq!(history.valid_nll().len(), 5);
    let uneven = || std::iter::once((cs.clone(), cs[1..].to_vec()));
    let error = trainer().fit_batches(&mut q, uneven).expect_err("refused");
    assert!(
        error
            .to_string()
            .ends_with("there are 40 samples but 39 contexts")
    );
}

#[test]
fn batches_can_have_weights() {
    type Weighed = (Vec<SVector<f64, 2>>, Vec<f64>);
    let data = data();
    let weights: Vec<f64> = (0..data.len()).map(|i| (i % 4) as f64).collect();
    let read = |unit: f64, batch: usize| {
        let mut pair = Pair::new(&mut rng());
        let open = || {
            let batches = data.chunks(batch).zip(weights.chunks(batch));
            batches.map(move |(xs, ws)| -> Weighed {
                // What has no weight is not there.
                let x = |(x, w): (&SVector<f64, 2>, &f64)| if *w > 0.0 { *x } else { x * f64::NAN };
                let xs = xs.iter().zip(ws).map(x).collect();
                (xs, ws.iter().map(|w| w * unit).collect())
            })
        };
        let trainer = trainer().epochs(10);
        let history = trainer.fit_batches(&mut pair, open).expect("training");
        (pair.params().to_vec(), history.train_nll().to_vec())
    };
    // A batch of all rows is a step of `fit`, but for the order in which these are added up.
    let mut pair = Pair::new(&mut rng());
    let samples = Samples::of(&data).weights(&weights);
    let whole = trainer().epochs(10).batch_size(data.len());
    let history = whole.fit(&mut pair, samples).expect("training");
    let (params, losses) = read(1.0, data.len());
    let pairs = params.iter().zip(pair.params());
    let losses = losses.iter().zip(history.train_nll());
    for (read, kept) in pairs.chain(losses) {
        assert!((read - kept).abs() < 1e-9, "{read} {kept}");
    }
    // Only ratios matter, those between batches too.
    assert_eq!(read(1024.0, 30), read(1.0, 30));

    let refuse = |weights: Vec<f64>| {
        let open = || std::iter::once((data.clone(), weights.clone()));
        let trained = trainer().fit_batches(&mut Pair::new(&mut rng()), open);
        trained.expect_err("refused").to_string()
    };
    let (rows, least) = (data.len(), data.len() - 1);
    let message = format!("batch 1 of epoch 1: there are {rows} samples but {least} weights");
    assert_eq!(refuse(weights[1..].to_vec()), message);
    let negative = refuse(vec![-1.0; rows]);
    assert!(
        negative.contains("the weight of row 0 (counted from 0) is -1"),
        "{negative}"
    );
    // A batch without weight is none; where an epoch has no other, that is said, and not that it has none.
    assert_eq!(refuse(vec![0.0; rows]), FitError::NoWeight.to_string());
    let mut epoch = 0;
    let fading = || {
        epoch += 1;
        std::iter::once((data.clone(), vec![f64::from(u8::from(epoch < 3)); rows]))
    };
    let trained = trainer().fit_batches(&mut Pair::new(&mut rng()), fading);
    assert_eq!(trained, Err(FitError::NoWeight));

    let cs: Vec<SVector<f64, 1>> = points(40, 1.0);
    let three = || std::iter::once((cs.clone(), cs.clone(), vec![0.5; 40]));
    let two = || std::iter::once((cs.clone(), cs.clone()));
    let [mut weighed, mut same] = [(); 2].map(|()| Given::new(&mut rng()));
    trainer()
        .fit_batches(&mut weighed, three)
        .expect("training");
    trainer().fit_batches(&mut same, two).expect("training");
    assert_eq!(weighed.params(), same.params());
}
