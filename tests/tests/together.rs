//! What a trainer is asked for at the same time: settings that change what others see.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::table::Table;
use flow_runtime::{Stopped, prelude::*};
use tests::{File, points, rng};

flow! {
    struct Pair<f64, 2> = MAF(16) >> Reverse >> MAF(16);
    struct Wild<f64, 2> = MAF(8, scale = exp) >> Reverse >> MAF(8, scale = exp);
    struct Single<2> = MAF(8, scale = exp) >> Reverse >> MAF(8, scale = exp);
}

/// A row without a density makes one step of each epoch bad. A run that is stopped goes on with those that it has left out,
/// and ends with the same bits, the same count, or at the same step, where one more is too many.
#[test]
fn steps_that_were_left_out_before_a_stop_count_after_it() {
    let mut data: Vec<SVector<f64, 2>> = points(48, 1.0);
    data[17] = SVector::from([1e200, 1e200]);
    let valid: Vec<SVector<f64, 2>> = points(30, 1.0);
    let weights: Vec<f64> = (0..48).map(|i| f64::from(1 + i % 3)).collect();
    let samples = Samples::of(&data).weights(&weights).validation(&valid);
    let everything = |skips: u64| {
        Trainer::new(Adam::new(2e-2).weight_decay(1e-3))
            .epochs(6)
            .batch_size(16)
            .patience(100)
            .schedule(Schedule::plateau(0.5, 1).warm_up(4))
            .clip_norm(0.5)
            .average(0.9)
            .skip_bad_steps(skips)
    };
    let fit = |trainer: Trainer<'_>| {
        let mut flow = Wild::new(&mut rng());
        let fitted = trainer.fit(&mut flow, samples);
        let left = fitted.map(|history| {
            let numbers = [
                history.train_nll(),
                history.valid_nll(),
                history.learning_rate(),
                history.grad_norm(),
            ];
            assert!(numbers.concat().iter().all(|number| number.is_finite()));
            let numbers = numbers.map(<[f64]>::to_vec);
            (numbers, history.best_epoch(), history.skipped_steps())
        });
        (
            left.map_err(|error| error.to_string()),
            flow.params().to_vec(),
        )
    };
    let whole = fit(everything(6));
    assert_eq!(whole.0.as_ref().expect("training").2, 6);
    let lost = fit(everything(3));
    let said = lost.0.as_ref().expect_err("a fourth");
    assert!(
        said.contains("epoch 4") && said.contains("at row 17"),
        "{said}"
    );
    for every in [Every::Epochs(1), Every::Steps(1), Every::Seconds(0.0)] {
        for stops in [vec![3], vec![1, 2, 3, 4], vec![5, 8], vec![9]] {
            for (skips, expected) in [(6, &whole), (3, &lost)] {
                let file = File::new("bad.run");
                let trainer = || everything(skips).checkpoint(&file.0, every).resume();
                let mut counts = Vec::new();
                for stop in &stops {
                    let (left, _) = fit(trainer().steps(*stop));
                    counts.push(left.expect("training").2);
                }
                // Three steps an epoch, one of them bad.
                for (count, stop) in counts.iter().zip(&stops) {
                    assert!(
                        (stop / 3..=stop.div_ceil(3)).contains(count),
                        "{counts:?} {stops:?}"
                    );
                }
                assert_eq!(
                    &fit(trainer()),
                    expected,
                    "{every:?}, after {stops:?} steps"
                );
            }
        }
    }
}

/// What is judged at the end of an epoch is the average, and what is put back in the end is the average of the best epoch:
/// that with which shorter runs end.
#[test]
fn patience_waits_for_the_average() {
    const PATIENCE: usize = 3;
    // Few rows for many parameters: what validates gets worse before long.
    let all: Vec<SVector<f64, 2>> = datasets::moons(130, 0.1, &mut rng());
    let (data, valid) = all.split_at(30);
    let trainer = |epochs: usize| {
        Trainer::new(Adam::new(1e-2))
            .epochs(epochs)
            .batch_size(8)
            .average(0.8)
    };
    let fitted = |trainer: Trainer<'_>, samples: Samples<'_, f64, 2>| {
        let mut flow = Pair::new(&mut rng());
        let history = trainer.fit(&mut flow, samples).expect("training");
        (flow, history)
    };
    let samples = Samples::of(data).validation(valid);
    let (flow, history) = fitted(trainer(200).patience(PATIENCE), samples);
    let epochs = history.valid_nll().len();
    assert_eq!(history.stopped(), Stopped::Patience);
    assert_eq!(epochs, history.best_epoch() + PATIENCE);
    assert!(history.best_epoch() > 1 && epochs < 200, "{epochs}");

    let shorter = |epochs: usize| fitted(trainer(epochs), Samples::of(data)).0;
    let averages: Vec<Pair> = (1..=epochs).map(shorter).collect();
    for (average, nll) in averages.iter().zip(history.valid_nll()) {
        let expected = average.nll(valid);
        assert!((nll - expected).abs() < 1e-12, "{nll}, not {expected}");
    }
    let least = |a: &&Pair, b: &&Pair| a.nll(valid).total_cmp(&b.nll(valid));
    let best = averages.iter().min_by(least).expect("an epoch");
    assert_eq!(flow.params(), best.params());
    // The parameters themselves are others, and worse.
    let (last, _) = fitted(
        Trainer::new(Adam::new(1e-2))
            .epochs(history.best_epoch())
            .batch_size(8),
        Samples::of(data),
    );
    assert_ne!(last.params(), flow.params());
}

/// The weighted mean of −ln p.
fn loss(flow: &Single, data: &[SVector<f32, 2>], weights: &[f32]) -> f64 {
    let rows = flow.log_prob_batch(data).into_iter().zip(weights);
    let seen = rows.filter(|(_, w)| **w > 0.0);
    let (sum, all) = seen.fold((0.0, 0.0), |(sum, all), (log_prob, &w)| {
        (sum - f64::from(w) * f64::from(log_prob), all + f64::from(w))
    });
    sum / all
}

/// Whenever it does, and whatever else was asked for: what is left is finite, and not worse than at the start, by the loss
/// that was asked for.
#[test]
fn a_run_that_diverges_makes_nothing_worse_with_all_else() {
    type Change = fn(Trainer<'_>) -> Trainer<'_>;
    let data = datasets::moons(200, 0.05, &mut rng());
    let (train, valid) = data.split_at(160);
    let ones = vec![1.0; 160];
    let weights: Vec<f32> = (0..160).map(|i| (i % 5) as f32).collect();
    let changes: [(&str, Change); 5] = [
        ("average", |t| t.average(0.9)),
        ("clipping", |t| t.clip_norm(1.0)),
        ("decay", |t| t.average(0.99).clip_norm(0.1)),
        ("bad steps", |t| t.skip_bad_steps(2).average(0.5)),
        ("nothing", |t| t),
    ];
    for (name, change) in changes {
        for (weights, judged) in [(&ones, train), (&weights, train), (&ones, valid)] {
            let mut diverged = 0;
            let start = Single::new(&mut rng());
            let of = |flow: &Single| match judged.len() {
                160 => loss(flow, train, weights),
                _ => loss(flow, valid, &ones[..40]),
            };
            let before = of(&start);
            for rate in [1e2, 1e3, 1e6, 1e30] {
                for (epochs, batch_size) in [(1, 32), (2, 160), (40, 160), (40, 32)] {
                    let mut flow = start.clone();
                    let trainer = change(Trainer::new(Adam::new(rate)));
                    let samples = Samples::of(train).weights(weights);
                    let samples = if judged.len() == 160 {
                        samples
                    } else {
                        samples.validation(valid)
                    };
                    let trainer = trainer.epochs(epochs).batch_size(batch_size);
                    let fitted = trainer.fit(&mut flow, samples);
                    let at = format!("{name} at {rate}, {epochs} epochs of {batch_size}");
                    assert!(flow.params().iter().all(|p| p.is_finite()), "{at}");
                    match fitted {
                        Ok(_) => assert!(of(&flow).is_finite(), "{at}: {}", of(&flow)),
                        Err(FitError::Diverged { .. } | FitError::GradientOverflow { .. }) => {
                            diverged += 1;
                            assert!(of(&flow) <= before, "{at}: {} after {before}", of(&flow));
                        }
                        Err(error) => panic!("{at}: {error}"),
                    }
                }
            }
            assert!(diverged > 0, "{name}");
        }
    }
}

/// All digits are in the file, and a table reads them.
#[test]
fn a_history_in_a_file_has_the_same_bits() {
    let data: Vec<SVector<f64, 2>> = points(60, 1.0);
    let fit = |samples: Samples<'_, f64, 2>| {
        let trainer = Trainer::new(Adam::new(1e-2)).epochs(7);
        let trainer = trainer.schedule(Schedule::exponential(0.7));
        let mut flow = Pair::new(&mut rng());
        trainer.fit(&mut flow, samples).expect("training")
    };
    for held_out in [true, false] {
        let samples = Samples::of(&data);
        let history = fit(if held_out {
            samples.validation_split(0.2)
        } else {
            samples
        });
        let file = File::new("history.csv");
        history.write_csv(&file.0).expect("writing");
        let mut columns = vec![
            ("train_nll", history.train_nll()),
            ("learning_rate", history.learning_rate()),
            ("grad_norm", history.grad_norm()),
        ];
        if held_out {
            columns.push(("valid_nll", history.valid_nll()));
        }
        let names = columns.iter().map(|(name, _)| *name).chain(["epoch"]);
        let table: Table<f64> = Table::reader()
            .columns(names)
            .read(&file.0)
            .expect("a table");
        assert_eq!(table.rows(), 7);
        for (name, numbers) in columns {
            assert_eq!(table.column(name).expect(name), numbers, "{name}");
        }
        assert_eq!(
            table.column("epoch").expect("epochs"),
            [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
        );
    }
}
