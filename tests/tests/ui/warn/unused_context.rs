#![deny(deprecated)]

use flow_runtime::prelude::*;

flow! {
    pub struct Deaf<2 | 3> = Shift[1, 2] >> Reverse;
    pub struct Fine<2 | 3> = MAF(8);
    pub struct Line<1 | 3> = MAF(8);
}

fn main() {}
