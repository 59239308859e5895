//! Generic code that is given the other kind of flow: a bound where a density is asked for, and a density where a bound is.

use flow_runtime::inference::targets::DoubleWell;
use flow_runtime::{BoundedFlow, StochasticFlow, prelude::*};

flow! {
    pub struct Exact<f64, 2> = MAF(8) >> Reverse >> MAF(8);
    pub struct Walk<f64, 2> = MAF(8) >> Langevin(self::DoubleWell) >> Reverse >> MAF(8);
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
}
