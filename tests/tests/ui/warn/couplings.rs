#![deny(deprecated)]

use flow_runtime::prelude::*;

flow! {
    pub struct Same<2> = RealNVP(8) >> NICE(8);
    pub struct Copies<3> = 4 * RealNVP(8, split = [1]);
    pub struct Untouched<4> = RealNVP(8, split = [0]) >> RealNVP(8, split = [0, 1]) >> Coupling(8, split = [1, 0]);
    pub struct OneBin<2> = Spline(1) >> MAF(8);
    pub struct Line<1> = MAF(8, univariate = spline);
    pub struct OneComponent<2> = LogisticMixture(components = 1) >> MAF(8);
    pub struct Blend<1> = MAF(8, univariate = mixture(components = 3));
    pub struct Fine<2> = 2 * NSF(8) >> MAF(8) >> Spline(8) >> LogisticMixture(8) >> MAF(8) >> RealNVP(8) >> Reverse >> NICE(8);
}

fn main() {}
