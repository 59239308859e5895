//! Base densities that learn: what they are trained to, against what is known.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::{points, rng};

flow! {
    struct Learned<f64, 2> = Normal(learned);
    struct Eight<f64, 2> = Mixture(8);
    struct Chained<2> = Mixture(4) >> 2 * (MAF(8) >> Reverse);
}

const _: () = assert!(Eight::PARAMS == 8 + 2 * 16 && Learned::PARAMS == 4);

#[test]
fn a_learned_normal_has_the_moments_of_the_data() {
    let data: Vec<SVector<f64, 2>> = points(2000, 1.0);
    let place = |z: SVector<f64, 2>| SVector::from([3.0 + 0.5 * z[0], -1.0 + 2.0 * z[1]]);
    let data: Vec<_> = data.into_iter().map(place).collect();
    let mut flow = Learned::new(&mut rng());
    assert_eq!(flow.params(), [0.0; 4], "the standard normal at first");
    let trainer = Trainer::new(Adam::new(5e-3)).epochs(80).batch_size(100);
    trainer.fit(&mut flow, &data).expect("training");
    let n = data.len() as f64;
    for d in 0..2 {
        let mean = data.iter().map(|x| x[d]).sum::<f64>() / n;
        let deviation = (data.iter().map(|x| (x[d] - mean).powi(2)).sum::<f64>() / n).sqrt();
        assert!(
            (flow.params()[d] - mean).abs() < 0.03,
            "{:?}",
            flow.params()
        );
        assert!((flow.params()[2 + d] - deviation.ln()).abs() < 0.02);
    }
}

/// The data is such a mixture, so it can be learned to its entropy, 2.833 nats.
#[test]
fn a_mixture_learns_the_eight_gaussians() {
    let data: Vec<SVector<f64, 2>> = datasets::eight_gaussians(4000, &mut rng());
    let held_out: Vec<SVector<f64, 2>> =
        datasets::eight_gaussians(4000, &mut Xoshiro256PlusPlus::seed_from_u64(1));
    let mut flow = Eight::new(&mut rng());
    // One location in the direction of each; the rest is to be learned.
    for j in 0..8 {
        let angle = f64::from(j) * std::f64::consts::FRAC_PI_4;
        let at = 8 + 2 * j as usize;
        flow.params_mut()[at..at + 2].copy_from_slice(&[angle.cos(), angle.sin()]);
    }
    let trainer = Trainer::new(Adam::new(2e-2)).epochs(30).batch_size(100);
    trainer.fit(&mut flow, &data).expect("training");
    let nll = flow.nll(&held_out);
    assert!(nll < 2.87, "{nll}");
}

#[test]
fn its_parameters_are_part_of_the_checkpoint_and_of_the_summary() {
    let flow = Chained::new(&mut rng());
    let path = std::env::temp_dir().join(format!("mixture-{}.safetensors", std::process::id()));
    flow.save(&path).expect("saving");
    let again = Chained::load(&path).expect("loading");
    std::fs::remove_file(&path).expect("removing");
    assert_eq!(flow.params(), again.params());
    assert_eq!(flow.sample(&mut rng()), again.sample(&mut rng()));
    let row = |line: &str| line.starts_with("Mixture(4)") && line.contains(" 20 ");
    assert!(
        Chained::summary().lines().any(row),
        "{}",
        Chained::summary()
    );
}
