//! A flow of which a bound is known, and that has a context, used as if it had none.

use flow_runtime::prelude::*;

flow! {
    pub struct Under<f64, 2 | 1> = MAF(8) >> Dequantize;
}

fn main() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let under = Under::new(&mut rng);
    let given = under.given(&SVector::from([0.5]));
    let x: SVector<f64, 2> = given.sample(&mut rng);
    // Given a context it has all of them.
    println!("{} {}", given.contains(&x), given.elbo(&x, &mut rng));
    println!("{}", under.contains(&x));
    println!("{} {}", under.elbo(&x, &mut rng), under.log_prob_bound(&x, 10, &mut rng));
    println!("{}", under.bits_per_dim(&under.sample_batch(3, &mut rng), 10, &mut rng));
    let y: SVector<f64, 2> = under.sample(&mut rng);
    println!("{}", under.nelbo_and_grad(&[y], &mut rng, &mut [0.0; Under::PARAMS]));
}
