//! The chains.

use flow_runtime::prelude::*;

/// A distribution of pictures, and the density that it has before numbers are rounded down.
pub(crate) trait Chain<const D: usize> {
    /// What is trained.
    type Whole: LowerBound<f32, D> + Trainable<D, 0, Scalar = f32>;
    /// The same without `Dequantize`: of numbers with noise, and what they are in the base.
    type Noisy: Density<f32, D> + Bijector<f32, D>;

    /// As it is called on the command line.
    const NAME: &'static str;

    fn new(rng: &mut Xoshiro256PlusPlus) -> Self::Whole;

    /// The density that a trained distribution has before its numbers are rounded down.
    fn noisy(whole: &Self::Whole) -> Self::Noisy;

    /// For every number of a picture, on which of the base it can depend.
    fn mixing() -> Vec<Vec<bool>>;
}

/// Declares a chain with its `Dequantize` and without.
macro_rules! chain {
    ($(#[doc = $doc:literal])* $whole:ident, $noisy:ident: $name:literal, $shape:tt = [$($chain:tt)*] >> [$($last:tt)*]) => {
        flow! {
            $(#[doc = $doc])*
            pub(crate) struct $whole<$shape> = $($chain)* >> $($last)*;
            $(#[doc = $doc])*
            pub(crate) struct $noisy<$shape> = $($chain)*;
        }

        impl Chain<{ $noisy::DIM }> for $whole {
            type Whole = Self;
            type Noisy = $noisy;
            const NAME: &'static str = $name;

            fn new(rng: &mut Xoshiro256PlusPlus) -> Self {
                Self::new(rng)
            }

            fn noisy(whole: &Self) -> $noisy {
                let mut noisy = $noisy::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
                // The parameters of a chain are those of its elements, one after the other.
                let own = &whole.params()[..$noisy::PARAMS];
                noisy.params_mut().copy_from_slice(own);
                noisy
            }

            fn mixing() -> Vec<Vec<bool>> {
                $noisy::MIXING.iter().map(|row| row.to_vec()).collect()
            }
        }
    };
}

chain! {
    /// Glow on two scales (Kingma & Dhariwal 2018), with noise that is learned (Ho et al. 2019).
    Glow, NoisyGlow: "glow", [1, 8, 8] =
    [4 * Glow(conv(48, 48)) >> Split >> 4 * Glow(conv(48, 48)) >> Unsqueeze >> Sigmoid >> Scale[17; 64]] >> [Dequantize(32)]
}

chain! {
    /// A causal transformer over squares of 2 × 2 (`TarFlow`: Zhai et al. 2024), with noise that is learned.
    TarFlow, NoisyTarFlow: "tarflow", [1, 8, 8] =
    [4 * (MAF(attention(64, layers = 2, heads = 4), patch = 2) >> Reverse) >> Sigmoid >> Scale[17; 64]] >> [Dequantize(32)]
}

chain! {
    /// A causal transformer over pixels, each of which is a mixture given those before it (`TraDE`: Fakoor et al. 2020).
    Best, NoisyBest: "best", [1, 8, 8] =
    [MAF(attention(48, layers = 2, heads = 4), univariate = mixture(components = 8)) >> Standardize] >> [Dequantize]
}

chain! {
    /// `TarFlow` on the pictures of MNIST, over squares of 4 × 4.
    Large, NoisyLarge: "large", [1, 28, 28] =
    [4 * (MAF(attention(64, layers = 2, heads = 4), patch = 4) >> Reverse) >> Sigmoid >> Scale[256; 784]] >> [Dequantize(32)]
}

chain! {
    /// MADE with mixtures (Germain et al. 2015; Papamakarios et al. 2017) on the pictures of MNIST: on the scale of log-odds black is no narrower
    /// than grey.
    LargeMade, NoisyLargeMade: "large-made", [1, 28, 28] =
    [MAF(1024, univariate = mixture(components = 6)) >> Standardize >> Sigmoid >> Scale[256; 784]] >> [Dequantize]
}

chain! {
    /// Glow on the pictures of MNIST, on two scales.
    LargeGlow, NoisyLargeGlow: "large-glow", [1, 28, 28] =
    [4 * Glow(conv(48, 48)) >> Unsqueeze >> 4 * Glow(conv(48, 48)) >> Unsqueeze >> Sigmoid >> Scale[256; 784]] >> [Dequantize(32)]
}
