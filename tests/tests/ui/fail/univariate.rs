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
}

fn main() {}
