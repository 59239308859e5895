//! The gate of `WaveNet`: `tanh(f) · sigmoid(g)`.

use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;

/// Replaces f by its tanh and g by its sigmoid, which the pullback will want.
pub(super) fn activate<T: Real>(f: &mut [T], g: &mut [T]) {
    dispatch(Activate { f, g });
}

/// The product of both.
pub(super) fn multiply<T: Real>(tanh: &[T], sigmoid: &[T], product: &mut [T]) {
    for ((product, &t), &s) in product.iter_mut().zip(tanh).zip(sigmoid) {
        *product = t * s;
    }
}

/// The cotangents of f and g, by that of their product.
pub(super) fn pull<T: Real>(tanh: &[T], sigmoid: &[T], dproduct: &[T], [df, dg]: [&mut [T]; 2]) {
    let activated = tanh.iter().zip(sigmoid).zip(dproduct);
    for (((&t, &s), &d), (df, dg)) in activated.zip(df.iter_mut().zip(dg)) {
        *df = d * s * (T::ONE - t * t);
        *dg = d * t * s * (T::ONE - s);
    }
}

struct Activate<'a, T> {
    f: &'a mut [T],
    g: &'a mut [T],
}

impl<T: Real> Kernel<T> for Activate<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        for f in self.f {
            *f = m.tanh(*f);
        }
        for g in self.g {
            *g = m.sigmoid(*g);
        }
    }
}
