//! What is no part of a formula: equations, comparisons, closures, keywords, and names that mean something else.

use flow_runtime::prelude::*;

flow! {
    struct F00<1> = |z| z == 1;
    struct F01<1> = |z| z < 1;
    struct F02<1> = |z| z > 1;
    struct F03<1> = |z| z = 1;
    struct F04<1> = |z| z, 1;
    struct F05<1> = |z| (z >= 1);
    struct F06<1> = |z; unused| 2 * z;
    struct F07<1> = |z; a > b, b| z + a + b;
    struct F08<1> = |z| if z > 0 { z } else { 2 * z };
    struct F09<1> = move |z| 2 * z;
    struct F10<1> = |z| π * z;
    struct F11<1> = "MAF(64)";
    struct F12<1> = |z| z^3 - 1e-9 * z;
    struct F13<2> = |u, v| (u, exp(v) + u);
    struct F14<2> = Exp >> MAF(8, univariate = |z; k > 0, s > 0| (z / s)^k);
    struct F15<1> = |z| let a = 2; a * z;
    struct F16<1> = |z| let a = 2; let b = 3; a * b * z;
}

fn main() {}
