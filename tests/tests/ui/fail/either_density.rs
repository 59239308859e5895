//! Generic code that is given the other kind of flow: a bound where a density is asked for, and a density where a bound is.

use flow_runtime::inference::targets::DoubleWell;
use flow_runtime::testing::calibration;
use flow_runtime::{BoundedFlow, StochasticFlow, prelude::*};

flow! {
    pub struct Exact<f64, 2> = MAF(8) >> Reverse >> MAF(8);
    pub struct Walk<f64, 2> = MAF(8) >> Langevin(self::DoubleWell) >> Reverse >> MAF(8);
    pub struct Beside<f64, 2> = MAF(8) >> Reverse >> MAF(8) >> Augment(1);
    pub struct Tally<f64, 2 | 1> = MAF(8) >> Reverse >> MAF(8) >> Dequantize;
    pub struct Given<f64, 2 | 1> = MAF(8) >> Hmc(self::DoubleWell) >> Reverse >> MAF(8);
}

fn density(_: &impl Density<f64, 2>) {}

fn bound(_: &impl LowerBound<f64, 2>) {}

fn bounded<const C: usize>(_: &impl BoundedFlow<2, C>) {}

fn weighed(_: &impl StochasticFlow<2>) {}

fn main() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let (exact, walk, given) = (Exact::new(&mut rng), Walk::new(&mut rng), Given::new(&mut rng));
    density(&walk);
    bound(&exact);
    bound(&given);
    bounded::<0>(&exact);
    weighed(&exact);
    weighed(&given);
    println!("{}", given.log_prob_batch_given(&[[0.0; 2].into()], &[[0.0].into()])[0]);

    let (x, c) = (SVector::from([0.5, 1.0]), SVector::from([0.0]));
    let beside = Beside::new(&mut rng);
    let log_prob: f64 = beside.log_prob(&x);
    let log_probs: Vec<f64> = walk.log_prob_batch(&[x]);
    println!("{log_prob} {log_probs:?} {}", calibration(&beside, &[x]));
    let tally = Tally::new(&mut rng);
    let (z, log_det) = tally.given(&c).inverse_and_log_det(&x);
    let log_prob: f64 = tally.given(&c).log_prob(&x) + given.given(&c).nll(&[x]);
    println!("{z} {log_det} {log_prob}");
    Trainer::new(Adam::new(1e-3)).fit_target(&mut Beside::new(&mut rng), &DoubleWell).unwrap();
}
