//! Stochastic layers that cannot be read, or cannot stand where they stand, and their weights taken for a density.

use flow_runtime::inference::targets::DoubleWell;
use flow_runtime::prelude::*;

pub struct Energy;

static OTHER: DoubleWell = DoubleWell;

flow! {
    pub struct Wells<f64, 2> = MAF(8) >> Reverse >> MAF(8) >> Metropolis(self::DoubleWell, at = 1);
    pub struct Nothing<2> = Metropolis >> Hmc(steps = 5);
    pub struct NoPath<2> = Langevin(DoubleWell, scale = 0.1) >> Metropolis(10, at = 0.5);
    pub struct Made<2> = Hmc(self::Energy::new(1)) >> Metropolis(self::DoubleWell, 10) >> Langevin(rt::DoubleWell);
    pub struct Settings<2> = Metropolis(self::DoubleWell, steps = 0) >> Langevin(self::DoubleWell, scale = -1) >> Hmc(self::DoubleWell, at = 1.5, step = 2);
    pub struct Back<2> = MAF(8) >> Invert(Reverse >> Hmc(self::DoubleWell));
    pub struct Part<3> = MAF(8) >> On[0, 2](Metropolis(self::DoubleWell));
    pub struct Early<3> = Metropolis(self::DoubleWell) >> Split(1) >> MAF(8);
    pub struct Given<2 | 1> = MAF(8) >> Metropolis(self::DoubleWell);
    pub struct Whole<2> = Metropolis(self::DoubleWell) >> Dequantize;
    pub struct Learned<2> = Mixture(3) >> Metropolis(self::DoubleWell);
    pub struct Bounded<2> = Uniform >> Logit >> Metropolis(self::DoubleWell);
    pub struct Positive<2> = Exp >> Metropolis(self::DoubleWell);
    pub struct Two<f64, 2> = MAF(8) >> Metropolis(self::DoubleWell) >> Hmc(self::OTHER);
    pub struct Several<f64, 3> = Mixture(3) >> On[0, 2](Metropolis(self::DoubleWell)) >> Langevin(self::OTHER) >> On[1](Hmc(self::DoubleWell));
    pub struct NoTarget<f64, 2> = MAF(8) >> Metropolis(self::Energy);
}

fn main() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let wells = Wells::new(&mut rng);
    let x: SVector<f64, 2> = wells.sample(&mut rng);
    let lp: f64 = wells.log_prob(&x);
    let (x, lp) = wells.sample_and_log_prob(&mut rng);
    println!("{} {lp}", wells.inverse(&x));
    // A flow that is broken brings no second error.
    println!("{:?}", Back::new(&mut rng).draw(10, &mut rng).log_evidence());
}
