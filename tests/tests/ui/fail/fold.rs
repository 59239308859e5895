//! `Abs` and `Sort` where the density that arrives may not have the symmetry.

use flow_runtime::prelude::*;

flow! {
    pub struct Learned<2> = MAF(8) >> Abs;
    pub struct Moved<2> = Normal[loc = [0, 1]] >> Abs;
    pub struct Half<2> = Uniform >> Abs;
    pub struct Back<2> = Invert(Abs);
    pub struct Scaled<2> = Scale[1, 2] >> Sort;
    pub struct Named<age, income> = |z; b > 0| b * z >> Sort;
    pub struct Orders<2> = Invert(Sort);
}

fn main() {}
