//! A warning for each rule of the language that warns.

#![deny(deprecated)]

use flow_runtime::prelude::*;

flow! {
    pub struct SameOrder<2> = MAF(64) >> MAF(64);
    pub struct NeverDependent = |u, v, w; a| (u, v + a * u, exp(a) * w);
    pub struct Cancels = Shift[1, 2] >> Invert(Shift[1, 2]) >> MAF(64);
    pub struct DoesNothing = Permute[0, 1] >> MAF(64);
}

fn main() {}
