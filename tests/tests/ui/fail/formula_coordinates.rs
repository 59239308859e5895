//! Formulas of several coordinates.

use flow_runtime::prelude::*;

flow! {
    struct F00<2> = |x, y| (x + y, x - y^3);
    struct F01<2> = |u, v| (u, u);
    struct F02<2> = |u, v| (u, v * u);
    struct F03<2> = |u, v| (u^2, v);
    struct F04<2> = |u, v| u + v;
    struct F05<2> = |u, v, w| (u, v, w);
    struct F06<2> = |u, v; a| (u, a * v);
    struct F07<2> = |u, v| (exp(u), v) >> |z| z^2;
    struct F08<2> = |u, v| (exp(u), v) >> Log;
    struct F09<2> = |u, v| (exp(u), v) >> Permute[1, 0] >> MAF(8);
}

fn main() {}
