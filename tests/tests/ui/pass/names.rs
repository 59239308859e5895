//! Names of flows that are names of other things, too.

#![allow(non_camel_case_types)]

/// Names that the generated code uses, or could use.
mod generated {
    use flow_runtime::prelude::*;

    flow! {
        pub struct D<2> = MAF(8) >> Reverse >> |z; a, b > 0| sinh(b * z + a);
        pub struct R<2> = MAF(8);
        pub struct T<2> = MAF(8) >> |z; a > 0| z^3 + a * z;
        pub struct Chain<2> = MAF(8);
        pub struct MODEL<2> = Mixture(3) >> MAF(8);
        pub struct Formula0<2> = |z; a > 0| z^3 + a * z;
        pub struct Map<1> = |z; a > 0| z^3 + a * z;
        pub struct Element<2 | 1> = MAF(8);
        pub struct Option<2> = MAF(8);
        pub struct Clone<2> = MAF(8);
        pub struct Sized<2> = MAF(8);
        pub struct Anonymous<2> = MAF(8);
    }

    pub fn run() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
        let x: SVector<f32, 2> = D::new(&mut rng).sample(&mut rng);
        assert!(Formula0::new(&mut rng).log_prob(&x).is_finite());
        assert!(T::new(&mut rng).log_prob(&x).is_finite());
        let flow = flow!(MAF(8) >> Permute[1, 0]).init(&mut rng);
        assert!(flow.log_prob(&x).is_finite());
    }
}

/// Names that the prelude has.
mod prelude {
    use flow_runtime::prelude::*;

    flow! {
        pub struct Density<2> = MAF(8) >> Reverse;
        pub struct Bijector<2> = MAF(8);
        pub struct Distribution<2> = MAF(8);
        pub struct Flow<2> = MAF(8);
        pub struct RngExt<2> = MAF(8);
        pub struct SeedableRng<2> = MAF(8);
    }

    pub fn run() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
        let density = Density::new(&mut rng);
        let x = density.sample(&mut rng);
        assert!(density.log_prob(&x).is_finite());
        assert_eq!(density.forward(&density.inverse(&x)).len(), 2);
        assert_eq!(density.params().len(), Density::PARAMS);
        assert!(rng.random::<f64>() < 1.0);
    }
}

fn main() {
    generated::run();
    prelude::run();
}
