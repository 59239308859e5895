//! Training on several ranks: their number cannot be seen in what is learned, and an error of one ends all.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::ranks::{Alone, Ranks};
use flow_runtime::{Batches, Stopped, prelude::*};
use rayon::ThreadPoolBuilder;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use tests::{points, rng};

flow! {
    struct Pair<f64, 2> = 2 * (MAF(16) >> Reverse) >> ActNorm >> Standardize;
    /// Of which every lane sums up a gradient of its own.
    struct Mixed<f32, 2> = Normal(learned) >> Linear >> MAF(16, univariate = spline(bins = 4)) >> Orthogonal;
    #[allow(deprecated, reason = "one dimension is what this is for")]
    struct Given<f64, 1 | 1> = 2 * MAF(8);
    /// Of which a bound is known, whose noise is drawn by the number of the sample.
    struct Visits<f32, 2> = MAF(8) >> Reverse >> MAF(8) >> Standardize >> On[1](Dequantize(8));
    struct Beside<f64, 2> = MAF(8) >> Reverse >> MAF(8) >> Augment(1) >> Standardize;
}

/// A rank that is a thread of this process.
struct Local {
    rank: usize,
    to: Vec<Sender<Vec<u8>>>,
    from: Vec<Mutex<Receiver<Vec<u8>>>>,
}

impl Ranks for Local {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.to.len()
    }

    fn send(&self, bytes: &[u8], to: usize) {
        self.to[to].send(bytes.to_vec()).expect("a rank has ended");
    }

    fn receive(&self, bytes: &mut [u8], from: usize) {
        let receiver = self.from[from].lock().expect("no rank has panicked");
        bytes.copy_from_slice(&receiver.recv().expect("a rank has ended"));
    }
}

/// What every rank returns, each in a pool of so many threads.
fn together<R: Send>(ranks: usize, threads: usize, run: impl Fn(&Local) -> R + Sync) -> Vec<R> {
    let mut locals: Vec<Local> = (0..ranks)
        .map(|rank| Local {
            rank,
            to: Vec::new(),
            from: Vec::new(),
        })
        .collect();
    for from in 0..ranks {
        for to in 0..ranks {
            let (sender, receiver) = channel();
            locals[from].to.push(sender);
            locals[to].from.push(Mutex::new(receiver));
        }
    }
    thread::scope(|scope| {
        let run = &run;
        let handles = locals.into_iter().map(|local| {
            scope.spawn(move || {
                let pool = ThreadPoolBuilder::new().num_threads(threads).build();
                pool.expect("threads").install(|| run(&local))
            })
        });
        let handles: Vec<_> = handles.collect();
        let ended = handles
            .into_iter()
            .map(|handle| handle.join().expect("a rank"));
        ended.collect()
    })
}

const COUNTS: [(usize, usize); 6] = [(1, 1), (1, 3), (2, 1), (2, 2), (3, 1), (4, 1)];

/// A batch of 300 is four pieces, the last of an epoch one.
fn trainer<'a>() -> Trainer<'a> {
    Trainer::new(Adam::new(1e-2)).epochs(3).batch_size(300)
}

fn data() -> Vec<SVector<f64, 2>> {
    points(420, 1.0)
}

/// Asserts that every rank of every number of them returns the same.
fn same<R: Send + PartialEq + std::fmt::Debug>(run: impl Fn(&Local) -> R + Sync) -> R {
    let mut all = COUNTS
        .into_iter()
        .flat_map(|(ranks, threads)| together(ranks, threads, &run));
    let first = all.next().expect("a rank");
    for other in all {
        assert!(other == first, "{other:?}\n{first:?}");
    }
    first
}

#[test]
fn the_number_of_ranks_cannot_be_seen() {
    let data = data();
    let plain = |local: &Local| {
        let mut pair = Pair::new(&mut rng());
        let history = trainer()
            .across(local)
            .fit(&mut pair, &data)
            .expect("training");
        (pair.params().to_vec(), history.train_nll().to_vec())
    };
    let (params, losses) = same(plain);
    // All of it is the training of one process, but for the order of sums.
    let mut alone = Pair::new(&mut rng());
    let history = trainer().fit(&mut alone, &data).expect("training");
    for (a, b) in losses.iter().zip(history.train_nll()) {
        assert!((a - b).abs() < 1e-9, "{a} {b}");
    }
    for (a, b) in params.iter().zip(alone.params()) {
        assert!((a - b).abs() < 1e-6, "{a} {b}");
    }
}

#[test]
fn nor_with_all_that_a_trainer_can_do() {
    let data: Vec<SVector<f32, 2>> = data().iter().map(|x| x.cast()).collect();
    let weights: Vec<f32> = (0..data.len()).map(|i| (i % 3) as f32).collect();
    same(|local| {
        let mut mixed = Mixed::new(&mut rng());
        let samples = Samples::of(&data).weights(&weights).validation_split(0.2);
        let history = trainer()
            .clip_norm(0.5)
            .average(0.9)
            .patience(2)
            .schedule(Schedule::cosine())
            .skip_bad_steps(2)
            .across(local)
            .fit(&mut mixed, samples)
            .expect("training");
        (mixed.params().to_vec(), history.valid_nll().to_vec())
    });
    let contexts: Vec<SVector<f64, 1>> = points(420, 1.0);
    let xs: Vec<SVector<f64, 1>> = contexts.iter().map(|c| c * 2.0).collect();
    same(|local| {
        let mut given = Given::new(&mut rng());
        let fit = trainer()
            .across(local)
            .fit_given(&mut given, &xs, &contexts);
        fit.expect("training");
        given.params().to_vec()
    });
}

/// A narrow Gaussian.
struct Narrow;

impl Target<f64, 2> for Narrow {
    fn log_density(&self, x: &SVector<f64, 2>) -> f64 {
        -x.norm_squared()
    }

    fn log_density_and_grad(&self, x: &SVector<f64, 2>) -> (f64, SVector<f64, 2>) {
        (-x.norm_squared(), -2.0 * x)
    }
}

#[test]
fn nor_against_a_target_nor_of_batches_that_are_read() {
    same(|local| {
        let mut pair = Pair::new(&mut rng());
        let fit = trainer()
            .epochs(1)
            .across(local)
            .fit_target(&mut pair, &Narrow);
        fit.expect("training");
        pair.params().to_vec()
    });
    let data = data();
    same(|local| {
        let mut pair = Pair::new(&mut rng());
        let batches = Batches::of(|| data.chunks(200)).validation(&data);
        let fit = trainer().across(local).fit_batches(&mut pair, batches);
        fit.expect("training");
        pair.params().to_vec()
    });
}

#[test]
fn nor_of_a_bound() {
    let rows = data()
        .into_iter()
        .zip(0_u8..)
        .map(|(x, i)| [x[0] as f32, f32::from(i % 5)].into());
    let counts: Vec<SVector<f32, 2>> = rows.collect();
    same(|local| {
        let mut visits = Visits::new(&mut rng());
        let samples = Samples::of(&counts).validation_split(0.2);
        let fit = trainer().across(local).fit(&mut visits, samples);
        let history = fit.expect("training");
        let losses = [history.train_nll(), history.valid_nll()].map(<[f64]>::to_vec);
        (visits.params().to_vec(), losses)
    });
    let data = data();
    let (params, losses) = same(|local| {
        let mut beside = Beside::new(&mut rng());
        let batches = Batches::of(|| data.chunks(200)).validation(&data);
        let fit = trainer().across(local).fit_batches(&mut beside, batches);
        let losses = fit.expect("training").train_nll().to_vec();
        (beside.params().to_vec(), losses)
    });
    // The noise is that of one process, and all but the order of sums.
    let mut alone = Beside::new(&mut rng());
    let batches = Batches::of(|| data.chunks(200)).validation(&data);
    let history = trainer()
        .fit_batches(&mut alone, batches)
        .expect("training");
    let pairs = losses.iter().zip(history.train_nll());
    for (a, b) in pairs.chain(params.iter().zip(alone.params())) {
        assert!((a - b).abs() < 1e-6, "{a} {b}");
    }
}

#[test]
fn ranks_start_with_the_parameters_of_the_first() {
    let data = data();
    let trained = together(2, 1, |local| {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(local.rank() as u64);
        let mut pair = Pair::new(&mut rng);
        trainer()
            .across(local)
            .fit(&mut pair, &data)
            .expect("training");
        pair.params().to_vec()
    });
    assert_eq!(trained[0], trained[1]);
}

/// The errors of three ranks, and whether each left its flow alone.
fn errors(
    fit: impl Fn(&Local, &Trainer<'_>, &mut Pair) -> Result<History, FitError> + Sync,
) -> Vec<(String, bool)> {
    together(3, 1, |local| {
        let mut pair = Pair::new(&mut rng());
        let before = pair.params().to_vec();
        let error = fit(local, &trainer().across(local), &mut pair).expect_err("an error");
        (error.to_string(), pair.params() == before)
    })
}

#[test]
fn an_error_of_one_rank_ends_all() {
    let (good, mut bad) = (data(), data());
    bad[7][1] = f64::NAN;
    let rows = |local: &Local| if local.rank() == 1 { &bad } else { &good };
    let found = errors(|local, trainer, pair| trainer.fit(pair, rows(local)));
    let expected =
        "on rank 1: the data has NaN in row 7, column 1 (both counted from 0)".to_owned();
    assert_eq!(found, vec![(expected, true); 3]);

    let found =
        errors(|local, trainer, pair| trainer.fit_batches(pair, || rows(local).chunks(200)));
    let expected =
        "on rank 1: batch 1 of epoch 1: the data has NaN in row 7, column 1 (both counted from 0)"
            .to_owned();
    assert_eq!(found, vec![(expected, true); 3]);
}

#[test]
fn what_differs_between_ranks_is_named() {
    let (good, mut other) = (data(), data());
    other[7][1] += 1.0;
    let found = errors(|local, trainer, pair| {
        trainer.fit(pair, if local.rank() == 2 { &other } else { &good })
    });
    for (error, untouched) in found {
        assert!(
            error.starts_with("on rank 2: samples is 420, with checksum"),
            "{error}"
        );
        assert!(untouched);
    }
    let found = together(2, 1, |local| {
        let trainer = trainer().seed(local.rank() as u64).across(local);
        let fit = trainer.fit(&mut Pair::new(&mut rng()), &good);
        fit.expect_err("an error").to_string()
    });
    assert_eq!(found, ["on rank 1: seed is 1 and not 0"; 2]);
}

#[test]
fn ranks_that_are_asked_for_other_things_do_not_wait_for_each_other() {
    let data = data();
    let errors = |epochs: [usize; 2], observed: [bool; 2]| {
        together(2, 1, |local| {
            let mut trainer = trainer().epochs(epochs[local.rank()]).across(local);
            if observed[local.rank()] {
                trainer = trainer.on_epoch(|_| ());
            }
            let fit = trainer.fit(&mut Pair::new(&mut rng()), &data);
            fit.expect_err("an error").to_string()
        })
    };
    let found = errors([2, 3], [false; 2]);
    assert_eq!(found, ["on rank 1: epochs is Some(3) and not Some(2)"; 2]);
    let found = errors([2; 2], [true, false]);
    assert_eq!(
        found,
        ["on rank 1: has an observer is false and not true"; 2]
    );
}

#[test]
fn batches_that_are_read_are_compared() {
    let data = data();
    let read = |batches: &(dyn Fn(usize) -> Vec<Vec<SVector<f64, 2>>> + Sync)| {
        together(2, 1, |local| {
            let trainer = trainer().across(local);
            let all = batches(local.rank());
            let fit = trainer.fit_batches(&mut Pair::new(&mut rng()), || all.clone());
            fit.expect_err("an error").to_string()
        })
    };
    let halves = |part: &[SVector<f64, 2>]| part.chunks(210).map(<[_]>::to_vec).collect();
    for error in read(&|rank| halves(&data[..420 - 210 * rank])) {
        assert_eq!(error, "on rank 1: another batch is false and not true");
    }
    for error in read(&|rank| halves(&data[210 * rank..][..210])) {
        assert!(
            error.starts_with("on rank 1: batch is 210, with checksum"),
            "{error}"
        );
    }
}

fn file(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("flow-ranks-{name}-{}.run", std::process::id()))
}

#[test]
fn a_run_goes_on_with_another_number_of_ranks() {
    let (data, path) = (data(), file("resumed"));
    let run = |local: &Local, steps: u64| {
        let mut pair = Pair::new(&mut rng());
        let trainer = trainer().steps(steps).across(local);
        let trainer = trainer.checkpoint(&path, Every::Steps(2)).resume();
        trainer.fit(&mut pair, &data).expect("training");
        pair.params().to_vec()
    };
    let whole = together(1, 1, |local| run(local, 6)).remove(0);
    fs::remove_file(&path).expect("a file");
    let stopped = together(3, 1, |local| run(local, 3)).remove(0);
    assert_ne!(stopped, whole);
    for resumed in together(2, 2, |local| run(local, 6)) {
        assert_eq!(resumed, whole);
    }
    fs::remove_file(&path).expect("a file");
}

#[test]
fn a_file_that_cannot_be_written_or_read_ends_all() {
    let (data, folder) = (data(), file("folder"));
    let nowhere = folder.join("run");
    let run = |path: &PathBuf| {
        together(2, 1, |local| {
            let trainer = trainer()
                .checkpoint(path, Every::Steps(1))
                .resume()
                .across(local);
            let fit = trainer.fit(&mut Pair::new(&mut rng()), &data);
            fit.expect_err("an error").to_string()
        })
    };
    for error in run(&nowhere) {
        assert!(error.starts_with("on rank 0: the run in"), "{error}");
        assert!(error.contains("cannot be written"), "{error}");
    }
    fs::create_dir(&folder).expect("a folder");
    for error in run(&folder) {
        assert!(error.contains("cannot be read"), "{error}");
    }
    fs::remove_dir(&folder).expect("a folder");
}

#[test]
fn the_first_rank_is_asked_whether_to_go_on_and_has_the_clock() {
    let data = data();
    let told = together(3, 1, |local| {
        let mut told = 0;
        let trainer = trainer().across(local).on_epoch(|epoch| {
            told += 1;
            if epoch.epoch == 2 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        let history = trainer
            .fit(&mut Pair::new(&mut rng()), &data)
            .expect("training");
        drop(trainer);
        (told, history.train_nll().len(), history.stopped())
    });
    let of = |told: usize| (told, 2, Stopped::Observer);
    assert_eq!(told, [of(2), of(0), of(0)]);

    let steps = together(3, 1, |local| {
        let trainer = trainer().epochs(1_000_000).seconds(0.2).across(local);
        let history = trainer
            .fit(&mut Pair::new(&mut rng()), &data)
            .expect("training");
        (history.train_nll().to_vec(), history.stopped())
    });
    assert!(steps[0] == steps[1] && steps[1] == steps[2]);
    assert_eq!(steps[0].1, Stopped::Seconds);
}

#[test]
fn rows_are_shared_out_and_gathered() {
    let data = data();
    let pair = Pair::new(&mut rng());
    let all = pair.log_prob_batch(&data);
    for (ranks, threads) in COUNTS {
        for gathered in together(ranks, threads, |local| {
            local.gather(&pair.log_prob_batch(&data[local.share(data.len())]))
        }) {
            assert_eq!(gathered, all);
        }
        for gathered in together(ranks, 1, |local| {
            local.gather(&data[local.share(data.len())])
        }) {
            assert_eq!(gathered, data);
        }
    }
    assert_eq!(
        (Alone.share(5), Alone.gather(&[1.0_f32])),
        (0..5, vec![1.0])
    );
}
