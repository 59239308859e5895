//! What every base density promises: ∫p = 1, its moments, the slope of ln p, and that samples follow it.

use super::{Base, Beside, Circle, Laplace, Logistic, Normal, StudentT, Uniform};
use crate::real::Real;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use std::f64::consts::PI;

fn log_prob<T: Real>(base: &impl Base<T>, z: f64) -> f64 {
    let mut out = [T::ZERO];
    base.log_prob(&[T::from_f64(z)], &mut out);
    out[0].to_f64()
}

fn slope(base: &impl Base<f64>, z: f64) -> f64 {
    let mut dz = [0.0];
    base.score(&[z], &[1.0], &mut dz);
    dz[0]
}

/// ∫ zᵏ p dz, by the trapezoidal rule in t, z = sinh t.
fn moment(base: &impl Base<f64>, k: i32) -> f64 {
    let h = 1e-4;
    let sum: f64 = (-300_000..300_000)
        .map(|i| {
            let t = (f64::from(i) + 0.5) * h;
            let z = t.sinh();
            z.powi(k) * log_prob::<f64>(base, z).exp() * t.cosh()
        })
        .sum();
    sum * h
}

/// Both sides of a number are integrals of the density, and quantiles take them back, where they are small too.
fn check_sides(base: &(impl Base<f64> + Base<f32>), places: &[f64]) {
    for &z in places {
        let sides = Base::<f64>::sides(base, 0, z);
        assert!((sides.below + sides.above - 1.0).abs() < 1e-14, "{z}");
        assert!((0.0..=1.0).contains(&sides.below), "{z}");
        let again = Base::<f64>::quantile(base, 0, sides);
        assert!((again - z).abs() < 1e-11 * (1.0 + z.abs()), "{z}: {again}");
        if z.abs() > 10.0 {
            continue;
        }
        let (mut sum, n) = (0.0, 10_000);
        for i in 0..n {
            let at = z * (f64::from(i) + 0.5) / f64::from(n);
            sum += log_prob::<f64>(base, at).exp() * z / f64::from(n);
        }
        let of_middle = Base::<f64>::sides(base, 0, 0.0);
        assert!((sides.below - of_middle.below - sum).abs() < 1e-6, "{z}");
    }
}

fn check(base: &(impl Base<f64> + Base<f32>), mean: f64, variance: f64, smooth: &[f64]) {
    assert!((moment(base, 0) - 1.0).abs() < 1e-4, "∫p");
    assert!((moment(base, 1) - mean).abs() < 1e-4, "mean");
    let second = moment(base, 2) - mean * mean;
    assert!((second - variance).abs() < 1e-3, "variance {second}");
    for &z in smooth {
        let h = 1e-5 * (1.0 + z.abs());
        let numeric = (log_prob::<f64>(base, z + h) - log_prob::<f64>(base, z - h)) / (2.0 * h);
        let found = slope(base, z);
        assert!(
            (found - numeric).abs() < 1e-7 * (1.0 + found.abs()),
            "at {z}"
        );
        let (single, double) = (log_prob::<f32>(base, z), log_prob::<f64>(base, z));
        assert!(
            (single - double).abs() < 2e-6 * (1.0 + double.abs()),
            "at {z}"
        );
    }
    check_sides(base, smooth);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let n = 200_000;
    let mut z = vec![0.0_f64; n];
    Base::<f64>::sample(base, &mut rng, &mut z);
    // The distribution function of the samples against the integral of the density, at a few points.
    for at in [-1.5, -0.3, 0.2, 0.7, 2.0] {
        let below = z.iter().filter(|z| **z < at).count() as f64 / n as f64;
        let h = 1e-3;
        let expected: f64 = (0..20_000)
            .map(|i| {
                let t = f64::asinh(at) - (f64::from(i) + 0.5) * h;
                log_prob::<f64>(base, t.sinh()).exp() * t.cosh() * h
            })
            .sum();
        assert!(
            (below - expected).abs() < 0.004,
            "{below} below {at}, expected {expected}"
        );
    }
}

#[test]
fn uniform() {
    check(&Uniform, 0.5, 1.0 / 12.0, &[0.1, 0.5, 0.9]);
    for z in [-0.5, 7.0] {
        assert_eq!(log_prob::<f32>(&Uniform, z), f64::NEG_INFINITY);
    }
    for z in [0.0, 1.0] {
        assert_eq!(log_prob::<f32>(&Uniform, z), 0.0);
    }
    assert!(log_prob::<f64>(&Uniform, f64::NAN).is_nan());
}

#[test]
fn circle() {
    check(&Circle, 0.0, PI * PI / 3.0, &[-3.0, -0.5, 0.0, 2.5]);
    for z in [-3.5, 7.0] {
        assert_eq!(log_prob::<f64>(&Circle, z), f64::NEG_INFINITY);
    }
    for z in [-PI, PI] {
        let height = -(2.0 * PI).ln();
        assert!((log_prob::<f64>(&Circle, z) - height).abs() < 1e-15);
        assert!((log_prob::<f32>(&Circle, z) - height).abs() < 1e-7);
    }
    assert!(log_prob::<f64>(&Circle, f64::NAN).is_nan());
}

#[test]
fn densities_stand_side_by_side() {
    let beside = Beside::new(&[2, 0, 1], 1, Uniform, Laplace);
    let z = [0.3, -1.0, 2.0, 0.1, 0.25, 1.5];
    let mut out = [0.0; 2];
    Base::<f64>::log_prob(&beside, &z, &mut out);
    let laplace = |z| log_prob::<f64>(&Laplace, z);
    assert!((out[0] - laplace(0.3) - laplace(2.0)).abs() < 1e-15);
    assert_eq!(out[1], f64::NEG_INFINITY);
    let mut dz = [0.0; 6];
    Base::<f64>::score(&beside, &z, &[1.0, 2.0], &mut dz);
    let expected = [slope(&Laplace, 0.3), 2.0 * slope(&Laplace, -1.0)];
    assert_eq!(dz[..2], expected);
    assert_eq!(dz[4..], [0.0; 2]);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    let mut sample = [0.0_f64; 3];
    for _ in 0..100 {
        Base::<f64>::sample(&beside, &mut rng, &mut sample);
        assert!(0.0 < sample[2] && sample[2] < 1.0);
    }
    assert_eq!(Base::<f64>::center(&beside, 2), 0.5);
    assert_eq!(Base::<f64>::sides(&beside, 2, 0.2).below, 0.2);
}

#[test]
fn logistic() {
    check(
        &Logistic,
        0.0,
        PI * PI / 3.0,
        &[-40.0, -2.0, 0.0, 0.3, 80.0],
    );
}

#[test]
fn laplace() {
    check(&Laplace, 0.0, 2.0, &[-40.0, -2.0, 0.3, 80.0]);
}

#[test]
fn student_t() {
    let points = [-1e6, -40.0, -2.0, 0.0, 0.3, 1.0, 80.0];
    check(&StudentT::new(5.0), 0.0, 5.0 / 3.0, &points);
    check(&StudentT::new(8.5), 0.0, 8.5 / 6.5, &points);
    assert!((log_prob::<f64>(&StudentT::new(1.0), 0.0) + PI.ln()).abs() < 1e-13);
    assert!(log_prob::<f32>(&StudentT::new(3.0), 1e30).is_finite());
}

#[test]
fn normal() {
    check(&Normal::STANDARD, 0.0, 1.0, &[-8.0, 0.0, 0.3, 20.0]);
}
