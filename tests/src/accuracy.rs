//! Formulas at ordinary and extreme points against numbers of many digits, which `reference/formulas.py` computes.

use flow_runtime::prelude::*;

/// A chain of one dimension, its parameters, and what it is at some points.
#[derive(Debug)]
pub struct Case {
    /// The chain, as it is written.
    pub text: &'static str,
    /// Unconstrained parameters.
    pub params: &'static [f64],
    /// For every point z, x, ln|dx/dz|, d ln p(x)/dx and d ln p(x)/d(parameter) …, and what a relative error of one in z
    /// and in the parameters would change of each.
    pub points: &'static [[&'static [f64]; 2]],
}

/// The largest errors of a case, in units of what arithmetic owes: the scalar's last place, of the number and of what
/// rounding z and the parameters may change.
#[derive(Clone, Copy, Debug, Default)]
pub struct Worst {
    /// Of x and of ln|dx/dz|, forward.
    pub forward: f64,
    /// Of z, of ln|dz/dx| and of the gradients of ln p(x).
    pub back: f64,
}

/// What a number is, and what it should be.
#[derive(Clone, Copy, Debug)]
struct Check {
    name: &'static str,
    got: f64,
    want: f64,
    /// What a relative error of one in z and in the parameters would change, and of gradients the terms that they are sums of; in nats,
    /// and of gradients by parameters, also one: a density is as good as its logarithm is to that.
    slack: f64,
}

impl Worst {
    /// The larger ones of two.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            forward: self.forward.max(other.forward),
            back: self.back.max(other.back),
        }
    }
}

impl Case {
    /// The largest errors over all points, and a line for every error that is larger than `most`.
    pub fn check<F>(&self, mut flow: F, most: Worst) -> (Worst, Vec<String>)
    where
        F: Flow<1, 0> + Density<F::Scalar, 1>,
    {
        for (p, &value) in flow.params_mut().iter_mut().zip(self.params) {
            *p = F::Scalar::from_f64(value);
        }
        let (mut worst, mut failures) = (Worst::default(), Vec::new());
        for [values, sizes] in self.points {
            let (forward, back) = (
                checks_forward(&flow, values, sizes),
                checks_back(&flow, values, sizes),
            );
            let directions = [
                (forward, &mut worst.forward, most.forward),
                (back, &mut worst.back, most.back),
            ];
            for (checks, worst, most) in directions {
                for check in checks {
                    let error = check.error::<F::Scalar>();
                    *worst = worst.max(error);
                    if error > most {
                        failures.push(format!(
                            "{} at z = {:e} in {}: {} is {:e} instead of {:e}, {error:.3e} last places",
                            self.text,
                            values[0],
                            F::Scalar::NAME,
                            check.name,
                            check.got,
                            check.want,
                        ));
                    }
                }
            }
        }
        (worst, failures)
    }
}

impl Check {
    fn error<T: Real>(self) -> f64 {
        let (epsilon, least) = format::<T>();
        let error =
            (self.got - self.want).abs() / (epsilon * (self.want.abs() + self.slack) + least);
        if error.is_nan() { f64::INFINITY } else { error }
    }
}

/// The last place of 1, and the smallest normal number.
fn format<T: Real>() -> (f64, f64) {
    if size_of::<T>() == 4 {
        (f64::from(f32::EPSILON), f64::from(f32::MIN_POSITIVE))
    } else {
        (f64::EPSILON, f64::MIN_POSITIVE)
    }
}

fn largest<T: Real>() -> f64 {
    if size_of::<T>() == 4 {
        f64::from(f32::MAX)
    } else {
        f64::MAX
    }
}

fn checks_forward<F>(flow: &F, values: &[f64], sizes: &[f64]) -> Vec<Check>
where
    F: Flow<1, 0>,
{
    let z = F::Scalar::from_f64(values[0]);
    let (x, log_det) = flow.forward_and_log_det(&SVector::from([z]));
    let mut checks = Vec::new();
    if values[1].abs() < largest::<F::Scalar>() {
        checks.push(Check {
            name: "x",
            got: x[0].to_f64(),
            want: values[1],
            slack: sizes[1],
        });
    }
    checks.push(Check {
        name: "ln|dx/dz|",
        got: log_det.to_f64(),
        want: values[2],
        slack: sizes[2] + 1.0,
    });
    checks
}

/// Where x is a number that does not round to an end of the support, and tells z from its neighbours.
fn checks_back<F>(flow: &F, values: &[f64], sizes: &[f64]) -> Vec<Check>
where
    F: Flow<1, 0> + Density<F::Scalar, 1>,
{
    let [z, x, log_det] = [values[0], values[1], values[2]];
    let (epsilon, least) = format::<F::Scalar>();
    let rounded = F::Scalar::from_f64(x);
    let support = F::model().support[0];
    // The rounding of x, seen from z.
    let moved = |size: f64| (size + x.abs()) / log_det.exp();
    let blur = epsilon * moved(0.0);
    if !support.contains(rounded.to_f64())
        || x.abs() < least / epsilon
        || x.abs() > 0.1 * largest::<F::Scalar>()
        || blur.is_nan()
        || blur >= 1e-3 * z.abs().max(least)
    {
        return Vec::new();
    }
    let at = SVector::from([rounded]);
    let (back, inverse) = flow.inverse_and_log_det(&at);
    let relative = 1.0 + moved(sizes[1]) / z.abs();
    let mut checks = vec![
        Check {
            name: "z",
            got: back[0].to_f64(),
            want: z,
            slack: moved(sizes[1]),
        },
        Check {
            name: "ln|dz/dx|",
            got: inverse.to_f64(),
            want: -log_det,
            slack: (sizes[2] + 1.0) * relative,
        },
    ];
    let mut grad = vec![F::Scalar::ZERO; values.len() - 4];
    flow.nll_and_grad(&[at], &mut grad);
    let score = flow.score(&at)[0];
    let names = ["d ln p/dx", "d ln p/d(parameter)"];
    let got = std::iter::once(score.to_f64()).chain(grad.iter().map(|g| -g.to_f64()));
    for (i, got) in got.enumerate() {
        if values[3 + i].abs() < 0.1 * largest::<F::Scalar>() {
            checks.push(Check {
                name: names[i.min(1)],
                got,
                want: values[3 + i],
                slack: (sizes[3 + i] + f64::from(u8::from(i > 0))) * relative,
            });
        }
    }
    checks
}
