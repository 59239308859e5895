//! `Split` where nothing stands before it, where dimensions do not add up, and where they would leave.

use flow_runtime::prelude::*;

flow! {
    pub struct First<4> = Uniform >> Split >> Logit;
    pub struct Odd<3> = MAF(8) >> Split >> MAF(8);
    pub struct Lonely<1> = Affine >> Split;
    pub struct All<4> = MAF(8) >> Split(4) >> MAF(8);
    pub struct Fixed<8> = Permute[1, 2, 0] >> Split >> MAF(8);
    pub struct Inverse<4> = Invert(MAF(8) >> Split >> MAF(8));
    pub struct Copies<6> = 2 * (MAF(8) >> Split >> MFA(8));
    pub struct Arguments<6> = MAF(8) >> Split(0) >> MAF(8) >> Split(1, 2) >> MAF(8) >> Split[2];
}

fn main() {}
