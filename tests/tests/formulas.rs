//! Formulas that people use, through every gate, in both precisions: the bijectors of other libraries that a formula
//! can state, distribution functions and their inverses, maps that only iteration inverts, triangular maps.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::__private::flow_unsimplified;
use flow_runtime::prelude::*;
use flow_runtime::{Interval, testing};
use rand::RngExt;
use tests::rng;

/// Parameters that are all different, and the same in both precisions.
fn moved<F: Flow<D, 0>, const D: usize>(mut flow: F) -> F {
    let mut rng = rng();
    for p in flow.params_mut() {
        *p = F::Scalar::from_f64(rng.random_range(-0.5..0.5));
    }
    flow
}

fn check<const D: usize, F, S>(text: &str, mut flow: F, single: &S, failures: &mut Vec<String>)
where
    F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D>,
    S: Flow<D, 0, Scalar = f32> + Bijector<f32, D> + Density<f32, D>,
{
    let mut bad = |what: String| failures.push(format!("{text}: {what}"));
    let xs = flow.sample_batch(60, &mut rng());
    for x in &xs {
        let (z, inverse) = flow.inverse_and_log_det(x);
        let (back, forward) = flow.forward_and_log_det(&z);
        for i in 0..D {
            let support = F::model().support[i];
            if !support.contains(x[i]) {
                bad(format!("{} is outside {support:?}", x[i]));
            }
            if (back[i] - x[i]).abs() > 1e-9 * (1.0 + x[i].abs()) {
                bad(format!("{} came back as {}", x[i], back[i]));
            }
        }
        if (inverse + forward).abs() > 1e-8 * (1.0 + forward.abs()) {
            bad(format!("log-dets {forward} and {inverse} at {}", x[0]));
        }
        // Differences need room: what saturates has none.
        let room = |(x, support): (&f64, &Interval)| {
            let nearest = (x - support.lower).min(support.upper - x);
            x.abs() < 1e30 && nearest > 1e-4 * (1.0 + x.abs())
        };
        if !x.iter().zip(F::model().support).all(room) {
            continue;
        }
        let error = testing::log_det_error(&flow, &z);
        if error > 1e-6 {
            bad(format!("log-det off by {error:e} at {}", z[0]));
        }
        let error = testing::score_error(&flow, x);
        if error > 1e-5 {
            bad(format!("score off by {error:e} at {}", x[0]));
        }
        // What rounding the input changes, the map may change; the rest is rounding inside.
        let (near, near_log_det) = single.forward_and_log_det(&z.map(|z| z as f32));
        let rounded = z.map(|z| f64::from(z as f32));
        let (exact, exact_log_det) = flow.forward_and_log_det(&rounded);
        for i in 0..D {
            if (f64::from(near[i]) - exact[i]).abs() > 2e-5 * (1.0 + exact[i].abs()) {
                bad(format!("{} in f32, {} in f64", near[i], exact[i]));
            }
        }
        if (f64::from(near_log_det) - exact_log_det).abs() > 2e-4 * (1.0 + exact_log_det.abs()) {
            bad(format!(
                "log-det {near_log_det} in f32, {exact_log_det} in f64 at {}",
                z[0]
            ));
        }
    }
    let error = testing::gradient_error(&mut flow, &xs);
    if error > 1e-5 {
        bad(format!("gradient off by {error:e}"));
    }
    // Outside the support, and for no number at all.
    for (i, support) in F::model().support.iter().enumerate() {
        for end in [
            support.lower,
            support.upper,
            support.lower - 1.0,
            support.upper + 1.0,
        ] {
            let mut outside = xs[0];
            outside[i] = end;
            if flow.log_prob(&outside) != f64::NEG_INFINITY {
                bad(format!("ln p({end}) = {}", flow.log_prob(&outside)));
            }
        }
        let mut nan = xs[0];
        nan[i] = f64::NAN;
        if !flow.log_prob(&nan).is_nan() {
            bad("a density at NaN".into());
        }
    }
}

macro_rules! gates {
    ($($dim:literal [$($chain:tt)*];)*) => {
        #[test]
        fn every_formula_passes_every_gate() {
            let mut failures = Vec::new();
            $(check(
                stringify!($($chain)*),
                moved(flow_unsimplified!(<f64, $dim> = $($chain)*).init(&mut rng())),
                &moved(flow_unsimplified!(<f32, $dim> = $($chain)*).init(&mut rng())),
                &mut failures,
            );)*
            assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
        }
    };
}

gates! {
    1 [Normal >> |z; a, b > 0| a + b*z];
    1 [Normal >> |z| tanh(z)];
    1 [Uniform >> |z| logit(z)];
    1 [Normal >> |z| Phi(z)];
    1 [Uniform >> |u| cos(PI*u)];
    1 [Uniform >> |u; m| m + tan(PI*(u - 1/2))];
    1 [Normal >> Softplus >> |z; p > 0| z^p];
    1 [Normal >> |z| (z + sqrt(z^2 + 4))/2];
    1 [Normal >> |z| z*exp(z^2)];
    1 [Normal >> |z; c in (0, 1)| z + c*sin(z)];
    1 [Normal >> |z; a > 0, b > 0| a*z + b*z^3];
    1 [Normal >> Softplus >> |z| z + ln(z)];
    1 [Normal >> |z; w in (0, 1)| w*Phi(z) + (1 - w)*Phi((z - 2)/3)];
    1 [Normal >> |z| sigmoid(z)*(1 + sigmoid(z))];
    1 [Normal >> |z; a, b > 0| sinh(b*asinh(z) + a)];
    1 [Normal >> |z; w in (0, 1), b| logit(w*sigmoid(z) + (1 - w)*sigmoid(z + b))];
    1 [Normal >> |z| exp(-exp(-z))];
    1 [Uniform >> |u; k > 0, l > 0| l*(-ln(1 - u))^(1/k)];
    1 [Uniform >> |u; a > 0, b > 0| 1 - (1 - u^a)^b];
    1 [Normal >> Softplus >> |z; b > 0, e > 0| (1 - exp(-b*z))*exp(-e*exp(-b*z))];
    2 [Normal >> |u, v; a| (u, v + a*u^2)];
    2 [Normal >> |u, v| (exp(u), u + v + exp(v))];
    3 [Normal >> |u, v, w; a| (u, v*exp(tanh(u)), w + a*u*v)];
    3 [Normal >> |u, v, w| (u + w, v + sinh(w), w)];
}
