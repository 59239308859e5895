//! Numbers in increasing order.

use super::columns::Columns;
use crate::element::{Block, Element, Pullback, Size, compiled, touch};
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;

/// Real numbers to increasing ones: `Ordered` (as in Stan; Carpenter et al. 2017, "Stan: A Probabilistic Programming
/// Language").
///
/// **Forward** `x₀ = z₀`, `xᵢ = xᵢ₋₁ + exp(zᵢ)`.
///
/// **Inverse** `zᵢ = ln(xᵢ − xᵢ₋₁)`; not a number where they do not increase.
///
/// **Log-determinant** the sum of all z but the first.
///
/// **Cost** an exponential or a logarithm a dimension.
#[derive(Clone, Copy, Debug)]
pub struct Ordered(Steps);

/// The map, whose code is compiled in this crate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Steps {
    columns: Columns,
}

impl Ordered {
    /// The columns increase in this order.
    ///
    /// # Panics
    ///
    /// If there are no columns.
    pub const fn new(order: &'static [usize]) -> Self {
        assert!(!order.is_empty());
        Self(Steps {
            columns: Columns::of(order),
        })
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        Size {
            tape: self.0.columns.len(),
            ..Size::NONE
        }
    }
}

compiled! { S => [] Ordered: Steps = |ordered| &ordered.0 }

impl<T: Real> Element<T> for Steps {
    fn size(&self) -> Size {
        Ordered(*self).size()
    }

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, self.columns.iter());
    }

    fn forward(&self, _params: &[T], block: &mut Block<'_, T>) {
        let (rows, log_det, steps) = (block.rows, &mut *block.log_det, &mut *block.tape);
        let x = &mut *block.x;
        self.columns
            .lend(rows, x, |x| dispatch(Climb { x, steps, log_det }));
    }

    fn inverse(&self, _params: &[T], block: &mut Block<'_, T>) {
        let (rows, log_det, steps) = (block.rows, &mut *block.log_det, &mut *block.tape);
        let x = &mut *block.x;
        self.columns
            .lend(rows, x, |x| dispatch(Differ { x, steps, log_det }));
    }

    /// `dzᵢ = exp(zᵢ) Σ_{j≥i} dxⱼ + λ`, with λ the cotangent of the log-determinant.
    fn forward_pullback(&self, _params: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, steps, dlog_det) = (pull.rows, &*pull.tape, pull.dlog_det);
        self.columns.lend(rows, pull.dx, |dx| {
            for i in (1..self.columns.len()).rev() {
                let (before, dx) = dx[(i - 1) * rows..][..2 * rows].split_at_mut(rows);
                let steps = &steps[i * rows..][..rows];
                let given = steps.iter().zip(dlog_det);
                for ((before, dx), (&step, &dlog_det)) in before.iter_mut().zip(dx).zip(given) {
                    *before += *dx;
                    *dx = *dx * step + dlog_det;
                }
            }
        });
    }

    /// `dxᵢ = tᵢ − tᵢ₊₁` with `tᵢ = (dzᵢ − λ) / (xᵢ − xᵢ₋₁)`.
    fn inverse_pullback(&self, _params: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, steps, dlog_det) = (pull.rows, &*pull.tape, pull.dlog_det);
        self.columns.lend(rows, pull.dx, |dx| {
            for i in 1..self.columns.len() {
                let (before, dx) = dx[(i - 1) * rows..][..2 * rows].split_at_mut(rows);
                let steps = &steps[i * rows..][..rows];
                let given = steps.iter().zip(dlog_det);
                for ((before, dx), (&step, &dlog_det)) in before.iter_mut().zip(dx).zip(given) {
                    *dx = (*dx - dlog_det) / step;
                    *before -= *dx;
                }
            }
        });
    }
}

/// `x` from `z`, in place; `steps` are the differences.
struct Climb<'a, T> {
    x: &'a mut [T],
    steps: &'a mut [T],
    log_det: &'a mut [T],
}

impl<T: Real> Kernel<T> for Climb<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        let Self { x, steps, log_det } = self;
        let rows = log_det.len();
        for i in 1..x.len() / rows {
            let (before, x) = x[(i - 1) * rows..][..2 * rows].split_at_mut(rows);
            let steps = steps[i * rows..][..rows].iter_mut();
            let columns = before.iter().zip(x);
            for ((&before, x), (step, log_det)) in columns.zip(steps.zip(&mut *log_det)) {
                *log_det += *x;
                *step = math.exp(*x);
                *x = before + *step;
            }
        }
    }
}

/// `z` from `x`, in place; `steps` are the differences.
struct Differ<'a, T> {
    x: &'a mut [T],
    steps: &'a mut [T],
    log_det: &'a mut [T],
}

impl<T: Real> Kernel<T> for Differ<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        let Self { x, steps, log_det } = self;
        let rows = log_det.len();
        for i in (1..x.len() / rows).rev() {
            let (before, x) = x[(i - 1) * rows..][..2 * rows].split_at_mut(rows);
            let steps = steps[i * rows..][..rows].iter_mut();
            let columns = before.iter().zip(x);
            for ((&before, x), (step, log_det)) in columns.zip(steps.zip(&mut *log_det)) {
                *step = *x - before;
                *x = math.ln(*step);
                *log_det -= *x;
            }
        }
    }
}
