//! The weight of the latent terms rises from ½ to 1.

use flow_runtime::inference::Vae;
use flow_runtime::prelude::*;
use tests::{perturbed, points, rng};

flow! {
    struct Prior<f64, 1> = Normal;
    struct Decoder<f64, 1 | 1> = Normal(8, activation = tanh);
    /// With all other parameters 0: N(m, 1), whatever x is.
    struct Encoder<f64, 1 | 1> = Normal(4) >> |z; m| z + m;
}

const N: usize = 20_000;

/// The mean slope of ln p(x | z) by z, where z is drawn from N(m, 1).
fn slope(decoder: &Decoder, x: f64, m: f64) -> f64 {
    let zs: Vec<_> = points::<f64, 1>(N, 1.0)
        .into_iter()
        .map(|u| u.add_scalar(m))
        .collect();
    let slopes = decoder.context_score_batch_given(&vec![SVector::from([x]); N], &zs);
    slopes.iter().map(|slope| slope[0]).sum::<f64>() / N as f64
}

/// The mean of the encoder's distribution.
fn mean(encoder: &Encoder, x: f64) -> f64 {
    encoder
        .given(&SVector::from([x]))
        .forward(&SVector::zeros())[0]
}

/// An encoder of N(m, 1).
fn encoder(m: f64) -> Encoder {
    let mut encoder = Encoder::new(&mut rng());
    for i in 0..Encoder::PARAMS {
        encoder.params_mut().fill(0.0);
        encoder.params_mut()[i] = m;
        if mean(&encoder, 1.0) == m {
            return encoder;
        }
    }
    panic!("no parameter is m");
}

/// The encoder's mean after some steps, of which the first has the weight ½ and the others 1.
fn after(steps: usize, decoder: &Decoder, x: f64, m: f64) -> f64 {
    let mut vae = Vae::new(encoder(m), decoder.clone(), Prior::new(&mut rng()));
    let trainer = Trainer::new(Adam::new(1e-4).beta1(0.0))
        .epochs(steps)
        .batch_size(N);
    vae.fit_encoder(&trainer, &vec![SVector::from([x]); N])
        .expect("training");
    mean(&vae.encoder, x)
}

/// The slope of the ELBO by m is that of ln p(x | z) less β m. Where the first is between m/2 and m, it is a matter of β which way m goes.
#[test]
fn latent_terms_begin_with_half_their_weight() {
    let decoder = perturbed(Decoder::new(&mut rng()));
    let x = if slope(&decoder, 4.0, 0.0) > 0.0 {
        4.0
    } else {
        -4.0
    };
    assert!(slope(&decoder, x, 0.0) > 0.0);
    let [mut low, mut high] = [0.0, 20.0];
    for _ in 0..40 {
        let m = f64::midpoint(low, high);
        if m < 1.4 * slope(&decoder, x, m) {
            low = m;
        } else {
            high = m;
        }
    }
    let m = low;
    assert!(m > 0.05, "{m}");
    let [once, twice] = [1, 2].map(|steps| after(steps, &decoder, x, m));
    assert!(once > m, "{m} {once}");
    assert!(twice < once, "{once} {twice}");
}
