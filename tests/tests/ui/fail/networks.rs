//! Networks where widths stand.

use flow_runtime::prelude::*;

flow! {
    struct F00<2> = MAF(mpl(64));
    struct F01<2> = MAF(transformer(64));
    struct F02<2> = MAF(mlp);
    struct F03<2> = RealNVP(mlp());
    struct F04<2> = MAF(mlp(64), 64);
    struct F05<2> = MAF(64, mlp(64));
    struct F06<2> = MAF(mlp(64), mlp(64));
    struct F07<2> = MAF(mlp(64, width = 8));
    struct F08<8> = MAF(mlp(64, 3));
    struct F09<2> = MAF(activation = tanh, mlp(64));
    struct F10<2> = MAF(sqrt(64));
    struct F11<6> = MAF(attention());
    struct F12<6> = MAF(attention(8, 8));
    struct F13<6> = MAF(attention(8, layer = 2));
    struct F14<6> = MAF(attention(8, heads = 3));
    struct F15<6> = MAF(attention(8), activation = tanh, residual = true);
    struct F16<6> = NSF(attention(8));
    struct F17<6> = IAF(attention(8), patch = 4);
    struct F18<6> = MAF(8, patch = 2);
    struct F19<[1, 4, 6]> = MAF(attention(8), patch = 4);
    struct F20<[2, 6]> = MAF(attention(8), patch = 4);
}

fn main() {}
