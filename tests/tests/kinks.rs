//! Formulas with a kink, at it, beside it and far from it, against what they are on either side.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;

flow! {
    // Inverted in closed form, and by iteration.
    struct Elu<f64, 1> = Normal >> |z| (z + abs(z))/2 + exp((z - abs(z))/2) - 1;
    struct Elu32<f32, 1> = Normal >> |z| (z + abs(z))/2 + exp((z - abs(z))/2) - 1;
    struct Cdf<f64, 1> = Normal >> |z| (exp((z - abs(z))/2) + 1 - exp(-(z + abs(z))/2))/2;
    struct Cdf32<f32, 1> = Normal >> |z| (exp((z - abs(z))/2) + 1 - exp(-(z + abs(z))/2))/2;
}

const POINTS: [f64; 13] = [
    -14.0, -5.0, -1.0, -1e-3, -1e-8, -1e-30, 0.0, 1e-30, 1e-8, 1e-3, 1.0, 5.0, 14.0,
];

/// A map, its log-determinant, and the derivative of that, at z.
type Side = fn(f64) -> [f64; 3];

fn elu(z: f64) -> [f64; 3] {
    if z < 0.0 {
        [z.exp_m1(), z, 1.0]
    } else {
        [z, 0.0, 0.0]
    }
}

fn cdf(z: f64) -> [f64; 3] {
    let tail = 0.5 * (-z.abs()).exp();
    if z < 0.0 {
        [tail, tail.ln(), 1.0]
    } else {
        [1.0 - tail, tail.ln(), -1.0]
    }
}

fn check<T: Real, F>(flow: &F, side: Side, epsilon: f64)
where
    F: Bijector<T, 1> + Density<T, 1>,
{
    for z in POINTS {
        let [x, log_det, bend] = side(z);
        let slope = log_det.exp();
        let (found, found_log_det) = flow.forward_and_log_det(&SVector::from([T::from_f64(z)]));
        let found = found[0].to_f64();
        assert!(
            (found - x).abs() <= 4.0 * epsilon * (x.abs() + epsilon),
            "x at {z}"
        );
        assert!(
            (found_log_det.to_f64() - log_det).abs() <= 4.0 * epsilon * (1.0 + log_det.abs()),
            "log-det at {z}"
        );
        // The rounding of x is seen from z through the slope.
        let most = 16.0 * epsilon * (z.abs() + x.abs() / slope);
        if most < 1e-2 {
            let x = SVector::from([T::from_f64(x)]);
            let (back, inverse_log_det) = flow.inverse_and_log_det(&x);
            let back = back[0].to_f64();
            assert!((back - z).abs() <= most + 1e-30, "{back} instead of {z}");
            assert!(
                (inverse_log_det.to_f64() + log_det).abs()
                    <= most + 16.0 * epsilon * log_det.abs().max(1.0),
                "inverse log-det at {z}"
            );
            // ∇ ln p = −(z + d ln|slope|/dz) / slope, where rounding leaves z on its side.
            let score = flow.score(&x)[0].to_f64();
            let want = -(z + bend) / slope;
            if z.abs() > most {
                assert!(
                    (score - want).abs() <= 1e3 * (epsilon + most) * (1.0 + want.abs()),
                    "score {score} instead of {want} at {z}"
                );
            }
        }
    }
}

#[test]
fn both_sides_are_what_they_are() {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
    check::<f64, _>(&Elu::new(rng), elu, f64::EPSILON);
    check::<f32, _>(&Elu32::new(rng), elu, f32::EPSILON.into());
    check::<f64, _>(&Cdf::new(rng), cdf, f64::EPSILON);
    check::<f32, _>(&Cdf32::new(rng), cdf, f32::EPSILON.into());
}
