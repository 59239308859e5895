//! The logarithm of the normal distribution function and its relatives, as far out as there are numbers.

use super::Math;
use super::bits::{Float, poly, select};
use super::ln::{ln_sum, two_sum};
use super::normal::{bell, center, quantile_slope, scaled_tail, tail_limit};

functions! {
    /// The tail of the normal distribution.
    NormalTail;

    /// ln(Φ(x)).
    ///
    /// Accurate in both tails.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 4.72 | 4.37 |
    ln_normal_cdf(x: T);

    /// φ(x) / Φ(x), φ being the density of the standard normal.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 4.94 | 4.79 |
    normal_hazard(x: T);

    /// ln(φ(x) / Φ(x)).
    ///
    /// Near its zero at -0.3 the error is absolute.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 10.4 | 10.4 |
    ln_normal_hazard(x: T);

    /// ln(Φ(x) / Φ(-x)).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 3.92 | 6.00 |
    logit_normal_cdf(x: T);

    /// The quantile of the standard normal at exp(x), x < 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 6.00 | 6.00 |
    normal_quantile_exp(x: T);

    /// The quantile of the standard normal at 1 / (1 + exp(-x)).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 6.00 | 6.00 |
    normal_quantile_sigmoid(x: T);
}

/// What the tail of Φ is made of at |x|.
struct Tail<T> {
    /// exp(a²/2)·Φ(-a), where a ≥ 1.
    scaled: T,
    /// Φ(-a).
    value: T,
    /// The density, 0 where that is less than the smallest number.
    density: T,
}

/// √2π.
const ROOT_TAU: f64 = 2.506_628_274_631_000_5;

/// The tail at a ≥ 0; beyond the limit by its asymptotic series.
#[inline(always)]
fn tail<T: Float, M: Math<T>>(m: M, a: T) -> Tail<T> {
    let half = T::from_f64(0.5);
    let beyond = a > tail_limit();
    let y = select(beyond, tail_limit(), a);
    let (scaled, error) = scaled_tail(m, y);
    let scaled = m.fma(scaled, error, scaled);
    let inverse = T::ONE / select(beyond, a, T::ONE);
    let w = -inverse * inverse;
    let series = if T::SINGLE {
        poly!(m, w; 1.0, 1.0, 3.0, 15.0, 105.0)
    } else {
        poly!(m, w; 1.0, 1.0, 3.0, 15.0, 105.0, 945.0, 10_395.0, 135_135.0)
    };
    let far = inverse * T::from_f64(1.0 / ROOT_TAU) * series;
    let scaled = select(beyond, far, scaled);
    let bell = select(beyond, T::ZERO, bell(m, y, T::ONE, T::ZERO));
    let near = m.fma(-a, center(m, a * a), half);
    Tail {
        scaled,
        value: select(a < T::ONE, near, bell * scaled),
        density: bell * T::from_f64(1.0 / ROOT_TAU),
    }
}

/// ln Φ(x).
#[inline(always)]
pub(super) fn ln_normal_cdf<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let a = x.magnitude();
    let tail = tail(m, a);
    let low = x < -T::ONE;
    let negative = x < T::ZERO;
    // Of 1 minus the upper tail, of Φ itself, or in the lower tail of exp(x²/2)·Φ.
    let (sum, rest) = two_sum(T::ONE, -tail.value);
    let u = select(low, tail.scaled, select(negative, tail.value, sum));
    let y = ln_sum(m, u, select(negative, T::ZERO, rest), T::ZERO);
    let y = y - select(low, T::from_f64(0.5) * a * a, T::ZERO);
    // The logarithm of a sum so close to 1 is what it lacks.
    let y = select(
        tail.value < T::pick(1e-9, 1e-18) && !negative,
        -tail.value,
        y,
    );
    select(a <= T::infinity(), y, x)
}

/// φ(x) / Φ(x).
#[inline(always)]
pub(super) fn normal_hazard<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let tail = tail(m, x.magnitude());
    let cdf = select(x < T::ZERO, tail.value, T::ONE - tail.value);
    let low = x < -T::ONE;
    select(low, T::from_f64(1.0 / ROOT_TAU), tail.density) / select(low, tail.scaled, cdf)
}

/// ln(φ(x) / Φ(x)).
#[inline(always)]
pub(super) fn ln_normal_hazard<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let a = x.magnitude();
    let tail = tail(m, a);
    let low = x < -T::ONE;
    let cdf = select(x < T::ZERO, tail.value, T::ONE - tail.value);
    let square = select(low, T::ZERO, T::from_f64(0.5) * a * a);
    -m.ln(select(low, tail.scaled, cdf)) - (square + T::from_f64(ROOT_TAU.ln()))
}

/// ln(Φ(x) / Φ(-x)): odd, and 2·artanh(2·Φ(x) - 1) near 0.
#[inline(always)]
pub(super) fn logit_normal_cdf<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let a = x.magnitude();
    let tail = tail(m, a);
    let near = a < T::ONE;
    let twice = (a + a) * center(m, a * a);
    let odds = (twice + twice) / (T::ONE - twice);
    let far = m.ln_1p(-tail.value) + (T::from_f64(0.5) * a * a - m.ln(tail.scaled));
    select(near, m.ln_1p(odds), far).with_sign(x)
}

/// The inverse of [`ln_normal_cdf`]: the quantile of exp(x).
#[inline(always)]
pub(super) fn normal_quantile_exp<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let p = m.exp(x);
    let upper = x > -T::from_f64(std::f64::consts::LN_2);
    let near = m.normal_quantile(select(upper, -m.exp_m1(x), p));
    let near = select(upper, -near, near);
    // Beyond, p is less than the smallest normal number: Newton's steps on y²/2 + ln(y·√2π) + … = -x.
    let far = x < T::pick(-80.0, -690.0);
    let w = -select(far, x, T::pick(-80.0, -690.0));
    let two = T::from_f64(2.0);
    let mut y = (two * w - m.ln(two * T::from_f64(std::f64::consts::TAU) * w)).root();
    for _ in 0..2 {
        let tail = tail(m, y);
        let miss = (w - T::from_f64(0.5) * y * y) + m.ln(tail.scaled);
        y = m.fma(miss * T::from_f64(ROOT_TAU), tail.scaled, y);
    }
    let y = select(x > -T::infinity(), y, T::infinity());
    select(far, -y, near)
}

/// The inverse of [`logit_normal_cdf`]: the quantile of 1 / (1 + exp(-x)).
#[inline(always)]
pub(super) fn normal_quantile_sigmoid<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let a = x.magnitude();
    let far = normal_quantile_exp(m, -m.softplus(a));
    // Near the middle by the distance from it, ½·tanh(x/2), which a probability would round.
    let half = T::from_f64(0.5);
    let q = half * m.tanh(half * a);
    let near = q * quantile_slope(m, -m.ln_1p(-T::from_f64(4.0) * q * q));
    select(a < T::ONE, near, -far).with_sign(x)
}
