//! The flows that are measured.

use crate::rows::Bench;
use crate::turns::Gemm;
use flow_runtime::prelude::*;

/// A flow is `type "name" dimensions uses [chain]`: how often a sample uses each weight.
macro_rules! flows {
    ($($name:ident $label:literal $dim:tt $uses:expr, [$($chain:tt)*];)*) => {
        #[expect(deprecated, reason = "pictures that are larger than what kernels reach")]
        mod single {
            use flow_runtime::prelude::*;
            $(flow! { pub(crate) struct $name<f32, $dim> = $($chain)*; })*
        }
        #[expect(deprecated, reason = "pictures that are larger than what kernels reach")]
        mod double {
            use flow_runtime::prelude::*;
            $(flow! { pub(crate) struct $name<f64, $dim> = $($chain)*; })*
        }

        pub(crate) fn all(bench: &Bench<'_>, gemms: &mut (Gemm<f32>, Gemm<f64>)) {
            let rng = || Xoshiro256PlusPlus::seed_from_u64(0);
            $(if bench.wants_flow($label) {
                bench.measure($label, $uses, single::$name::new(&mut rng()), &mut gemms.0);
                bench.measure($label, $uses, double::$name::new(&mut rng()), &mut gemms.1);
            })*
        }
    };
}

/// Of a kernel of 3 × 3 over a picture of such a side, whose edges have no places beyond them.
const fn places(side: usize) -> f64 {
    let along = (3 * side - 2) as f64 / 3.0;
    along * along
}

flows! {
    Moons "moons" 2 1.0, [3 * (Permute[1, 0] >> MAF(128, 128))];
    Maf8 "MAF 8" 8 1.0, [5 * (MAF(100, 100) >> Reverse)];
    Maf21 "MAF 21" 21 1.0, [5 * (MAF(512, 512) >> Reverse)];
    Maf64 "MAF 64" 64 1.0, [5 * (MAF(512, 512) >> Reverse)];
    RealNvp2 "RealNVP 2" 2 1.0, [8 * (RealNVP(128, 128) >> Reverse)];
    RealNvp16 "RealNVP 16" 16 1.0, [8 * (RealNVP(128, 128) >> Reverse)];
    RealNvp64 "RealNVP 64" 64 1.0, [8 * (RealNVP(128, 128) >> Reverse)];
    Nsf2 "NSF 2" 2 1.0, [8 * (NSF(128, 128) >> Reverse)];
    Nsf16 "NSF 16" 16 1.0, [8 * (NSF(128, 128) >> Reverse)];
    Nsf64 "NSF 64" 64 1.0, [8 * (NSF(128, 128) >> Reverse)];
    Iaf8 "IAF 8" 8 1.0, [5 * (IAF(100, 100) >> Reverse)];
    Iaf21 "IAF 21" 21 1.0, [5 * (IAF(512, 512) >> Reverse)];
    Iaf64 "IAF 64" 64 1.0, [5 * (IAF(512, 512) >> Reverse)];
    Nice16 "NICE 16" 16 1.0, [8 * (NICE(128, 128) >> Reverse) >> Affine];
    Residual16 "residual 16" 16 1.0, [8 * (RealNVP(128, residual = true, init = identity) >> Reverse)];
    Glow16 "Glow 16" 16 1.0, [8 * (ActNorm >> RealNVP(128, 128) >> Linear)];
    Orthogonal16 "Orthogonal 16" 16 1.0, [5 * (MAF(128, 128) >> Orthogonal)];
    Autoregressive16 "spline MAF 16" 16 1.0, [5 * (MAF(128, 128, univariate = spline(bins = 8, bound = 3)) >> Reverse)];
    Formula16 "formula MAF 16" 16 1.0, [5 * (MAF(128, 128, univariate = |z; a, b > 0| a + b * sinh(z)) >> Reverse)];
    Mixture16 "Mixture 16" 16 1.0, [Mixture(8) >> 5 * (MAF(128, 128) >> Reverse)];
    Spline16 "Spline 16" 16 1.0, [8 * (Spline(8) >> Orthogonal)];
    Convolution8 "conv 8 × 8" [2, 8, 8] places(8), [RealNVP(conv(64, 64, 64))];
    Convolution28 "conv 28 × 28" [2, 28, 28] places(28), [RealNVP(conv(64, 64, 64))];
}
