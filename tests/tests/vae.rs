//! A variational autoencoder in a model whose posteriors and densities are known.

#![allow(missing_docs, reason = "tests")]

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
