use super::super::{Sides, Univariate};
use super::Mixture;
use crate::real::Real;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

fn random(count: usize, size: f64, seed: u64) -> Vec<f64> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..count)
        .map(|_| size * rng.random_range(-1.0..1.0))
        .collect()
}

fn scalars<T: Real>(numbers: &[f64]) -> Vec<T> {
    numbers.iter().map(|&n| T::from_f64(n)).collect()
}

/// z and ln ∂z/∂x, as the formula has it.
fn reference(theta: &[f64], x: f64) -> [f64; 2] {
    let count = theta.len() / 3;
    let total: f64 = theta[..count].iter().map(|w| w.exp()).sum();
    let (mut below, mut above, mut density) = (0.0, 0.0, 0.0);
    for k in 0..count {
        let weight = theta[k].exp() / total;
        let start = if count == 1 {
            0.0
        } else {
            2.0 * k as f64 / (count - 1) as f64 - 1.0
        };
        let raw = theta[2 * count + k];
        let scale = (raw / (1.0 + raw.abs() / 1000_f64.ln())).exp();
        let u = (x - start - theta[count + k]) / scale;
        let (left, right) = (1.0 / (1.0 + (-u).exp()), 1.0 / (1.0 + u.exp()));
        below += weight * left;
        above += weight * right;
        density += weight * left * right / scale;
    }
    [
        below.ln() - above.ln(),
        density.ln() - below.ln() - above.ln(),
    ]
}

#[test]
fn one_component_is_affine() {
    let theta = [0.3, 0.7, -1.1];
    let scale = (-1.1_f64 / (1.0 + 1.1 / 1000_f64.ln())).exp();
    for x in [-1e6, -3.0, 0.0, 0.7, 2.0, 1e6] {
        let (mut z, mut log_det) = ([0.0], [0.0]);
        Mixture::new(1).inverse(&theta, &[x], &mut z, &mut log_det);
        let expected = (x - 0.7) / scale;
        assert!(
            (z[0] - expected).abs() <= 1e-14 * (1.0 + expected.abs()),
            "{x}"
        );
        assert!((log_det[0] + scale.ln()).abs() < 1e-14, "{x}");
    }
}

fn agrees<T: Real>(tolerance: f64) {
    for (components, rows, columns) in [(1, 1, 1), (2, 3, 5), (8, 40, 2), (5, 64, 1), (30, 7, 3)] {
        let mixture = Mixture::new(components);
        let theta = random(mixture.params() * rows * columns, 2.0, components as u64);
        let x = random(rows * columns, 8.0, 1);
        let (theta_t, x_t) = (scalars::<T>(&theta), scalars::<T>(&x));
        let (mut z, mut log_det) = (x_t.clone(), vec![T::ZERO; rows]);
        mixture.inverse(&theta_t, &x_t, &mut z, &mut log_det);
        let mut expected_ln = vec![0.0; rows];
        for column in 0..columns {
            for row in 0..rows {
                let own: Vec<f64> = (0..mixture.params())
                    .map(|p| theta[(column * mixture.params() + p) * rows + row])
                    .collect();
                let [value, ln] = reference(&own, x[column * rows + row]);
                expected_ln[row] += ln;
                let found = z[column * rows + row].to_f64();
                assert!(
                    (found - value).abs() < tolerance * (1.0 + value.abs()),
                    "{found} {value}"
                );
            }
        }
        for (found, expected) in log_det.iter().zip(&expected_ln) {
            let found = found.to_f64();
            assert!(
                (found - expected).abs() < tolerance * (1.0 + expected.abs()),
                "{found} {expected}"
            );
        }
        // And back.
        let (mut again, mut back) = (x_t.clone(), vec![T::ZERO; rows]);
        mixture.forward(&theta_t, &z, &mut again, &mut back);
        for (again, x) in again.iter().zip(&x) {
            let miss = (again.to_f64() - x).abs();
            assert!(miss < 40.0 * tolerance * (1.0 + x.abs()), "{again} {x}");
        }
        for (back, there) in back.iter().zip(&log_det) {
            let miss = (back.to_f64() + there.to_f64()).abs();
            assert!(
                miss < 400.0 * tolerance * (1.0 + there.to_f64().abs()),
                "{back} {there}"
            );
        }
    }
}

#[test]
fn the_curve_is_that_of_the_formula() {
    agrees::<f64>(1e-13);
    agrees::<f32>(2e-5);
}

fn holds_far_out<T: Real>(far: f64) {
    let mixture = Mixture::new(4);
    for seed in 0..20 {
        let theta = scalars::<T>(&random(mixture.params(), 6.0, seed));
        for x in [far, -far, 200.0, -200.0, 1e4] {
            let x = T::from_f64(x);
            let (mut z, mut log_det) = ([T::ZERO], [T::ZERO]);
            mixture.inverse(&theta, &[x], &mut z, &mut log_det);
            assert!(
                z[0].is_finite() && log_det[0].is_finite(),
                "{x}: {} {}",
                z[0],
                log_det[0]
            );
            assert!(
                log_det[0].to_f64().abs() <= 1000_f64.ln() + 1e-3,
                "{x}: {}",
                log_det[0]
            );
            let (mut again, mut back) = ([T::ZERO], [T::ZERO]);
            mixture.forward(&theta, &z, &mut again, &mut back);
            let miss = ((again[0] - x) / x).to_f64().abs();
            assert!(miss < 100.0 * T::EPSILON.to_f64(), "{x}: {}", again[0]);
            let sides = Sides { z: &z, x: &[x] };
            let (mut dx, mut dtheta) = ([T::ZERO], vec![T::ZERO; mixture.params()]);
            mixture.inverse_pullback(&theta, sides, &[T::ONE], &[T::ONE], &mut dx, &mut dtheta);
            assert!(
                dx[0].is_finite() && dtheta.iter().all(|d| d.is_finite()),
                "{x}"
            );
        }
    }
}

#[test]
fn tails_are_lines() {
    holds_far_out::<f64>(1e12);
    holds_far_out::<f32>(1e9);
}

/// Every cotangent against finite differences, of either direction.
#[test]
fn cotangents_are_derivatives() {
    for components in [1, 3, 8] {
        let mixture = Mixture::new(components);
        for seed in 0..10 {
            let theta = random(mixture.params(), 1.5, seed);
            let point = random(1, 3.0, seed + 100)[0];
            for forward in [false, true] {
                let run = |theta: &[f64], at: f64| {
                    let (mut to, mut log_det) = ([0.0], [0.0]);
                    if forward {
                        mixture.forward(theta, &[at], &mut to, &mut log_det);
                    } else {
                        mixture.inverse(theta, &[at], &mut to, &mut log_det);
                    }
                    (to[0], log_det[0])
                };
                let objective = |theta: &[f64], at: f64| {
                    let (to, log_det) = run(theta, at);
                    0.7 * to - 0.4 * log_det
                };
                let to = run(&theta, point).0;
                let (mut dfrom, mut dtheta) = ([0.0], vec![0.0; theta.len()]);
                let (d, dln) = ([0.7], [-0.4]);
                if forward {
                    let sides = Sides {
                        z: &[point],
                        x: &[to],
                    };
                    mixture.forward_pullback(&theta, sides, &d, &dln, &mut dfrom, &mut dtheta);
                } else {
                    let sides = Sides {
                        z: &[to],
                        x: &[point],
                    };
                    mixture.inverse_pullback(&theta, sides, &d, &dln, &mut dfrom, &mut dtheta);
                }
                let h = 1e-5;
                let close = |found: f64, up: f64, down: f64| {
                    let expected = (up - down) / (2.0 * h);
                    let miss = (found - expected).abs();
                    assert!(
                        miss < 1e-7 * (1.0 + expected.abs()),
                        "{forward}: {found} {expected}"
                    );
                };
                close(
                    dfrom[0],
                    objective(&theta, point + h),
                    objective(&theta, point - h),
                );
                for p in 0..theta.len() {
                    let moved = |by: f64| {
                        let mut theta = theta.clone();
                        theta[p] += by;
                        objective(&theta, point)
                    };
                    close(dtheta[p], moved(h), moved(-h));
                }
            }
        }
    }
}

/// A sample is the same to the bit in whatever company.
#[test]
fn neighbours_do_not_matter() {
    let mixture = Mixture::new(3);
    let rows = 200;
    let theta = random(mixture.params() * rows, 3.0, 5);
    let z = random(rows, 6.0, 6);
    let (mut together, mut log_det) = (z.clone(), vec![0.0; rows]);
    mixture.forward(&theta, &z, &mut together, &mut log_det);
    for row in 0..rows {
        let own: Vec<f64> = theta.iter().copied().skip(row).step_by(rows).collect();
        let (mut alone, mut ln) = ([0.0], [0.0]);
        mixture.forward(&own, &[z[row]], &mut alone, &mut ln);
        assert_eq!((alone[0], ln[0]), (together[row], log_det[row]), "{row}");
    }
}

/// Between two sharp components z hardly moves: its slope is far below the smallest number, its logarithm is not.
#[test]
fn gaps_have_a_density() {
    fn check<T: Real>(raw: f64, expected: f64) {
        let mixture = Mixture::new(2);
        let theta: Vec<T> = scalars(&[0.0, 0.0, 0.0, 0.0, raw, raw]);
        let (mut z, mut log_det) = ([T::ZERO], [T::ZERO]);
        mixture.inverse(&theta, &[T::ZERO], &mut z, &mut log_det);
        let found = log_det[0].to_f64();
        assert!((found - expected).abs() < 1e-4 * expected.abs(), "{found}");
        let sides = Sides {
            z: &z,
            x: &[T::ZERO],
        };
        let (mut d, mut dtheta) = ([T::ZERO], vec![T::ZERO; 6]);
        mixture.forward_pullback(&theta, sides, &[T::ZERO], &[T::ONE], &mut d, &mut dtheta);
        assert!(
            d[0].is_finite() && dtheta.iter().all(|d| d.is_finite()),
            "{d:?} {dtheta:?}"
        );
        mixture.inverse_pullback(&theta, sides, &[T::ONE], &[T::ONE], &mut d, &mut dtheta);
        assert!(
            d[0].is_finite() && dtheta.iter().all(|d| d.is_finite()),
            "{d:?} {dtheta:?}"
        );
    }
    // ln(4 e⁻ᵘ/s), with u = 1/s.
    let ln_slope = |raw: f64| {
        let log_scale: f64 = raw / (1.0 + raw.abs() / 1000_f64.ln());
        4_f64.ln() - (-log_scale).exp() - log_scale
    };
    check::<f32>(-20.0, ln_slope(-20.0));
    check::<f64>(-20.0, ln_slope(-20.0));
    check::<f64>(-200.0, ln_slope(-200.0));
}
