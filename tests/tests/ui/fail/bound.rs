//! A bound that is taken for a density, and `Dequantize` where it cannot stand.

use flow_runtime::prelude::*;

flow! {
    pub struct Tally<f64, 2> = MAF(8) >> Reverse >> MAF(8) >> Dequantize;
    pub struct Under<f64, 2 | 1> = MAF(8) >> Dequantize;
    pub struct Early<2> = MAF(8) >> Dequantize >> MAF(8);
    pub struct Twice<2> = 2 * (Reverse >> Dequantize);
    pub struct Back<2> = MAF(8) >> Invert(Dequantize);
    pub struct Cut<1> = Uniform >> Scale[2.5] >> Dequantize;
}

fn bits(density: &impl Density<f64, 2>, x: &SVector<f64, 2>) -> f64 {
    density.log_prob(x) / std::f64::consts::LN_2
}

fn main() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let tally = Tally::new(&mut rng);
    let x: SVector<f64, 2> = tally.sample(&mut rng);
    let lp: f64 = tally.log_prob(&x);
    let (z, log_det) = tally.inverse_and_log_det(&x);
    let nll: f64 = tally.nll(&[x]) + lp + z[0] + log_det;
    println!("{nll} {}", bits(&tally, &x));
    let c = SVector::from([0.5]);
    let q = Under::new(&mut rng);
    println!("{}", q.log_prob_batch_given(&[x], &[c])[0]);
    // A flow that is broken brings no second error.
    println!("{}", Early::new(&mut rng).elbo(&SVector::from([1.0, 2.0]), &mut rng));
}
