//! Angles: densities that are continuous all the way round, and networks to which both ends are one point.

use flow_runtime::prelude::*;
use flow_runtime::testing;
use std::f64::consts::{PI, TAU};
use tests::{at_samples, perturbed, rng};

flow! {
    pub struct Line<f64, 1> = Normal;
    pub struct Plain<f64, 2> = Circle;
    pub struct Plain32<2> = Circle;
    pub struct Seam<f64, 1> = Circle >> Spline(12, tails = circular);
    pub struct Seam32<1> = Circle >> Spline(12, tails = circular);
    pub struct Torus<f64, 2> = Circle >> 2 * (MAF(16, 16, univariate = circular(bins = 10)) >> Reverse);
    pub struct Backbone<2> = Circle >> 2 * (MAF(16, 16, univariate = circular(bins = 10)) >> Reverse);
    pub struct Back<f64, 2> = Circle >> IAF(8, activation = tanh, univariate = circular(bins = 4)) >> Reverse >> Invert(Spline(3, tails = circular));
    pub struct Coupled<f64, 3> = Circle >> NSF(8, activation = tanh, tails = circular) >> Reverse >> NSF(7, activation = tanh, tails = circular, bins = 3);
    pub struct Both<f64, angle, height, width> = On[angle](Circle)
        >> Coupling(8, activation = tanh, split = [height, width], univariate = circular(bins = 4))
        >> RealNVP(8, activation = tanh, split = [angle])
        >> On[height, width](MAF(8, activation = tanh))
        >> Coupling(7, activation = tanh, split = [angle, width]);
    pub struct Locked<f64, 2 | 1> = Circle >> MAF(16, activation = tanh, univariate = circular(bins = 6));
}

const _: () = assert!(Seam::SUPPORT[0].contains(PI) && Seam::SUPPORT[0].contains(-PI));
const _: () = assert!(!Seam::SUPPORT[0].contains(PI + 1e-15) && Both::SUPPORT[1].contains(1e9));
const _: () = assert!(Both::MIXING[0][1] && Both::MIXING[1][0]);

fn normals(n: usize, seed: u64) -> Vec<f64> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..n)
        .map(|_| rng.sample(rand_distr::StandardNormal))
        .collect()
}

fn wrapped(angle: f64) -> f64 {
    let rest = (angle + PI).rem_euclid(TAU) - PI;
    if rest == -PI { PI } else { rest }
}

#[test]
fn the_base_is_uniform_all_round() {
    let plain = Plain::new(&mut rng());
    for x in [[0.0, 0.0], [PI, -PI], [3.0, -3.1]] {
        assert!((plain.log_prob(&SVector::from(x)) + 2.0 * TAU.ln()).abs() < 1e-14);
    }
    assert_eq!(
        plain.log_prob(&SVector::from([0.0, 3.2])),
        f64::NEG_INFINITY
    );
    assert!(!plain.contains(&SVector::from([-3.2, 0.0])));
    assert!(plain.log_prob(&SVector::from([f64::NAN, 0.0])).is_nan());
    let end = std::f32::consts::PI;
    let single = Plain32::new(&mut rng());
    for x in [[end, -end], [0.5, 1.0]] {
        let log_prob = single.log_prob(&SVector::from(x));
        assert!((f64::from(log_prob) + 2.0 * TAU.ln()).abs() < 1e-6);
    }
    assert_eq!(
        single.log_prob(&SVector::from([0.0, 3.2])),
        f32::NEG_INFINITY
    );
    assert!(Plain::summary().contains("Support: (−π, π] in every dimension."));
}

#[test]
fn samples_are_angles() {
    let seam = perturbed(Seam32::new(&mut rng()));
    for x in seam.sample_batch(20_000, &mut rng()) {
        assert!(-std::f32::consts::PI < x[0] && x[0] <= std::f32::consts::PI);
    }
    let torus = perturbed(Torus::new(&mut rng()));
    for x in torus.sample_batch(5000, &mut rng()) {
        assert!(x.iter().all(|x| -PI < *x && *x <= PI));
    }
}

#[test]
fn properties_hold() {
    at_samples(Seam::new(&mut rng()));
    at_samples(Torus::new(&mut rng()));
    at_samples(Back::new(&mut rng()));
    at_samples(Coupled::new(&mut rng()));
    at_samples(Both::new(&mut rng()));
}

#[test]
fn densities_integrate_to_one() {
    let one = |integral: f64| assert!((integral - 1.0).abs() < 1e-3, "{integral}");
    let circle = [[-PI; 2], [PI; 2]];
    one(testing::integral(
        &perturbed(Seam::new(&mut rng())),
        [-PI],
        [PI],
        5000,
    ));
    one(testing::integral(
        &perturbed(Torus::new(&mut rng())),
        circle[0],
        circle[1],
        700,
    ));
    one(testing::integral(
        &perturbed(Back::new(&mut rng())),
        circle[0],
        circle[1],
        700,
    ));
}

/// Value and slope on both sides of the seam, in its own dimension and as seen by networks.
#[test]
fn nothing_breaks_at_the_seam() {
    let near = 1e-9;
    let torus = perturbed(Torus::new(&mut rng()));
    let both = perturbed(Both::new(&mut rng()));
    for other in [-2.0, 0.3, 1.7] {
        for d in 0..2 {
            let at = |angle: f64| {
                let mut x = SVector::from([other; 2]);
                x[d] = angle;
                (torus.log_prob(&x), torus.score(&x))
            };
            let ((below, slope), (above, other_slope)) = (at(PI - near), at(near - PI));
            assert!((below - above).abs() < 1e-6, "{below} and {above}");
            assert!(
                (slope - other_slope).norm() < 1e-6,
                "{slope} and {other_slope}"
            );
            assert_eq!(at(PI), (at(PI).0, at(PI).1));
            assert!((at(PI).0 - at(-PI).0).abs() < 1e-9);
        }
        let at = |angle: f64| {
            let x = SVector::from([angle, other, -0.4]);
            (both.log_prob(&x), both.score(&x))
        };
        let ((below, slope), (above, other_slope)) = (at(PI - near), at(near - PI));
        assert!((below - above).abs() < 1e-6, "{below} and {above}");
        assert!(
            (slope - other_slope).norm() < 1e-6,
            "{slope} and {other_slope}"
        );
    }
}

/// A normal number round the seam, with standard deviation 1: −0.92 at its mode, on both sides. Its quantiles stand for
/// samples, so that no chance is in what is learned.
#[test]
fn a_wrapped_normal_is_learned_across_the_seam() {
    let normal = Line::new(&mut rng());
    let n = 4000;
    let data: Vec<SVector<f64, 1>> = (0..n)
        .map(|i| normal.quantile((f64::from(i) + 0.5) / f64::from(n)))
        .map(|z| SVector::from([wrapped(PI + z)]))
        .collect();
    let trainer = || {
        Trainer::new(Adam::new(1e-2))
            .epochs(150)
            .batch_size(200)
            .schedule(Schedule::cosine())
    };
    let mut seam = Seam::new(&mut rng());
    trainer().fit(&mut seam, &data).unwrap();
    let [below, above] = [PI - 1e-8, 1e-8 - PI].map(|x| seam.log_prob(&SVector::from([x])));
    assert!((below - above).abs() < 1e-6, "{below} and {above}");
    assert!((below + 0.918_938).abs() < 0.02, "{below}");
    // ∫ p ln (p / q) over the circle.
    let n = 4000;
    let loss: f64 = (0..n)
        .map(|i| {
            let x = TAU * (f64::from(i) + 0.5) / f64::from(n) - PI;
            let p: f64 = (-3..=3)
                .map(|k| (-0.5 * (x - PI + TAU * f64::from(k)).powi(2)).exp() / TAU.sqrt())
                .sum();
            p * (p.ln() - seam.log_prob(&SVector::from([x]))) * TAU / f64::from(n)
        })
        .sum();
    assert!((-1e-6..0.002).contains(&loss), "{loss}");
    let single: Vec<SVector<f32, 1>> = data.iter().map(|x| x.cast()).collect();
    let mut seam = Seam32::new(&mut rng());
    trainer().fit(&mut seam, &single).unwrap();
    let end = std::f32::consts::PI;
    let [below, above] = [end, -end].map(|x| f64::from(seam.log_prob(&SVector::from([x]))));
    assert!((below - above).abs() < 1e-5, "{below} and {above}");
    assert!((below + 0.918_938).abs() < 0.02, "{below}");
}

/// Weight, both means, and how narrow each is: like the angles of a protein's backbone, helices and sheets.
const BACKBONE: [(f64, [f64; 2], [f64; 2]); 4] = [
    (0.40, [-1.1, -0.75], [12.0, 9.0]),
    (0.35, [-2.1, 2.4], [4.0, 5.0]),
    (0.15, [-1.4, 3.0], [10.0, 6.0]),
    (0.10, [1.0, 0.8], [14.0, 8.0]),
];

/// ln I₀, by its integral.
fn ln_bessel(kappa: f64) -> f64 {
    let n = 2000;
    let mean = (0..n).map(|i| (kappa * ((TAU * f64::from(i) / f64::from(n)).cos() - 1.0)).exp());
    (mean.sum::<f64>() / f64::from(n)).ln() + kappa
}

fn backbone(x: [f64; 2]) -> f64 {
    BACKBONE
        .iter()
        .map(|(weight, mean, kappa)| {
            let ln: f64 = (0..2)
                .map(|d| kappa[d] * (x[d] - mean[d]).cos() - ln_bessel(kappa[d]) - TAU.ln())
                .sum();
            weight * ln.exp()
        })
        .sum()
}

/// Samples of it, each component a von Mises distribution by rejection from the uniform one.
fn backbone_samples(n: usize) -> Vec<SVector<f32, 2>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    let mut draw = |mean: f64, kappa: f64| loop {
        let angle: f64 = rng.random_range(-PI..PI);
        if rng.random::<f64>() < (kappa * (angle.cos() - 1.0)).exp() {
            return wrapped(mean + angle);
        }
    };
    let share = |i: usize| (i as f64 + 0.5) / n as f64;
    (0..n)
        .map(|i| {
            let mut left = share(i);
            let part = BACKBONE.iter().find(|(weight, ..)| {
                left -= weight;
                left < 0.0
            });
            let (_, mean, kappa) = part.unwrap_or(&BACKBONE[0]);
            SVector::from([0, 1].map(|d| draw(mean[d], kappa[d]) as f32))
        })
        .collect()
}

#[test]
fn a_mixture_on_the_torus_is_learned_to_its_entropy() {
    let data = backbone_samples(40_000);
    let mut torus = Backbone::new(&mut rng());
    Trainer::new(Adam::new(3e-3))
        .epochs(8)
        .batch_size(200)
        .schedule(Schedule::cosine())
        .average(0.999)
        .fit(&mut torus, &data)
        .unwrap();
    let n = 300;
    let (mut entropy, mut mass, mut cells) = (0.0, 0.0, Vec::new());
    for i in 0..n {
        for j in 0..n {
            let at = |i: i32| TAU * (f64::from(i) + 0.5) / f64::from(n) - PI;
            let x = [at(i), at(j)];
            let p = backbone(x) * (TAU / f64::from(n)).powi(2);
            mass += p;
            entropy -= p * backbone(x).ln();
            cells.push((p, SVector::from(x.map(|x| x as f32))));
        }
    }
    let (shares, places): (Vec<f64>, Vec<_>) = cells.into_iter().unzip();
    let log_probs = torus.log_prob_batch(&places);
    let cross = shares.iter().zip(&log_probs);
    let cross: f64 = cross.map(|(p, ln)| -p * f64::from(*ln)).sum();
    assert!((mass - 1.0).abs() < 1e-6, "{mass}");
    assert!(
        (0.0..0.02).contains(&(cross - entropy)),
        "{cross} above {entropy}"
    );
}

/// An angle that follows a context, and another that follows it, all the way round: no continuous shift does this, a turn does.
#[test]
fn an_angle_can_follow_another() {
    use rand::RngExt;
    let mut draw = Xoshiro256PlusPlus::seed_from_u64(8);
    let noise = normals(20_000, 9);
    let (data, contexts): (Vec<SVector<f64, 2>>, Vec<SVector<f64, 1>>) = noise
        .chunks_exact(2)
        .map(|z| {
            let context = draw.random_range(-1.5..1.5);
            let first = wrapped(2.0 * context + z[0]);
            let second = wrapped(first + 0.2 * z[1]);
            (SVector::from([first, second]), SVector::from([context]))
        })
        .unzip();
    let mut locked = Locked::new(&mut rng());
    Trainer::new(Adam::new(5e-3))
        .epochs(60)
        .batch_size(200)
        .fit_given(&mut locked, &data, &contexts)
        .unwrap();
    let nll = locked.nll_given(&data, &contexts);
    // Of a normal number that goes round the circle, and of one that does not come as far.
    let around = |x: f64| (-3..=3).map(move |k| x + TAU * f64::from(k));
    let p = |x| around(x).map(|x| (-0.5 * x * x).exp()).sum::<f64>() / TAU.sqrt();
    let places = (0..1000).map(|i| PI * (f64::from(i) / 500.0 - 1.0));
    let wide: f64 = places.map(|x| -TAU / 1000.0 * p(x) * p(x).ln()).sum();
    let entropy = wide + 0.5 * (TAU * std::f64::consts::E * 0.04).ln();
    assert!((nll - entropy).abs() < 0.05, "{nll} and {entropy}");
    // Another's context says the wrong place.
    let mut others = contexts;
    others.rotate_left(1);
    assert!(locked.nll_given(&data, &others) > entropy + 0.3);
}
