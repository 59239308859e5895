//! A variational autoencoder in a model whose posteriors and densities are known.

#![allow(missing_docs, reason = "tests")]

mod single;
mod warm_up;

use flow_runtime::Stopped;
use flow_runtime::inference::Vae;
use flow_runtime::prelude::*;
use nalgebra::SMatrix;
use std::f64::consts::PI;
use tests::{points, rng};

/// Probabilistic principal components (Tipping & Bishop 1999): x = W z + σ ε.
const W: [[f64; 2]; 5] = [[1.0, 0.9], [0.8, 1.0], [1.2, 1.1], [0.9, 0.8], [1.0, 1.05]];
const VARIANCE: f64 = 0.25;

/// The entropy of x in nats, and what the best posterior without correlations is short of ln p(x).
const ENTROPY: f64 = 5.533_646;
const MEAN_FIELD: f64 = 1.106_099;

type Latent = SVector<f64, 2>;
type Data = SVector<f64, 5>;

fn loadings() -> SMatrix<f64, 5, 2> {
    SMatrix::from_fn(|i, j| W[i][j])
}

fn pairs(n: usize) -> (Vec<Latent>, Vec<Data>) {
    let both = points::<f64, 7>(n, 1.0).into_iter().map(|e| {
        let z = SVector::from([e[0], e[1]]);
        let noise = SVector::from_fn(|i, _| VARIANCE.sqrt() * e[2 + i]);
        (z, loadings() * z + noise)
    });
    both.unzip()
}

/// ln p(x) of x ~ N(0, W Wᵀ + σ² 1).
fn log_prob(x: &Data) -> f64 {
    let covariance = loadings() * loadings().transpose() + SMatrix::identity() * VARIANCE;
    let inverse = covariance.try_inverse().expect("a covariance");
    -0.5 * (x.dot(&(inverse * x)) + covariance.determinant().ln() + 5.0 * (2.0 * PI).ln())
}

flow! {
    struct Prior<f64, 2> = Normal;
    struct Decoder<f64, 5 | 2> = Normal(32);
    struct MeanField<f64, 2 | 5> = Normal(32);
    struct Encoder<f64, 2 | 5> = Normal(32) >> IAF(16);
}

/// A decoder that knows W and σ, from 60,000 pairs.
fn known_decoder() -> Decoder {
    let (zs, xs) = pairs(60_000);
    let mut decoder = Decoder::new(&mut rng());
    Trainer::new(Adam::new(5e-3))
        .epochs(8)
        .batch_size(200)
        .schedule(Schedule::cosine())
        .fit_given(&mut decoder, &xs, &zs)
        .expect("training");
    decoder
}

/// The mean of ln p(x) less the bound, by fresh samples.
fn gap(xs: &[Data], bounds: &[f64]) -> f64 {
    let terms = xs.iter().zip(bounds).map(|(x, bound)| log_prob(x) - bound);
    terms.sum::<f64>() / xs.len() as f64
}

fn fit_encoder<Q: Flow<2, 5, Scalar = f64>>(encoder: Q, decoder: Decoder) -> [f64; 2] {
    let xs = pairs(30_000).1;
    let (train, fresh) = xs.split_at(20_000);
    let mut vae = Vae::new(encoder, decoder, Prior::new(&mut rng()));
    let held = vae.decoder.params().to_vec();
    let trainer = Trainer::new(Adam::new(5e-3))
        .epochs(10)
        .batch_size(100)
        .schedule(Schedule::cosine());
    vae.fit_encoder(&trainer, train).expect("training");
    assert_eq!(vae.decoder.params(), held);
    let elbo = gap(fresh, &vae.elbo_batch(fresh, &mut rng()));
    let few = &fresh[..1000];
    let bound = gap(few, &vae.log_prob_bound_batch(few, 100, &mut rng()));
    [elbo, bound]
}

#[test]
fn a_flow_closes_the_gap_of_a_mean_field_posterior() {
    let decoder = known_decoder();
    let [elbo, bound] = fit_encoder(MeanField::new(&mut rng()), decoder.clone());
    assert!((elbo - MEAN_FIELD).abs() < 0.02, "mean field: {elbo}");
    assert!(
        bound < 0.6 * elbo && bound > 0.0,
        "a hundred samples: {bound}"
    );
    let [elbo, bound] = fit_encoder(Encoder::new(&mut rng()), decoder);
    assert!(elbo < 0.046, "flow: {elbo}");
    assert!(bound.abs() < 0.01, "flow, a hundred samples: {bound}");
}

#[test]
fn all_three_flows_are_fitted() {
    let xs = pairs(20_000).1;
    let (encoder, decoder) = (Encoder::new(&mut rng()), Decoder::new(&mut rng()));
    let mut vae = Vae::new(encoder, decoder, Prior::new(&mut rng()));
    let trainer = Trainer::new(Adam::new(5e-3))
        .epochs(15)
        .batch_size(100)
        .clip_norm(20.0)
        .schedule(Schedule::cosine());
    let history = vae.fit(&trainer, &xs).expect("training");
    let last = history.train_nll()[14];
    assert!(last < ENTROPY + 0.06 && last > ENTROPY - 0.05, "{last}");
    // What it draws, and what it makes of x, have the variances of x.
    let variance =
        |xs: &[Data], d: usize| xs.iter().map(|x| x[d] * x[d]).sum::<f64>() / xs.len() as f64;
    let drawn = vae.sample_batch(10_000, &mut rng());
    let again = vae.reconstruct(&xs[..10_000], &mut rng());
    for (d, w) in W.iter().enumerate() {
        let exact = w[0] * w[0] + w[1] * w[1] + VARIANCE;
        for xs in [&drawn, &again] {
            let ratio = variance(xs, d) / exact;
            assert!((ratio - 1.0).abs() < 0.08, "x[{d}]: {ratio}");
        }
    }
    let near = |a: &Data, b: &Data| (a - b).norm_squared();
    let distance = again.iter().zip(&xs).map(|(a, b)| near(a, b)).sum::<f64>() / 1e4;
    // ε is drawn anew, and z is told as well as x tells it.
    assert!(distance < 5.0 * 3.0 * VARIANCE, "{distance}");
    assert!(
        vae.fit(&trainer, &[])
            .is_err_and(|error| error == FitError::Empty)
    );
}

/// As many parameters as samples: without somebody who looks, a prior and an encoder learn these by heart.
fn few() -> (Vec<Data>, Vec<Data>) {
    let xs = pairs(260).1;
    let (train, held) = xs.split_at(60);
    (train.to_vec(), held.to_vec())
}

fn untrained() -> Vae<Encoder, Decoder, Prior, f64, 5, 2> {
    Vae::new(
        Encoder::new(&mut rng()),
        Decoder::new(&mut rng()),
        Prior::new(&mut rng()),
    )
}

#[test]
fn what_is_held_out_ends_the_fit_and_chooses_the_parameters() {
    let (train, held) = few();
    let trainer = || {
        Trainer::new(Adam::new(1e-2))
            .epochs(300)
            .batch_size(20)
            .clip_norm(20.0)
    };
    let mut vae = untrained();
    let samples = Samples::of(&train).validation(&held);
    let history = vae.fit(&trainer().patience(15), samples).expect("training");
    let (best, valid) = (history.best_epoch(), history.valid_nll());
    assert_eq!(history.stopped(), Stopped::Patience);
    assert_eq!([valid.len(), history.train_nll().len()], [best + 15; 2]);
    assert!(valid.iter().all(|nll| valid[best - 1] <= *nll));

    let bound = |vae: &Vae<Encoder, Decoder, Prior, f64, 5, 2>| {
        let bounds = vae.log_prob_bound_batch(&held, 50, &mut rng());
        bounds.iter().sum::<f64>() / bounds.len() as f64
    };
    // The parameters are those of the best epoch, by other draws of a bound that is hardly closer.
    let again = -bound(&vae);
    assert!((again - valid[best - 1]).abs() < 0.1, "{again} {valid:?}");

    // All 300 epochs are worse than those that were enough.
    let mut whole = untrained();
    let history = whole.fit(&trainer(), &train).expect("training");
    assert!(history.valid_nll().is_empty());
    assert!(
        bound(&vae) > bound(&whole) + 0.1,
        "{} {}",
        bound(&vae),
        bound(&whole)
    );
}

#[test]
fn weights_are_counts() {
    let (train, held) = few();
    let trainer = Trainer::new(Adam::new(1e-2)).epochs(1).batch_size(1000);
    // One batch, and one step: its loss says what was counted.
    let loss = |samples: Samples<'_, f64, 5>| {
        let history = untrained().fit(&trainer, samples).expect("training");
        (history.train_nll()[0], history.valid_nll().first().copied())
    };
    let ones = vec![1.0; train.len()];
    let plain = loss(Samples::of(&train));
    assert_eq!(plain, loss(Samples::of(&train).weights(&ones)));
    let mut some = vec![3.0; train.len()];
    some[7..].fill(0.0);
    let seven = loss(Samples::of(&train[..7]));
    assert_eq!(seven, loss(Samples::of(&train).weights(&some)));
    // Those that validate have weights of their own.
    let mut other = vec![0.0; held.len()];
    other[..5].fill(0.5);
    let few = loss(Samples::of(&train).validation(Samples::of(&held[..5])));
    let weighed = loss(Samples::of(&train).validation(Samples::of(&held).weights(&other)));
    assert_eq!(few, weighed);
}

#[test]
fn a_sample_without_a_density_is_refused() {
    let (mut train, held) = few();
    train[3][2] = f64::NAN;
    let mut vae = untrained();
    let trainer = Trainer::new(Adam::new(1e-2)).epochs(1);
    let refused = |error: &FitError| {
        matches!(
            error,
            FitError::NonFiniteData {
                row: 3,
                column: 2,
                ..
            }
        )
    };
    assert!(
        vae.fit(&trainer, &train)
            .is_err_and(|error| refused(&error))
    );
    let samples = Samples::of(&held).validation(&train);
    let error = vae.fit(&trainer, samples).expect_err("a number is NaN");
    assert!(matches!(error, FitError::Validation(error) if refused(&error)));
}
