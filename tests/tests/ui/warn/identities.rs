#![deny(deprecated)]

use flow_runtime::prelude::*;

flow! {
    pub struct Undone<2> = MAF(8) >> Exp >> Log;
    pub struct Identity<2> = MAF(8) >> |z| z >> |z| 2 * z - z;
    pub struct Whole<2> = Shift[1, 2] >> Scale[1, 2] >> Shift[-1, -4] >> Scale[1, 0.5];
    pub struct Gaussian<1 | 1> = MAF(8) >> MAF(8);
    pub struct Inverted<2> = MAF(8) >> Invert(MAF(8));
    pub struct Fine<2> = Normal;
}

fn main() {}
