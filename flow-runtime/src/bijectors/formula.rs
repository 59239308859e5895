//! Formulas as elements of a chain: generated code for one sample, run over lanes.

use crate::element::{Block, Element, Pullback, Size};
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

/// Samples that are computed together. Working on copies of this length tells the compiler that nothing overlaps.
const STRIP: usize = 16;

// What moves numbers between columns, strips and lanes is generic in numbers and sizes only, and has no closures: inside
// `run`, all of it would be compiled again for every formula, direction and instruction set.

/// Numbers `at .. at + len` of every column; what is missing of a strip repeats the first.
#[inline(always)]
fn load<T: Real, C: AsRef<[T]>, const N: usize>(
    columns: &[C; N],
    at: usize,
    len: usize,
) -> [[T; STRIP]; N] {
    let mut strips = [[T::ZERO; STRIP]; N];
    for j in 0..N {
        strips[j] = strip(columns[j].as_ref(), at, len);
    }
    strips
}

#[inline(always)]
fn strip<T: Real>(column: &[T], at: usize, len: usize) -> [T; STRIP] {
    let mut strip = [T::ZERO; STRIP];
    if len == STRIP {
        strip.copy_from_slice(&column[at..at + STRIP]);
    } else {
        strip.fill(column[at]);
        strip[..len].copy_from_slice(&column[at..at + len]);
    }
    strip
}

#[inline(always)]
fn store<T: Real>(strip: &[T; STRIP], column: &mut [T], at: usize, len: usize) {
    if len == STRIP {
        column[at..at + STRIP].copy_from_slice(strip);
    } else {
        column[at..at + len].copy_from_slice(&strip[..len]);
    }
}

/// Strips into columns.
#[inline(always)]
fn store_all<T: Real, const N: usize>(
    strips: &[[T; STRIP]; N],
    columns: &mut [&mut [T]; N],
    at: usize,
    len: usize,
) {
    for j in 0..N {
        store(&strips[j], columns[j], at, len);
    }
}

/// The numbers of lane `l`.
#[inline(always)]
fn lane<T: Real, const N: usize>(strips: &[[T; STRIP]; N], l: usize) -> [T; N] {
    let mut lane = [T::ZERO; N];
    for j in 0..N {
        lane[j] = strips[j][l];
    }
    lane
}

#[inline(always)]
fn set_lane<T: Real, const N: usize>(strips: &mut [[T; STRIP]; N], l: usize, lane: [T; N]) {
    for j in 0..N {
        strips[j][l] = lane[j];
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

macro_rules! sweep {
    ($name:ident, $method:ident) => {
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
                    let mut target = [[T::ZERO; STRIP]; N];
                    for l in 0..STRIP {
                        let (y, ln) = map.$method(m, theta, lane(&source, l));
                        total[l] += ln;
                        set_lane(&mut target, l, y);
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

sweep!(Forward, forward);
sweep!(Inverse, inverse);
pullback!(ForwardPullback, forward_pullback);
pullback!(InversePullback, inverse_pullback);
