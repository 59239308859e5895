//! Univariate maps of autoregressive elements and couplings.

use flow_runtime::prelude::*;

flow! {
    struct F00<2> = MAF(8, univariate = |z; a| a + z^2);
    struct F01<2> = MAF(8, univariate = |z| 2 * z);
    struct F02<2> = MAF(8, univariate = |z; a| a + exp(z));
    struct F03<2> = MAF(8, univariate = |u, v| (u, v));
    struct F04<2> = MAF(8, univariate = |z > 0; a| z + a);
    struct F05<2> = MAF(8, univariate = afine);
    struct F06<2> = Coupling(8, univariate = |z; a| a * z);
    struct F07<2> = MAF(8, univariate = |z; a| z + a, scale = exp);
    struct F08<2> = MAF(8, univariate = 3);
    struct F09<2> = MAF(8, univariate = |u in (0, 1); a > 0, b > 0| 1 - (1 - u^a)^b);
    struct F10<2> = MAF(8, univariate = |z; a| exp(z + a)) >> Reverse >> MAF(8);
    struct F11<3> = Coupling(8, univariate = |z; a| exp(z + a)) >> Reverse >> RealNVP(8);
    struct F12<2> = MAF(8, univariate = mixture(8));
    struct F13<2> = MAF(8, univariate = mixture(bins = 8));
    struct F14<2> = MAF(8, univariate = mixture(components = 0));
    struct F15<2> = MAF(8, univariate = mixture, init = identity);
    struct F16<2> = MAF(8, univariate = spline(bins = 8, tails = flat));
    struct F17<2> = MAF(8, univariate = spline(bins = 8, least_width = 0.2));
    struct F18<2> = NSF(8, least_slope = 2);
}

fn main() {}
