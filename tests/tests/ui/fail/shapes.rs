//! Shapes that are none, elements that a shape does not fit, and shapes that are gone.

use flow_runtime::prelude::*;

flow! {
    struct OneAxis<[8]> = MAF(8);
    struct ThreeAxes<[1, 2, 2, 2]> = MAF(8);
    struct NoPlaces<[1, 0, 2]> = MAF(8);
    struct Named<[1, N]> = MAF(8);
    struct Large<[3, 64, 64]> = Affine;

    struct Flat<4> = Unsqueeze >> ActNorm(over = channels) >> RealNVP(8, split = channels);
    struct FlatToo<4> = RealNVP(8, split = checkerboard) >> NICE(conv(8)) >> Glow(conv(8)) >> Coupling(wavenet(8, layers = 2));

    struct OddHeight<[1, 3, 4]> = Unsqueeze >> MAF(16);
    struct OddBoth<[1, 28, 28]> = Glow(conv(8)) >> 3 * Unsqueeze;
    struct OddLength<[2, 9]> = Glow(wavenet(8, layers = 2)) >> Unsqueeze;
    struct TooFew<[2, 2, 2]> = Invert(Glow(conv(8)) >> Unsqueeze);
    struct Sizes<[1, 4, 4]> = Affine >> Unsqueeze(2);

    struct OneChannel<[1, 4, 4]> = Glow(conv(8)) >> RealNVP(conv(8)) >> RealNVP(8, split = channels);
    struct OneOddChannel<[1, 3, 3]> = Glow(conv(8)) >> RealNVP(conv(8));
    struct OnePlace<[4, 1, 1]> = RealNVP(8, split = checkerboard);
    struct Dimensions<[2, 3, 3]> = RealNVP(conv(8), split = alternate) >> NICE(conv(8), split = [0, 1]);
    struct NoSplit<[2, 4, 4]> = Glow(conv(8), split = checkerboard);

    struct OddChannels<[3, 4, 4]> = Glow(conv(8)) >> Split >> Glow(conv(8));
    struct OneSplit<[1, 4, 4]> = Affine >> Split >> RealNVP(conv(8), split = checkerboard);
    struct OneOddSplit<[1, 3, 3]> = Affine >> Split >> Affine;
    struct PartOfOne<[2, 4, 4]> = Affine >> Split(24) >> Glow(conv(8));
    struct AllOfThem<[2, 4, 4]> = Affine >> Split(32) >> Glow(conv(8));

    struct Chosen<[4, 2, 2]> = Glow(conv(8)) >> Split(4, by = likelihood) >> Glow(conv(8));
    struct Part<[4, 2, 2]> = On[1..9](RealNVP(conv(8))) >> Affine;
    struct Apart<[4, 2, 2]> = ActNorm(over = channels) >> On[0..8](Unsqueeze) >> MAF(16);
    struct Codes<[2, 2, 2]> = Linear(over = channels) >> On[0](Argmax(2));

    struct Places<[2, 2, 2]> = Standardize(over = places) >> Permute(over = channels)[0, 1, 2] >> Permute(over = channels);
    struct Reflections<[2, 2, 2]> = Orthogonal(reflections = 3, over = channels) >> Matrix[[1, 2], [0, 1]];
}

fn main() {}
