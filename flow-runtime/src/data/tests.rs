//! Every set against its definition: size, support, moments, and entropy where it has one.

use super::*;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use std::f64::consts::PI;

type Points = Vec<SVector<f64, 2>>;
type Set = fn(usize, &mut Xoshiro256PlusPlus) -> Points;

const SETS: [(&str, Set); 9] = [
    ("moons", |n, rng| moons(n, 0.05, rng)),
    ("eight_gaussians", |n, rng| eight_gaussians(n, rng)),
    ("checkerboard", |n, rng| checkerboard(n, rng)),
    ("rings", |n, rng| rings(n, rng)),
    ("circles", |n, rng| circles(n, rng)),
    ("pinwheel", |n, rng| pinwheel(n, rng)),
    ("two_spirals", |n, rng| two_spirals(n, rng)),
    ("swiss_roll", |n, rng| swiss_roll(n, rng)),
    ("banana", |n, rng| banana(n, rng)),
];

fn seeded(seed: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(seed)
}

/// An equal mixture of round Gaussians: every set with noise is one, with enough centres.
struct Mixture {
    centres: Vec<[f64; 2]>,
    noise: f64,
}

impl Mixture {
    fn log_prob(&self, x: f64, y: f64) -> f64 {
        let variance = self.noise * self.noise;
        let sum: f64 = self
            .centres
            .iter()
            .map(|[a, b]| (x - a).powi(2) + (y - b).powi(2))
            .filter(|d| *d < 80.0 * variance)
            .map(|d| (-0.5 * d / variance).exp())
            .sum();
        (sum / self.centres.len() as f64 / (TAU * variance)).ln()
    }

    fn mean_nll(&self, points: &Points) -> f64 {
        -points
            .iter()
            .map(|x| self.log_prob(x[0], x[1]))
            .sum::<f64>()
            / points.len() as f64
    }

    /// −∫ p ln p over a rectangle by the midpoint rule.
    fn entropy(&self, x: [f64; 2], y: [f64; 2], cells: usize) -> f64 {
        let (dx, dy) = ((x[1] - x[0]) / cells as f64, (y[1] - y[0]) / cells as f64);
        let (mut mass, mut entropy) = (0.0, 0.0);
        for i in 0..cells {
            for j in 0..cells {
                let log_prob =
                    self.log_prob(x[0] + (i as f64 + 0.5) * dx, y[0] + (j as f64 + 0.5) * dy);
                if log_prob > f64::NEG_INFINITY {
                    mass += log_prob.exp() * dx * dy;
                    entropy -= log_prob.exp() * log_prob * dx * dy;
                }
            }
        }
        assert!((mass - 1.0).abs() < 1e-4, "the rectangle holds {mass}");
        entropy
    }

    /// −∫ p ln p of a density that is the same in every direction.
    fn round_entropy(&self, radius: f64, cells: usize) -> f64 {
        let dr = radius / cells as f64;
        (0..cells)
            .map(|i| (i as f64 + 0.5) * dr)
            .map(|r| {
                let log_prob = self.log_prob(r, 0.0).max(-1e3);
                -TAU * r * dr * log_prob.exp() * log_prob
            })
            .sum()
    }
}

fn true_moons(noise: f64) -> Mixture {
    let arc = (0..200).map(|k| PI * (f64::from(k) + 0.5) / 200.0);
    let centres = arc.flat_map(|t| [[t.cos(), t.sin()], [1.0 - t.cos(), 0.5 - t.sin()]]);
    Mixture {
        centres: centres.collect(),
        noise,
    }
}

fn assert_close(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() < tolerance,
        "found {found}, expected {expected}"
    );
}

#[test]
fn every_size_is_kept() {
    for (name, set) in SETS {
        for n in [0, 1, 2, 3, 4, 5, 7, 8, 1001] {
            let points = set(n, &mut seeded(n as u64));
            assert_eq!(points.len(), n, "{name}");
            assert!(points.iter().flatten().all(|x| x.is_finite()), "{name}");
        }
    }
}

#[test]
fn a_seed_names_the_points() {
    for (name, set) in SETS {
        assert_eq!(set(500, &mut seeded(1)), set(500, &mut seeded(1)), "{name}");
        assert_ne!(set(500, &mut seeded(1)), set(500, &mut seeded(2)), "{name}");
    }
}

#[test]
fn precisions_agree() {
    let double: Points = two_spirals(100, &mut seeded(3));
    let single: Vec<SVector<f32, 2>> = two_spirals(100, &mut seeded(3));
    assert!(
        double
            .iter()
            .zip(&single)
            .all(|(x, y)| x.map(|x| x as f32) == *y)
    );
}

/// Halves of a shuffled set look alike: the mean of each lies within five standard errors of the other's.
#[test]
fn order_is_random() {
    for (name, set) in SETS {
        let points = set(2000, &mut seeded(4));
        let (a, b) = points.split_at(1000);
        for i in 0..2 {
            let mean = |half: &[SVector<f64, 2>]| half.iter().map(|x| x[i]).sum::<f64>() / 1000.0;
            let (first, second) = (mean(a), mean(b));
            let spread = (a.iter().map(|x| (x[i] - first).powi(2)).sum::<f64>() / 1000.0).sqrt();
            let error = spread * (2.0_f64 / 1000.0).sqrt();
            assert!((first - second).abs() < 5.0 * error, "{name}");
        }
    }
}

#[test]
fn moons_without_noise_lie_on_their_arcs() {
    for n in [0, 1, 2, 3, 10, 11] {
        let mut points: Points = moons(n, 0.0, &mut seeded(5));
        let on = |k: usize, n: usize| PI * k as f64 / (n.max(2) - 1) as f64;
        let (outer, inner) = (n / 2, n - n / 2);
        let mut expected: Points =
            (0..outer)
                .map(|k| SVector::from([on(k, outer).cos(), on(k, outer).sin()]))
                .chain((0..inner).map(|k| {
                    SVector::from([1.0 - on(k, inner).cos(), 1.0 - on(k, inner).sin() - 0.5])
                }))
                .collect();
        for points in [&mut points, &mut expected] {
            points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        }
        for (found, expected) in points.iter().zip(&expected) {
            assert!((found - expected).norm() < 1e-14, "{found} {expected}");
        }
    }
}

#[test]
fn moons_have_the_documented_entropy() {
    let truth = true_moons(0.05);
    assert_close(truth.entropy([-1.4, 2.4], [-0.9, 1.4], 200), 0.2892, 5e-4);
    let points = moons(10_000, 0.05, &mut seeded(6));
    assert_close(truth.mean_nll(&points), 0.2892, 0.03);
}

#[test]
#[should_panic(expected = "must be finite and at least 0, but is -0.1")]
fn negative_noise_is_refused() {
    let _: Points = moons(3, -0.1, &mut seeded(0));
}

#[test]
fn eight_gaussians_have_the_documented_entropy() {
    let truth = Mixture {
        centres: circle(4.0 / 1.414, 8).collect(),
        noise: 0.5 / 1.414,
    };
    assert_close(truth.entropy([-5.5, 5.5], [-5.5, 5.5], 300), 2.8319, 5e-4);
    let points = eight_gaussians(20_000, &mut seeded(7));
    assert_close(truth.mean_nll(&points), 2.8319, 0.03);
}

#[test]
fn checkerboard_fills_every_second_square_evenly() {
    let points: Points = checkerboard(80_000, &mut seeded(8));
    let mut count = [[0; 4]; 4];
    for x in &points {
        let [i, j] = [x[0], x[1]].map(|x| (x / 2.0 + 2.0).floor());
        count[i as usize][j as usize] += 1;
    }
    for (i, column) in count.iter().enumerate() {
        for (j, count) in column.iter().enumerate() {
            let expected = if (i + j) % 2 == 0 { 10_000.0 } else { 0.0 };
            assert_close(
                f64::from(*count),
                expected,
                500.0 * f64::from(u8::from(expected > 0.0)) + 0.5,
            );
        }
    }
}

#[test]
fn rings_have_their_radii_and_entropy() {
    let radii = [3.0, 2.25, 1.5, 0.75];
    let truth = Mixture {
        centres: radii.iter().flat_map(|r| circle(*r, 500)).collect(),
        noise: 0.08,
    };
    assert_close(truth.round_entropy(4.0, 400), 2.6232, 5e-4);
    let points = rings(4_000, &mut seeded(9));
    assert_close(truth.mean_nll(&points), 2.6232, 0.06);
    for radius in radii {
        let near = points
            .iter()
            .filter(|x| (x.norm() - radius).abs() < 0.36)
            .count();
        assert!((990..=1010).contains(&near), "{near} near {radius}");
    }
}

#[test]
fn circles_have_their_radii_and_entropy() {
    let truth = Mixture {
        centres: [3.0, 1.5]
            .into_iter()
            .flat_map(|r| circle(r, 300))
            .collect(),
        noise: 0.24,
    };
    assert_close(truth.round_entropy(6.0, 400), 3.2681, 5e-4);
    let points = circles(10_000, &mut seeded(10));
    assert_close(truth.mean_nll(&points), 3.2681, 0.04);
}

#[test]
fn pinwheel_unbends_to_five_gaussian_arms() {
    let points: Points = pinwheel(10_000, &mut seeded(11));
    let (mut arms, mut square) = ([0; 5], 0.0);
    for x in &points {
        // The radius is close to r, which is enough to undo the bend roughly.
        let (r, angle) = (
            x.norm() / 2.0,
            (-x[1]).atan2(x[0]) - 0.25 * (x.norm() / 2.0).exp(),
        );
        let arm = (angle / (TAU / 5.0)).round();
        arms[arm.rem_euclid(5.0) as usize] += 1;
        square += (r * (angle - arm * TAU / 5.0).sin()).powi(2) / points.len() as f64;
    }
    assert!(arms.iter().all(|n| (1940..2060).contains(n)), "{arms:?}");
    assert_close(square.sqrt(), 0.1, 0.02);
}

#[test]
fn two_spirals_are_symmetric() {
    let points: Points = two_spirals(20_000, &mut seeded(12));
    let mean = points.iter().sum::<SVector<f64, 2>>() / 20_000.0;
    assert!(mean.norm() < 0.06, "{mean}");
    let square = points.iter().map(SVector::norm_squared).sum::<f64>() / 20_000.0;
    // E φ² = (3π)² / 2 and E (v² + w²) / 4 = 1/6, over 9, plus the noise; the cross terms are small.
    assert_close(
        square,
        ((3.0 * PI).powi(2) / 2.0 + 1.0 / 6.0) / 9.0 + 0.02,
        0.2,
    );
}

#[test]
fn swiss_roll_has_the_documented_entropy() {
    let arm = (0..800).map(|k| 1.5 * PI * (1.0 + (f64::from(k) + 0.5) / 400.0));
    let centres = arm
        .map(|t| [t * t.cos() / 5.0, t * t.sin() / 5.0])
        .collect();
    let truth = Mixture {
        centres,
        noise: 0.2,
    };
    assert_close(truth.entropy([-4.0, 4.0], [-4.0, 4.0], 150), 2.6696, 5e-4);
    let points = swiss_roll(5_000, &mut seeded(13));
    assert_close(truth.mean_nll(&points), 2.6696, 0.05);
}

#[test]
fn banana_has_the_documented_entropy() {
    let points: Points = banana(20_000, &mut seeded(14));
    let nll = |x: &SVector<f64, 2>| {
        let residual = x[0] - x[1] * x[1] / 4.0;
        (2.0 * TAU).ln() + 0.5 * residual * residual + 0.125 * x[1] * x[1]
    };
    let entropy = (4.0 * PI * 1.0_f64.exp()).ln();
    assert_close(entropy, 3.5310, 5e-5);
    assert_close(
        points.iter().map(nll).sum::<f64>() / 20_000.0,
        entropy,
        0.03,
    );
}
