//! In expression position, too, what is wrong is said once.

use flow_runtime::prelude::*;

fn main() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let broken = flow!(MFA(64) >> Permute[2, 0, 0] >> MAF(64)).init(&mut rng);
    let x: SVector<f32, 3> = broken.sample(&mut rng);
    let _: f32 = broken.log_prob(&x);
    let _ = flow!(MAF(64)).init(&mut rng);
    let _ = flow!(<f64, 2> MAF(64)).init(&mut rng);
    let _ = flow!().init(&mut rng);
}
