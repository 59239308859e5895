//! A broken flow is used in every way, and rustc has nothing to add.

use flow_runtime::prelude::*;

flow! {
    /// Broken.
    #[derive(Clone)]
    pub struct Known<2> = Permute[1, 1] >> MFA(64) >> MAF(0);
    pub struct Guessed = MAF(64) >> Shift[1, 2, 3] >> Scale[0, 1];
    pub struct Unknown = MAF(64);
}

fn use_flow<F>(flow: &F)
where
    F: Density<f32, 2> + Bijector<f32, 2> + Distribution<SVector<f32, 2>>,
{
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let x = flow.sample(&mut rng);
    let _: f32 = flow.log_prob(&x);
    let _ = flow.inverse_and_log_det(&x);
}

fn main() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let mut known = Known::new(&mut rng);
    known.params_mut()[0] += 1.0;
    use_flow(&known.clone());
    println!("{known:?} {} {} {}", Known::DIM, Known::SPEC, Known::summary());

    let guessed = Guessed::new(&mut rng);
    let x: SVector<f32, 3> = guessed.sample(&mut rng);
    let _: f32 = guessed.log_prob(&x);

    let unknown = Unknown::new(&mut rng);
    use_flow(&unknown);
    let _: f32 = unknown.log_prob(&SVector::<f32, 5>::zeros());
}
