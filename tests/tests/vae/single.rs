//! Single precision, and single samples.

use super::{ENTROPY, pairs};
use flow_runtime::inference::Vae;
use flow_runtime::prelude::*;
use tests::rng;

flow! {
    struct Prior<2> = Normal;
    struct Decoder<5 | 2> = Normal(32);
    struct Encoder<2 | 5> = Normal(32) >> IAF(16);
}

type Model = Vae<Encoder, Decoder, Prior, f32, 5, 2>;

fn trained(xs: &[SVector<f32, 5>]) -> Model {
    let (encoder, decoder) = (Encoder::new(&mut rng()), Decoder::new(&mut rng()));
    let mut vae = Vae::new(encoder, decoder, Prior::new(&mut rng()));
    let trainer = Trainer::new(Adam::new(5e-3))
        .epochs(10)
        .batch_size(100)
        .schedule(Schedule::cosine());
    vae.fit(&trainer, Samples::of(xs)).expect("training");
    vae
}

fn mean(terms: &[f32]) -> f64 {
    terms.iter().copied().map(f64::from).sum::<f64>() / terms.len() as f64
}

#[test]
fn single_precision_learns_what_double_precision_does() {
    let xs: Vec<SVector<f32, 5>> = pairs(12_000)
        .1
        .iter()
        .map(|x| x.map(|x| x as f32))
        .collect();
    let (train, fresh) = xs.split_at(10_000);
    let vae = trained(train);
    let elbo = mean(&vae.elbo_batch(fresh, &mut rng()));
    let bound = mean(&vae.log_prob_bound_batch(fresh, 20, &mut rng()));
    // The standard error of a mean of 2,000 is 0.03.
    assert!((elbo + ENTROPY).abs() < 0.15, "{elbo}");
    assert!(
        bound >= elbo - 1e-3 && bound < 0.1 - ENTROPY,
        "{bound} {elbo}"
    );

    // One sample by itself is a batch of one.
    let x = &fresh[0];
    let one = std::slice::from_ref(x);
    assert_eq!(vae.elbo(x, &mut rng()), vae.elbo_batch(one, &mut rng())[0]);
    let bound = vae.log_prob_bound(x, 7, &mut rng());
    assert_eq!(bound, vae.log_prob_bound_batch(one, 7, &mut rng())[0]);
    assert_eq!(vae.sample(&mut rng()), vae.sample_batch(1, &mut rng())[0]);
    assert_eq!(vae.reconstruct(fresh, &mut rng()).len(), fresh.len());
    assert!(vae.elbo_batch(&[], &mut rng()).is_empty());
    assert!(vae.reconstruct(&[], &mut rng()).is_empty());
}

/// Where x has no density, neither has a bound: and nothing panics.
#[test]
fn what_is_no_number_has_no_bound() {
    let vae = trained(&[SVector::zeros(); 100]);
    let mut x = SVector::from([0.0; 5]);
    x[2] = f32::NAN;
    assert!(!vae.elbo(&x, &mut rng()).is_finite());
    assert!(!vae.log_prob_bound(&x, 5, &mut rng()).is_finite());
    assert_eq!(vae.reconstruct(&[x], &mut rng()).len(), 1);
}
