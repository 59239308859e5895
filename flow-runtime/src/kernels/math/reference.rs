//! The elementary functions in about twice double precision, slow and straightforward, to measure the others by.

use std::f64::consts::{LN_2, LOG2_E};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// The unevaluated sum of two doubles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Twice {
    pub(super) head: f64,
    pub(super) tail: f64,
}

const LN_2_TAIL: f64 = 2.319_046_813_846_299_6e-17;
/// π/2 in three doubles.
const HALF_PI: [f64; 3] = [
    std::f64::consts::FRAC_PI_2,
    6.123_233_995_736_766e-17,
    -1.497_384_904_859_169_8e-33,
];
/// 2/√π.
const TWO_OVER_ROOT_PI: Twice = Twice {
    head: std::f64::consts::FRAC_2_SQRT_PI,
    tail: 1.533_545_961_316_588e-17,
};

/// A sum and its rounding error.
fn two_sum(a: f64, b: f64) -> Twice {
    let head = a + b;
    let v = head - a;
    Twice {
        head,
        tail: (a - (head - v)) + (b - v),
    }
}

/// A product and its rounding error (Dekker), for numbers far from the ends of the range.
fn two_product(a: f64, b: f64) -> Twice {
    let halves = |x: f64| {
        let c = 134_217_729.0 * x;
        let high = c - (c - x);
        (high, x - high)
    };
    let ((a1, a2), (b1, b2)) = (halves(a), halves(b));
    let head = a * b;
    Twice {
        head,
        tail: ((a1 * b1 - head) + a1 * b2 + a2 * b1) + a2 * b2,
    }
}

impl From<f64> for Twice {
    fn from(head: f64) -> Self {
        Self { head, tail: 0.0 }
    }
}

impl Add for Twice {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let s = two_sum(self.head, other.head);
        let t = two_sum(self.tail, other.tail);
        let s = two_sum(s.head, s.tail + t.head);
        two_sum(s.head, s.tail + t.tail)
    }
}

impl Neg for Twice {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            head: -self.head,
            tail: -self.tail,
        }
    }
}

impl Sub for Twice {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Twice {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let p = two_product(self.head, other.head);
        two_sum(
            p.head,
            p.tail + (self.head * other.tail + self.tail * other.head),
        )
    }
}

impl Div for Twice {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let q = self.head / other.head;
        let r = self - other * Self::from(q);
        let s = r.head / other.head;
        let r = r - other * Self::from(s);
        two_sum(q, s) + r.head / other.head
    }
}

impl Add<f64> for Twice {
    type Output = Self;
    fn add(self, other: f64) -> Self {
        self + Self::from(other)
    }
}

impl Sub<f64> for Twice {
    type Output = Self;
    fn sub(self, other: f64) -> Self {
        self - Self::from(other)
    }
}

impl Mul<f64> for Twice {
    type Output = Self;
    fn mul(self, other: f64) -> Self {
        self * Self::from(other)
    }
}

impl Twice {
    pub(super) fn abs(self) -> Self {
        if self.head < 0.0 { -self } else { self }
    }

    /// The product with 2ⁿ, in steps that stay among the numbers.
    fn times_power(self, n: i32) -> Self {
        let half = n / 2;
        let scale = |x: f64| x * 2_f64.powi(half) * 2_f64.powi(n - half);
        Self {
            head: scale(self.head),
            tail: scale(self.tail),
        }
    }

    pub(super) fn sqrt(self) -> Self {
        if self.head.abs() < 1e-200 && self.head != 0.0 {
            return self.times_power(600).sqrt().times_power(-300);
        }
        if self.head == 0.0 {
            return self;
        }
        let y = self.head.sqrt();
        two_sum(y, (self - two_product(y, y)).head / (y + y))
    }

    pub(super) fn cbrt(self) -> Self {
        if self.head.abs() < 1e-200 && self.head != 0.0 {
            return self.times_power(600).cbrt().times_power(-200);
        }
        let y = Self::from(self.head.cbrt());
        y + (self - y * y * y) / (y * y * 3.0)
    }

    /// n and exp(r) - 1 for self = n·ln 2 + r: the Taylor series on r/256, squared eight times.
    fn exp_parts(self) -> (i32, Self) {
        let n = (self.head * LOG2_E).round();
        let r = self
            - Self {
                head: LN_2,
                tail: LN_2_TAIL,
            } * n;
        let r = r.times_power(-8);
        let mut sum = Self::from(0.0);
        for k in (1..=11).rev() {
            sum = (sum + 1.0) * r / Self::from(f64::from(k));
        }
        for _ in 0..8 {
            sum = sum * (sum + 2.0);
        }
        (n as i32, sum)
    }

    pub(super) fn exp(self) -> Self {
        let (n, y) = self.bounded().exp_parts();
        (y + 1.0).times_power(n)
    }

    pub(super) fn exp_m1(self) -> Self {
        if self.head.abs() < 1e-200 {
            return self;
        }
        let (n, y) = self.bounded().exp_parts();
        if n == 0 {
            y
        } else {
            (y + 1.0).times_power(n) - 1.0
        }
    }

    /// Keeps the arguments of exponentials where the steps above are numbers.
    fn bounded(self) -> Self {
        if self.head.abs() > 760.0 {
            Self::from(self.head.signum() * 760.0)
        } else {
            self
        }
    }

    pub(super) fn ln(self) -> Self {
        if self.head > 0.5 && self.head < 2.0 {
            return (self - 1.0).ln_1p();
        }
        let y = self.head.ln();
        // exp(-y) in two factors, since y may be out of the range of either.
        let half = Self::from(-0.5 * y).exp();
        let t = self * half * half - 1.0;
        Self::from(y) + (t - t * t * 0.5)
    }

    pub(super) fn ln_1p(self) -> Self {
        if self.head.abs() < 1e-30 || self.head > 1e30 {
            return if self.head > 1.0 { self.ln() } else { self };
        }
        let y = self.head.ln_1p();
        let t = Self::from(-y).exp_m1() * (self + 1.0) + self;
        Self::from(y) + (t - t * t * 0.5)
    }

    /// The sine and the cosine.
    pub(super) fn sin_cos(self) -> (Self, Self) {
        let n = (self.head / HALF_PI[0]).round();
        let r = HALF_PI
            .iter()
            .fold(self, |r, &part| r - two_product(part, n));
        let z = r * r;
        let (mut s, mut c) = (Self::from(0.0), Self::from(0.0));
        for k in (1..=14).rev() {
            let k = 2.0 * f64::from(k);
            s = -((s + 1.0) * z / Self::from(k * (k + 1.0)));
            c = -((c + 1.0) * z / Self::from(k * (k - 1.0)));
        }
        let (s, c) = (r * (s + 1.0), c + 1.0);
        match (n as i64).rem_euclid(4) {
            0 => (s, c),
            1 => (c, -s),
            2 => (-s, -c),
            _ => (-c, s),
        }
    }

    pub(super) fn atan(self) -> Self {
        let y = Self::from(self.head.atan());
        let (s, c) = y.sin_cos();
        y + (self * c - s) / (c + self * s)
    }

    /// The density of the standard normal.
    pub(super) fn bell(self) -> Self {
        (self * self * -0.5).exp() * TWO_OVER_ROOT_PI * Self::from(0.125).sqrt()
    }

    /// Φ(self) - ½ = y·φ(y)·(1 + y²/3 + y⁴/15 + …), 0 ≤ y < 5.
    pub(super) fn normal_center(self) -> Self {
        let square = self * self;
        let mut sum = Self::from(0.0);
        for k in (1..=140).rev() {
            sum = (sum + 1.0) * square / Self::from(f64::from(2 * k + 1));
        }
        self * self.bell() * (sum + 1.0)
    }

    /// 1 - Φ(self) of a number that is not negative: φ(y) / (y + 1/(y + 2/(y + 3/(y + …)))) (Laplace).
    pub(super) fn normal_tail(self) -> Self {
        if self.head < 4.5 {
            return Self::from(0.5) - self.normal_center();
        }
        self.bell() / self.normal_fraction()
    }

    /// y + 1/(y + 2/(y + 3/(y + …))), the density over the tail, y ≥ 4.5.
    pub(super) fn normal_fraction(self) -> Self {
        let mut fraction = self;
        for k in (1..=160).rev() {
            fraction = self + Self::from(f64::from(k)) / fraction;
        }
        fraction
    }
}

pub(super) fn sinh(x: Twice) -> Twice {
    let e = x.abs().exp_m1();
    let y = (e + e / (e + 1.0)) * 0.5;
    if x.head < 0.0 { -y } else { y }
}

pub(super) fn softplus(x: Twice) -> Twice {
    let rest = (-x.abs()).exp().ln_1p();
    if x.head > 0.0 { x + rest } else { rest }
}

pub(super) fn odd(x: Twice, function: fn(Twice) -> Twice) -> Twice {
    if x.head < 0.0 {
        -function(-x)
    } else {
        function(x)
    }
}

pub(super) fn asin(x: Twice) -> Twice {
    let cosine = ((Twice::from(1.0) - x) * (x + 1.0)).sqrt();
    if cosine.head == 0.0 {
        Twice::from(1.0).atan() * (2.0 * x.head)
    } else {
        (x / cosine).atan()
    }
}

pub(super) fn acos(x: Twice) -> Twice {
    if x.head == -1.0 {
        return Twice::from(1.0).atan() * 4.0;
    }
    ((Twice::from(1.0) - x) / (x + 1.0)).sqrt().atan() * 2.0
}

pub(super) fn normal_cdf(x: Twice) -> Twice {
    if x.head < 0.0 {
        (-x).normal_tail()
    } else {
        Twice::from(1.0) - x.normal_tail()
    }
}

pub(super) fn erf(x: Twice) -> Twice {
    if x.head < 1e-150 {
        // Products of parts would underflow.
        return (x.times_power(500) * TWO_OVER_ROOT_PI).times_power(-500);
    }
    let y = x * Twice::from(2.0).sqrt();
    if y.head < 1.0 {
        y.normal_center() * 2.0
    } else {
        Twice::from(1.0) - y.normal_tail() * 2.0
    }
}

pub(super) fn sigmoid(x: Twice) -> Twice {
    let e = (-x.abs()).exp();
    (if x.head < 0.0 { e } else { Twice::from(1.0) }) / (e + 1.0)
}

pub(super) fn asinh(x: Twice) -> Twice {
    (x + x * x / ((x * x + 1.0).sqrt() + 1.0)).ln_1p()
}

pub(super) fn acosh(x: Twice) -> Twice {
    let t = x - 1.0;
    (t + (t * (t + 2.0)).sqrt()).ln_1p()
}
