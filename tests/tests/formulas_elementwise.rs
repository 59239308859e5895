//! The elementwise bijectors of TensorFlow Probability, torch, Pyro, zuko, nflows and distrax that a formula can
//! state, and the elementary functions on their own domains, through every gate.
//!
//! Of TensorFlow Probability, `Softfloor` needs a floor, `IteratedSigmoidCentered` and `CategoricalToDiscrete` are no
//! maps of single numbers, and `AbsoluteValue` is not one-to-one; its distribution functions are in
//! `formulas_distributions.rs`, with `LambertWTail` among the maps of `formulas_maps.rs`.

#![allow(missing_docs, reason = "tests")]
#![allow(
    deprecated,
    reason = "a pair that undoes itself is among them, which the compiler warns about"
)]

tests::gates! {
    // Identity, Shift, Scale, ScalarAffine.
    1 [Normal >> |z| z];
    1 [Normal >> |z; a| z + a];
    1 [Normal >> |z; s| z*exp(s)];
    1 [Normal >> |z; a, b > 0| a + b*z];
    1 [Normal >> |z| -z];
    // Exp, Expm1 and Log1p, Log.
    1 [Normal >> |z| exp(z)];
    1 [Normal >> |z| exp(0.5*z + 1)];
    1 [Normal >> |z| exp(z) - 1];
    1 [Normal >> Softplus >> |z| ln(1 + z)];
    1 [Normal >> Softplus >> |z| ln(z)];
    1 [Normal >> |z| 2^z];
    // Sigmoid, Tanh, Softplus, their inverses and relatives.
    1 [Normal >> |z| sigmoid(z)];
    1 [Uniform >> |z| logit(z)];
    1 [Uniform >> |z| ln(z/(1 - z))];
    1 [Normal >> |z| tanh(z)];
    1 [Uniform >> |u| atanh(2*u - 1)];
    1 [Normal >> |z| 3*tanh(z/3)];
    1 [Normal >> |z| softplus(z)];
    1 [Normal >> |z| ln(1 + exp(z))];
    1 [Normal >> |z; t > 0| t*softplus(z/t)];
    1 [Normal >> |z| softplus(z) - z];
    1 [Normal >> Softplus >> |z| ln(exp(z) - 1)];
    1 [Normal >> |z| 1 - softplus(2 - softplus(z + 1))*2/softplus(2)];
    1 [Normal >> |z| z/(1 + abs(z))];
    1 [Normal >> |z| z/(1 + abs(z/5))];
    1 [Normal >> |z; a > 0| a*z/(1 + abs(a*z))];
    // ELU, SELU, and others with a kink.
    1 [Normal >> |z| (z + abs(z))/2 + exp((z - abs(z))/2) - 1];
    1 [Normal >> |z; a > 0| (a*z + abs(a*z))/2 + exp((a*z - abs(a*z))/2) - 1];
    1 [Normal >> |z| 1.0507*((z + abs(z))/2 + 1.6733*(exp((z - abs(z))/2) - 1))];
    1 [Normal >> |z; b| (z - b + abs(z - b))/2 + exp((z - b - abs(z - b))/2) - 1];
    1 [Normal >> |z| 2*z + abs(z - 1) + exp(-abs(z - 1))];
    1 [Normal >> |z| z/sqrt(1 + z^2)];
    1 [Normal >> |z; a in (0, 1)| (1 + a)/2*z + (1 - a)/2*abs(z)];
    1 [Normal >> |z| (z + sqrt(z^2 + 4))/2];
    // Sinh, SinhArcsinh.
    1 [Normal >> |z| sinh(z)];
    1 [Normal >> |z| asinh(z)];
    1 [Normal >> |z; a, b > 0| sinh(b*z + a)];
    1 [Normal >> |z; a, b > 0| sinh((asinh(z) + a)*b)];
    // Cos, Sin and the other functions of an angle.
    1 [Uniform >> |u| cos(PI*u)];
    1 [Uniform >> |u| sin(PI*(u - 0.5))];
    1 [Uniform >> |u; m| m + tan(PI*(u - 1/2))];
    1 [Uniform >> |u| asin(2*u - 1)];
    1 [Uniform >> |u| acos(u)];
    1 [Normal >> |z| atan(z)];
    // Power, PowerTransform, Square, Reciprocal, PositivePower.
    1 [Normal >> Softplus >> |z; p > 0| z^p];
    1 [Normal >> Softplus >> |z; l > 0| ((1 + z)^l - 1)/l];
    1 [Normal >> Softplus >> |z| (1 + z/2)^2];
    1 [Normal >> Softplus >> |z| z^2];
    1 [Normal >> Softplus >> |z| 1/z];
    1 [Normal >> Softplus >> |z| sqrt(z)];
    1 [Normal >> Softplus >> |z| cbrt(z)];
    1 [Normal >> Softplus >> |z| cosh(z)];
    1 [Normal >> Softplus >> |z| acosh(1 + z)];
}
