//! Mixtures against the formula, from the inside to as far as numbers go.

use super::*;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;

/// Two Gaussians on the line with weights ¼ and ¾, from the formula.
#[test]
fn a_mixture_is_the_weighted_mean() {
    let params = [0.0, 3_f64.ln(), -1.0, 2.0, 0.5_f64.ln(), 0.0];
    let mixture = Gaussians::mixture(1, 2);
    assert_eq!(mixture.params(), params.len());
    for z in [-3.0, -1.0, 0.3, 2.5] {
        let gaussian = |loc: f64, scale: f64| {
            let u: f64 = (z - loc) / scale;
            (-0.5 * u * u).exp() / (scale * (2.0 * std::f64::consts::PI).sqrt())
        };
        let expected = (0.25 * gaussian(-1.0, 0.5) + 0.75 * gaussian(2.0, 1.0)).ln();
        let mut out = [1.0];
        mixture.log_prob(&params, &[z], &mut out);
        assert!((out[0] - 1.0 - expected).abs() < 1e-13, "at {z}");
    }
    let mut far = [0.0; 2];
    mixture.log_prob(&params, &[f64::INFINITY, f64::NAN], &mut far);
    assert!(far[0] == f64::NEG_INFINITY && far[1].is_nan());
}

/// Weights are differences of logits: where these lie, and whether all are low, does not matter.
#[test]
fn logits_of_any_size_are_weights() {
    let mixture = Gaussians::mixture(1, 2);
    let density = |low: f32| {
        let params = [low, low + 1.0, -1.0, 2.0, 0.5, 0.0];
        let (mut out, mut dz, mut grad) = ([0.0_f32], [0.0], [0.0; 6]);
        mixture.log_prob(&params, &[0.3], &mut out);
        mixture.score(&params, &[0.3], &[1.0], &mut dz, Some(&mut grad));
        [&out[..], &dz, &grad].concat()
    };
    let expected = density(0.0);
    for low in [-2.0, -64.0, -128.0, -1024.0, 128.0, 1024.0_f32] {
        for (found, expected) in density(low).into_iter().zip(&expected) {
            // The logits are rounded to that.
            let rounding = 2.0 * f32::EPSILON * low.abs();
            assert!(
                (found - expected).abs() <= rounding,
                "{found}, {expected} at {low}"
            );
        }
    }
}

/// There, the nearest Gaussian is all that counts, in units of its scale; two that are as near share.
#[test]
fn far_from_all_the_score_is_that_of_the_nearest() {
    let mixture = Gaussians::mixture(2, 3);
    let wide = 2_f32.ln();
    let params = [
        0.0, 1.0, 2.0, // logits
        0.0, 0.0, 1.0, 1.0, 5.0, -5.0, // locations
        0.0, 0.0, wide, wide, wide, 0.0, // log-scales
    ];
    let z = [1e25, 3e30, 0.0, -2e20];
    let (mut out, mut dz) = ([0.0; 2], [0.0; 4]);
    mixture.log_prob(&params, &z, &mut out);
    assert_eq!(out, [f32::NEG_INFINITY; 2]);
    mixture.score(&params, &z, &[1.0; 2], &mut dz, None);
    // Of the second and the third, −(z − μ)/σ² by half each.
    let expected = [-2.5e24, -7.5e29, 0.125 - 2.5, 0.25e20 + 1e20];
    for (dz, expected) in dz.into_iter().zip(expected) {
        assert!(
            (dz - expected).abs() <= 1e-6_f32 * expected.abs(),
            "{dz} and {expected}"
        );
    }
    let alone = Gaussians::normal(1);
    let mut dz = [0.0_f64];
    alone.score(&[1.0, 0.0], &[1e200], &[2.0], &mut dz, None);
    assert_eq!(dz, [-2e200]);
}

#[test]
fn samples_come_from_each_as_often_as_it_weighs() {
    let params = [0.0, 3_f64.ln(), -50.0, 50.0, 0.0, 1.0];
    let mixture = Gaussians::mixture(1, 2);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let mut high = 0;
    for _ in 0..4000 {
        let mut z = [0.0];
        mixture.sample(&params, &mut rng, &mut z);
        high += usize::from(z[0] > 0.0);
    }
    // Four standard errors of 4000 draws with probability ¾.
    assert!((high as f64 - 3000.0).abs() < 110.0, "{high}");
}

/// Given the first number, a mixture of two independent Gaussians has other weights for the second: by Bayes' rule.
#[test]
fn conditional_distributions_are_those_of_bayes() {
    let mixture = Gaussians::mixture(2, 2);
    // Weights ¼ and ¾; locations (−1, 3) and (2, −1); scales (½, 1) and (1, 2).
    let params = [
        0.0,
        3_f64.ln(),
        -1.0,
        3.0,
        2.0,
        -1.0,
        0.5_f64.ln(),
        0.0,
        0.0,
        2_f64.ln(),
    ];
    let density = |z: f64, loc: f64, scale: f64| {
        let u = (z - loc) / scale;
        (-0.5 * u * u).exp() / scale
    };
    for z in [[0.3, 0.0], [-1.2, 2.0], [4.0, -6.0]] {
        let mut found = [Sides::UNKNOWN; 2];
        mixture.sides(&params, &z, &[0, 1], &mut found);
        let first = [
            0.25 * density(z[0], -1.0, 0.5),
            0.75 * density(z[0], 2.0, 1.0),
        ];
        let share = first[0] / (first[0] + first[1]);
        let below = |u: f64| crate::special::normal_cdf(u);
        let marginal = 0.25 * below((z[0] + 1.0) / 0.5) + 0.75 * below(z[0] - 2.0);
        let conditional = share * below(z[1] - 3.0) + (1.0 - share) * below(0.5 * z[1] + 0.5);
        for (found, below) in found.iter().zip([marginal, conditional]) {
            assert!((found.below - below).abs() < 1e-14, "{z:?}");
            assert!((found.above - (1.0 - below)).abs() < 1e-14, "{z:?}");
        }
        // In the other order the second is the one without condition.
        mixture.sides(&params, &z, &[1, 0], &mut found);
        let marginal = 0.25 * below(z[1] - 3.0) + 0.75 * below(0.5 * z[1] + 0.5);
        assert!((found[1].below - marginal).abs() < 1e-14, "{z:?}");
    }
    let one = Gaussians::mixture(1, 2);
    let params = [0.0, 3_f64.ln(), -1.0, 2.0, 0.5_f64.ln(), 0.0];
    for z in [-9.0, -1.0, 0.4, 2.0, 11.0] {
        let mut sides = [Sides::UNKNOWN];
        one.sides(&params, &[z], &[0], &mut sides);
        let again = LearnedBase::<f64>::quantile(&one, &params, sides[0]);
        assert!((again - z).abs() < 1e-12, "{z}: {again}");
    }
}
