use flow_runtime::CustomBijector;
use flow_runtime::prelude::*;

pub struct NotYet;

pub struct Flat;

impl CustomBijector<f32, 2> for Flat {
    const PARAMS: usize = 0;

    fn forward_and_log_det(_: &[f32], z: &SVector<f32, 2>) -> (SVector<f32, 2>, f32) {
        (*z, 0.0)
    }

    fn inverse_and_log_det(_: &[f32], x: &SVector<f32, 2>) -> (SVector<f32, 2>, f32) {
        (*x, 0.0)
    }

    fn forward_pullback(
        _: &[f32],
        _: &SVector<f32, 2>,
        dx: &SVector<f32, 2>,
        _: f32,
        _: &mut [f32],
    ) -> SVector<f32, 2> {
        *dx
    }
}

flow! {
    pub struct Fine<2> = MAF(8) >> crate::Flat;
    pub struct NoBijector<2> = MAF(8) >> crate::NotYet;
    pub struct OtherDimension<3> = MAF(8) >> crate::Flat;
    pub struct OtherScalar<f64, 2> = Invert(MAF(8) >> self::Flat);
    pub struct Missing<2> = crate::Nowhere >> MAF(8);
    pub struct Arguments<2> = crate::Flat(3) >> crate::fn::Flat >> Flat;
    pub struct Runtime<2> = MAF(8) >> rt::Flat;
    pub struct Undeclared = crate::Flat;
}

fn main() {}
