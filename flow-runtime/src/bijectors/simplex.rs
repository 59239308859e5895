//! Shares of a whole, by stick-breaking.

use super::columns::Columns;
use crate::element::{Block, Element, Pullback, Size, compiled, touch};
use crate::kernels::buffer::with_scratch;
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;

/// Real numbers to `D` positive ones whose sum is below 1, the rest being the last share: `Simplex` (stick-breaking as in
/// Stan; Carpenter et al. 2017, "Stan: A Probabilistic Programming Language").
///
/// **Forward** `xᵢ = rᵢ sigmoid(zᵢ − ln(D − i))` of what is left, `r₀ = 1` and `rᵢ₊₁ = rᵢ − xᵢ`; all shares are equal at z = 0.
///
/// **Inverse** `zᵢ = ln(xᵢ / rᵢ₊₁) + ln(D − i)`; not a number where a share is negative.
///
/// **Log-determinant** the sum of ln over all D + 1 shares.
///
/// **Cost** a logarithm and three exponentials a dimension.
#[derive(Clone, Copy, Debug)]
pub struct Simplex(Sticks);

/// The map, whose code is compiled in this crate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sticks {
    columns: Columns,
}

impl Simplex {
    /// The shares are the columns in this order.
    ///
    /// # Panics
    ///
    /// If there are no columns.
    pub const fn new(order: &'static [usize]) -> Self {
        assert!(!order.is_empty());
        Self(Sticks {
            columns: Columns::of(order),
        })
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        Size {
            tape: 2 * self.0.columns.len(),
            ..Size::NONE
        }
    }
}

compiled! { S => [] Simplex: Sticks = |simplex| &simplex.0 }

/// ln(D − i), which makes all shares equal where z is 0.
#[inline(always)]
fn offset<T: Real, M: Math<T>>(math: M, dim: usize, i: usize) -> T {
    math.ln(T::from_f64((dim - i) as f64))
}

impl<T: Real> Element<T> for Sticks {
    fn size(&self) -> Size {
        Simplex(*self).size()
    }

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, self.columns.iter());
    }

    fn forward(&self, _params: &[T], block: &mut Block<'_, T>) {
        let rows = block.rows;
        let (z, x) = block.tape.split_at_mut(self.columns.len() * rows);
        self.columns.gather(rows, block.x, z);
        with_scratch(rows, |left| {
            let log_det = &mut *block.log_det;
            dispatch(Break {
                z,
                x,
                left,
                log_det,
            });
        });
        self.columns.scatter(rows, x, block.x);
    }

    fn inverse(&self, _params: &[T], block: &mut Block<'_, T>) {
        let rows = block.rows;
        let len = self.columns.len() * rows;
        let (x, left) = block.tape.split_at_mut(len);
        self.columns.gather(rows, block.x, x);
        with_scratch(len, |z| {
            let log_det = &mut *block.log_det;
            dispatch(Join {
                x,
                z,
                left,
                log_det,
            });
            self.columns.scatter(rows, z, block.x);
        });
    }

    fn forward_pullback(&self, _params: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, dlog_det) = (pull.rows, pull.dlog_det);
        let (z, x) = pull.tape.split_at(self.columns.len() * rows);
        self.columns.lend(rows, pull.dx, |dx| {
            with_scratch(rows, |sum| {
                dispatch(PullBreak {
                    z,
                    x,
                    sum,
                    dlog_det,
                    dx,
                });
            });
        });
    }

    fn inverse_pullback(&self, _params: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, dlog_det) = (pull.rows, pull.dlog_det);
        let (x, left) = pull.tape.split_at(self.columns.len() * rows);
        self.columns.lend(rows, pull.dx, |dx| {
            with_scratch(rows, |sum| {
                dispatch(PullJoin {
                    x,
                    left,
                    sum,
                    dlog_det,
                    dx,
                });
            });
        });
    }
}

/// `x` from `z`; `left` is ln rᵢ.
struct Break<'a, T> {
    z: &'a [T],
    x: &'a mut [T],
    left: &'a mut [T],
    log_det: &'a mut [T],
}

impl<T: Real> Kernel<T> for Break<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        let Self {
            z,
            x,
            left,
            log_det,
        } = self;
        let rows = left.len();
        let dim = z.len() / rows;
        left.fill(T::ZERO);
        for (i, (z, x)) in z
            .chunks_exact(rows)
            .zip(x.chunks_exact_mut(rows))
            .enumerate()
        {
            let offset = offset(math, dim, i);
            let rows = z.iter().zip(x).zip(left.iter_mut().zip(&mut *log_det));
            for ((&z, x), (left, log_det)) in rows {
                let a = z - offset;
                let log_share = *left + math.ln_sigmoid(a);
                *x = math.exp(log_share);
                *log_det += log_share;
                *left -= math.softplus(a);
            }
        }
        for (log_det, &left) in log_det.iter_mut().zip(&*left) {
            *log_det += left;
        }
    }
}

/// `z` from `x`; `left` is rᵢ₊₁, a column each.
struct Join<'a, T> {
    x: &'a [T],
    z: &'a mut [T],
    left: &'a mut [T],
    log_det: &'a mut [T],
}

impl<T: Real> Kernel<T> for Join<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        let Self {
            x,
            z,
            left,
            log_det,
        } = self;
        let rows = log_det.len();
        let dim = x.len() / rows;
        for i in 0..dim {
            let offset = offset(math, dim, i);
            let (before, from) = left.split_at_mut(i * rows);
            let before = before.len().checked_sub(rows).map(|start| &before[start..]);
            let left = &mut from[..rows];
            match before {
                Some(before) => left.copy_from_slice(before),
                None => left.fill(T::ONE),
            }
            let columns = x[i * rows..][..rows].iter().zip(&mut z[i * rows..][..rows]);
            for ((&x, z), (left, log_det)) in columns.zip(left.iter_mut().zip(&mut *log_det)) {
                *left -= x;
                let log_share = math.ln(x);
                *z = log_share - math.ln(*left) + offset;
                *log_det -= log_share;
            }
        }
        let last = &left[(dim - 1) * rows..];
        for (log_det, &left) in log_det.iter_mut().zip(last) {
            *log_det -= math.ln(left);
        }
    }
}

/// With gⱼ the cotangent of ln xⱼ, of the last share too: `dzᵢ = gᵢ (1 − vᵢ) − vᵢ Σ_{j>i} gⱼ`, where vᵢ is the sigmoid.
struct PullBreak<'a, T> {
    z: &'a [T],
    x: &'a [T],
    sum: &'a mut [T],
    dlog_det: &'a [T],
    dx: &'a mut [T],
}

impl<T: Real> Kernel<T> for PullBreak<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        let Self {
            z,
            x,
            sum,
            dlog_det,
            dx,
        } = self;
        let rows = sum.len();
        let dim = z.len() / rows;
        sum.copy_from_slice(dlog_det);
        for i in (0..dim).rev() {
            let offset = offset(math, dim, i);
            let [z, x] = [z, x].map(|columns| &columns[i * rows..][..rows]);
            let dx = dx[i * rows..][..rows].iter_mut();
            let given = z.iter().zip(x).zip(dlog_det);
            for ((dx, sum), ((&z, &x), &dlog_det)) in dx.zip(&mut *sum).zip(given) {
                let a = z - offset;
                let g = math.fma(*dx, x, dlog_det);
                *dx = g * math.sigmoid(-a) - math.sigmoid(a) * *sum;
                *sum += g;
            }
        }
    }
}

/// `dxⱼ = (dzⱼ − λ) / xⱼ + Σ_{i≥j} dzᵢ / rᵢ₊₁ + λ / r_D`, with λ the cotangent of the log-determinant.
struct PullJoin<'a, T> {
    x: &'a [T],
    left: &'a [T],
    sum: &'a mut [T],
    dlog_det: &'a [T],
    dx: &'a mut [T],
}

impl<T: Real> Kernel<T> for PullJoin<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, _math: M) {
        let Self {
            x,
            left,
            sum,
            dlog_det,
            dx,
        } = self;
        let rows = sum.len();
        let dim = x.len() / rows;
        let last = &left[(dim - 1) * rows..];
        for ((sum, &dlog_det), &last) in sum.iter_mut().zip(dlog_det).zip(last) {
            *sum = dlog_det / last;
        }
        for i in (0..dim).rev() {
            let [x, left] = [x, left].map(|columns| &columns[i * rows..][..rows]);
            let dx = dx[i * rows..][..rows].iter_mut();
            let given = x.iter().zip(left).zip(dlog_det);
            for ((dx, sum), ((&x, &left), &dlog_det)) in dx.zip(&mut *sum).zip(given) {
                *sum += *dx / left;
                *dx = (*dx - dlog_det) / x + *sum;
            }
        }
    }
}
