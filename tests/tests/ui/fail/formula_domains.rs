//! What arrives at an element must be what it takes.

use flow_runtime::prelude::*;

flow! {
    struct F00<1> = Exp >> |u| acos(u);
    struct F01<1> = Exp >> Acos;
    struct F02<1> = Exp >> MAF(8);
    struct F03<1> = Uniform >> MAF(8);
    struct F04<1> = |z| ln(z);
    struct F05<1> = |z| sqrt(z);
    struct F06<1> = |z| 1 / z;
    struct F07<1> = |z; p| z^p;
    struct F08<1> = |z| tan(z);
    struct F09<1> = |z > 0| ln(z);
    struct F10<1> = Log;
    struct F11<1> = Uniform >> |u| asin(2 * u);
    struct F12<1> = Sigmoid >> Shift[1] >> Logit;
    struct F13<1> = 2 * Log;
    struct F14<1> = Invert(Exp);
    struct F15<1> = Tanh >> Invert(Exp);
    struct F16<1> = |z; a > 0| a * tanh(z);
    struct F17<1> = Invert(|z| ln(z));
    struct F18<1> = Power(0);
    struct F19<1> = LeakyReLU(-1);
    struct F20<1> = Exp(2);
    struct F21<1> = Power;
    struct F22<1> = StudentT(5) >> Exp;
    struct F23<1> = Uniform[0, 1];
    struct F24<2> = |u, v| (u, exp(v) + u);
    struct F25<1> = |z; a > 0| a + exp(z);
    struct F26<1> = Exp >> Acos >> MAF(8) >> |z| tan(z) >> MAF(8) >> Cos;
    struct F27<1> = 3 * (Log >> MAF(8));
    struct F28<2> = |u, v; a| (a + exp(u), a - exp(v));
    struct F29<3> = |u, v, w; a, m| (a + exp(u), v, a + exp(m + w));
    struct F30<2> = |u, v| (u, tanh(v) + u);
    struct F31<1> = |z; a| a + tanh(z);
    struct F32<1> = Invert(|z; a| a + exp(z));
    struct F33<1> = |z; a > 0| a * exp(z) + a;
}

fn main() {}
