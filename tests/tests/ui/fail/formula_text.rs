//! Formulas that cannot be read.

use flow_runtime::prelude::*;

flow! {
    struct F00<1> = |z| 2 z;
    struct F01<1> = |z| exp z;
    struct F02<1> = |z| foo(z);
    struct F03<1> = |z| log(z);
    struct F04<1> = |z| z + q;
    struct F05<1> = |z| z.exp();
    struct F06<1> = |z| z**2;
    struct F07<1> = |z, z| (z, z);
    struct F08<1> = |exp| exp;
    struct F09<1> = |z| (z, z);
    struct F10<1> = |z >= 0| z;
    struct F11<1> = |z in (1, 0)| z;
    struct F12<1> = |z: f32| z;
    struct F13<1> = |z| z +;
    struct F14<1> = |z; a > z| z;
    struct F15<1> = |z| e^z;
    struct F16<1> = |z| 2.5f32 * z;
    struct F17<1> = |z|;
    struct F18<1> = |z| foo(z) + 2 z;
    struct F19<1> = |z in (2, 2)| z;
}

fn main() {}
