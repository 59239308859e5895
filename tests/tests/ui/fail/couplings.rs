use flow_runtime::prelude::*;

flow! {
    pub struct Line<1> = RealNVP(64);
    pub struct GivenLine<1 | 2> = NSF(64);
    pub struct Widths<4> = RealNVP() >> NICE(0) >> Coupling[64] >> NSF(64.0);
    pub struct Splits<3> = RealNVP(8, split = [0, 0]) >> RealNVP(8, split = [3]) >> RealNVP(8, split = []);
    pub struct AllStay<3> = RealNVP(8, split = [0, 1, 2]) >> RealNVP(8, split = halves) >> RealNVP(8, split = 2 + 1);
    pub struct Options<2> = NICE(8, scale = exp) >> RealNVP(8, univariate = spline) >> NSF(8, bin = 4);
    pub struct Maps<2> = Coupling(8, univariate = splin) >> Coupling(8, univariate = 3) >> MAF(8, univariate = additive(2));
    pub struct Knots<2> = MAF(8, univariate = spline(8)) >> NSF(8, bins = 0, bound = -1) >> NSF(8, bins = 1000, bound = 1e9);
    pub struct Scales<2> = MAF(8, univariate = additive, scale = exp) >> IAF(8, scale = sigmoid, init = identity);
    pub struct Blocks<2> = MAF(8, 9, residual = true) >> MAF(8, residual = yes) >> MAF(8, init = zero);
    pub struct Elementwise<2> = Spline >> Spline() >> Spline(8, 9) >> Spline(8, bins = 8) >> Spline[8];
    pub struct Mixtures<2> = LogisticMixture >> LogisticMixture() >> LogisticMixture(8, components = 8) >> LogisticMixture(300) >> LogisticMixture(3, bins = 4);
    pub struct Angle<1> = Circle >> LogisticMixture(8);
    pub struct Late<2> = MAF(8) >> Mixture(8);
}

fn main() {}
