//! Names in place of the number of dimensions.

use flow_runtime::prelude::*;

const N: usize = 2;

flow! {
    struct Constant<N> = MAF(8);
    struct Upper<age, Income> = RealNVP(8);
    struct Twice<age, income, age> = RealNVP(8);
    struct Both<age, income | year, income> = RealNVP(8);
    struct Keyword<f64, age, type> = RealNVP(8);
    struct Mixed<age, 3> = RealNVP(8);
    struct Comma<age income> = RealNVP(8);
    struct Split<age, income> = RealNVP(8, split = [incme]);
    struct Repeated<age, income> = Permute[age, age] >> MAF(8);
    struct Degrees<age, income, height> = MAF(1) >> Reverse >> MAF(8);
    struct Domain<age, income> = |u, v| (exp(u), v) >> MAF(8);
    struct Count<age, income> = Permute[2, 1, 0] >> MAF(8);
    struct Fine<age, income> = RealNVP(8) >> Reverse >> RealNVP(8);
}

fn named(_: &impl flow_runtime::Named<2>) {}

fn main() {
    let _ = (N, Twice::NAMES, Both::CONTEXT_NAMES);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    named(&Fine::new(&mut rng));
    named(&flow!(<2> = RealNVP(8) >> Reverse >> RealNVP(8)).init(&mut rng));
}
