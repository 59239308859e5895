//! The programs that callers rely on, beyond a density of data that are at hand: one's own table, and one's own density.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use flow_runtime::table::{self, Table};
use std::ops::ControlFlow;

flow! {
    pub struct Wine<alcohol, ash, magnesium> = 5 * (NSF(32, 32) >> Reverse) >> Standardize >> On[magnesium](Exp);
    pub struct Pair<f64, 2> = 2 * (MAF(16, activation = tanh) >> Reverse);
    pub struct Tally<2> = MAF(16) >> Reverse >> MAF(16) >> Standardize >> Dequantize;
}

const _: () = assert!(Wine::DIM == 3);

/// A table as somebody brings it.
fn wine_csv(path: &std::path::Path) -> std::io::Result<()> {
    let rows = (0..300).map(|i| {
        let t = f64::from(i);
        let (a, b, c) = ((t * 0.7).sin(), (t * 1.3).cos(), (t * 2.1).sin());
        let (magnesium, colour) = ((4.6 + 0.1 * a).exp(), i % 3);
        format!("{magnesium},{},{colour},{}", 13.0 + b, 2.3 + 0.3 * c)
    });
    let header = "magnesium,alcohol,colour,ash".to_owned();
    let text = std::iter::once(header)
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n");
    std::fs::write(path, text)
}

#[test]
fn a_table_of_ones_own() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("wine-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    wine_csv(&folder.join("wine.csv"))?;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);

    let table: Table<f32> = Table::read(folder.join("wine.csv"))?;
    let (rows, names) = (table.rows(), table.columns());
    assert_eq!((rows, names[0].as_str()), (300, "magnesium"));
    let xs: Vec<SVector<f32, 3>> = table.select(["alcohol", "ash", "magnesium"])?;
    let same: Vec<SVector<f32, 3>> = table.of::<Wine, 3>()?;
    assert_eq!(xs, same);
    let [train, valid, test] = table::split(&xs, [0.8, 0.1, 0.1], 0);
    assert_eq!(train.len() + valid.len() + test.len(), 300);
    Table::of_samples(["a", "b", "c"], &xs)?.write(folder.join("samples.csv"))?;

    let weights = vec![1.0; train.len()];
    let mut wine = Wine::new(&mut rng);
    let history = Trainer::new(Adam::new(1e-3).weight_decay(1e-6))
        .epochs(4)
        .batch_size(64)
        .patience(20)
        .schedule(Schedule::cosine().warm_up(2))
        .clip_norm(5.0)
        .average(0.9)
        .seconds(60.0)
        .steps(10_000)
        .checkpoint(folder.join("wine.run"), Every::Epochs(1))
        .resume()
        .on_epoch(|epoch| {
            if epoch.valid_nll < Some(-1e9) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .fit(
            &mut wine,
            Samples::of(&train).weights(&weights).validation(&valid),
        )?;
    assert_eq!(history.train_nll().len(), 4);
    assert_eq!(history.valid_nll().len(), 4);
    assert_eq!(history.learning_rate().len(), 4);
    assert_eq!(history.grad_norm().len(), 4);
    assert!(history.best_epoch() <= 4);
    println!("{:?}", history.stopped());
    history.write_csv(folder.join("history.csv"))?;

    let trainer = Trainer::new(Adam::new(1e-3)).epochs(1);
    trainer.fit(&mut wine, Samples::of(&train).validation_split(0.1))?;
    trainer.fit_batches(&mut wine, || train.chunks(64).map(<[_]>::to_vec))?;
    for schedule in [
        Schedule::constant(),
        Schedule::exponential(0.99),
        Schedule::plateau(0.5, 3),
    ] {
        let trainer = Trainer::new(Adam::new(1e-3)).epochs(1).schedule(schedule);
        trainer.on_epoch(|_| ()).fit(&mut wine, &train)?;
    }
    let calibration: Calibration = testing::calibration(&wine, &test);
    println!("{calibration:?}");
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// N(1, ½²) in two dimensions, up to a constant.
struct Hill;

impl Target<f64, 2> for Hill {
    fn log_density(&self, x: &SVector<f64, 2>) -> f64 {
        self.log_density_and_grad(x).0
    }

    fn log_density_and_grad(&self, x: &SVector<f64, 2>) -> (f64, SVector<f64, 2>) {
        let from = x - SVector::from([1.0, 1.0]);
        (-2.0 * from.norm_squared(), -4.0 * from)
    }
}

#[test]
fn a_density_of_ones_own() -> Result<(), Box<dyn std::error::Error>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let (mut flow, target) = (Pair::new(&mut rng), Hill);
    let history = Trainer::new(Adam::new(1e-2))
        .steps(600)
        .batch_size(256)
        .fit_target(&mut flow, &target)?;
    println!("{:?}", history.stopped());
    let drawn = Importance::draw(&flow, &target, 20_000, &mut rng);
    let (log_evidence, error): (f64, f64) = drawn.log_evidence();
    // ∫ exp(−2 r²) = π / 2.
    let exact = (std::f64::consts::PI / 2.0).ln();
    assert!(
        (log_evidence - exact).abs() < 5.0 * error + 1e-3,
        "{log_evidence} ± {error}"
    );
    assert_eq!(drawn.samples().len(), drawn.log_weights().len());
    assert!(drawn.ess() > 15_000.0, "{}", drawn.ess());
    assert_eq!(drawn.resample(100).len(), 100);
    Ok(())
}

/// Of whole numbers there is a bound.
#[test]
fn a_bound_instead_of_a_density() -> Result<(), Box<dyn std::error::Error>> {
    fn elbo<const D: usize>(tally: &impl LowerBound<f32, D>, x: &SVector<f32, D>) -> f32 {
        tally.elbo(x, &mut Xoshiro256PlusPlus::seed_from_u64(1))
    }
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let xs: Vec<SVector<f32, 2>> = (0..200)
        .map(|i| SVector::from([(i % 7) as f32, (i % 3) as f32]))
        .collect();
    let mut tally = Tally::new(&mut rng);
    let trainer = Trainer::new(Adam::new(1e-2)).epochs(3);
    let history = trainer.fit(&mut tally, Samples::of(&xs).validation_split(0.2))?;
    assert_eq!(history.valid_nll().len(), 3);
    let elbo_now: f32 = tally.elbo(&xs[0], &mut rng);
    let bound: Vec<f32> = tally.log_prob_bound_batch(&xs, 100, &mut rng);
    assert!(elbo_now.is_finite() && elbo(&tally, &xs[0]).is_finite() && bound.len() == 200);
    Ok(())
}
