//! What every formula must pass, compiled once: the macro, and the gates.

mod subject;

use crate::rng;
use flow_runtime::prelude::*;
use flow_runtime::{Interval, testing};
use std::fmt;
use subject::Subject;

/// One line of the table, and what it failed.
#[derive(Debug)]
pub struct Line {
    text: &'static str,
    failures: Vec<String>,
}

impl Line {
    /// Puts a flow, in double and in single precision, through every gate.
    pub fn check<const D: usize>(
        text: &'static str,
        double: impl Flow<D, 0, Scalar = f64> + Distribution<SVector<f64, D>> + 'static,
        single: impl Flow<D, 0, Scalar = f32> + Distribution<SVector<f32, D>> + 'static,
    ) -> Vec<String> {
        let mut line = Self {
            text,
            failures: Vec::new(),
        };
        line.gates(
            Subject::new(Box::new(double)),
            &Subject::new(Box::new(single)),
        );
        line.failures
    }

    fn bad(&mut self, what: fmt::Arguments<'_>) {
        self.failures.push(format!("{}: {what}", self.text));
    }

    fn gates<const D: usize>(&mut self, mut double: Subject<f64, D>, single: &Subject<f32, D>) {
        let uniform = self.text.starts_with("Uniform");
        let xs = double.sample_batch(60, &mut rng());
        for x in &xs {
            let z = self.round_trip(&double, x);
            // Differences need room on both sides: what saturates has none, nor has a step of 6e-6 next to an end.
            if room(x, double.0.support()) {
                if !uniform || (0.01..0.99).contains(&z[0]) {
                    self.derivatives(&double, &z, x);
                }
                self.precisions(&double, single, &z, 0.0);
            }
        }
        self.gradient(&mut double, &xs);
        self.outside(&double, &xs[0]);
        let edges: &[f64] = if uniform {
            &[1e-6, 1e-3, 0.999, 1.0 - 1e-6]
        } else {
            &[-10.0, -6.0, -3.0, 3.0, 6.0, 10.0]
        };
        for &edge in edges {
            let z = SVector::from([edge; D]);
            self.precisions(&double, single, &z, 2.0 * f64::from(f32::EPSILON));
            self.edge(single, &z.map(|z| z as f32));
        }
        let ends = if uniform {
            [1e-15, 1.0 - 1e-15]
        } else {
            [-1e12, 1e12]
        };
        self.image(&double, ends);
    }

    /// The image, the value and the log-determinant there and back.
    fn round_trip<const D: usize>(
        &mut self,
        flow: &Subject<f64, D>,
        x: &SVector<f64, D>,
    ) -> SVector<f64, D> {
        let (z, inverse) = flow.inverse_and_log_det(x);
        let (back, forward) = flow.forward_and_log_det(&z);
        for (i, support) in flow.0.support().iter().enumerate() {
            if !support.contains(x[i]) {
                self.bad(format_args!("{} is outside {support:?}", x[i]));
            }
            if exceeds((back[i] - x[i]).abs(), 1e-9 * (1.0 + x[i].abs())) {
                self.bad(format_args!("{} came back as {}", x[i], back[i]));
            }
        }
        if exceeds((inverse + forward).abs(), 1e-8 * (1.0 + forward.abs())) {
            self.bad(format_args!("log-dets {forward} and {inverse} at {}", x[0]));
        }
        z
    }

    /// The log-determinant and the score against differences.
    fn derivatives<const D: usize>(
        &mut self,
        flow: &Subject<f64, D>,
        z: &SVector<f64, D>,
        x: &SVector<f64, D>,
    ) {
        let error = testing::log_det_error(flow, z);
        if exceeds(error, 1e-6) {
            self.bad(format_args!("log-det off by {error:e} at {}", z[0]));
        }
        let error = testing::score_error(flow, x);
        if exceeds(error, 1e-5) {
            self.bad(format_args!("score off by {error:e} at {}", x[0]));
        }
    }

    /// Single precision against double, from the same rounded input: what rounding it changes, the map may change.
    ///
    /// So may what moves z by `slack`, relative to the base's scale or to z: at the ends, where slopes are without bound,
    /// no more can be asked of arithmetic in single precision.
    fn precisions<const D: usize>(
        &mut self,
        double: &Subject<f64, D>,
        single: &Subject<f32, D>,
        z: &SVector<f64, D>,
        slack: f64,
    ) {
        let z = z.map(|z| z as f32);
        let (near, near_log_det) = single.forward_and_log_det(&z);
        let z = z.map(f64::from);
        let (exact, exact_log_det) = double.forward_and_log_det(&z);
        let moved = |by: f64| double.forward_and_log_det(&z.map(|z| z + by * z.abs().max(1.0)));
        let ((low, low_log_det), (high, high_log_det)) = (moved(-slack), moved(slack));
        let change = |exact: f64, low: f64, high: f64| {
            let change = |moved: f64| Some((moved - exact).abs()).filter(|by| by.is_finite());
            change(low).unwrap_or(0.0).max(change(high).unwrap_or(0.0))
        };
        for i in 0..D {
            let (near, exact) = (f64::from(near[i]), exact[i]);
            let overflows = exact.abs() > f64::from(f32::MAX) / 10.0 && near.abs() > 1e37;
            let most = 2e-5 * (1.0 + exact.abs()) + change(exact, low[i], high[i]);
            if !overflows && exceeds((near - exact).abs(), most) {
                self.bad(format_args!("{near} in f32, {exact} in f64 at {}", z[0]));
            }
        }
        let (near, exact) = (f64::from(near_log_det), exact_log_det);
        let most = 2e-4 * (1.0 + exact.abs()) + change(exact, low_log_det, high_log_det);
        if exceeds((near - exact).abs(), most) {
            self.bad(format_args!(
                "log-det {near} in f32, {exact} in f64 at {}",
                z[0]
            ));
        }
    }

    /// Every gradient by the parameters against differences.
    fn gradient<const D: usize>(&mut self, flow: &mut Subject<f64, D>, xs: &[SVector<f64, D>]) {
        let mut grad = vec![0.0; flow.0.params_mut().len()];
        flow.0.nll_and_grad(xs, &mut grad);
        let scale = 1.0 + grad.iter().fold(0.0, |most: f64, g| most.max(g.abs()));
        for (i, &g) in grad.iter().enumerate() {
            let value = flow.0.params_mut()[i];
            let mut moved = |by: f64| {
                flow.0.params_mut()[i] = value + by;
                let nll = flow.0.nll(xs);
                flow.0.params_mut()[i] = value;
                nll
            };
            let error = (g - (moved(6e-6) - moved(-6e-6)) / 1.2e-5).abs() / scale;
            if exceeds(error, 1e-5) {
                self.bad(format_args!("gradient {i} is {g}, off by {error:e}"));
            }
        }
    }

    /// No density outside the support and at its ends, and none at all of what is no number.
    fn outside<const D: usize>(&mut self, flow: &Subject<f64, D>, x: &SVector<f64, D>) {
        for (i, support) in flow.0.support().iter().enumerate() {
            let Interval { lower, upper } = *support;
            for end in [lower, upper, lower - 1.0, upper + 1.0] {
                let mut outside = *x;
                outside[i] = end;
                let log_prob = flow.log_prob(&outside);
                if log_prob != f64::NEG_INFINITY {
                    self.bad(format_args!("ln p({end}) = {log_prob}"));
                }
            }
            let mut nan = *x;
            nan[i] = f64::NAN;
            if !flow.log_prob(&nan).is_nan() {
                self.bad(format_args!("a density at NaN"));
            }
        }
    }

    /// Far out in single precision: the way back is as good as the rounding of x allows, the density a number.
    fn edge<const D: usize>(&mut self, single: &Subject<f32, D>, z: &SVector<f32, D>) {
        let (x, log_det) = single.forward_and_log_det(z);
        let inside = |(x, support): (&f32, &Interval)| {
            support.contains(f64::from(*x)) && x.abs() < f32::MAX / 10.0
        };
        if !x.iter().zip(single.0.support()).all(inside) {
            return;
        }
        let log_prob = single.log_prob(&x);
        if !log_prob.is_finite() {
            self.bad(format_args!("ln p({}) = {log_prob} in f32", x[0]));
        }
        if D > 1 {
            return;
        }
        // An error of a few units in the last place of x, seen from z.
        let rounding = 32.0 * f32::EPSILON * x[0].abs() * (-log_det).exp();
        let back = single.inverse(&x)[0];
        let most = 1e-4 * (1.0 + z[0].abs()) + rounding;
        if exceeds((back - z[0]).abs().into(), most.into()) {
            self.bad(format_args!(
                "{} came back as {back} from {} in f32",
                z[0], x[0]
            ));
        }
    }

    /// The image reaches as far as is claimed: its ends are approached from the ends of the base.
    fn image<const D: usize>(&mut self, flow: &Subject<f64, D>, ends: [f64; 2]) {
        if D > 1 {
            return;
        }
        let [a, b] = ends.map(|end| flow.forward(&SVector::from([end; D]))[0]);
        let Interval { lower, upper } = flow.0.support()[0];
        for (end, reached) in [(lower, a.min(b)), (upper, a.max(b))] {
            let close = if end.is_finite() {
                (reached - end).abs() <= 1e-2
            } else {
                reached * end.signum() >= 3.0
            };
            if !close || a.is_nan() || b.is_nan() {
                self.bad(format_args!(
                    "{end} is an end of the image, {reached} was reached"
                ));
            }
        }
    }
}

/// Whether an error is more than it may be, or no number.
fn exceeds(error: f64, most: f64) -> bool {
    error > most || error.is_nan() || most.is_nan()
}

/// Whether differences can be taken around `x`.
fn room<const D: usize>(x: &SVector<f64, D>, support: &[Interval]) -> bool {
    x.iter().zip(support).all(|(x, support)| {
        let nearest = (x - support.lower).min(support.upper - x);
        x.abs() < 1e30 && nearest > 1e-4 * (1.0 + x.abs())
    })
}

/// A test that puts each `dim [chain];` through every gate, in both precisions.
#[macro_export]
macro_rules! gates {
    ($($dim:tt [$($chain:tt)*];)*) => {
        #[test]
        fn every_formula_passes_every_gate() {
            let mut failures = Vec::new();
            $(failures.extend($crate::gates::Line::check(
                stringify!($($chain)*),
                flow_runtime::__private::flow_unsimplified!(<f64, $dim> = $($chain)*).init(&mut $crate::rng()),
                flow_runtime::__private::flow_unsimplified!(<f32, $dim> = $($chain)*).init(&mut $crate::rng()),
            ));)*
            assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
        }
    };
}
