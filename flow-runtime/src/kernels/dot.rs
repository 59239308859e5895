//! Sums over the samples of a block.

use super::Math;
use crate::real::Real;

/// Sums that run side by side, so that the loop is vector code.
const SUMS: usize = 16;

/// `Σ aᵢ bᵢ`, in an order that depends on the length alone.
#[inline(always)]
pub(crate) fn dot<T: Real, M: Math<T>>(math: M, a: &[T], b: &[T]) -> T {
    let mut sums = [T::ZERO; SUMS];
    let (a, b) = (a.chunks_exact(SUMS), b.chunks_exact(SUMS));
    let rest = a.remainder().iter().zip(b.remainder());
    let rest = rest.fold(T::ZERO, |sum, (&a, &b)| math.fma(a, b, sum));
    for (a, b) in a.zip(b) {
        for (sum, (&a, &b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum = math.fma(a, b, *sum);
        }
    }
    sums.into_iter().sum::<T>() + rest
}
