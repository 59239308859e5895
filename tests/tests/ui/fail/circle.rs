//! Angles where numbers are needed, and numbers where angles are.

use flow_runtime::prelude::*;

flow! {
    pub struct Linear<2> = Circle >> MAF(8);
    pub struct NoAngles<2> = MAF(8, univariate = circular);
    pub struct Some<2> = On[0](Circle) >> MAF(8, univariate = circular);
    pub struct Bound<2> = Circle >> Spline(8, tails = circular, bound = 2);
    pub struct Unnamed<2> = Circle >> MAF(8, univariate = circular(8));
    pub struct Twice<2> = On[0](Circle) >> On[0, 1](Uniform);
    pub struct Whole<2> = On[0](Mixture(3)) >> MAF(8);
    pub struct Arguments<2> = Circle(8) >> MAF(8, univariate = circular);
}

fn main() {}
