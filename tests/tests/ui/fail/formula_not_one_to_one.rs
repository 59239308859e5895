//! Formulas that are not bijections: each with two points of one image, or the point where the derivative vanishes.

use flow_runtime::prelude::*;

flow! {
    struct F00<1> = |z| z^2;
    struct F01<1> = |z| cos(z);
    struct F02<1> = Uniform >> |u| cos(3.2 * u);
    struct F03<1> = |z| z^3;
    struct F04<1> = |z| z^4 - z;
    struct F05<1> = |z| sinh(z) - 3 * z;
    struct F06<1> = |z| z + 2 * sin(z);
    struct F07<1> = |z; a| a * z;
    struct F08<1> = |z; c| z + c * sin(z);
    struct F09<1> = |z; a, b| a + b * exp(z);
    struct F10<1> = |z| exp(-z^2);
    struct F11<1> = |z| abs(z);
    struct F12<1> = |z| z / (1 + z^2);
    struct F13<1> = Exp >> |u| (u - 2)^2;
    struct F14<1> = |z| 5;
    struct F15<1> = |z; a| a;
    struct F16<1> = |z; a| z + a * tanh(z);
    struct F17<1> = MAF(8) >> |y| y * exp(y);
}

fn main() {}
