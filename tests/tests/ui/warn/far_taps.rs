//! Kernels that are wider than the picture, and layers that look further than the sound is long.

#![deny(deprecated)]

use flow_runtime::prelude::*;

flow! {
    struct Wide<[2, 2, 2]> = Glow(conv(8, kernel = 5)) >> Glow(conv(8));
    struct Strip<[2, 1, 4]> = Glow(conv(8, kernel = 7));
    struct Point<[4, 1, 1]> = Glow(conv(8)) >> Glow(conv(8, kernel = 1));
    struct Deep<[2, 8]> = Glow(wavenet(8, layers = 4)) >> Glow(wavenet(8, layers = 3));
    struct Short<[2, 2]> = Glow(wavenet(8, layers = 2, kernel = 5));
}

fn main() {}
