//! Names that flows cannot have.

use flow_runtime::prelude::*;

flow! {
    pub struct Twice<2> = MAF(8);
    pub struct Twice<3> = MAF(8) >> MAF(0);
    #[cfg(any())]
    pub struct Once<2> = MAF(8);
    #[cfg(not(any()))]
    pub struct Once<3> = MAF(8);
    pub struct usize<2> = MAF(8);
    pub struct rt<2> = MAF(8);
    // Broken, with names that the stand-in must not trip over.
    pub struct D = MFA(8);
    pub struct N = MAF(8);
}

fn main() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let x: SVector<f32, 2> = Twice::new(&mut rng).sample(&mut rng);
    let _: f32 = D::new(&mut rng).log_prob(&x);
}
