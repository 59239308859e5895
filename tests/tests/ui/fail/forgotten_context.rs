//! A flow that has a context, used as if it had none.

use flow_runtime::prelude::*;

flow! {
    pub struct Likelihood<f64, 2 | 3> = 3 * (MAF(32, 32) >> Reverse);
    pub struct Response<f64, y | x> = Spline(8) >> MAF(32);
}

fn bits(density: &impl Density<f64, 2>, x: &SVector<f64, 2>) -> f64 {
    density.log_prob(x) / std::f64::consts::LN_2
}

fn main() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let mut q = Likelihood::new(&mut rng);
    let x: SVector<f64, 2> = q.sample(&mut rng);
    let lp: f64 = q.log_prob(&x) + f64::from(u8::from(q.contains(&x)));
    let xs: Vec<SVector<f64, 2>> = q.sample_batch(10, &mut rng);
    let nll: f64 = q.nll(&xs) + q.nll_and_grad(&xs, &mut [0.0; Likelihood::PARAMS]);
    let (z, log_det) = q.inverse_and_log_det(&x);
    println!("{lp} {nll} {} {}", q.forward(&z), log_det + 1.0);
    let (xs, lps) = q.sample_and_log_prob_batch(10, &mut rng);
    let dx = q.inverse_vjp_batch(&xs, &xs, &lps, &mut [0.0; Likelihood::PARAMS]);
    let weighted = q.weighted_nll_and_grad(&dx, &lps, &mut [0.0; Likelihood::PARAMS]);
    println!("{weighted}");
    let _ = Trainer::new(Adam::new(1e-3)).fit(&mut q, &xs);
    println!("{}", bits(&q, &x));
    let response = Response::new(&mut rng);
    let given = response.given(&[0.5].into()).quantile(0.5);
    println!("{given} {}", response.quantile(0.5) + response.cdf(given));
}
