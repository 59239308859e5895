//! The monotone spline of a circle.

use super::Spline;
use super::curve::{Curve, Curved, Parameters};
use super::spline::Constants;
use super::strip::{LANES, Strip};
use crate::kernels::Math;
use crate::real::Real;
use std::f64::consts::{FRAC_PI_2, PI};

/// A rational-quadratic spline on the circle, behind a turn of it (Rezende et al. 2020, "Normalizing Flows on Tori and
/// Spheres"): `circular(bins = 8)`, read from the data to the base as [`Spline`].
///
/// **Inverse** `z = s(x − t)`, where the angle `x − t` is brought to (−π, π] and `s` is a spline on [−π, π] whose slopes at
/// both ends are one: continuous across the seam in value and slope, wherever the turn `t` brings it. **Forward**
/// `x = s⁻¹(z) + t`.
///
/// **Log-determinant** of the inverse, that of `s`; turning has none.
///
/// **Parameters** per dimension those of `s`, `K` widths, `K` heights and `K` slopes; and two, `a` and `b`, with `t` the angle
/// of the point (1 + a, b): so a network of other angles can turn this one round with them, which no continuous number `t`
/// could. Where all are 0 it is the identity.
#[derive(Clone, Copy, Debug)]
pub struct Circular {
    spline: Spline,
}

/// Parameters of the turn.
const TURN: usize = 2;

impl Circular {
    /// With this spline's bins and least width and slope, on the circle.
    pub const fn new(spline: Spline) -> Self {
        Self {
            spline: spline.closed(),
        }
    }

    /// Parameters for one number.
    pub const fn params(&self) -> usize {
        self.spline.params() + TURN
    }
}

impl Curved for Circular {
    type Curve<T: Real> = Turned<T>;

    fn curve<T: Real>(&self) -> Turned<T> {
        let mut spline = self.spline.constants();
        let first = spline.params;
        spline.params += TURN;
        Turned { spline, first }
    }
}

/// The spline behind its turn, in a scalar.
#[derive(Clone, Copy)]
pub(super) struct Turned<T> {
    spline: Constants<T>,
    /// The first of the parameters of the turn.
    first: usize,
}

/// A turn, and its derivatives by both parameters.
struct Turn<T> {
    by: Strip<T>,
    by_a: Strip<T>,
    by_b: Strip<T>,
}

/// Angles up to 2π away are brought to (−π, π].
#[inline(always)]
fn wrap<T: Real, M: Math<T>>(m: M, angle: T) -> T {
    let (half, whole) = (T::from_f64(PI), T::from_f64(2.0 * PI));
    let angle = m.select_lt(half, angle, angle - whole, angle);
    m.select_lt(-half, angle, angle, angle + whole)
}

/// The angle of a point, in [−π, π].
#[inline(always)]
fn angle<T: Real, M: Math<T>>(m: M, x: T, y: T) -> T {
    let (width, height) = (m.abs(x), m.abs(y));
    let most = m.max(m.max(width, height), T::MIN_POSITIVE);
    let acute = m.atan(m.min(width, height) / most);
    let acute = m.select_lt(width, height, T::from_f64(FRAC_PI_2) - acute, acute);
    let upper = m.select_lt(x, T::ZERO, T::from_f64(PI) - acute, acute);
    m.copysign(upper, y)
}

impl<T: Real> Turned<T> {
    #[inline(always)]
    fn turn<M: Math<T>>(self, m: M, parameters: &Parameters<'_, T>) -> Turn<T> {
        let Parameters { theta, span, .. } = parameters;
        let a = span.load(theta, self.spline.params, self.first);
        let b = span.load(theta, self.spline.params, self.first + 1);
        let zeros = [T::ZERO; LANES];
        let mut turn = Turn {
            by: zeros,
            by_a: zeros,
            by_b: zeros,
        };
        for i in 0..LANES {
            let (x, y) = (T::ONE + a[i], b[i]);
            // At the origin there is no angle, and near it a large derivative.
            let square = m.max(m.fma(x, x, y * y), T::EPSILON);
            turn.by[i] = angle(m, x, y);
            turn.by_a[i] = -y / square;
            turn.by_b[i] = x / square;
        }
        turn
    }
}

impl<T: Real> Curve<T> for Turned<T> {
    fn room(self) -> usize {
        self.spline.room()
    }

    #[inline(always)]
    fn value<M: Math<T>>(self, m: M, parameters: Parameters<'_, T>, x: &Strip<T>) -> [Strip<T>; 2] {
        let turn = self.turn(m, &parameters);
        let mut at = *x;
        for i in 0..LANES {
            at[i] = wrap(m, x[i] - turn.by[i]);
        }
        self.spline.value(m, parameters, &at)
    }

    #[inline(always)]
    fn solve<M: Math<T>>(self, m: M, parameters: Parameters<'_, T>, z: &Strip<T>) -> [Strip<T>; 2] {
        let turn = self.turn(m, &parameters);
        let [mut x, log_det] = self.spline.solve(m, parameters, z);
        for (x, &by) in x.iter_mut().zip(&turn.by) {
            *x = wrap(m, *x + by);
        }
        [x, log_det]
    }

    #[inline(always)]
    fn pull<M: Math<T>, const FORWARD: bool>(
        self,
        m: M,
        mut parameters: Parameters<'_, T>,
        x: &Strip<T>,
        cotangents: [&Strip<T>; 2],
        dtheta: &mut [T],
    ) -> Strip<T> {
        let turn = self.turn(m, &parameters);
        let mut at = *x;
        for i in 0..LANES {
            at[i] = wrap(m, x[i] - turn.by[i]);
        }
        let lent = parameters.reborrow();
        let dfrom = self
            .spline
            .pull::<M, FORWARD>(m, lent, &at, cotangents, dtheta);
        let (mut da, mut db) = ([T::ZERO; LANES], [T::ZERO; LANES]);
        for i in 0..LANES {
            let dturn = if FORWARD { cotangents[0][i] } else { -dfrom[i] };
            da[i] = dturn * turn.by_a[i];
            db[i] = dturn * turn.by_b[i];
        }
        let (span, params) = (parameters.span, self.spline.params);
        span.store(dtheta, params, self.first, &da);
        span.store(dtheta, params, self.first + 1, &db);
        dfrom
    }
}
