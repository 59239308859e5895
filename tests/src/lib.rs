//! The flows under test: one table, every property on each.

pub mod accuracy;
pub mod conditional;
mod file;
pub mod gates;
pub mod hostile;
mod sampled;

pub use file::File;
pub use sampled::at_samples;

use flow_runtime::prelude::*;
use flow_runtime::testing;

/// The seed of everything that a test draws.
pub const SEED: u64 = 20_261_123;

/// A generator for a test.
pub fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(SEED)
}

/// Calls `$check! { Name D [chain]; … }` with every flow of the table.
///
/// Widths are small, so that every parameter can be checked; dimensions and options cover what the language has.
#[macro_export]
macro_rules! for_each_flow {
    ($check:ident) => {
        $check! {
            Identity 2 [Shift[0, 0]];
            Constants 3 [Scale[2, -0.5, PI] >> Shift[1, 0.25, -PI / 2] >> Permute[2, 0, 1]];
            Located 2 [Normal[loc = [1, -2], scale = [0.5, 3]] >> Scale[1, 0.5]];
            Lonely 1 [MAF(4)];
            Moons 2 [3 * (Permute[1, 0] >> MAF(8, 8))];
            OneLayer 3 [MAF(5) >> Reverse >> MAF(7)];
            DeepThree 3 [MAF(6, 9, 4) >> Permute[1, 2, 0] >> MAF(4, 4)];
            Shuffled 5 [MAF(11, 9) >> Permute[3, 1, 4, 0, 2] >> MAF(9, 11) >> Permute[1, 0, 2, 4, 3]];
            Grouped 9 [MAF(20, 33) >> Reverse >> MAF(24)];
            Tanh 4 [MAF(8, 8, activation = tanh) >> Reverse >> MAF(8, activation = tanh)];
            Elu 4 [MAF(8, 8, activation = elu) >> Reverse >> MAF(8, activation = elu)];
            Silu 4 [MAF(8, 8, activation = silu) >> Reverse >> MAF(8, activation = silu)];
            Gelu 4 [MAF(8, 8, activation = gelu) >> Reverse >> MAF(8, activation = gelu)];
            Exponential 3 [MAF(8, scale = exp) >> Reverse >> MAF(8, scale = exp)];
            Sigmoid 3 [MAF(8, scale = sigmoid) >> Reverse >> MAF(8, scale = sigmoid)];
            Inverse 4 [IAF(9, 8) >> Reverse >> IAF(8, activation = silu)];
            Mixed 3 [MAF(6) >> Permute[2, 0, 1] >> IAF(7, 5) >> Scale[2, 1, 0.5] >> Reverse >> MAF(8)];
            Shifts 3 [MAF(6, univariate = additive) >> Reverse >> IAF(8, univariate = additive)];
            SplineMaf 3 [MAF(8, 7, univariate = spline(bins = 5)) >> Reverse >> MAF(6, univariate = spline)];
            MixtureMaf 3 [MAF(8, 7, univariate = mixture(components = 3)) >> Reverse >> Coupling(6, univariate = mixture) >> IAF(6, univariate = mixture(components = 2))];
            SplineIaf 2 [IAF(8, univariate = spline(bins = 4, bound = 2)) >> Reverse >> MAF(8)];
            Elementwise 3 [Spline(6) >> MAF(8) >> Permute[1, 2, 0] >> Spline(3, bound = 2.5) >> Invert(Spline(4))];
            Blended 3 [LogisticMixture(3) >> MAF(8) >> Permute[1, 2, 0] >> LogisticMixture(1) >> On[0, 2](Invert(LogisticMixture(4)))];
            AttentivePair 2 [2 * (MAF(attention(6, layers = 1, heads = 2)) >> Reverse)];
            Attentive 4 [MAF(attention(8, layers = 2, heads = 2)) >> Reverse >> IAF(attention(6, layers = 1, heads = 3), scale = exp)];
            Patches 6 [MAF(attention(8, layers = 1, heads = 2), patch = 2) >> Permute[3, 1, 4, 0, 5, 2] >> IAF(attention(4, layers = 2, heads = 1), patch = 3)];
            Squares [1, 4, 4] [IAF(attention(4, layers = 1, heads = 2)) >> Unsqueeze >> Reverse >> MAF(attention(6, layers = 1, heads = 2), patch = 2) >> Reverse];
            AttentiveMaps 4 [MAF(attention(6, layers = 1, heads = 2), patch = 2, univariate = spline(bins = 3)) >> Permute[2, 0, 3, 1] >> MAF(attention(6, layers = 1, heads = 3), univariate = mixture(components = 3)) >> Reverse >> IAF(attention(4, layers = 1, heads = 1), patch = 2, univariate = |z; a, b > 0, c > 0| a + b * sinh(c * z) / c)];
            AttentiveStart 4 [MAF(attention(8, layers = 1, heads = 2), init = identity) >> On[2, 0](MAF(attention(4, layers = 1, heads = 2), init = glorot)) >> Reverse >> IAF(attention(6, layers = 1, heads = 1), patch = 4)];
            RealNvp 4 [2 * (RealNVP(9, 8) >> Reverse)];
            Nice 5 [NICE(8, activation = elu) >> Permute[3, 1, 4, 0, 2] >> NICE(6, split = alternate) >> Invert(NICE(7))];
            Nsf 3 [NSF(8, 6) >> Reverse >> NSF(6, bins = 4, bound = 2) >> Reverse];
            Coupled 5 [Coupling(7, split = [1, 4]) >> Invert(Coupling(6, 5, split = [0], activation = silu)) >> Coupling(8, split = alternate, activation = tanh, univariate = spline(bins = 3))];
            Residual 4 [MAF(9, 9, residual = true) >> Reverse >> IAF(8, residual = true, activation = silu)];
            ResidualCoupled 4 [RealNVP(9, 9, residual = true, activation = tanh) >> Reverse >> NICE(6, residual = true, activation = tanh, init = identity) >> Reverse];
            Silent 3 [MAF(9, activation = tanh, init = identity) >> Reverse >> RealNVP(7, scale = exp, init = identity) >> IAF(8, 7, activation = tanh, init = identity, univariate = spline(bins = 3))];
            Bent 3 [MAF(8, univariate = |z; a, b > 0, c > 0| a + b * sinh(c * z) / c) >> Reverse];
            BentInverse 3 [IAF(8, activation = tanh, univariate = |z; a, c in (0, 1)| z + a + c * sin(z)) >> Reverse];
            BentCoupling 3 [Coupling(8, activation = tanh, univariate = |z; a, b > 0| sinh(b * asinh(z) + a)) >> Permute[1, 2, 0] >> Coupling(6, split = alternate, univariate = |z; a, c in (0, 1)| z + a + c * sin(z))];
            Positive 3 [Softplus >> MAF(8, activation = tanh, univariate = |u > 0; b > 0| b * u) >> Reverse >> MAF(7, activation = tanh, univariate = |u > 0; c in (0, 1)| u + c * (u - ln(1 + u))) >> |u| ln(exp(u) - 1) >> IAF(6, activation = tanh)];
            HalfPositive 3 [Coupling(8, activation = tanh, univariate = |z; a| softplus(z + a)) >> |u, v, w| (u, ln(exp(v) - 1), ln(exp(w) - 1)) >> Reverse >> Softplus >> IAF(8, activation = tanh, univariate = |z; a| softplus(z - a))];
            Banana 2 [|u, v; a| (u, v + a * u^2 + u * a) >> Scale[1, 2] >> Permute[1, 0] >> |u, v; b| (u, v + b * tanh(u))];
            Skewed 3 [MAF(8) >> |y; a, b > 0| sinh(b * asinh(y) + a) >> Reverse];
            Iterated 2 [|z; c in (0, 1)| z + c * sin(z) >> MAF(8) >> Invert(|z; a > 0| z + a * tanh(z))];
            Patchwork 3 [|u, v, w| (softplus(u), v, -softplus(w)) >> Permute[2, 0, 1] >> |z; c in (0, 1)| z + c * sin(2 * PI * z) / (2 * PI) >> |w, u, v| (ln(exp(-w) - 1), ln(exp(u) - 1), v) >> MAF(8)];
            Detour 2 [Softplus >> Power(2) >> Log >> MAF(8) >> Permute[1, 0] >> |z; a| z + a];
            Inverted 4 [Invert(MAF(8) >> Shift[1, 2, 3, 4] >> Permute[1, 3, 0, 2] >> IAF(8))];
            Matrices 3 [Linear >> Affine >> Linear(seed = 2)];
            FixedMatrices 3 [Matrix[[2, 1, 0], [0.5, -1, 1/3], [0, 0, PI]] >> MAF(8) >> Permute[2, 0, 1] >> Invert(Matrix[[1, 1, 0], [0, 1, 1], [1, 0, 2]]) >> Shift[1, 2, 3]];
            FixedMatrix 2 [Scale[2, 3] >> Matrix[[0.6, -0.8], [0.8, 0.6]] >> Shift[-1, 1]];
            WideMatrix 11 [Reverse >> Linear(seed = 1) >> Orthogonal];
            Rotated 4 [Orthogonal >> MAF(8) >> Orthogonal(reflections = 3)];
            Undone 3 [Invert(Linear >> Affine >> Orthogonal) >> RandomPermute(seed = 4) >> Invert(Linear)];
            Normed 3 [ActNorm >> MAF(6) >> Permute[1, 2, 0] >> ActNorm >> Standardize];
            Clusters 2 [Mixture(3) >> MAF(6)];
            Cluster 1 [Mixture(5)];
            LearnedStart 3 [Normal(learned) >> Permute[2, 0, 1] >> MAF(6)];
            OnSome 4 [MAF(8) >> On[1, 3](Affine >> Spline(4)) >> On[2, 0](MAF(7) >> Reverse >> MAF(6)) >> On[1..4](Linear) >> On[0](|z; a, b > 0| sinh(b * asinh(z) + a))];
            OnNetworks 5 [On[0, 2..5](RealNVP(8) >> Reverse >> Coupling(7, split = alternate, univariate = spline(bins = 3))) >> Permute[3, 1, 4, 0, 2] >> On[1..4](IAF(8, activation = tanh)) >> On[4, 0](Orthogonal >> Invert(MAF(6)))];
            OnConstants 4 [On[2](Shift[1]) >> On[3, 1](Matrix[[2, 1], [0.5, -1]] >> Shift[1, 2]) >> MAF(8) >> On[0](Scale[2]) >> On[2, 0, 1](Permute[1, 2, 0]) >> Invert(On[3, 0](Matrix[[1, 1], [1, 2]]))];
            OnPositive 3 [On[1](Softplus) >> On[0, 2](MAF(8)) >> On[1](Power(2)) >> On[1](Log) >> MAF(8) >> On[2, 0](|u, v; a| (u, v + a * u^2))];
            OnNormed 4 [On[3, 0](ActNorm) >> MAF(8) >> Reverse >> On[1..3](Standardize)];
            TwoScales 5 [MAF(8) >> Reverse >> Split(1) >> IAF(7, activation = tanh) >> Split(2) >> Permute[3, 1, 4, 0, 2] >> RealNVP(8) >> Reverse >> MAF(8)];
            Halves 4 [2 * (Affine >> Spline(3) >> Split) >> Linear];
            Leaving 4 [MAF(7) >> Reverse >> Split(1, by = likelihood) >> MAF(8) >> Split(by = likelihood) >> RealNVP(6)];
            NormedBack 2 [Invert(Standardize >> MAF(5) >> ActNorm)];
            Picture [1, 4, 4] [ActNorm(over = channels) >> Linear(over = channels) >> RealNVP(7, split = channels) >> Unsqueeze >> Affine(over = channels) >> RealNVP(6, split = checkerboard) >> NICE(6, split = odd_checkerboard)];
            Sound [2, 8] [Orthogonal(over = channels) >> RandomPermute(seed = 3, over = channels) >> 2 * (Unsqueeze >> NICE(6, split = checkerboard)) >> Permute(over = channels)[1, 0] >> Orthogonal(reflections = 1, over = channels) >> Standardize(over = channels) >> Invert(Unsqueeze >> Affine(over = channels)) >> Unsqueeze >> Invert(Linear(over = channels))];
            Glowing [1, 4, 4] [2 * Glow(conv(12, 13), activation = tanh) >> Unsqueeze >> RealNVP(conv(4), split = checkerboard, activation = silu) >> Coupling(conv(3, kernel = 5), split = odd_checkerboard, univariate = spline(bins = 3), activation = gelu)];
            GlowingSound [1, 12] [Invert(Glow(conv(4, 3, kernel = 1), activation = elu)) >> 2 * Unsqueeze >> NICE(conv(4, 3), split = checkerboard, activation = tanh, init = identity) >> NSF(conv(4), split = odd_checkerboard, activation = tanh, bins = 4)];
            Waves [1, 12] [Glow(wavenet(3, layers = 2), activation = tanh) >> Unsqueeze >> Glow(wavenet(4, layers = 3), activation = silu) >> Unsqueeze >> NICE(wavenet(3, layers = 1, kernel = 5), split = checkerboard, activation = gelu) >> Invert(RealNVP(wavenet(3, layers = 2, kernel = 1), split = odd_checkerboard, init = identity, activation = tanh))];
        }
    };
}

macro_rules! declare {
    ($($name:ident $dim:tt [$($chain:tt)*];)*) => {
        /// The table in double precision.
        pub mod double {
            use flow_runtime::prelude::*;
            $(flow! {
                #[allow(deprecated, reason = "some flows of the table do what the compiler warns about")]
                pub struct $name<f64, $dim> = $($chain)*;
            })*
        }

        /// The table in single precision.
        pub mod single {
            use flow_runtime::prelude::*;
            $(flow! {
                #[allow(deprecated, reason = "some flows of the table do what the compiler warns about")]
                pub struct $name<f32, $dim> = $($chain)*;
            })*
        }
    };
}

for_each_flow!(declare);

/// Something that holds of every flow.
pub trait Property<T: Real> {
    /// Panics with the flow's name if it does not hold.
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = T> + Bijector<T, D> + Density<T, D> + Clone;
}

/// Checks a property on every flow of the table, in double precision.
pub fn check_double(property: &impl Property<f64>) {
    macro_rules! check {
        ($($name:ident $dim:tt [$($chain:tt)*];)*) => {
            $(property.check(stringify!($name), perturbed(double::$name::new(&mut rng())));)*
        };
    }
    for_each_flow!(check);
}

/// Checks a property on every flow of the table, in single precision.
pub fn check_single(property: &impl Property<f32>) {
    macro_rules! check {
        ($($name:ident $dim:tt [$($chain:tt)*];)*) => {
            $(property.check(stringify!($name), perturbed(single::$name::new(&mut rng())));)*
        };
    }
    for_each_flow!(check);
}

/// Random points like those of a standard normal distribution.
pub fn points<T: Real, const D: usize>(n: usize, spread: f64) -> Vec<SVector<T, D>> {
    use rand::RngExt;
    let mut rng = rng();
    let mut normal = || -> f64 { rng.sample(rand_distr::StandardNormal) };
    (0..n)
        .map(|_| SVector::from(std::array::from_fn(|_| T::from_f64(spread * normal()))))
        .collect()
}

/// Round trip, log-determinant, score and gradient of a flow, against differences: what an addition is tried with before the
/// table, which takes minutes to compile.
///
/// # Panics
///
/// If one of them is not as the others say.
pub fn exact<const D: usize, F>(name: &str, mut flow: F)
where
    F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D>,
{
    let xs = flow.sample_batch(60, &mut rng());
    for x in &xs {
        let z = flow.inverse(x);
        let error = testing::round_trip(&flow, &z);
        assert!(error < 1e-9, "{name}: {error:e} there and back at {z}");
        let error = testing::log_det_error(&flow, &z);
        assert!(error < 1e-6, "{name}: {error:e} in the log-det at {z}");
        assert!(flow.contains(x), "{name}: {x}");
    }
    for x in &xs[..10] {
        let error = testing::score_error(&flow, x);
        assert!(error < 1e-5, "{name}: {error:e} in the score at {x}");
    }
    let error = testing::gradient_error(&mut flow, &xs);
    assert!(error < 1e-6, "{name}: {error:e} in a parameter");
}

/// Parameters that are all different from 0 and from each other, so that no mistake hides behind a bias of 0, and small
/// enough for a chain of networks to be inverted to nearly the precision of the scalar.
pub fn perturbed<F: Flow<D, C>, const D: usize, const C: usize>(mut flow: F) -> F {
    use rand::RngExt;
    let mut rng = rng();
    for p in flow.params_mut() {
        *p = F::Scalar::from_f64(0.6 * p.to_f64() + rng.random_range(-0.1..0.1));
    }
    flow
}
