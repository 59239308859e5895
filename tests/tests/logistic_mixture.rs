//! A mixture of logistics by itself is that mixture, and is learned to its entropy.

use flow_runtime::prelude::*;
use tests::rng;

flow! {
    /// On a logistic base, the mixture itself.
    pub struct Blend<f64, 1> = Logistic >> LogisticMixture(3);
    #[allow(deprecated, reason = "columns by themselves are what this is for")]
    pub struct Pair<f64, 2> = Logistic >> LogisticMixture(components = 2);
    #[allow(deprecated, reason = "one dimension is what is compared")]
    pub struct Conditioned<f64, 1> = Logistic >> MAF(8, univariate = mixture(components = 3));
}

const _: () = assert!(Blend::PARAMS == 9 && Pair::PARAMS == 12);

fn logistic(x: f64, location: f64, scale: f64) -> f64 {
    let u = (x - location) / scale;
    1.0 / (4.0 * scale * (0.5 * u).cosh().powi(2))
}

/// Weights, distances of the locations from where they start, and log-scales, which a soft clip leaves as they are near 0.
const PARAMS: [f64; 9] = [0.5, -0.3, 0.1, 0.4, 0.0, -0.2, 0.0, 0.0, 0.0];

#[test]
fn its_density_is_that_of_the_mixture() {
    let mut flow = Blend::new(&mut rng());
    let locations = [-1.0, 0.0, 1.0];
    for params in [[0.0; 9], PARAMS] {
        flow.params_mut().copy_from_slice(&params);
        let weights = [0, 1, 2].map(|k| params[k].exp());
        let sum: f64 = weights.iter().sum();
        for x in [-30.0, -2.0, -0.1, 0.0, 0.7, 3.0, 40.0] {
            let part = |k: usize| weights[k] / sum * logistic(x, locations[k] + params[3 + k], 1.0);
            let expected = (part(0) + part(1) + part(2)).ln();
            let found = flow.log_prob(&SVector::from([x]));
            assert!((found - expected).abs() < 1e-13 * expected.abs().max(1.0));
        }
    }
}

/// With parameters in place of a network's outputs.
#[test]
fn it_is_the_univariate_map_without_a_network() {
    let (mut alone, mut conditioned) = (Blend::new(&mut rng()), Conditioned::new(&mut rng()));
    assert_eq!(Blend::PARAMS, Conditioned::PARAMS);
    alone.params_mut().copy_from_slice(&PARAMS);
    conditioned.params_mut().copy_from_slice(&PARAMS);
    for x in [-5.0, 0.0, 0.3, 8.0].map(|x| SVector::from([x])) {
        assert_eq!(alone.log_prob(&x), conditioned.log_prob(&x));
        assert_eq!(alone.forward(&x), conditioned.forward(&x));
    }
}

/// Every dimension has a mixture of its own: two narrow bumps far apart, and one.
#[test]
fn it_learns_bumps() {
    let mut rng = rng();
    let data: Vec<SVector<f64, 2>> = (0..4000)
        .map(|i| {
            let [u, v]: [f64; 2] = [(); 2].map(|()| rng.random_range(1e-9..1.0));
            let [a, b] = [u, v].map(|u| (u / (1.0 - u)).ln());
            SVector::from([if i % 2 == 0 { 3.0 } else { -3.0 } + 0.2 * a, 1.0 + 0.5 * b])
        })
        .collect();
    let mut flow = Pair::new(&mut rng);
    let trainer = Trainer::new(Adam::new(2e-2)).epochs(30).batch_size(200);
    trainer.fit(&mut flow, &data).expect("training");
    // ln 2 for which bump it is; a logistic's entropy is 2 + ln s.
    let entropy = 2_f64.ln() + 2.0 + 0.2_f64.ln() + 2.0 + 0.5_f64.ln();
    let nll = flow.nll(&data);
    assert!((nll - entropy).abs() < 0.05, "{nll} and {entropy}");
}
