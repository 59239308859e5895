//! The way on which a search walks: its domain as the line, a half-line or (0, 1).

use crate::interval::Interval;
use crate::kernels::Math;
use crate::real::Real;

/// The last digit of 1.
pub(super) fn digit<T>() -> f64 {
    if size_of::<T>() == size_of::<f32>() {
        f64::from(f32::EPSILON)
    } else {
        f64::EPSILON
    }
}

/// The coordinate along w.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path<T> {
    kind: Kind,
    from: T,
    /// ∂z/∂w
    pub(super) speed: T,
}

/// Where w runs.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Line,
    HalfLine,
    /// (0, 1)
    Unit,
}

impl<T: Real> Path<T> {
    #[inline(always)]
    pub(super) fn new(domain: Interval) -> Self {
        let Interval { lower, upper } = domain;
        let (kind, from, speed) = match (lower.is_finite(), upper.is_finite()) {
            (false, false) => (Kind::Line, 0.0, 1.0),
            (true, false) => (Kind::HalfLine, lower, 1.0),
            (false, true) => (Kind::HalfLine, upper, -1.0),
            (true, true) => (Kind::Unit, lower, upper - lower),
        };
        let [from, speed] = [from, speed].map(T::from_f64);
        Self { kind, from, speed }
    }

    #[inline(always)]
    pub(super) fn at(self, w: T) -> T {
        self.from + self.speed * w
    }

    /// A bracket for all w that matter, and where to start.
    #[inline(always)]
    pub(super) fn bracket(self) -> [T; 3] {
        let single = size_of::<T>() == size_of::<f32>();
        let huge = if single { 1e18 } else { 1e150 };
        let below_one = 1.0 - digit::<T>();
        match self.kind {
            Kind::Line => [-huge, huge, 0.0],
            Kind::HalfLine => [1.0 / huge, huge, 1.0],
            Kind::Unit => [1.0 / huge, below_one, 0.5],
        }
        .map(T::from_f64)
    }

    #[inline(always)]
    pub(super) fn middle<M: Math<T>>(self, m: M, low: T, high: T) -> T {
        match self.kind {
            Kind::Line => m.sinh(T::from_f64(0.5) * (m.asinh(low) + m.asinh(high))),
            Kind::HalfLine => m.sqrt(low * high),
            Kind::Unit => {
                let odds = m.sqrt(low * high / ((T::ONE - low) * (T::ONE - high)));
                odds / (T::ONE + odds)
            }
        }
    }
}
