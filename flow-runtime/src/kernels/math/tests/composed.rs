//! What formulas are rewritten to: logarithms of tails and of sums, roots of squares, half turns, departures.

use super::super::reference::{self, Twice};
use super::super::*;
use super::{Random, ulps};
use crate::real::Real;

/// The largest errors as of the elementary functions, at fewer points: fractions and series in twice the precision take
/// their time.
fn worst<T: Real>(
    both: super::Both<T>,
    reference: fn(Twice) -> Twice,
    domain: [f64; 2],
    seed: u64,
) -> [(f64, f64); 2] {
    super::worst_of(
        if cfg!(debug_assertions) { 500 } else { 10_000 },
        both,
        reference,
        domain,
        seed,
    )
}

fn number(x: f64) -> Twice {
    Twice::from(x)
}

/// ln Φ(-y) for y ≥ 0.
fn ln_tail(y: Twice) -> Twice {
    if y.head < 4.5 {
        y.normal_tail().ln()
    } else {
        y * y * -0.5 + number(0.0).bell().ln() - y.normal_fraction().ln()
    }
}

fn exact_ln_normal_cdf(x: Twice) -> Twice {
    if x.head < 0.0 {
        ln_tail(-x)
    } else {
        (-x.normal_tail()).ln_1p()
    }
}

fn exact_hazard(x: Twice) -> Twice {
    if x.head < -4.5 {
        (-x).normal_fraction()
    } else {
        x.bell() / reference::normal_cdf(x)
    }
}

fn exact_ln_hazard(x: Twice) -> Twice {
    if x.head < 0.0 {
        exact_hazard(x).ln()
    } else {
        x * x * -0.5 + number(0.0).bell().ln() - exact_ln_normal_cdf(x)
    }
}

fn exact_logit_normal_cdf(x: Twice) -> Twice {
    if x.head < 2.0 {
        let c = x.normal_center();
        (c * 4.0 / (number(1.0) - c * 2.0)).ln_1p()
    } else {
        exact_ln_normal_cdf(x) - ln_tail(x)
    }
}

/// sin and cos of π·x.
fn half_turns(x: Twice) -> (Twice, Twice) {
    let turns = x.head.round();
    let (s, c) = (number(x.head - turns) * number(1.0).atan() * 4.0).sin_cos();
    if turns.rem_euclid(2.0) == 1.0 {
        (-s, -c)
    } else {
        (s, c)
    }
}

fn exact_cauchy_cdf(x: Twice) -> Twice {
    let pi = number(1.0).atan() * 4.0;
    if x.head < -0.5 {
        (number(-1.0) / x).atan() / pi
    } else {
        x.atan() / pi + 0.5
    }
}

fn exact_plus_hypot(x: Twice) -> Twice {
    let root = (x * x + 4.0).sqrt();
    if x.head < 0.0 {
        number(4.0) / (root - x)
    } else {
        root + x
    }
}

/// ln(exp(x) + exp(1.5))
fn exact_ln_add_exp(x: Twice) -> Twice {
    reference::softplus(x - 1.5) + 1.5
}

fn exact_asinh_exp(x: Twice) -> Twice {
    if x.head > 300.0 {
        x + number(2.0).ln()
    } else {
        reference::asinh(x.exp())
    }
}

fn exact_acosh_exp(x: Twice) -> Twice {
    if x.head > 300.0 {
        return x + number(2.0).ln();
    }
    let t = x.exp_m1();
    (t + (t * (t + 2.0)).sqrt()).ln_1p()
}

/// The difference, or near 0 the first two terms of its series.
fn departure(x: Twice, terms: [f64; 2], difference: fn(Twice) -> Twice) -> Twice {
    if x.head.abs() > 1e-4 {
        return difference(x);
    }
    let square = x * x;
    let [third, fifth] = terms.map(|denominator| number(1.0) / number(denominator));
    x * square * (third + square * fifth)
}

fn tanh(x: Twice) -> Twice {
    let e = (x * 2.0).exp_m1();
    e / (e + 2.0)
}

accuracy! {
    ln_normal_cdf_far: ln_normal_cdf, [-1e10, 9.0], 5.0, 5.0, exact_ln_normal_cdf;
    ln_normal_cdf_near: ln_normal_cdf, [-40.0, 5.0], 5.0, 5.0, exact_ln_normal_cdf;
    normal_hazard_far: normal_hazard, [-1e30, 5.0], 5.5, 5.5, exact_hazard;
    normal_hazard_near: normal_hazard, [-45.0, 5.0], 5.5, 5.5, exact_hazard;
    ln_normal_hazard: ln_normal_hazard, [-1e10, -2.0], 5.0, 5.0, exact_ln_hazard;
    ln_normal_hazard_right: ln_normal_hazard, [0.0, 1e10], 11.0, 11.0, exact_ln_hazard;
    logit_normal_cdf_far: logit_normal_cdf, [-1e10, 1e10], 6.5, 6.5, |x| reference::odd(x, exact_logit_normal_cdf);
    logit_normal_cdf_near: logit_normal_cdf, [-5.0, 5.0], 6.5, 6.5, |x| reference::odd(x, exact_logit_normal_cdf);
    sin_pi: sin_pi, [-1e4, 1e4], 2.0, 5.5, |x| half_turns(x).0;
    sin_pi_near_0: sin_pi, [-2.0, 2.0], 2.0, 5.5, |x| half_turns(x).0;
    cos_pi: cos_pi, [-2.0, 2.0], 2.0, 2.0, |x| half_turns(x).1;
    tan_pi: tan_pi, [-2.0, 2.0], 2.0, 5.5, |x| { let (s, c) = half_turns(x); s / c };
    minus_cot_pi: minus_cot_pi, [0.001, 0.999], 2.0, 2.0, |x| { let (s, c) = half_turns(x); -c / s };
    cauchy_cdf_far: cauchy_cdf, [-1e30, 1e30], 3.0, 3.0, exact_cauchy_cdf;
    cauchy_cdf_near: cauchy_cdf, [-5.0, 5.0], 3.0, 3.0, exact_cauchy_cdf;
    hypot: hypot(T::from_f64(3.0)), [-1e150, 1e150], 2.0, 2.0, |x| (x * x + 9.0).sqrt();
    plus_hypot: plus_hypot(T::from_f64(2.0)), [-1e150, 1e150], 3.0, 3.0, exact_plus_hypot;
    plus_hypot_near: plus_hypot(T::from_f64(2.0)), [-1e3, 1e3], 3.0, 3.0, exact_plus_hypot;
    ln_1p_square: ln_1p_square, [-1e150, 1e150], 2.0, 2.0, |x| (x * x).ln_1p();
    ln_1p_square_near: ln_1p_square, [-10.0, 10.0], 2.0, 2.0, |x| (x * x).ln_1p();
    ln_add_exp: ln_add_exp(T::from_f64(1.5)), [-1e10, 1e10], 2.0, 2.0, exact_ln_add_exp;
    exp_difference: exp_difference(T::from_f64(1.5)), [-80.0, 80.0], 4.0, 4.0, |x| (x - 1.5).exp_m1() * number(1.5).exp();
    asinh_exp: asinh_exp, [-700.0, 1e10], 3.0, 3.0, exact_asinh_exp;
    acosh_exp: acosh_exp, [1e-30, 1e10], 3.0, 3.0, exact_acosh_exp;
    ln_quotient: ln_quotient(T::from_f64(3.0)), [1e-290, 1e290], 2.0, 2.0, |x| (x / number(3.0)).ln();
    ln_quotient_near: ln_quotient(T::from_f64(3.0)), [2.0, 4.0], 2.0, 2.0, |x| ((x - 3.0) / number(3.0)).ln_1p();
    pow_quotient: pow_quotient(T::from_f64(3.0), T::from_f64(-1.75)), [1e-18, 1e18], 2.0, 2.0, |x| ((x / number(3.0)).ln() * -1.75).exp();
    minus_tanh: minus_tanh, [-25.0, 25.0], 12.0, 12.0, |x| departure(x, [3.0, -7.5], |x| x - tanh(x));
    minus_sin: minus_sin, [-7.0, 7.0], 12.0, 12.0, |x| departure(x, [6.0, -120.0], |x| x - x.sin_cos().0);
    minus_atan: minus_atan, [-1e10, 1e10], 12.0, 12.0, |x| departure(x, [3.0, -5.0], |x| x - x.atan());
    minus_atan_near: minus_atan, [-2.0, 2.0], 12.0, 12.0, |x| departure(x, [3.0, -5.0], |x| x - x.atan());
    minus_asinh: minus_asinh, [-3.0, 3.0], 22.0, 22.0, |x| departure(x, [6.0, -40.0 / 3.0], |x| x - reference::odd(x, reference::asinh));
    minus_ln_1p: minus_ln_1p, [-0.99, 10.0], 9.0, 9.0, |x| if x.head.abs() < 1e-6 { x * x * (number(0.5) - x / number(3.0) + x * x * 0.25) } else { x - x.ln_1p() };
    exp_m1_minus: exp_m1_minus, [-20.0, 20.0], 7.0, 7.0, |x| if x.head.abs() < 1e-6 { x * x * (number(0.5) + x / number(6.0) + x * x / number(24.0)) } else { x.exp_m1() - x };
    acosh_1p: acosh_1p, [1e-30, 1e30], 2.5, 2.5, |t| (t + (t * (t + 2.0)).sqrt()).ln_1p();
    sinh_minus: sinh_minus, [-60.0, 60.0], 12.0, 12.0, |x| departure(x, [6.0, 120.0], |x| reference::sinh(x) - x);
}

/// The inverses have no formulas; their errors are those of what they invert, divided by the slope.
#[test]
fn quantiles_undo_logarithms() {
    type Pair = (fn(Twice) -> Twice, fn(Twice) -> Twice);
    fn check<T: Real>(range: [f64; 2], [fused, unfused]: [fn(T) -> T; 2], (value, slope): Pair) {
        let mut random = Random(7);
        for _ in 0..if cfg!(debug_assertions) { 500 } else { 20_000 } {
            let x = T::from_f64(random.point(range, -40.0));
            if x == T::ZERO {
                continue;
            }
            for y in [fused(x), unfused(x)] {
                let twice = number(y.to_f64());
                let exact = twice + (number(x.to_f64()) - value(twice)) / slope(twice);
                let error = ulps(y, exact);
                // Where x is rounded to what it differs from, so is the quantile.
                let seen = (x.to_f64() / slope(exact).head / exact.head).abs();
                assert!(error <= 6.0 + 2.0 * seen, "{error} ulp at {x}: {y}");
            }
        }
    }
    fn both<T: Real>() {
        let exp: [fn(T) -> T; 2] = [
            |x| Fused.normal_quantile_exp(x),
            |x| Unfused.normal_quantile_exp(x),
        ];
        check([-1e10, -1e-3], exp, (exact_ln_normal_cdf, exact_hazard));
        check([-900.0, -1e-3], exp, (exact_ln_normal_cdf, exact_hazard));
        let sigmoid: [fn(T) -> T; 2] = [
            |x| Fused.normal_quantile_sigmoid(x),
            |x| Unfused.normal_quantile_sigmoid(x),
        ];
        let odd: Pair = (
            |x| reference::odd(x, exact_logit_normal_cdf),
            |x| exact_hazard(x) + exact_hazard(-x),
        );
        check([-1e10, 1e10], sigmoid, odd);
        check([-20.0, 20.0], sigmoid, odd);
    }
    both::<f32>();
    both::<f64>();
}

/// Far from 1, on either side, and where neither quotient nor product is a number.
#[test]
fn scaled_arguments_may_be_out_of_range() {
    fn check<T: Real, M: Math<T>>(m: M, huge: f64) {
        let [huge, tiny, two] = [huge, 1.0 / huge, 2.0].map(T::from_f64);
        let ln = huge.to_f64().ln();
        let near = |got: T, want: f64| {
            let error = (got.to_f64() - want).abs() / want.abs();
            assert!(
                error < 4.0 * T::from_f64(1.0).to_f64() * f64::from(f32::EPSILON),
                "{got}"
            );
        };
        near(m.ln_quotient(huge, tiny), 2.0 * ln);
        near(
            m.pow_quotient(huge, tiny, T::from_f64(0.125)),
            (0.25 * ln).exp(),
        );
        near(m.hypot(huge, huge), huge.to_f64() * 2f64.sqrt());
        near(m.hypot(tiny, tiny), tiny.to_f64() * 2f64.sqrt());
        near(m.plus_hypot(-huge, two), 2.0 / huge.to_f64());
        near(
            m.asinh_quotient(T::ONE, T::ZERO, T::from_f64(-3.0 * ln)),
            3.0 * ln + 2f64.ln(),
        );
        let [far, back] = [800.0, -793.0].map(T::from_f64);
        near(m.scaled_sinh(far, T::ZERO, back), 0.5 * 7f64.exp());
        let e = T::from_f64(std::f64::consts::E);
        near(m.asinh_quotient(T::ONE, e, T::ONE), (-1f64).exp().asinh());
        near(
            m.scaled_sinh(two, e, T::ONE),
            2f64.sinh() * std::f64::consts::E,
        );
        near(
            m.scaled_cosh(two, e, T::ONE),
            2f64.cosh() * std::f64::consts::E,
        );
        near(m.ln_1p_square(huge), 2.0 * ln);
        let l = T::from_f64(-3.0 * ln);
        near(m.ln_1p_square_quotient(T::ONE, T::ZERO, l), 6.0 * ln);
        near(
            m.ln_1p_square_quotient(T::ONE, e, T::ONE),
            (-2f64).exp().ln_1p(),
        );
    }
    check::<f32, _>(Fused, 1e30);
    check::<f32, _>(Unfused, 1e30);
    check::<f64, _>(Fused, 1e250);
    check::<f64, _>(Unfused, 1e250);
}
