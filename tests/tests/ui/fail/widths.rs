use flow_runtime::prelude::*;

flow! {
    pub struct Missing<2> = MAF() >> IAF >> MAF[64];
    pub struct Wrong<2> = MAF(0) >> MAF(6.4) >> MAF(64, -1) >> MAF(64u32) >> MAF("64") >> MAF(1000000);
    pub struct Narrow<8> = MAF(3) >> Reverse >> IAF(64, 6);
    pub struct Braces<2> = MAF{64};
}

fn main() {}
