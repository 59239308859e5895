//! How runs end where something goes wrong near their end: nothing hangs, and what has been learned is not lost.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use std::io::Error;
use std::path::PathBuf;
use tests::{points, rng};

flow! {
    struct Pair<f64, 2> = MAF(8) >> Reverse >> MAF(8);
    struct Wild<f64, 2> = MAF(8, scale = exp) >> Reverse >> MAF(8, scale = exp);
}

type Rows = Vec<SVector<f64, 2>>;

fn data() -> Rows {
    points(100, 1.0)
}

/// A file of this process and test, which is not there.
fn file(name: &str) -> PathBuf {
    let file = std::env::temp_dir().join(format!("flow-ends-{name}-{}.run", std::process::id()));
    let _ = std::fs::remove_file(&file);
    file
}

/// Whichever batch a row without a density is in, the last one too: it is left out, and the run ends well.
#[test]
fn the_last_batch_may_be_one_that_is_left_out() {
    let mut xs = data();
    xs[42] = SVector::from([1e200, 1e200]);
    for seed in 0..12 {
        let mut wild = Wild::new(&mut rng());
        let before = wild.params().to_vec();
        // Of four batches each is the last of the third epoch for some of the seeds.
        let trainer = Trainer::new(Adam::new(1e-2)).epochs(3).batch_size(25);
        let history = trainer.seed(seed).skip_bad_steps(3).fit(&mut wild, &xs);
        assert_eq!(history.expect("training").skipped_steps(), 3, "seed {seed}");
        assert_ne!(wild.params(), before, "seed {seed}");
    }
}

/// A run that is over before any of its batches could be used has learned nothing, and is no failure.
#[test]
fn an_end_before_the_first_good_batch_is_one() {
    let xs = vec![SVector::from([1e200, 1e200]); 10];
    let mut wild = Wild::new(&mut rng());
    let before = wild.params().to_vec();
    let trainer = Trainer::new(Adam::new(1e-2)).batch_size(2).steps(1);
    let history = trainer.skip_bad_steps(1).fit(&mut wild, &xs);
    let history = history.expect("a run of one step, which was left out");
    assert_eq!((history.skipped_steps(), history.train_nll().len()), (1, 0));
    assert_eq!(wild.params(), before);
}

/// The gradient of the first batch that counts, not one of the epoch before.
#[test]
fn what_is_left_out_has_no_norm() {
    let bad = SVector::from([1e200, 1e200]);
    let mut opened = 0;
    let open = move || {
        opened += 1;
        let first = if opened == 1 { data() } else { vec![bad; 4] };
        [first, data().into_iter().map(|x| 3.0 * x).collect()]
    };
    let mut wild = Wild::new(&mut rng());
    let trainer = Trainer::new(Adam::new(1e-9)).epochs(2).skip_bad_steps(1);
    let history = trainer.fit_batches(&mut wild, open).expect("training");
    let [first, second] = history.grad_norm() else {
        panic!("two epochs");
    };
    assert!(*second > 2.0 * first, "{first}, {second}");
}

#[test]
fn a_stream_without_an_end_can_fail() {
    let mut number = 0;
    let open = move || {
        std::iter::repeat_with(move || {
            number += 1;
            let far = if number == 9 { 1e200 } else { 1.0 };
            data().into_iter().map(|x| far * x).collect::<Rows>()
        })
    };
    let mut wild = Wild::new(&mut rng());
    let trainer = Trainer::new(Adam::new(1e-2)).steps(50);
    let error = trainer.fit_batches(&mut wild, open).expect_err("row 8");
    assert!(
        matches!(error, FitError::Diverged { batch: 9, .. }),
        "{error}"
    );
}

/// Nothing is wrong with the parameters where only reading fails: the best that there were are kept.
#[test]
fn what_was_learned_stays_where_reading_fails() {
    let mut opened = 0;
    let open = move || {
        opened += 1;
        let gone = opened > 3;
        data()
            .chunks(25)
            .map(<[_]>::to_vec)
            .map(move |rows| {
                if gone {
                    Err(Error::other("the disk is gone"))
                } else {
                    Ok(rows)
                }
            })
            .collect::<Vec<_>>()
    };
    let trained = |epochs: usize| {
        let mut pair = Pair::new(&mut rng());
        let trainer = Trainer::new(Adam::new(1e-2)).epochs(epochs);
        let ended = trainer.fit_batches(&mut pair, open);
        (pair.params().to_vec(), ended)
    };
    let (best, history) = trained(3);
    assert_eq!(history.expect("training").best_epoch(), 3);
    let (kept, error) = trained(9);
    assert!(
        error
            .expect_err("no disk")
            .to_string()
            .contains("the disk is gone")
    );
    assert_eq!(kept, best);
}

/// A cosine is made for the end of its run, though nobody knows how many batches there will be.
#[test]
fn a_cosine_on_batches_that_are_read_is_not_made_longer() {
    let file = file("cosine");
    let open = || data().chunks(25).map(<[_]>::to_vec).collect::<Vec<_>>();
    let run = |epochs: usize| {
        let trainer = Trainer::new(Adam::new(1e-2)).schedule(Schedule::cosine());
        let trainer = trainer.epochs(epochs).checkpoint(&file, Every::Epochs(1));
        trainer
            .resume()
            .fit_batches(&mut Pair::new(&mut rng()), open)
    };
    run(2).expect("training");
    let error = run(4).expect_err("another cosine");
    std::fs::remove_file(&file).expect("the file");
    assert!(matches!(error, FitError::OtherRun { .. }), "{error}");
}

/// A run whose time is up has its state on the disk, whatever the file was to wait for.
#[test]
fn the_last_state_is_always_written() {
    let file = file("seconds");
    let trainer = Trainer::new(Adam::new(1e-2)).seconds(0.0);
    let trainer = trainer.checkpoint(&file, Every::Epochs(50));
    trainer
        .fit(&mut Pair::new(&mut rng()), &data())
        .expect("training");
    std::fs::remove_file(&file).expect("the file");
}
