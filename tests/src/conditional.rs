//! The flows given a context under test: one table, every property on each.

use crate::{perturbed, rng};
use flow_runtime::prelude::*;

/// Calls `$check! { Name D | C [chain]; … }` with every flow of the table.
///
/// Small, as [`for_each_flow`](crate::for_each_flow) has them.
#[macro_export]
macro_rules! for_each_conditional_flow {
    ($check:ident) => {
        $check! {
            Pair 2 | 3 [2 * (MAF(11, 9, activation = tanh) >> Reverse) >> IAF(7)];
            Wide 5 | 2 [MAF(17, 11, activation = silu) >> Permute[3, 1, 4, 0, 2] >> Invert(MAF(13))];
            Line 1 | 2 [MAF(9, 6) >> IAF(5, activation = gelu)];
            Splines 3 | 2 [NSF(8, 7, bins = 4, activation = tanh) >> Reverse >> RealNVP(6, 6, residual = true, activation = gelu)
                >> IAF(8, univariate = spline(bins = 3), activation = silu) >> Spline(4)];
            Bend 1 | 2 [MAF(9, univariate = spline(bins = 5), residual = true, activation = tanh)];
            Mixtures 3 | 2 [MAF(6, univariate = mixture(components = 2), activation = tanh) >> Reverse
                >> Coupling(7, univariate = mixture(components = 3), activation = silu) >> IAF(5, univariate = additive)];
            Maps 2 | 1 [MAF(7, activation = tanh, univariate = |z; a, b > 0| sinh(b * asinh(z) + a)) >> Reverse
                >> Coupling(6, activation = tanh, univariate = |z; a, c in (0, 1)| z + a + c * sin(z))];
            Tokens 4 | 2 [MAF(attention(8, layers = 2, heads = 2), patch = 2) >> Reverse >> IAF(attention(6, layers = 1, heads = 3)) >> MAF(attention(4, layers = 1, heads = 1), patch = 4)];
            Placed 3 | 2 [Normal(7, 5, activation = tanh) >> Permute[2, 0, 1] >> MAF(6, activation = silu)];
            Spread 1 | 1 [Normal(6, 6, activation = gelu, scale = exp, residual = true)];
            Squeezed 2 | 3 [Normal(5, scale = sigmoid) >> Reverse >> Linear];
            Seen [2, 2, 3] | 2 [Glow(conv(4, 3), activation = tanh) >> RealNVP(conv(3), split = checkerboard, activation = silu)];
            Heard [2, 5] | 2 [Glow(wavenet(4, layers = 2), activation = tanh) >> RealNVP(wavenet(3, layers = 1), split = checkerboard, activation = silu)];
            Formulas 2 | 3 [MAF(7, activation = tanh) >> |u, v; a| (u, v + a * u^2) >> |z; a, b > 0| sinh(b * z + a)];
            Parts 4 | 2 [On[2, 0](MAF(6, activation = tanh)) >> Split(1) >> On[1, 3](RealNVP(7, activation = silu)) >> Affine];
        }
    };
}

macro_rules! declare {
    ($($name:ident $dim:tt | $context:literal [$($chain:tt)*];)*) => {
        /// The table in double precision.
        pub mod double {
            use flow_runtime::prelude::*;
            $(flow! {
                #[allow(deprecated, reason = "some flows of the table do what the compiler warns about")]
                pub struct $name<f64, $dim | $context> = $($chain)*;
            })*
        }

        /// The table in single precision.
        pub mod single {
            use flow_runtime::prelude::*;
            $(flow! {
                #[allow(deprecated, reason = "some flows of the table do what the compiler warns about")]
                pub struct $name<f32, $dim | $context> = $($chain)*;
            })*
        }
    };
}

for_each_conditional_flow!(declare);

/// Something that holds of every flow, given a context.
pub trait ConditionalProperty<T: Real> {
    /// Panics with the flow's name if it does not hold.
    fn check<const D: usize, const C: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, C, Scalar = T> + Clone;
}

/// Checks a property on every flow of the table, in double precision.
pub fn check_conditional_double(property: &impl ConditionalProperty<f64>) {
    macro_rules! check {
        ($($name:ident $dim:tt | $context:literal [$($chain:tt)*];)*) => {
            $(property.check(stringify!($name), perturbed(double::$name::new(&mut rng())));)*
        };
    }
    for_each_conditional_flow!(check);
}

/// Checks a property on every flow of the table, in single precision.
pub fn check_conditional_single(property: &impl ConditionalProperty<f32>) {
    macro_rules! check {
        ($($name:ident $dim:tt | $context:literal [$($chain:tt)*];)*) => {
            $(property.check(stringify!($name), perturbed(single::$name::new(&mut rng())));)*
        };
    }
    for_each_conditional_flow!(check);
}
