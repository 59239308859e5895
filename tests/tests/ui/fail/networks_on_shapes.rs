//! Networks that know places, where these are missing or do not fit.

use flow_runtime::prelude::*;

flow! {
    struct F00<[2, 4, 4]> = MAF(conv(8));
    struct F01<[2, 4, 4] | 1> = Normal(conv(8)) >> Glow(conv(8));
    struct F02<[2, 4, 4]> = Glow(conv());
    struct F03<[2, 4, 4]> = Glow(conv);
    struct F04<[2, 4, 4]> = Glow(conv(8, kernel = 2));
    struct F05<[2, 4, 4]> = Glow(conv(8, kernel = 9));
    struct F06<[2, 4, 4]> = Glow(conv(8, kernel = 0));
    struct F07<[2, 4, 4]> = Glow(conv(8, kernels = 3));
    struct F08<[2, 4, 4]> = RealNVP(conv(8), residual = true);
    struct F09<[2, 4, 4]> = Glow(wavenet(8, layers = 2));
    struct F10<[2, 16]> = Glow(wavenet(8)) >> Glow(wavenet(layers = 2)) >> Glow(wavenet(8, 8, layers = 2));
    struct F11<[2, 16]> = Glow(wavenet(8, layers = 13)) >> Glow(wavenet(8, layers = 2, kernel = 4));
    struct F12<[1, 6, 8]> = MAF(attention(8), patch = 4);
    struct F13<[1, 6, 8]> = MAF(attention(8), patch = 0);
    struct F14<[1, 5, 7]> = IAF(attention(8), patch = 2);
    struct F15<[1, 6, 8]> = MAF(attention(10), patch = 2);
    struct F16<[1, 6, 8]> = MAF(attention(8, heads = 3), patch = 2);
    struct F17<[2, 4, 4]> = Glow(attention(8), patch = 2);
    struct F18<[2, 4, 4]> = Glow(cnov(8));
}

fn main() {}
