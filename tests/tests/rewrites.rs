//! Every law of the rewriter: the rewritten chain is the chain as written, in value and log-determinant.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::__private::flow_unsimplified;
use flow_runtime::prelude::*;
use tests::{perturbed, points, rng};

/// Both ways to compile a chain, with the same parameters, on the same points.
macro_rules! same {
    ($($chain:tt)*) => {{
        #[allow(deprecated, reason = "laws apply to what the compiler warns about")]
        let rewritten = perturbed(flow!($($chain)*).init(&mut rng()));
        #[allow(deprecated, reason = "laws apply to what the compiler warns about")]
        let written = perturbed(flow_unsimplified!($($chain)*).init(&mut rng()));
        agree(&rewritten, &written);
    }};
}

fn agree<const D: usize>(
    a: &(impl Flow<D, 0, Scalar = f64> + Bijector<f64, D>),
    b: &(impl Flow<D, 0, Scalar = f64> + Bijector<f64, D>),
) {
    assert_eq!(a.params(), b.params());
    for point in points(50, 1.5) {
        let forward = (a.forward_and_log_det(&point), b.forward_and_log_det(&point));
        let inverse = (a.inverse_and_log_det(&point), b.inverse_and_log_det(&point));
        for ((x, d), (y, e)) in [forward, inverse] {
            assert!((x - y).norm() < 1e-12, "{x} and {y}");
            assert!((d - e).abs() < 1e-12, "{d} and {e}");
        }
    }
}

#[test]
fn flatten() {
    same!(<f64, 3> = 2 * ((MAF(8) >> (Reverse >> 2 * (MAF(7) >> Permute[1, 2, 0])))));
}

#[test]
fn invert() {
    same!(<f64, 3> = Invert(Permute[1, 2, 0] >> MAF(8)) >> Invert(IAF(8) >> Reverse));
    same!(<f64, 3> = Invert(Invert(MAF(8) >> Shift[1, 2, 3] >> Invert(Scale[2, 4, -1]))));
}

#[test]
fn identities() {
    same!(<f64, 3> = Shift[0, 0, 0] >> MAF(8) >> Permute[0, 1, 2] >> Scale[1, 1, 1] >> MAF(8));
}

#[test]
fn cancel() {
    same!(<f64, 2> = Shift[1, 2] >> Invert(Shift[1, 2]) >> MAF(8) >> Reverse >> Invert(Reverse));
}

#[test]
fn constants() {
    same!(<f64, 2> = Shift[1, 2] >> Scale[2, -3] >> Shift[0.5, 0.25] >> MAF(8) >> Scale[2, 1] >> Scale[PI, 1]);
}

#[test]
fn matrices() {
    same!(<f64, 2> = Shift[1, 2] >> Matrix[[2, 1], [1/3, -1]] >> Scale[2, -3] >> MAF(8) >> Matrix[[1, 2], [3, 4]]
        >> Invert(Matrix[[0.5, PI], [sqrt(2), 1]] >> Shift[1, -1]));
    same!(<f64, 3> = Permute[2, 0, 1] >> Matrix[[1, 2, 0], [0, 1, 0.1], [3, 0, 1]] >> Reverse >> MAF(8)
        >> Invert(Permute[1, 2, 0] >> Matrix[[1, 2, 0], [0, 1, 0.1], [3, 0, 1]] >> Shift[1, 2, 3]));
}

#[test]
fn monomials() {
    same!(<f64, 3> = MAF(8) >> Matrix[[0, 2, 0], [0, 0, -1/3], [1, 0, 0]] >> MAF(7) >> Matrix[[0, 0, 1], [0, 1, 0], [1, 0, 0]]);
}

#[test]
fn permutations() {
    same!(<f64, 2> = 3 * (Permute[1, 0] >> MAF(16, 16)));
    same!(<f64, 3> = 3 * (Permute[1, 2, 0] >> MAF(16, 16)) >> Permute[2, 1, 0] >> Shift[1, 2, 3]);
    same!(<f64, 4> = MAF(9) >> Permute[1, 3, 0, 2] >> Shift[1, 2, 3, 4] >> Scale[2, -3, 4, 0.5] >> IAF(7) >> Reverse
        >> Invert(Permute[1, 2, 3, 0] >> Shift[1, 2, 3, 4] >> MAF(8, activation = tanh) >> Scale[1, 2, 3, 4]));
}

#[test]
fn couplings_and_splines_take_permutations() {
    same!(<f64, 3> = 3 * (NSF(8, split = [1]) >> Permute[1, 2, 0]) >> Invert(RealNVP(7)) >> Reverse >> NICE(6));
    same!(<f64, 3> = Permute[2, 0, 1] >> Spline(5) >> MAF(8) >> Reverse >> Invert(Spline(4) >> Permute[1, 2, 0]));
}

#[test]
fn formulas() {
    same!(<f64, 2> = Exp >> Log >> MAF(8) >> Sigmoid >> Logit >> Tanh >> Atanh);
    same!(<f64, 2> = Softplus >> Power(2) >> Log >> MAF(8));
    same!(<f64, 3> = MAF(8) >> |z; a, b > 0| a + b * z >> |y; a > 0| sinh(a * y) >> Reverse >> |z; c| asinh(z) + c);
    same!(<f64, 2> = Invert(|z; a, b > 0| sinh(b * asinh(z) + a) >> LeakyReLU(0.5)) >> Permute[1, 0] >> |z| 2 * z);
    same!(<f64, 2> = |u, v| (u, v + u^2) >> Permute[1, 0] >> Invert(|u, v| (u, v + u^2)) >> MAF(8));
    same!(<f64, 2> = |u, v; a| (u, v + a * u^2) >> |u, v; b| (u + b, v * exp(tanh(u))) >> Invert(|u, v; c| (u, v + c * u^3)) >> MAF(8));
    same!(<f64, 3> = |u, v, w| (exp(u), v, sigmoid(w)) >> Permute[2, 0, 1]
        >> |z; c in (0, 1)| z + c * sin(2 * PI * z) / (2 * PI) >> Sinh >> Permute[1, 0, 2] >> Asinh);
    same!(<f64, 2> = |u, v; a| (u, v + a * u^2) >> Permute[1, 0] >> |u, v; a| (u, v + a * tanh(u)) >> Shift[1, 2]);
}

#[test]
fn on_some_of_the_dimensions() {
    same!(<f64, 4> = On[3, 1](MAF(8) >> Reverse >> IAF(7) >> Shift[1, 2]) >> On[2](Scale[2]) >> Permute[1, 3, 0, 2]
        >> On[1..4](Linear >> Permute[2, 0, 1] >> RealNVP(6)) >> On[0, 2](Affine >> Spline(3)));
    same!(<f64, 3> = On[2, 0, 1](MAF(8) >> Shift[1, 2, 3] >> Matrix[[1, 1, 0], [0, 1, 2], [0.5, 0, 1]]) >> On[..](MAF(7)));
    same!(<f64, 4> = On[0](Exp) >> On[1, 2](MAF(8)) >> On[0](Log) >> On[3](Shift[1]) >> On[2, 1](Scale[2, -1])
        >> Invert(On[1, 3](Matrix[[1, 2], [3, 4]] >> Shift[1, 2])) >> On[3](Scale[3]) >> MAF(8));
    same!(<f64, 3> = On[0, 2](Matrix[[0, 2], [1, 0]]) >> MAF(8) >> On[1](Softplus >> Power(2)) >> On[2](Shift[1])
        >> On[1](Log) >> On[1, 2](|u, v; a| (u, v + a * u^2)) >> Reverse);
}
