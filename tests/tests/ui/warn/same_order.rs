#![deny(deprecated)]

use flow_runtime::prelude::*;

flow! {
    pub struct Two<2> = MAF(64) >> MAF(32);
    pub struct Copies<2> = 3 * MAF(64);
    pub struct Undone<3> = MAF(64) >> Reverse >> Scale[1, 2, 3] >> Reverse >> MAF(64);
    pub struct Inverse<2> = IAF(64) >> IAF(64);
    pub struct Fine<2> = 3 * (MAF(64) >> Reverse);
}

fn main() {}
