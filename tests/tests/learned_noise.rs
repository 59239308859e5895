//! Noise that is learned makes of a bound the truth, where the flow is the density that was rounded down.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::rng;

flow! {
    /// A normal distribution that is rounded down: noise is uniform, or learned.
    struct Uniform<f64, 1> = Affine >> Dequantize;
    struct Learned<f64, 1> = Affine >> Dequantize(16);
    struct Smooth<f64, 1> = Normal[loc = [0.3], scale = [0.7]];
    /// Uniform on bytes: learned noise starts as uniform noise.
    struct Bytes<f64, 1> = Uniform >> Scale[256] >> Dequantize(8);
    struct Bytes32<f32, 1> = Uniform >> Scale[256] >> Dequantize(8);
}

/// P(x) = F(x + 1) − F(x) for some x around 0.
fn shares() -> Vec<(f64, f64)> {
    let smooth = Smooth::new(&mut rng());
    let p = |x: f64| smooth.cdf(x + 1.0) - smooth.cdf(x);
    (-5..=5).map(|x| (f64::from(x), p(f64::from(x)))).collect()
}

/// The bound that is expected of data which these are the probabilities of, after training on such data.
fn trained(mut flow: impl Trainable<1, 0, Scalar = f64> + LowerBound<f64, 1>) -> f64 {
    let data: Vec<SVector<f64, 1>> = shares()
        .into_iter()
        .flat_map(|(x, p)| vec![SVector::from([x]); (4000.0 * p).round() as usize])
        .collect();
    let rates = Schedule::cosine();
    let trainer = Trainer::new(Adam::new(1e-2))
        .epochs(60)
        .batch_size(200)
        .schedule(rates);
    trainer.fit(&mut flow, &data).unwrap();
    let mut generator = rng();
    let of = |(x, p): (f64, f64)| {
        let bounds = flow.elbo_batch(&vec![SVector::from([x]); 4000], &mut generator);
        p * bounds.iter().sum::<f64>() / 4000.0
    };
    shares().into_iter().map(of).sum()
}

#[test]
fn learned_noise_is_better_than_uniform_noise() {
    let entropy: f64 = shares().iter().map(|(_, p)| -p * p.ln()).sum();
    let [uniform, learned] = [
        -trained(Uniform::new(&mut rng())),
        -trained(Learned::new(&mut rng())),
    ];
    println!("entropy {entropy}, uniform {uniform}, learned {learned}");
    assert!(
        learned > entropy - 2e-3 && learned < entropy + 0.01,
        "{learned} {entropy}"
    );
    assert!(learned < uniform - 0.02, "{learned} {uniform}");
}

#[test]
fn it_starts_as_uniform_noise() {
    let bytes = Bytes::new(&mut rng());
    let xs = bytes.sample_batch(500, &mut rng());
    let exact = -(256.0_f64.ln());
    let bounds = bytes.elbo_batch(&xs, &mut rng());
    assert!(bounds.iter().all(|bound| (bound - exact).abs() < 1e-9));
    let single = Bytes32::new(&mut rng());
    let xs: Vec<SVector<f32, 1>> = single.sample_batch(2000, &mut rng());
    let bounds = single.elbo_batch(&xs, &mut rng());
    assert!(
        bounds
            .iter()
            .all(|bound| (f64::from(*bound) - exact).abs() < 1e-3)
    );
}
