//! Runs that go astray: what they say, and what they leave behind.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::{points, rng};

#[test]
fn a_diverging_loss_is_named_and_nothing_is_lost() {
    flow! { struct Wild<f32, 2> = MAF(8, scale = exp) >> Reverse >> MAF(8, scale = exp); }
    let mut wild = Wild::new(&mut rng());
    let data: Vec<SVector<f32, 2>> = points(200, 1.0);
    let before = wild.nll(&data);
    let mut epochs = 0;
    let trainer = Trainer::new(Adam::new(1e3))
        .epochs(50)
        .on_epoch(|_| epochs += 1);
    let error = trainer
        .fit(&mut wild, &data)
        .expect_err("this must diverge");
    drop(trainer);
    let FitError::Diverged { epoch, element, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(epoch, epochs + 1);
    let element = element.expect("an element overflowed");
    assert!(element.starts_with("MAF(8, scale = exp)"), "{error}");
    assert!(wild.nll(&data) <= before);
}

/// What a run that diverges leaves behind is finite on the data, and not worse than at the start, whenever it does.
#[test]
fn a_run_that_diverges_makes_nothing_worse() {
    fn diverges<F, const D: usize>(name: &str, flow: &F, rates: &[f64], data: &[SVector<f32, D>])
    where
        F: Flow<D, 0, Scalar = f32> + Density<f32, D> + Clone,
    {
        let before = flow.nll(data);
        assert!(before.is_finite(), "{name}");
        let mut diverged = 0;
        for (&rate, epochs) in rates.iter().zip([1, 2, 3, 40, 1000].repeat(rates.len())) {
            for batch_size in [data.len(), 32] {
                let mut flow = flow.clone();
                let trainer = Trainer::new(Adam::new(rate)).epochs(epochs);
                let fitted = trainer.batch_size(batch_size).fit(&mut flow, data);
                let (at, nll) = (format!("{name} at {rate}, {epochs}"), flow.nll(data));
                match fitted {
                    Ok(_) => assert!(nll.is_finite(), "{at}: {nll}"),
                    Err(FitError::Diverged { .. }) => {
                        diverged += 1;
                        assert!(nll <= before, "{at}: {nll} after {before}");
                        let all = flow.log_prob_batch(data);
                        assert!(all.iter().all(|lp| lp.is_finite()), "{at}");
                    }
                    Err(error) => panic!("{at}: {error}"),
                }
            }
        }
        assert!(diverged > 0, "{name}");
    }
    flow! {
        struct Affinely<1> = Affine;
        struct Masked<2> = 3 * (MAF(32) >> Reverse);
        struct Inverse<2> = 2 * (IAF(16, scale = exp) >> Reverse);
        struct Normed<2> = 2 * (MAF(16, scale = exp) >> Reverse) >> Standardize;
    }
    // One row has a density without a bound: the scale goes to 0 until its inverse overflows.
    let row = [SVector::from([0.0])];
    diverges("a row", &Affinely::new(&mut rng()), &[0.1; 5], &row);
    let mut learned = Affinely::new(&mut rng());
    let trainer = Trainer::new(Adam::new(0.1)).epochs(1000);
    trainer.fit(&mut learned, &row).expect_err("no bound");
    assert!(learned.nll(&row) < -80.0, "{}", learned.nll(&row));
    let data = datasets::moons(200, 0.05, &mut rng());
    let rates = [1e3, 1e6, 1e3, 1e6, 1e3, 1e6, 1e30, 1e30, 1e10, 1e10];
    diverges("MAF", &Masked::new(&mut rng()), &rates, &data);
    diverges("IAF", &Inverse::new(&mut rng()), &rates, &data);
    diverges("set by data", &Normed::new(&mut rng()), &rates, &data);
}

/// Adam needs the square of a gradient. Where that is infinite, it would stand still, which is said.
#[test]
fn gradients_whose_squares_overflow_are_an_error() {
    flow! {
        struct Single<1> = Affine;
        struct Double<f64, 1> = Affine;
    }
    let large = |x: SVector<f64, 1>| 1e12 * (x + SVector::from([3.0]));
    let data: Vec<SVector<f64, 1>> = points(200, 1.0).into_iter().map(large).collect();
    let rounded: Vec<_> = data.iter().map(|x| x.map(|x| x as f32)).collect();
    let trainer = Trainer::new(Adam::new(0.5)).epochs(30);
    let mut single = Single::new(&mut rng());
    let before = single.nll(&rounded);
    let error = trainer
        .fit(&mut single, &rounded)
        .expect_err("a square overflows");
    assert!(matches!(error, FitError::GradientOverflow { epoch: 1, .. }));
    assert_eq!(
        error.to_string(),
        "a gradient in epoch 1 is so large that its square, which Adam needs, is infinite in f32; a chain that ends with \
         `Standardize` would bring the data to a size near 1"
    );
    assert!(single.nll(&rounded) <= before);
    let mut double = Double::new(&mut rng());
    let before = double.nll(&data);
    trainer.fit(&mut double, &data).expect("training");
    assert!(double.nll(&data) < 0.5 * before);
}
