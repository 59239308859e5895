//! Formulas as elements of a chain: generated code for one sample, run over lanes.

use crate::element::{Block, Element, Pullback, Size, touch};
use crate::kernels::strip::{STRIP, lane, load, set_lane, store, store_all, strip};
use crate::kernels::{Kernel, Math, dispatch_declared};
use crate::real::Real;
use crate::univariate::Map;

/// A formula, applied to groups of `N` dimensions each.
///
/// **Forward** `(x_g₁ … x_gN) = f(z_g₁ … z_gN; θ_g)` for every group g, **inverse** and **log-determinant** as the
/// compiler derived them. A formula of one coordinate has a group per dimension; one of several coordinates has all
/// dimensions in one group.
///
/// **Parameters** `P` per group, unconstrained, parameter by parameter: the p-th of group g is number `p · G + g`. They start at 0,
/// where a free parameter is 0, one with a lower bound is 1 above it, and one in an interval is in its middle.
///
/// **Cost** the arithmetic of the formula, per group.
#[derive(Clone, Copy, Debug)]
pub struct Formula<F, const N: usize, const P: usize> {
    map: F,
    groups: &'static [[usize; N]],
}

impl<F, const N: usize, const P: usize> Formula<F, N, P> {
    /// `groups[g][j]` is the dimension that is coordinate `j` of group `g`.
    pub const fn new(map: F, groups: &'static [[usize; N]]) -> Self {
        Self { map, groups }
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        Size {
            params: P * self.groups.len(),
            tape: N * self.groups.len(),
            ..Size::NONE
        }
    }
}

/// The parameters of group `g` of `groups`.
fn parameters<T: Real, const P: usize>(params: &[T], groups: usize, g: usize) -> [T; P] {
    let mut theta = [T::ZERO; P];
    for p in 0..P {
        theta[p] = params[p * groups + g];
    }
    theta
}

/// Where the dimensions of a group lie in a block.
fn columns<'a, T, const N: usize>(
    block: &'a mut [T],
    rows: usize,
    group: &[usize; N],
) -> [&'a mut [T]; N] {
    let ranges = group.map(|i| i * rows..(i + 1) * rows);
    block
        .get_disjoint_mut(ranges)
        .expect("the dimensions of a group differ")
}

impl<T: Real, F: Map<T, N, P>, const N: usize, const P: usize> Element<T> for Formula<F, N, P> {
    fn size(&self) -> Size {
        self.size()
    }

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, self.groups.iter().flatten().copied());
    }

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        for (g, group) in self.groups.iter().enumerate() {
            let x = columns(block.x, block.rows, group);
            let tape = &mut block.tape[g * N * block.rows..][..N * block.rows];
            for (kept, z) in tape.chunks_exact_mut(block.rows).zip(&x) {
                kept.copy_from_slice(z);
            }
            dispatch_declared(Forward {
                map: self.map,
                theta: parameters(params, self.groups.len(), g),
                x,
                log_det: block.log_det,
            });
        }
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        for (g, group) in self.groups.iter().enumerate() {
            dispatch_declared(Inverse {
                map: self.map,
                theta: parameters(params, self.groups.len(), g),
                x: columns(block.x, block.rows, group),
                log_det: block.log_det,
            });
            let tape = &mut block.tape[g * N * block.rows..][..N * block.rows];
            let z = columns(block.x, block.rows, group);
            for (kept, z) in tape.chunks_exact_mut(block.rows).zip(z) {
                kept.copy_from_slice(z);
            }
        }
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        for (g, group) in self.groups.iter().enumerate() {
            let dtheta = dispatch_declared(ForwardPullback {
                map: self.map,
                theta: parameters(params, self.groups.len(), g),
                z: &pull.tape[g * N * pull.rows..][..N * pull.rows],
                dx: columns(pull.dx, pull.rows, group),
                dlog_det: pull.dlog_det,
            });
            accumulate(pull, self.groups.len(), g, &dtheta);
        }
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        for (g, group) in self.groups.iter().enumerate() {
            let dtheta = dispatch_declared(InversePullback {
                map: self.map,
                theta: parameters(params, self.groups.len(), g),
                z: &pull.tape[g * N * pull.rows..][..N * pull.rows],
                dx: columns(pull.dx, pull.rows, group),
                dlog_det: pull.dlog_det,
            });
            accumulate(pull, self.groups.len(), g, &dtheta);
        }
    }
}

/// Adds one group's gradient.
fn accumulate<T: Real, const P: usize>(
    pull: &mut Pullback<'_, T>,
    groups: usize,
    g: usize,
    dtheta: &[T; P],
) {
    if let Some(grad) = pull.grad.as_deref_mut() {
        for (p, &d) in dtheta.iter().enumerate() {
            grad[p * groups + g] += d;
        }
    }
}

/// Adds the first `len` numbers of every strip.
#[inline(always)]
fn add<T: Real, const P: usize>(sums: &mut [[T; STRIP]; P], strips: &[[T; STRIP]; P], len: usize) {
    for p in 0..P {
        for l in 0..len {
            sums[p][l] += strips[p][l];
        }
    }
}

/// The sum of every strip.
#[inline(always)]
fn totals<T: Real, const P: usize>(sums: &[[T; STRIP]; P]) -> [T; P] {
    let mut totals = [T::ZERO; P];
    for p in 0..P {
        for &number in &sums[p] {
            totals[p] += number;
        }
    }
    totals
}

/// The columns of what lies one after another.
#[inline(always)]
fn split<T, const N: usize>(numbers: &[T], rows: usize) -> [&[T]; N] {
    let mut columns: [&[T]; N] = [&[]; N];
    for j in 0..N {
        columns[j] = &numbers[j * rows..][..rows];
    }
    columns
}

type Strips<T, const N: usize> = [[T; STRIP]; N];

#[inline(always)]
fn forward_strip<T, F, M, const N: usize, const P: usize>(
    m: M,
    map: F,
    theta: [T; P],
    z: &Strips<T, N>,
) -> (Strips<T, N>, [T; STRIP])
where
    T: Real,
    F: Map<T, N, P>,
    M: Math<T>,
{
    let (mut x, mut log_det) = ([[T::ZERO; STRIP]; N], [T::ZERO; STRIP]);
    for (l, log_det) in log_det.iter_mut().enumerate() {
        let value;
        (value, *log_det) = map.forward(m, theta, lane(z, l));
        set_lane(&mut x, l, value);
    }
    (x, log_det)
}

#[inline(always)]
fn inverse_strip<T, F, M, const N: usize, const P: usize>(
    m: M,
    map: F,
    theta: [T; P],
    x: &Strips<T, N>,
) -> (Strips<T, N>, [T; STRIP])
where
    T: Real,
    F: Map<T, N, P>,
    M: Math<T>,
{
    let mut strips = [[T::ZERO; STRIP]; P];
    for p in 0..P {
        strips[p] = [theta[p]; STRIP];
    }
    map.inverse_strip(m, &strips, x)
}

macro_rules! sweep {
    ($name:ident, $strip:ident) => {
        struct $name<'a, T, F, const N: usize, const P: usize> {
            map: F,
            theta: [T; P],
            x: [&'a mut [T]; N],
            log_det: &'a mut [T],
        }

        impl<T: Real, F: Map<T, N, P>, const N: usize, const P: usize> Kernel<T>
            for $name<'_, T, F, N, P>
        {
            type Output = ();

            #[inline(always)]
            fn run<M: Math<T>>(self, m: M) {
                let Self {
                    map,
                    theta,
                    mut x,
                    log_det,
                } = self;
                let rows = log_det.len();
                for at in (0..rows).step_by(STRIP) {
                    let len = STRIP.min(rows - at);
                    let source = load(&x, at, len);
                    let mut total = strip(log_det, at, len);
                    let (target, ln) = $strip(m, map, theta, &source);
                    for l in 0..STRIP {
                        total[l] += ln[l];
                    }
                    store(&total, log_det, at, len);
                    store_all(&target, &mut x, at, len);
                }
            }
        }
    };
}

macro_rules! pullback {
    ($name:ident, $method:ident) => {
        struct $name<'a, T, F, const N: usize, const P: usize> {
            map: F,
            theta: [T; P],
            z: &'a [T],
            dx: [&'a mut [T]; N],
            dlog_det: &'a [T],
        }

        impl<T: Real, F: Map<T, N, P>, const N: usize, const P: usize> Kernel<T>
            for $name<'_, T, F, N, P>
        {
            type Output = [T; P];

            #[inline(always)]
            fn run<M: Math<T>>(self, m: M) -> [T; P] {
                let Self {
                    map,
                    theta,
                    z,
                    mut dx,
                    dlog_det,
                } = self;
                let rows = dlog_det.len();
                let z: [&[T]; N] = split(z, rows);
                let mut sums = [[T::ZERO; STRIP]; P];
                for at in (0..rows).step_by(STRIP) {
                    let len = STRIP.min(rows - at);
                    let z = load(&z, at, len);
                    let source = load(&dx, at, len);
                    let dlog_det = strip(dlog_det, at, len);
                    let mut target = [[T::ZERO; STRIP]; N];
                    let mut dtheta = [[T::ZERO; STRIP]; P];
                    for l in 0..STRIP {
                        let (z, d) = (lane(&z, l), lane(&source, l));
                        let (d, dparams) = map.$method(m, theta, z, d, dlog_det[l]);
                        set_lane(&mut target, l, d);
                        set_lane(&mut dtheta, l, dparams);
                    }
                    store_all(&target, &mut dx, at, len);
                    add(&mut sums, &dtheta, len);
                }
                totals(&sums)
            }
        }
    };
}

sweep!(Forward, forward_strip);
sweep!(Inverse, inverse_strip);
pullback!(ForwardPullback, forward_pullback);
pullback!(InversePullback, inverse_pullback);
