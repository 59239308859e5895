//! Every function against its value in twice double precision, and at the ends of its range.

use super::reference::{self, Twice};
use super::*;
use crate::kernels::dispatch::{Kernel, dispatch};
use crate::real::Real;

/// The error of `got` in units in the last place of `want`.
fn ulps<T: Real>(got: T, want: Twice) -> f64 {
    let (digits, least) = if size_of::<T>() == 4 {
        (24, -126)
    } else {
        (53, -1022)
    };
    let rounded = T::from_f64(want.head).to_f64();
    let got = got.to_f64();
    if got.is_nan() || rounded.is_infinite() || got.is_infinite() {
        return if got == rounded { 0.0 } else { f64::INFINITY };
    }
    let bits = (want.head.abs().to_bits() >> 52) as i32 - 1023;
    let last = bits.max(least) - (digits - 1);
    // In two steps, since the last place of small numbers is subnormal.
    let half = last / 2;
    let scale = |x: f64| x * 2_f64.powi(-half) * 2_f64.powi(half - last);
    (scale(got - want.head) - scale(want.tail)).abs()
}

/// The generator `SplitMix64` (Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / 2_f64.powi(53)
    }

    /// A point of an interval: uniform, uniform in the exponent, or close to an end.
    fn point(&mut self, [low, high]: [f64; 2], least: f64) -> f64 {
        let x = match self.next() % 8 {
            0..=3 => low + (high - low) * self.unit(),
            4 => low + (high - low) * (self.unit() * least).exp2(),
            5 => high - (high - low) * (self.unit() * least).exp2(),
            _ => {
                let largest = low.abs().max(high.abs()).log2();
                let x = (least + (largest - least) * self.unit()).exp2();
                if self.next() & 1 == 0 { x } else { -x }
            }
        };
        x.clamp(low, high)
    }
}

/// A function in one format, with and without fused multiply-adds.
type Both<T> = [fn(T) -> T; 2];

/// The largest errors of both variants over random points of a domain, and where they are.
fn worst<T: Real>(
    both: Both<T>,
    reference: fn(Twice) -> Twice,
    domain: [f64; 2],
    seed: u64,
) -> [(f64, f64); 2] {
    let count = if cfg!(debug_assertions) {
        2_000
    } else {
        200_000
    };
    worst_of(count, both, reference, domain, seed)
}

fn worst_of<T: Real>(
    count: usize,
    both: Both<T>,
    reference: fn(Twice) -> Twice,
    domain: [f64; 2],
    seed: u64,
) -> [(f64, f64); 2] {
    let least = if size_of::<T>() == 4 { -149.0 } else { -1074.0 };
    let mut random = Random(seed);
    let mut worst = [(0.0, 0.0); 2];
    for _ in 0..count {
        let x = T::from_f64(random.point(domain, least));
        if x.to_f64() < domain[0] || x.to_f64() > domain[1] {
            continue;
        }
        let want = reference(x.to_f64().into());
        for (worst, function) in worst.iter_mut().zip(both) {
            let error = ulps(function(x), want);
            if error > worst.0 || error.is_nan() {
                *worst = (error, x.to_f64());
            }
        }
    }
    worst
}

macro_rules! accuracy {
    ($($test:ident: $name:ident $(($($parameter:expr),+))?, [$low:expr, $high:expr], $single:expr, $double:expr, $reference:expr;)*) => {$(
        #[test]
        fn $test() {
            fn fused<T: Real>(x: T) -> T {
                Fused.$name(x $($(, $parameter)+)?)
            }
            fn unfused<T: Real>(x: T) -> T {
                Unfused.$name(x $($(, $parameter)+)?)
            }
            let domain = [$low, $high];
            let reference: fn(Twice) -> Twice = $reference;
            let single = worst::<f32>([fused, unfused], reference, domain, 1);
            let double = worst::<f64>([fused, unfused], reference, domain, 2);
            println!("{:18} f32 {:.3?}   f64 {:.3?}", stringify!($test), single, double);
            for ([fused, unfused], bound) in [(single, $single), (double, $double)] {
                assert!(fused.0 <= bound, "fused: {} ulp at {:e}", fused.0, fused.1);
                assert!(unfused.0 <= bound, "unfused: {} ulp at {:e}", unfused.0, unfused.1);
            }
        }
    )*};
}

/// The largest double below 1, and the smallest above 0.
const BELOW_1: f64 = 1.0 - f64::EPSILON / 2.0;
const LEAST: f64 = f64::from_bits(1);

accuracy! {
    exp: exp, [-746.0, 690.0], 1.1, 1.1, Twice::exp;
    exp_normal: exp_normal, [-80.0, 88.0], 1.1, 1.1, Twice::exp;
    exp_m1: exp_m1, [-746.0, 690.0], 2.0, 2.0, Twice::exp_m1;
    ln: ln, [LEAST, 1e290], 0.9, 0.9, Twice::ln;
    ln_near_1: ln, [0.5, 2.0], 0.9, 0.9, Twice::ln;
    ln_1p: ln_1p, [-BELOW_1, 1e290], 0.9, 0.9, Twice::ln_1p;
    ln_1p_near_0: ln_1p, [-0.9999, 4.0], 0.9, 0.9, Twice::ln_1p;
    cbrt: cbrt, [-1e300, 1e300], 1.0, 1.0, Twice::cbrt;
    sin: sin, [-1e5, 1e5], 1.0, 1.0, |x| x.sin_cos().0;
    sin_near_0: sin, [-7.0, 7.0], 1.0, 1.0, |x| x.sin_cos().0;
    cos: cos, [-1e5, 1e5], 1.0, 1.0, |x| x.sin_cos().1;
    cos_near_0: cos, [-7.0, 7.0], 1.0, 1.0, |x| x.sin_cos().1;
    tan: tan, [-1e5, 1e5], 1.0, 1.0, |x| { let (s, c) = x.sin_cos(); s / c };
    asin: asin, [-1.0, 1.0], 1.4, 1.4, reference::asin;
    acos: acos, [-1.0, 1.0], 1.3, 1.3, reference::acos;
    atan: atan, [-1e20, 1e20], 1.4, 1.4, Twice::atan;
    atan_near_0: atan, [-4.0, 4.0], 1.4, 1.4, Twice::atan;
    sinh: sinh, [-690.0, 690.0], 1.8, 1.8, reference::sinh;
    sinh_near_0: sinh, [-3.0, 3.0], 1.8, 1.8, reference::sinh;
    cosh: cosh, [-690.0, 690.0], 1.5, 1.5, |x| { let e = (x.abs()).exp(); (e + Twice::from(1.0) / e) * 0.5 };
    tanh: tanh, [-25.0, 25.0], 1.6, 1.6, |x| { let e = (x * 2.0).exp_m1(); e / (e + 2.0) };
    ln_cosh: ln_cosh, [-100.0, 100.0], 2.0, 2.0, |x| if x.head.abs() < 1.0 {
        let s = reference::sinh(x);
        (s * s).ln_1p() * 0.5
    } else {
        x.abs() + (x.abs() * -2.0).exp().ln_1p() - Twice::from(2.0).ln()
    };
    asinh: asinh, [-1e30, 1e30], 1.8, 1.8, |x| reference::odd(x, reference::asinh);
    asinh_near_0: asinh, [-4.0, 4.0], 1.8, 1.8, |x| reference::odd(x, reference::asinh);
    acosh: acosh, [1.0, 1e30], 2.0, 2.0, reference::acosh;
    acosh_near_1: acosh, [1.0, 4.0], 2.0, 2.0, reference::acosh;
    atanh: atanh, [-BELOW_1, BELOW_1], 1.8, 1.8, |x| reference::odd(x, |x| (x * 2.0 / (Twice::from(1.0) - x)).ln_1p() * 0.5);
    sigmoid: sigmoid, [-746.0, 50.0], 2.0, 2.0, reference::sigmoid;
    sigmoid_near_0: sigmoid, [-20.0, 20.0], 2.0, 2.0, reference::sigmoid;
    softplus: softplus, [-746.0, 1e30], 1.7, 1.7, reference::softplus;
    softplus_near_0: softplus, [-20.0, 20.0], 1.7, 1.7, reference::softplus;
    ln_sigmoid: ln_sigmoid, [-20.0, 20.0], 1.7, 1.7, |x| -reference::softplus(-x);
    softplus_inverse: softplus_inverse, [LEAST, 50.0], 2.0, 2.0, |x| if x.head < 0.1 {
        x.exp_m1().ln()
    } else if x.head < 3.0 {
        (x.exp_m1() - 1.0).ln_1p()
    } else {
        x + (-(-x).exp()).ln_1p()
    };
    logit: logit, [LEAST, BELOW_1], 1.6, 1.6, |p| {
        if p.head > 0.25 { ((p * 2.0 - 1.0) / (Twice::from(1.0) - p)).ln_1p() } else { p.ln() - (-p).ln_1p() }
    };
    erf: erf, [-7.0, 7.0], 1.5, 1.5, |x| reference::odd(x, reference::erf);
    normal_cdf: normal_cdf, [-39.0, 9.0], 4.2, 4.2, reference::normal_cdf;
    normal_cdf_near_0: normal_cdf, [-15.0, 9.0], 4.2, 4.2, reference::normal_cdf;
    square_root_power: pow(T::from_f64(0.5)), [0.0, 1e30], 1.4, 1.4, Twice::sqrt;
    small_power: pow(T::from_f64(-1.75)), [1e-18, 1e18], 1.4, 1.4, |x| (x.ln() * -1.75).exp();
    large_power: pow(T::from_f64(812.25)), [0.8, 1.1], 1.4, 1.4, |x| (x.ln() * 812.25).exp();
    exponential_power: select_base(T::from_f64(10.0)), [-320.0, 300.0], 1.4, 1.4, |x| (Twice::from(10.0).ln() * x).exp();
    integer_power: powi(7), [-1e5, 1e5], 5.0, 5.0, |x| { let y = x * x; y * y * y * x };
}

/// The quantile has no formula; its error is that of its distribution function, divided by the density.
#[test]
fn normal_quantile() {
    fn check<T: Real>(bound: f64) {
        let least = if size_of::<T>() == 4 { -149.0 } else { -1074.0 };
        let mut random = Random(5);
        let mut worst = [(0.0, 0.0); 2];
        for _ in 0..if cfg!(debug_assertions) { 500 } else { 20_000 } {
            let p = T::from_f64(random.point([0.0, 1.0], least));
            let lower = p.to_f64() <= 0.5;
            let tail = if lower { p } else { T::ONE - p }.to_f64();
            // The reference loses its tails there.
            if tail < 1e-250 && size_of::<T>() == 8 || tail == 0.0 {
                continue;
            }
            for (worst, y) in worst
                .iter_mut()
                .zip([Fused.normal_quantile(p), Unfused.normal_quantile(p)])
            {
                assert!(
                    y.to_f64() == 0.0 || (y.to_f64() < 0.0) == lower,
                    "{y} at {p}"
                );
                let y = T::from_f64(y.to_f64().abs());
                let twice = Twice::from(y.to_f64());
                // Two differences, since the second loses the digits of small quantiles and the first those of large ones.
                let difference = if tail > 0.1 {
                    Twice::from(0.5) - tail - twice.normal_center()
                } else {
                    twice.normal_tail() - tail
                };
                let error = ulps(y, twice + difference / twice.bell());
                if error > worst.0 || error.is_nan() {
                    *worst = (error, p.to_f64());
                }
            }
        }
        println!("normal_quantile    {} {:.3?}", T::NAME, worst);
        for (error, p) in worst {
            assert!(error <= bound, "{error} ulp at {p:e}");
        }
    }
    check::<f32>(4.2);
    check::<f64>(4.2);
}

/// Values at the ends of the range, which both formats share.
macro_rules! ends {
    ($($name:ident($($x:expr),+) = $want:expr;)*) => {
        #[test]
        fn ends_of_the_range() {
            fn check<T: Real, M: Math<T>>(m: M) {
                $(
                    let got = m.$name($(T::from_f64($x)),+).to_f64();
                    let want = T::from_f64($want).to_f64();
                    assert!(
                        got == want && got.is_sign_negative() == want.is_sign_negative()
                            || got.is_nan() && want.is_nan(),
                        "{}: {got:e} instead of {want:e}",
                        stringify!($name($($x),+)),
                    );
                )*
            }
            check::<f32, _>(Fused);
            check::<f32, _>(Unfused);
            check::<f64, _>(Fused);
            check::<f64, _>(Unfused);
        }

        #[test]
        fn nan_stays_nan() {
            fn check<T: Real, M: Math<T>>(m: M) {
                $(
                    let x = [$($x),+].map(|_| T::from_f64(f64::NAN));
                    let mut rest = x.iter();
                    assert!(m.$name($({ let _ = $x; *rest.next().unwrap() }),+).is_nan(), stringify!($name));
                )*
            }
            check::<f32, _>(Fused);
            check::<f32, _>(Unfused);
            check::<f64, _>(Fused);
            check::<f64, _>(Unfused);
        }
    };
}

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;
const HALF_PI: f64 = std::f64::consts::FRAC_PI_2;

ends! {
    exp(-INF) = 0.0; exp(INF) = INF; exp(-1e4) = 0.0; exp(1e4) = INF; exp(0.0) = 1.0; exp(-0.0) = 1.0;
    exp_m1(-INF) = -1.0; exp_m1(INF) = INF; exp_m1(-1e4) = -1.0; exp_m1(1e4) = INF; exp_m1(-0.0) = -0.0;
    exp_m1(1e-40) = 1e-40;
    ln(0.0) = -INF; ln(-0.0) = -INF; ln(-1.0) = NAN; ln(-INF) = NAN; ln(INF) = INF; ln(1.0) = 0.0;
    ln_1p(-1.0) = -INF; ln_1p(-1.5) = NAN; ln_1p(-INF) = NAN; ln_1p(INF) = INF; ln_1p(-0.0) = -0.0;
    ln_1p(1e-40) = 1e-40;
    sqrt(0.0) = 0.0; sqrt(-1.0) = NAN; sqrt(INF) = INF; recip(0.0) = INF; recip(-INF) = -0.0; abs(-INF) = INF;
    cbrt(0.0) = 0.0; cbrt(-0.0) = -0.0; cbrt(-INF) = -INF; cbrt(INF) = INF; cbrt(-27.0) = -3.0; cbrt(8.0) = 2.0;
    sin(-0.0) = -0.0; sin(INF) = NAN; cos(0.0) = 1.0; cos(-INF) = NAN; tan(-0.0) = -0.0; tan(INF) = NAN;
    asin(1.0) = HALF_PI; asin(-1.0) = -HALF_PI; asin(1.5) = NAN; asin(-INF) = NAN; asin(-0.0) = -0.0;
    acos(1.0) = 0.0; acos(-1.0) = 2.0 * HALF_PI; acos(-1.5) = NAN; acos(INF) = NAN; acos(0.0) = HALF_PI;
    atan(INF) = HALF_PI; atan(-INF) = -HALF_PI; atan(-0.0) = -0.0;
    sinh(INF) = INF; sinh(-1e4) = -INF; sinh(-0.0) = -0.0; cosh(-INF) = INF; cosh(1e4) = INF; cosh(0.0) = 1.0;
    tanh(INF) = 1.0; tanh(-INF) = -1.0; tanh(-0.0) = -0.0; tanh(30.0) = 1.0; ln_cosh(-INF) = INF; ln_cosh(0.0) = 0.0;
    asinh(INF) = INF; asinh(-INF) = -INF; asinh(-0.0) = -0.0; acosh(1.0) = 0.0; acosh(0.5) = NAN; acosh(-3.0) = NAN;
    acosh(INF) = INF; atanh(1.0) = INF; atanh(-1.0) = -INF; atanh(1.5) = NAN; atanh(-INF) = NAN; atanh(-0.0) = -0.0;
    sigmoid(-INF) = 0.0; sigmoid(INF) = 1.0; sigmoid(-1e4) = 0.0; sigmoid(0.0) = 0.5;
    logit(0.0) = -INF; logit(1.0) = INF; logit(0.5) = 0.0; logit(-0.1) = NAN; logit(1.1) = NAN;
    softplus(-INF) = 0.0; softplus(INF) = INF; softplus(1e30) = 1e30;
    softplus_inverse(0.0) = -INF; softplus_inverse(-1.0) = NAN; softplus_inverse(INF) = INF; softplus_inverse(1e30) = 1e30;
    ln_sigmoid(-INF) = -INF; ln_sigmoid(-1e30) = -1e30;
    erf(INF) = 1.0; erf(-INF) = -1.0; erf(-0.0) = -0.0; normal_cdf(-INF) = 0.0; normal_cdf(INF) = 1.0; normal_cdf(0.0) = 0.5;
    normal_quantile(0.0) = -INF; normal_quantile(1.0) = INF; normal_quantile(0.5) = 0.0; normal_quantile(-0.1) = NAN;
    normal_quantile(1.1) = NAN;
    pow(0.0, 2.0) = 0.0; pow(0.0, -2.0) = INF; pow(INF, 0.5) = INF; pow(INF, -0.5) = 0.0; pow(2.0, INF) = INF;
    pow(2.0, -INF) = 0.0; pow(0.5, INF) = 0.0; pow(1.0, NAN) = 1.0; pow(NAN, 0.0) = 1.0; pow(-2.0, 3.0) = -8.0;
    pow(-2.0, 2.0) = 4.0; pow(-2.0, 0.5) = NAN; pow(-0.0, 3.0) = -0.0; pow(-INF, 3.0) = -INF; pow(1e30, 1e30) = INF;
    pow(1e30, -1e30) = 0.0; pow(2.0, 1e-30) = 1.0;
    min(1.0, NAN) = NAN; min(NAN, 1.0) = NAN; min(1.0, 2.0) = 1.0; min(2.0, 1.0) = 1.0;
    max(1.0, NAN) = NAN; max(NAN, 1.0) = NAN; max(1.0, 2.0) = 2.0; max(2.0, 1.0) = 2.0;
    copysign(1.0, -0.0) = -1.0; select_lt(1.0, 2.0, 3.0, 4.0) = 3.0; select_lt(2.0, 1.0, 3.0, 4.0) = 4.0;
    select_lt(1.0, 1.0, 3.0, 4.0) = 4.0;
}

/// Far beyond the range of the reduction the sine is a number between -1 and 1.
#[test]
fn trigonometry_of_huge_numbers_is_bounded() {
    for x in [1e7, -3e10, 1e18, 1e38, -1e300, f64::MAX] {
        for y in [Fused.sin(x), Unfused.sin(x), Fused.cos(x), Unfused.cos(x)] {
            assert!(y.abs() <= 1.0, "{y} at {x:e}");
        }
        let x = (x as f32).clamp(f32::MIN, f32::MAX);
        for y in [Fused.sin(x), Unfused.sin(x), Fused.cos(x), Unfused.cos(x)] {
            assert!(y.abs() <= 1.0, "{y} at {x:e}");
        }
    }
}

/// The numbers closest to multiples of π/2, where the reduction cancels most.
#[test]
fn zeros_of_sine_and_cosine() {
    for k in (1..63_000).step_by(if cfg!(debug_assertions) { 97 } else { 1 }) {
        let x = f64::from(k) * HALF_PI;
        let (s, c) = Twice::from(x).sin_cos();
        assert!(
            ulps(Fused.sin(x), s) < 1.0 && ulps(Unfused.sin(x), s) < 1.0,
            "{k}"
        );
        assert!(
            ulps(Fused.cos(x), c) < 1.0 && ulps(Unfused.cos(x), c) < 1.0,
            "{k}"
        );
        let x = x as f32;
        let (s, c) = Twice::from(f64::from(x)).sin_cos();
        assert!(
            ulps(Fused.sin(x), s) < 1.0 && ulps(Unfused.sin(x), s) < 1.0,
            "{k}"
        );
        assert!(
            ulps(Fused.cos(x), c) < 1.0 && ulps(Unfused.cos(x), c) < 1.0,
            "{k}"
        );
    }
}

struct Softplus<'a, T>(&'a [T], &'a mut [T]);

impl<T: Real> Kernel<T> for Softplus<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        for (y, &x) in self.1.iter_mut().zip(self.0) {
            *y = m.softplus(x);
        }
    }
}

/// A number's result is the same to the bit wherever it stands in a slice, whatever the length.
#[test]
fn dispatched_loops_do_not_depend_on_position() {
    fn check<T: Real>() {
        let x: Vec<T> = (0..70)
            .map(|i| T::from_f64(f64::from(i) * 0.37 - 12.0))
            .collect();
        let alone: Vec<T> = x
            .iter()
            .map(|&x| {
                let mut y = [T::ZERO];
                dispatch(Softplus(&[x], &mut y));
                y[0]
            })
            .collect();
        for length in 0..=x.len() {
            let mut y = vec![T::ZERO; length];
            dispatch(Softplus(&x[..length], &mut y));
            assert_eq!(y, alone[..length]);
        }
    }
    check::<f32>();
    check::<f64>();
}

/// Powers as a function of the exponent.
trait SelectBase<T: Real>: Math<T> {
    fn select_base(self, y: T, x: T) -> T {
        self.pow(x, y)
    }
}

impl<T: Real, M: Math<T>> SelectBase<T> for M {}

mod composed;

/// What [`exp_normal`](super::Exponential::exp_normal) makes of numbers that are small, or none.
#[test]
fn exponentials_stay_normal() {
    fn check<T: Real>(least: f64) {
        let both: Both<T> = [|x| Fused.exp_normal(x), |x| Unfused.exp_normal(x)];
        for exp in both {
            let at = |x: f64| exp(T::from_f64(x)).to_f64();
            let (end, beyond) = (at(least), at(f64::NEG_INFINITY));
            assert!((end / least.exp() - 1.0).abs() < 1e-6, "{end:e}");
            assert_eq!(beyond.to_bits(), end.to_bits());
            assert_eq!(at(1.5 * least).to_bits(), end.to_bits());
            assert!(at(f64::NAN).is_nan());
        }
    }
    check::<f32>(-80.0);
    check::<f64>(-700.0);
    for x in [-699.0f64, -300.0, 300.0, 709.0] {
        let error = Fused.exp_normal(x) / x.exp() - 1.0;
        assert!(error.abs() < 1e-15, "{x}: {error:e}");
    }
}
