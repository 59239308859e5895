use flow_runtime::prelude::*;
use flow_runtime::{CustomBijector, Interval};

/// exp, in one dimension.
pub struct Positive;

impl CustomBijector<f32, 1> for Positive {
    const PARAMS: usize = 0;
    const IMAGE: [Interval; 1] = [Interval {
        lower: 0.0,
        upper: f64::INFINITY,
    }];

    fn forward_and_log_det(_: &[f32], z: &SVector<f32, 1>) -> (SVector<f32, 1>, f32) {
        (z.map(f32::exp), z[0])
    }

    fn inverse_and_log_det(_: &[f32], x: &SVector<f32, 1>) -> (SVector<f32, 1>, f32) {
        (x.map(f32::ln), -x[0].ln())
    }

    fn forward_pullback(
        _: &[f32],
        z: &SVector<f32, 1>,
        dx: &SVector<f32, 1>,
        dlog_det: f32,
        _: &mut [f32],
    ) -> SVector<f32, 1> {
        SVector::from([dx[0] * z[0].exp() + dlog_det])
    }
}

/// A density on the whole line.
pub struct Hill;

impl Target<f32, 1> for Hill {
    fn log_density(&self, x: &SVector<f32, 1>) -> f32 {
        -0.5 * x[0] * x[0]
    }

    fn log_density_and_grad(&self, x: &SVector<f32, 1>) -> (f32, SVector<f32, 1>) {
        (-0.5 * x[0] * x[0], -x)
    }
}

flow! {
    pub struct Fine<1> = crate::Positive;
    pub struct Undefined<1> = Affine >> Invert(crate::Positive);
    pub struct Biased<1> = crate::Positive >> Metropolis(crate::Hill);
    pub struct Behind<1> = Metropolis(crate::Hill) >> crate::Positive;
}

fn main() {}
