//! A map of one number, over columns of samples.

use super::{Map, Sides, Univariate};
use crate::kernels::strip::{STRIP, load, store, strip};
use crate::kernels::{Kernel, Math, dispatch_declared};
use crate::real::Real;
use std::array::from_fn;

/// Applies a map with `P` parameters column by column.
#[derive(Clone, Copy, Debug)]
pub struct Columnwise<F, const P: usize>(pub F);

impl<T: Real, F: Map<T, 1, P>, const P: usize> Univariate<T> for Columnwise<F, P> {
    fn forward(&self, theta: &[T], z: &[T], x: &mut [T], log_det: &mut [T]) {
        dispatch_declared(Forward(self, theta, z, x, log_det));
    }

    fn inverse(&self, theta: &[T], x: &[T], z: &mut [T], log_det: &mut [T]) {
        dispatch_declared(Inverse(self, theta, x, z, log_det));
    }

    fn forward_pullback(
        &self,
        theta: &[T],
        Sides { z, .. }: Sides<'_, T>,
        dx: &[T],
        dlog_det: &[T],
        dz: &mut [T],
        dtheta: &mut [T],
    ) {
        dispatch_declared(ForwardPullback(self, theta, z, dx, dlog_det, dz, dtheta));
    }

    fn inverse_pullback(
        &self,
        theta: &[T],
        Sides { z, .. }: Sides<'_, T>,
        dz: &[T],
        dlog_det: &[T],
        dx: &mut [T],
        dtheta: &mut [T],
    ) {
        dispatch_declared(InversePullback(self, theta, z, dz, dlog_det, dx, dtheta));
    }
}

/// Column `j`'s parameters.
#[inline(always)]
fn parameters<T, const P: usize>(theta: &[T], j: usize, rows: usize) -> [&[T]; P] {
    from_fn(|p| &theta[(j * P + p) * rows..][..rows])
}

/// Those of sample `i`; a function, for a closure would be compiled again for every map.
#[inline(always)]
fn sample<T: Real, const P: usize>(theta: &[&[T]; P], i: usize) -> [T; P] {
    let mut sample = [T::ZERO; P];
    for p in 0..P {
        sample[p] = theta[p][i];
    }
    sample
}

/// Column `j`'s parameters, to be written.
#[inline(always)]
fn parameters_mut<T, const P: usize>(theta: &mut [T], j: usize, rows: usize) -> [&mut [T]; P] {
    let mut columns = theta[j * P * rows..][..P * rows].chunks_exact_mut(rows);
    from_fn(|_| columns.next().expect("P columns"))
}

#[inline(always)]
fn forward_column<T: Real, F: Map<T, 1, P>, M: Math<T>, const P: usize>(
    m: M,
    map: F,
    theta: [&[T]; P],
    z: &[T],
    x: &mut [T],
    log_det: &mut [T],
) {
    for i in 0..log_det.len() {
        let ([value], ln) = map.forward(m, sample(&theta, i), [z[i]]);
        x[i] = value;
        log_det[i] += ln;
    }
}

#[inline(always)]
fn inverse_column<T: Real, F: Map<T, 1, P>, M: Math<T>, const P: usize>(
    m: M,
    map: F,
    theta: [&[T]; P],
    x: &[T],
    z: &mut [T],
    log_det: &mut [T],
) {
    let rows = log_det.len();
    if F::SEARCHES {
        for at in (0..rows).step_by(STRIP) {
            let len = STRIP.min(rows - at);
            let ([value], ln) = map.inverse_strip(m, &load(&theta, at, len), &[strip(x, at, len)]);
            store(&value, z, at, len);
            for l in 0..len {
                log_det[at + l] += ln[l];
            }
        }
        return;
    }
    for i in 0..rows {
        let ([value], ln) = map.inverse(m, sample(&theta, i), [x[i]]);
        z[i] = value;
        log_det[i] += ln;
    }
}

macro_rules! sweep {
    ($name:ident, $column:ident) => {
        struct $name<'a, T, F, const P: usize>(
            &'a Columnwise<F, P>,
            &'a [T],
            &'a [T],
            &'a mut [T],
            &'a mut [T],
        );

        impl<T: Real, F: Map<T, 1, P>, const P: usize> Kernel<T> for $name<'_, T, F, P> {
            type Output = ();

            #[inline(always)]
            fn run<M: Math<T>>(self, m: M) {
                let Self(&Columnwise(map), theta, source, target, log_det) = self;
                let rows = log_det.len();
                let columns = source.chunks_exact(rows).zip(target.chunks_exact_mut(rows));
                for (j, (source, target)) in columns.enumerate() {
                    let theta = parameters::<T, P>(theta, j, rows);
                    $column(m, map, theta, source, target, log_det);
                }
            }
        }
    };
}

macro_rules! pullback {
    ($name:ident, $method:ident) => {
        struct $name<'a, T, F, const P: usize>(
            &'a Columnwise<F, P>,
            &'a [T],
            &'a [T],
            &'a [T],
            &'a [T],
            &'a mut [T],
            &'a mut [T],
        );

        impl<T: Real, F: Map<T, 1, P>, const P: usize> Kernel<T> for $name<'_, T, F, P> {
            type Output = ();

            #[inline(always)]
            fn run<M: Math<T>>(self, m: M) {
                let Self(&Columnwise(map), theta, z, dy, dlog_det, dsource, dtheta) = self;
                let rows = dlog_det.len();
                let columns = z.chunks_exact(rows).zip(dy.chunks_exact(rows));
                let columns = columns.zip(dsource.chunks_exact_mut(rows));
                for (j, ((z, dy), dsource)) in columns.enumerate() {
                    let theta = parameters::<T, P>(theta, j, rows);
                    let dtheta = parameters_mut::<T, P>(dtheta, j, rows);
                    for i in 0..rows {
                        let theta = sample(&theta, i);
                        let ([d], dparams) = map.$method(m, theta, [z[i]], [dy[i]], dlog_det[i]);
                        dsource[i] = d;
                        for p in 0..P {
                            dtheta[p][i] = dparams[p];
                        }
                    }
                }
            }
        }
    };
}

sweep!(Forward, forward_column);
sweep!(Inverse, inverse_column);
pullback!(ForwardPullback, forward_pullback);
pullback!(InversePullback, inverse_pullback);
