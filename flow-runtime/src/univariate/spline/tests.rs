use super::super::{Sides, Univariate};
use super::Spline;
use crate::real::Real;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

/// Parameters of one column, the same for all of its samples.
fn column<T: Real>(theta: &[f64], rows: usize) -> Vec<T> {
    let columns = theta.iter().map(|&p| vec![T::from_f64(p); rows]);
    columns.flatten().collect()
}

fn random(spline: &Spline, size: f64, seed: u64) -> Vec<f64> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..spline.params())
        .map(|_| size * rng.random_range(-1.0..1.0))
        .collect()
}

/// The curve, from the data to the base, or its inverse.
fn run<T: Real>(spline: &Spline, theta: &[f64], at: &[f64], inverse: bool) -> (Vec<T>, Vec<T>) {
    let from: Vec<T> = at.iter().map(|&at| T::from_f64(at)).collect();
    let (mut to, mut log_det) = (from.clone(), vec![T::ZERO; at.len()]);
    let theta = column(theta, at.len());
    if inverse {
        spline.forward(&theta, &from, &mut to, &mut log_det);
    } else {
        spline.inverse(&theta, &from, &mut to, &mut log_det);
    }
    (to, log_det)
}

/// Cotangents of the point and of the parameters for cotangents 0.7 and −0.4, above the data's `x`.
fn pull<T: Real>(spline: &Spline, theta: &[f64], x: &[f64], inverse: bool) -> (Vec<T>, Vec<T>) {
    let rows = x.len();
    let x: Vec<T> = x.iter().map(|&x| T::from_f64(x)).collect();
    let sides = Sides { z: &[], x: &x };
    let (d, dln) = (vec![T::from_f64(0.7); rows], vec![T::from_f64(-0.4); rows]);
    let theta = column(theta, rows);
    let nan = T::from_f64(f64::NAN);
    let (mut dfrom, mut dtheta) = (vec![nan; rows], vec![nan; theta.len()]);
    if inverse {
        spline.forward_pullback(&theta, sides, &d, &dln, &mut dfrom, &mut dtheta);
    } else {
        spline.inverse_pullback(&theta, sides, &d, &dln, &mut dfrom, &mut dtheta);
    }
    (dfrom, dtheta)
}

/// Points in the box, and all the odd ones: knots, bounds and far away.
fn points(spline: &Spline, theta: &[f64]) -> Vec<f64> {
    let bound = spline.bound;
    let mut points: Vec<f64> = (-50..=50).map(|i| f64::from(i) * 0.0223 * bound).collect();
    points.extend([bound, -bound, 0.0, -0.0, 1e6, -1e6]);
    let max = theta[..spline.bins]
        .iter()
        .copied()
        .fold(f64::MIN, f64::max);
    let sum: f64 = theta[..spline.bins].iter().map(|l| (l - max).exp()).sum();
    let mut knot = -bound;
    for logit in &theta[..spline.bins] {
        let part = (logit - max).exp() / sum;
        let rest = 1.0 - spline.least_width * spline.bins as f64;
        knot += 2.0 * bound * (spline.least_width + rest * part);
        points.extend([
            knot,
            f64::from(knot as f32),
            knot.next_up(),
            knot.next_down(),
        ]);
    }
    points
}

#[test]
fn equal_knots_are_the_identity() {
    for spline in [
        Spline::new(1, 3.0),
        Spline::new(8, 2.5),
        Spline::new(13, 1.0),
        Spline::new(6, 4.0).learned_tails(),
    ] {
        let zeros = vec![0.0; spline.params()];
        let one = random(&spline, 2.0, 1);
        let theta = if spline.bins == 1 { &one } else { &zeros };
        let at = points(&spline, theta);
        for inverse in [false, true] {
            let (to, log_det) = run::<f64>(&spline, theta, &at, inverse);
            for ((a, b), ln) in at.iter().zip(to).zip(log_det) {
                assert!((a - b).abs() < 1e-14 * (1.0 + a.abs()), "{a} {b}");
                assert!(ln.abs() < 1e-14, "{a} {ln}");
            }
        }
    }
}

fn round_trip<T: Real>(tolerance: f64) {
    let fine = Spline::new(24, 10.0).least_width(1e-4).least_slope(1e-4);
    for (spline, size) in [
        (Spline::new(8, 3.0), 1.0),
        (Spline::new(1, 1.0), 2.0),
        (Spline::new(2, 0.5), 3.0),
        (fine, 2.0),
        (Spline::new(5, 2.0).learned_tails(), 1.0),
        (Spline::new(1, 2.0).learned_tails(), 1.0),
    ] {
        let Spline { bins, bound, .. } = spline;
        for seed in 0..20 {
            let theta = random(&spline, size, seed);
            let at = points(&spline, &theta);
            let (x, forward) = run::<T>(&spline, &theta, &at, false);
            let x: Vec<f64> = x.into_iter().map(Real::to_f64).collect();
            let (z, inverse) = run::<T>(&spline, &theta, &x, true);
            let mut sorted: Vec<_> = at.iter().zip(&x).collect();
            sorted.sort_by(|a, b| a.0.total_cmp(b.0));
            assert!(
                sorted
                    .windows(2)
                    .all(|p| p[1].1 - p[0].1 >= -tolerance * bound)
            );
            for i in 0..at.len() {
                let slope = 1.0 + (-forward[i]).to_f64().exp();
                let error = (z[i].to_f64() - at[i]).abs() / (bound + at[i].abs()) / slope;
                assert!(error < tolerance, "z {error:e} at {} of {bins}", at[i]);
                let sum = (forward[i] + inverse[i]).to_f64().abs();
                assert!(
                    sum < 1e3 * tolerance,
                    "log-det {sum:e} at {} of {bins}",
                    at[i]
                );
            }
        }
    }
}

#[test]
fn the_inverse_undoes() {
    round_trip::<f64>(1e-13);
    round_trip::<f32>(2e-6);
}

/// Both pullbacks against central differences, in the point and in every parameter.
#[test]
fn pullbacks() {
    let plain = [1, 2, 8].map(|bins| Spline::new(bins, 3.0));
    for spline in plain.into_iter().chain(plain.map(Spline::learned_tails)) {
        for seed in 0..10 {
            let theta = random(&spline, 1.0, seed);
            for inverse in [false, true] {
                for from in [-3.5, -2.9, -1.03, 0.21, 0.77, 2.2, 2.97, 40.0] {
                    let value = |theta: &[f64], from: f64| {
                        let (to, ln) = run::<f64>(&spline, theta, &[from], inverse);
                        0.7 * to[0] - 0.4 * ln[0]
                    };
                    let x = if inverse {
                        run::<f64>(&spline, &theta, &[from], true).0[0]
                    } else {
                        from
                    };
                    let (dfrom, dtheta) = pull::<f64>(&spline, &theta, &[x], inverse);
                    let h = 1e-6;
                    let numeric = (value(&theta, from + h) - value(&theta, from - h)) / (2.0 * h);
                    assert!(
                        (dfrom[0] - numeric).abs() < 1e-6 * (1.0 + numeric.abs()),
                        "{from} {inverse}: {} {numeric}",
                        dfrom[0]
                    );
                    for (p, &d) in dtheta.iter().enumerate() {
                        let moved = |by: f64| {
                            let mut theta = theta.clone();
                            theta[p] += by;
                            value(&theta, from)
                        };
                        let numeric = (moved(h) - moved(-h)) / (2.0 * h);
                        assert!(
                            (d - numeric).abs() < 1e-6 * (1.0 + numeric.abs()),
                            "{from} {inverse} {p}: {d} {numeric}"
                        );
                    }
                }
            }
        }
    }
}

/// Nothing is ever NaN but what was; outside the box nothing depends on the parameters.
fn finite<T: Real>() {
    for size in [0.0, 1.0, 10.0, 100.0, 1e4] {
        let spline = Spline::new(8, 3.0);
        let theta = random(&spline, size, 3);
        let at = points(&spline, &theta);
        for inverse in [false, true] {
            let (to, ln) = run::<T>(&spline, &theta, &at, inverse);
            assert!(to.iter().chain(&ln).all(|x| x.is_finite()), "{size}");
            let (dfrom, dtheta) = pull::<T>(&spline, &theta, &at, inverse);
            assert!(dfrom.iter().chain(&dtheta).all(|x| x.is_finite()), "{size}");
            for (i, &z) in at.iter().enumerate() {
                if z.abs() >= 3.0 {
                    assert_eq!((to[i], ln[i]), (T::from_f64(z), T::ZERO));
                    assert_eq!(dfrom[i], T::from_f64(0.7));
                    let mut own = dtheta.iter().skip(i).step_by(at.len());
                    assert!(own.all(|d| *d == T::ZERO));
                }
            }
            let (to, _) = run::<T>(&spline, &theta, &[f64::NAN, f64::INFINITY], inverse);
            assert!(to[0].is_nan() && to[1] == T::from_f64(f64::INFINITY));
        }
    }
}

#[test]
fn values_and_gradients_are_finite() {
    finite::<f64>();
    finite::<f32>();
}

/// Short columns share a strip, long ones are cut: each is what it would be alone, to the bit.
#[test]
fn columns_do_not_touch_each_other() {
    let (spline, columns) = (Spline::new(3, 2.0).learned_tails(), 5);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    for rows in [1, 3, 16, 31, 32, 33, 70] {
        let mut draw =
            |n: usize| -> Vec<f32> { (0..n).map(|_| rng.random_range(-2.5..2.5)).collect() };
        let size = spline.params() * rows;
        let (theta, x, dz, dln) = (
            draw(columns * size),
            draw(columns * rows),
            draw(columns * rows),
            draw(rows),
        );
        let (mut z, mut ln) = (vec![0.0; x.len()], vec![0.0; rows]);
        spline.inverse(&theta, &x, &mut z, &mut ln);
        let (mut back, mut back_ln) = (vec![0.0; x.len()], vec![0.0; rows]);
        spline.forward(&theta, &z, &mut back, &mut back_ln);
        let (mut dx, mut dtheta) = (vec![0.0; x.len()], vec![0.0; theta.len()]);
        let sides = Sides { z: &z, x: &x };
        spline.inverse_pullback(&theta, sides, &dz, &dln, &mut dx, &mut dtheta);
        let (mut lns, mut back_lns) = (vec![0.0; rows], vec![0.0; rows]);
        for j in 0..columns {
            let (own, all) = (j * rows..(j + 1) * rows, j * size..(j + 1) * size);
            let (mut one, mut dx_one, mut dtheta_one) =
                (vec![0.0; rows], vec![0.0; rows], vec![0.0; size]);
            let theta = &theta[all.clone()];
            spline.inverse(theta, &x[own.clone()], &mut one, &mut lns);
            assert_eq!(one, z[own.clone()], "{rows}");
            spline.forward(theta, &z[own.clone()], &mut one, &mut back_lns);
            assert_eq!(one, back[own.clone()], "{rows}");
            let sides = Sides {
                z: &z[own.clone()],
                x: &x[own.clone()],
            };
            spline.inverse_pullback(
                theta,
                sides,
                &dz[own.clone()],
                &dln,
                &mut dx_one,
                &mut dtheta_one,
            );
            assert_eq!(dx_one, dx[own], "{rows}");
            assert_eq!(dtheta_one, dtheta[all], "{rows}");
        }
        assert!(lns == ln && back_lns == back_ln, "{rows}");
    }
}

/// Learned tails go on as straight lines with the slope at the end of the box, on either side.
#[test]
fn learned_tails_are_smooth() {
    let spline = Spline::new(4, 2.0).learned_tails();
    let theta = random(&spline, 1.5, 7);
    for end in [-2.0_f64, 2.0] {
        let at = [0.999_999 * end, end, 1.5 * end, 3.0 * end];
        let (z, ln) = run::<f64>(&spline, &theta, &at, false);
        assert!((ln[0] - ln[1]).abs() < 1e-4 && ln[1].abs() > 0.1, "{ln:?}");
        assert!((ln[1] - ln[2]).abs() < 1e-12 && ln[2].to_bits() == ln[3].to_bits());
        let slope = (z[3] - z[2]) / (1.5 * end);
        assert!((slope.ln() - ln[2]).abs() < 1e-12, "{slope} {ln:?}");
        assert!((z[1] - end).abs() < 1e-12);
    }
}

/// What the inverse finds has the value that was asked for, to some units in the last place, however flat the
/// curve.
#[test]
fn the_inverse_has_the_value() {
    let spline = Spline::new(8, 3.0);
    let mut worst = 0.0_f64;
    for size in [1.0, 4.0, 8.0] {
        for seed in 0..200 {
            let theta = random(&spline, size, seed);
            let x: Vec<f64> = (-40..=40).map(|i| 0.0741 * f64::from(i)).collect();
            let (z, _) = run::<f32>(&spline, &theta, &x, true);
            let z: Vec<f64> = z.into_iter().map(Real::to_f64).collect();
            let (again, ln) = run::<f32>(&spline, &theta, &z, false);
            for ((x, again), ln) in x.iter().zip(again).zip(ln) {
                // The point is rounded too, which is multiplied by the slope.
                let error = (again.to_f64() - x).abs() / (1.0 + ln.to_f64().exp());
                worst = worst.max(error);
            }
        }
    }
    assert!(worst < 5e-6, "{worst:e}");
}
