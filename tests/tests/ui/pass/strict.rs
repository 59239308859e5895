//! Strict lints find nothing in the generated code, whatever the items beside it are called.
#![deny(
    missing_docs,
    missing_debug_implementations,
    unsafe_code,
    unused,
    unused_qualifications,
    unreachable_pub,
    rust_2018_idioms,
    deprecated
)]
#![deny(clippy::all, clippy::pedantic)]

use flow_runtime::inference::targets::DoubleWell;

mod hidden {
    #![allow(dead_code, missing_docs, missing_debug_implementations, unreachable_pub)]

    pub struct Option;
    pub struct Result;
    pub struct Self_;
    pub struct Vec;
    pub struct String;
    pub struct Clone;
    pub struct Debug;
    pub struct Sized;
    pub struct Parameters;
    pub struct Model;
    pub mod core {}
    pub mod std {}
    pub mod flow_runtime {}
    pub mod rt {}

    ::flow_runtime::flow! {
        pub struct Moons<2> = 3 * (Permute[1, 0] >> MAF(128, 128));
        pub(crate) struct Chain<f64, 3> = Normal[loc = [1, 2, 3]] >> 2 * (MAF(8, activation = tanh) >> Reverse) >> IAF(8);
        struct Private = Scale[1, 0.5] >> Shift[0.5, PI];
    }
}

flow_runtime::flow! {
    /// Documented.
    #[derive(Clone, Debug)]
    pub struct Documented<2> = MAF(4) >> Reverse;
    pub(self) struct Unused<2> = MAF(4) >> Permute[1, 0] >> Invert(MAF(4, 4) >> Shift[1, 2]);
    pub struct Base<3> = Normal;
    pub struct OneDimension = Shift[1] >> Scale[2];
    pub struct Walked<f64, 2> = MAF(4) >> Reverse >> Metropolis(self::DoubleWell);
    /// Not there, with all that would be said about it.
    #[cfg(any())]
    pub struct Absent<2> = MAF(4) >> MAF(4);
    #[cfg(any())]
    pub struct Broken<2> = MFA(4);
}

fn main() {
    use flow_runtime::prelude::*;

    flow! {
        struct Moons<2> = MAF(8) >> Reverse >> MAF(8);
    }
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let moons = Moons::new(&mut rng);
    let _ = moons.log_prob(&moons.sample(&mut rng));
    let _ = (hidden::Moons::new(&mut rng), hidden::Chain::new(&mut rng));
    let _ = Walked::new(&mut rng);
    let _ = (Documented::new(&mut rng), Base::new(&mut rng), OneDimension::new(&mut rng));
    let _ = Unused::SPEC;
}
