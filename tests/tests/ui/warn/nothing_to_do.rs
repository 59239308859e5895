#![deny(deprecated)]

use flow_runtime::prelude::*;

flow! {
    pub struct Identities = Permute[0, 1] >> Shift[0, 0] >> Scale[1, 1] >> MAF(8);
    pub struct Cancels<2> = Shift[1, 2] >> Shift[-1, -2] >> MAF(8) >> Reverse >> Reverse;
    pub struct Groups<3> = (Shift[1, 2, 3] >> Reverse) >> Invert(Shift[1, 2, 3] >> Reverse) >> 2 * Reverse;
    pub struct Line<1> = MAF(8) >> Reverse;

    #[allow(deprecated)]
    pub struct Silenced = Permute[0, 1] >> MAF(8);
}

fn main() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let _ = flow!(Permute[0, 1] >> MAF(8)).init(&mut rng);
    #[allow(deprecated)]
    let _ = flow!(Permute[0, 1] >> MAF(8)).init(&mut rng);
}
