//! A run that was stopped, wherever that was, ends as one that never stopped.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::{Batches, Stopped, prelude::*};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tests::{File, points, rng};

mod double {
    flow_runtime::flow! { pub(super) struct Pair<f64, 2> = MAF(8) >> Reverse >> MAF(8) >> ActNorm >> Standardize; }
}

mod single {
    flow_runtime::flow! { pub(super) struct Pair<2> = MAF(8) >> Reverse >> MAF(8) >> ActNorm >> Standardize; }
}

/// Flows of which a bound is known, whose noise is another in every epoch.
mod bounds {
    use flow_runtime::inference::targets::DoubleWell;
    use flow_runtime::prelude::*;

    flow! {
        pub(super) struct Whole<f64, 2> = MAF(8) >> Reverse >> MAF(8) >> Standardize >> On[1](Dequantize(8));
        pub(super) struct Category<2> = MAF(8) >> Reverse >> MAF(8) >> Standardize >> On[1](Argmax(3, 8));
        pub(super) struct Beside<f64, 2> = MAF(8) >> Reverse >> MAF(8) >> ActNorm >> Augment(1, 8) >> Standardize;
        pub(super) struct Walk<2> = MAF(8) >> Reverse >> Hmc(self::DoubleWell, steps = 3, scale = 0.2) >> MAF(8) >> Standardize;
    }
}

/// Everything that a trainer can be asked for; a schedule that does not depend on the number of steps.
fn everything<'a>() -> Trainer<'a> {
    Trainer::new(Adam::new(2e-2).weight_decay(1e-3))
        .epochs(6)
        .batch_size(16)
        .seed(5)
        .patience(100)
        .schedule(Schedule::plateau(0.5, 1).warm_up(4))
        .clip_norm(0.5)
        .average(0.9)
        .skip_bad_steps(2)
}

/// What a run leaves behind, apart from the seconds.
type Left<T> = (Vec<T>, [Vec<f64>; 4], usize);

fn left<T: Real, F: Trainable<2, 0, Scalar = T>>(flow: &F, history: &History) -> Left<T> {
    let numbers = [
        history.train_nll(),
        history.valid_nll(),
        history.learning_rate(),
        history.grad_norm(),
    ];
    let numbers = numbers.map(<[f64]>::to_vec);
    (flow.params().to_vec(), numbers, history.best_epoch())
}

fn goes_on_as_if_never_stopped<T: Real, F>(name: &str, new: &F)
where
    F: Trainable<2, 0, Scalar = T> + Clone,
{
    // The second number is a code, for the flows that want one.
    let data: Vec<SVector<T, 2>> = points::<f64, 2>(60, 1.0)
        .into_iter()
        .enumerate()
        .map(|(i, x)| [x[0], (i % 3) as f64].map(T::from_f64).into())
        .collect();
    let weights: Vec<T> = (0..60).map(|i| T::from_f64(f64::from(i % 4))).collect();
    let samples = Samples::of(&data).weights(&weights).validation_split(0.2);
    let fit = |trainer: Trainer<'_>| {
        let mut flow = new.clone();
        let history = trainer.fit(&mut flow, samples).expect("training");
        (left(&flow, &history), history.stopped())
    };
    // 36 samples, that is 3 steps an epoch.
    let (whole, stopped) = fit(everything());
    assert_eq!(stopped, Stopped::Epochs);
    assert_eq!(whole.1[1].len(), 6);
    for every in [Every::Epochs(1), Every::Steps(2), Every::Seconds(0.0)] {
        for stops in [vec![0], vec![1], vec![3], vec![5, 6, 14], vec![2, 4, 17]] {
            let file = File::new(name);
            let trainer = || everything().checkpoint(&file.0, every).resume();
            for stop in &stops {
                assert_eq!(fit(trainer().steps(*stop)).1, Stopped::Steps);
            }
            assert_eq!(fit(trainer()).0, whole, "{every:?}, after {stops:?} steps");
            // What has ended is as it was.
            assert_eq!(fit(trainer()).0, whole, "{every:?}, {stops:?}, again");
        }
        // An observer that stops; and more epochs than were asked for at first.
        let file = File::new(name);
        let trainer = || everything().checkpoint(&file.0, every).resume();
        let stops = trainer().on_epoch(|epoch| match epoch.epoch {
            2 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        });
        assert_eq!(fit(stops).1, Stopped::Observer);
        assert_eq!(fit(trainer().epochs(4)).1, Stopped::Epochs);
        assert_eq!(fit(trainer()).0, whole);
    }
}

#[test]
fn a_stopped_run_ends_with_the_same_bits() {
    goes_on_as_if_never_stopped("f64", &double::Pair::new(&mut rng()));
    goes_on_as_if_never_stopped("f32", &single::Pair::new(&mut rng()));
}

#[test]
fn so_does_one_on_a_bound() {
    goes_on_as_if_never_stopped("whole", &bounds::Whole::new(&mut rng()));
    goes_on_as_if_never_stopped("category", &bounds::Category::new(&mut rng()));
    goes_on_as_if_never_stopped("beside", &bounds::Beside::new(&mut rng()));
    goes_on_as_if_never_stopped("walk", &bounds::Walk::new(&mut rng()));
}

#[test]
fn a_run_on_batches_that_fail_goes_on() {
    let data: Vec<SVector<f64, 2>> = points(90, 1.0);
    let valid: Vec<SVector<f64, 2>> = points(120, 1.0)[90..].to_vec();
    let new = double::Pair::new(&mut rng());
    let file = File::new("batches");
    let fit = |resumes: bool, fails_at: usize| {
        let mut flow = new.clone();
        let mut read = 0;
        let open = || {
            data.chunks(20)
                .zip(1..)
                .map(|(batch, weight)| {
                    read += 1;
                    match read {
                        read if read == fails_at => Err("the disk is gone"),
                        // The first batch says what the weights of all are divided by.
                        _ => Ok((batch.to_vec(), vec![f64::from(weight); batch.len()])),
                    }
                })
                .collect::<Vec<_>>()
        };
        let trainer = everything().schedule(Schedule::exponential(0.9));
        let trainer = if resumes {
            trainer.checkpoint(&file.0, Every::Steps(1)).resume()
        } else {
            trainer
        };
        let history = trainer.fit_batches(&mut flow, Batches::of(open).validation(&valid));
        history.map(|history| left(&flow, &history))
    };
    let whole = fit(false, 0).expect("training");
    assert_eq!(whole.1[1].len(), 6);
    // A batch is read once for the data to set parameters, and again when a run goes on.
    let error = fit(true, 9).expect_err("a batch that fails");
    assert_eq!(error.to_string(), "batch 4 of epoch 2: the disk is gone");
    let error = fit(true, 16).expect_err("a batch that fails");
    assert!(matches!(error, FitError::Batch { .. }), "{error}");
    assert_eq!(fit(true, 0).expect("training"), whole);
    // Where there is not a batch to be read, it is not that they were not opened anew.
    let none = || std::iter::empty::<Vec<SVector<f64, 2>>>();
    let trainer = everything()
        .schedule(Schedule::exponential(0.9))
        .epochs(7)
        .checkpoint(&file.0, Every::Steps(1))
        .resume();
    let trained = trainer.fit_batches(&mut new.clone(), Batches::of(none).validation(&valid));
    assert_eq!(trained, Err(FitError::Empty));
}

/// Noise follows the epoch and the number of the sample, which batches that are read again do not move.
#[test]
fn so_does_a_run_on_batches_of_a_bound() {
    fn goes_on<F: Trainable<2, 0, Scalar = f64> + Clone>(name: &str, new: &F) {
        let rows = points::<f64, 2>(90, 1.0).into_iter().zip(0_u8..);
        let data: Vec<SVector<f64, 2>> =
            rows.map(|(x, i)| [x[0], f64::from(i % 3)].into()).collect();
        let fit = |trainer: Trainer<'_>| {
            let mut flow = new.clone();
            let batches = Batches::of(|| data[..60].chunks(20)).validation(&data[60..]);
            let history = trainer.fit_batches(&mut flow, batches).expect("training");
            left(&flow, &history)
        };
        let whole = fit(everything());
        assert_eq!(whole.1[1].len(), 6, "{name}");
        for stops in [vec![1], vec![3], vec![2, 4, 17]] {
            let file = File::new(name);
            let trainer = || everything().checkpoint(&file.0, Every::Steps(1)).resume();
            for stop in &stops {
                assert_ne!(fit(trainer().steps(*stop)), whole, "{name}: {stop} steps");
            }
            assert_eq!(fit(trainer()), whole, "{name}, after {stops:?} steps");
        }
    }
    goes_on("whole-batches", &bounds::Whole::new(&mut rng()));
    goes_on("beside-batches", &bounds::Beside::new(&mut rng()));
}

#[test]
fn another_run_is_refused_by_what_differs() {
    let data: Vec<SVector<f64, 2>> = points(40, 1.0);
    let file = File::new("other");
    let trainer = || {
        Trainer::new(Adam::new(1e-2))
            .epochs(2)
            .checkpoint(&file.0, Every::Epochs(1))
            .resume()
    };
    trainer()
        .fit(&mut double::Pair::new(&mut rng()), &data)
        .expect("training");
    let refuse = |trainer: Trainer<'_>, data: &[SVector<f64, 2>]| {
        let mut flow = double::Pair::new(&mut rng());
        let error = trainer.fit(&mut flow, data).expect_err("refused");
        assert_eq!(flow.params(), double::Pair::new(&mut rng()).params());
        let FitError::OtherRun {
            what,
            found,
            expected,
            ..
        } = error
        else {
            panic!("{error}");
        };
        (what, found, expected)
    };
    let words = |what: &str, found: &str, expected: &str| {
        (what.to_owned(), found.to_owned(), expected.to_owned())
    };
    assert_eq!(refuse(trainer().seed(1), &data), words("seed", "0", "1"));
    assert_eq!(
        refuse(trainer().batch_size(8), &data),
        words("batch size", "32", "8")
    );
    assert_eq!(
        refuse(trainer().clip_norm(2.0), &data),
        words("norm to clip to", "None", "Some(2.0)")
    );
    assert_eq!(
        refuse(trainer().schedule(Schedule::cosine()), &data).0,
        "schedule"
    );
    assert_eq!(refuse(trainer(), &data[1..]).0, "samples");
    let mut other = data.clone();
    other[7][1] += 1e-9;
    assert_eq!(refuse(trainer(), &other).0, "samples");
    let mut single = single::Pair::new(&mut rng());
    let rounded: Vec<SVector<f32, 2>> = data.iter().map(|x| x.map(|x| x as f32)).collect();
    let error = trainer().fit(&mut single, &rounded).expect_err("refused");
    assert!(
        error
            .to_string()
            .contains("is another one: flow\n  in the file: \"<f64, 2> = "),
        "{error}"
    );

    let bytes = std::fs::read(&file.0).expect("the file");
    std::fs::write(&file.0, &bytes[..bytes.len() - 9]).expect("writing");
    let error = trainer()
        .fit(&mut double::Pair::new(&mut rng()), &data)
        .expect_err("refused");
    assert!(
        error
            .to_string()
            .ends_with("is corrupted or cut short: its checksum is another"),
        "{error}"
    );
    let error = Trainer::new(Adam::new(1e-2))
        .resume()
        .fit(&mut double::Pair::new(&mut rng()), &data);
    assert_eq!(error, Err(FitError::NothingToResume));
    let nowhere = Path::new("/nowhere/a.run");
    let trainer = Trainer::new(Adam::new(1e-2)).checkpoint(nowhere, Every::Epochs(1));
    let error = trainer
        .fit(&mut double::Pair::new(&mut rng()), &data)
        .expect_err("no folder");
    assert!(
        error
            .to_string()
            .starts_with("the run in `/nowhere/a.run` cannot be written"),
        "{error}"
    );
}

/// A process of its own trains, and is killed fifty times.
#[test]
fn killed_processes_end_with_the_same_bits() {
    const FILE: &str = "FLOW_RESUME_TEST_FILE";
    const SLOW: &str = "FLOW_RESUME_TEST_SLOW";
    let data: Vec<SVector<f64, 2>> = points(60, 1.0);
    let fit = |trainer: Trainer<'_>| {
        let mut flow = double::Pair::new(&mut rng());
        let trainer = trainer
            .epochs(1000)
            .schedule(Schedule::cosine().warm_up(40));
        let samples = Samples::of(&data).validation_split(0.2);
        let history = trainer.fit(&mut flow, samples).expect("training");
        left(&flow, &history)
    };
    if let Some(file) = std::env::var_os(FILE) {
        let slow = std::env::var_os(SLOW).is_some();
        let trainer = everything().patience(1000).on_epoch(|_| {
            if slow {
                std::thread::sleep(Duration::from_millis(4));
            }
        });
        let every = Every::Steps(if slow { 2 } else { 1000 });
        let left = fit(trainer.checkpoint(&file, every).resume());
        let text = format!("{left:?}");
        std::fs::write(Path::new(&file).with_extension("left"), text).expect("writing");
        return;
    }
    let file = File::new("killed");
    let result = File(file.0.with_extension("left"));
    let child = |slow: bool| {
        let program = std::env::current_exe().expect("a program");
        let mut child = Command::new(program);
        child
            .args(["--exact", "killed_processes_end_with_the_same_bits"])
            .env(FILE, &file.0)
            .env("RAYON_NUM_THREADS", "1")
            .stdout(Stdio::null());
        if slow {
            child.env(SLOW, "1");
        }
        child.spawn().expect("a child")
    };
    let mut random = rng();
    let mut kept = std::fs::read(&file.0).ok();
    for round in 0..50 {
        let mut child = child(true);
        // However busy the machine is, the run is killed after it has gone on.
        let begun = Instant::now();
        while std::fs::read(&file.0).ok() == kept {
            assert!(begun.elapsed() < Duration::from_secs(60), "round {round}");
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(random.random_range(0..20_000)));
        child.kill().expect("a child");
        child.wait().expect("a child");
        kept = std::fs::read(&file.0).ok();
    }
    assert!(!result.0.exists(), "the run was through before its end");
    assert!(child(false).wait().expect("a child").success());
    let found = std::fs::read_to_string(&result.0).expect("the result");
    assert!(found == format!("{:?}", fit(everything().patience(1000))));
}
