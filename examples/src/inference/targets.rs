//! Densities in two dimensions whose integrals are known.

use flow_runtime::prelude::*;
use std::f64::consts::PI;

type Point = SVector<f64, 2>;

/// A target of which more is known than a program would.
pub(crate) trait Known: Target<f64, 2> {
    /// ln Z.
    fn log_evidence(&self) -> f64;

    /// The part of the plane that is shown.
    fn window(&self) -> [[f64; 2]; 2];
}

/// ln p̃ = −½ x² − 8 (y − ½ x²)²: Z = 2π · ¼.
pub(crate) struct Banana;

impl Target<f64, 2> for Banana {
    fn log_density(&self, x: &Point) -> f64 {
        self.log_density_and_grad(x).0
    }

    fn log_density_and_grad(&self, x: &Point) -> (f64, Point) {
        let above = x[1] - 0.5 * x[0] * x[0];
        let grad = SVector::from([-x[0] + 16.0 * x[0] * above, -16.0 * above]);
        (-0.5 * x[0] * x[0] - 8.0 * above * above, grad)
    }
}

impl Known for Banana {
    fn log_evidence(&self) -> f64 {
        (PI / 2.0).ln()
    }

    fn window(&self) -> [[f64; 2]; 2] {
        [[-4.0, 4.0], [-1.5, 6.5]]
    }
}

/// Two crescents that face each other (Rezende & Mohamed 2015): −½ ((|x| − 2)/0.4)² + ln(e^(−½((x₀−2)/0.6)²) + e^(−½((x₀+2)/0.6)²)).
pub(crate) struct Crescents;

impl Target<f64, 2> for Crescents {
    fn log_density(&self, x: &Point) -> f64 {
        self.log_density_and_grad(x).0
    }

    fn log_density_and_grad(&self, x: &Point) -> (f64, Point) {
        let radius = x.norm().max(f64::MIN_POSITIVE);
        let off = (radius - 2.0) / 0.4;
        let (right, left) = ((x[0] - 2.0) / 0.6, (x[0] + 2.0) / 0.6);
        let terms = [-0.5 * right * right, -0.5 * left * left];
        let most = terms[0].max(terms[1]);
        let weights = terms.map(|term| (term - most).exp());
        let sum = weights[0] + weights[1];
        let sideways = -(weights[0] * right + weights[1] * left) / (0.6 * sum);
        let mut grad = x * (-off / (0.4 * radius));
        grad[0] += sideways;
        (-0.5 * off * off + most + sum.ln(), grad)
    }
}

impl Known for Crescents {
    /// By Simpson's rule on [−6, 6]², with 2,400 intervals a side.
    fn log_evidence(&self) -> f64 {
        const INTERVALS: usize = 2_400;
        let step = 12.0 / INTERVALS as f64;
        let weight = |i: usize| match i {
            0 | INTERVALS => 1.0,
            i if i % 2 == 1 => 4.0,
            _ => 2.0,
        };
        let at = |i: usize| -6.0 + i as f64 * step;
        let row = |i: usize| {
            let terms = (0..=INTERVALS).map(|j| {
                let x = SVector::from([at(i), at(j)]);
                weight(j) * self.log_density(&x).exp()
            });
            weight(i) * terms.sum::<f64>()
        };
        let sum: f64 = (0..=INTERVALS).map(row).sum();
        (sum * step * step / 9.0).ln()
    }

    fn window(&self) -> [[f64; 2]; 2] {
        [[-4.0, 4.0], [-4.0, 4.0]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flow_runtime::testing;

    #[test]
    fn gradients_are_those_of_the_densities() {
        let points: Vec<Point> = (0..40)
            .map(|i| {
                SVector::from([
                    (f64::from(i) * 0.7).sin() * 3.0,
                    (f64::from(i) * 1.3).cos() * 3.0,
                ])
            })
            .collect();
        for checked in [
            testing::target(&Banana, &points),
            testing::target(&Crescents, &points),
        ] {
            assert!(checked.gradient_error < 1e-6, "{checked}");
        }
    }
}
