//! Loops compiled once per instruction set, chosen at run time.
//!
//! A kernel is written for one number; the compiler vectorises the loop around it. Compiling that loop inside a
//! function that enables AVX2 or AVX-512 gives it wide registers and fused multiply-adds without asking users for
//! `-C target-cpu=native`.

use super::math::{Fused, Math, Unfused};
use crate::real::Real;
use pulp::{Arch, Simd, WithSimd};

/// A loop to be compiled once per instruction set.
///
/// Implementors mark `run` as `#[inline(always)]`: only code inlined into the dispatching function is compiled for
/// its instruction set.
pub trait Kernel<T: Real> {
    /// What the loop returns.
    type Output;

    /// Runs the loop with the elementary functions of one instruction set.
    fn run<M: Math<T>>(self, m: M) -> Self::Output;
}

/// Runs the kernel on the best instruction set of this machine.
#[inline]
pub fn dispatch<T: Real, K: Kernel<T>>(kernel: K) -> K::Output {
    Arch::new().dispatch(Vectorized {
        kernel,
        scalar: std::marker::PhantomData::<T>,
    })
}

/// The same for kernels that are compiled in the crate that declares a flow, its formulas above all.
///
/// In a debug build they would be no faster as vector code, and three copies of it would take seconds to compile.
#[cfg(not(debug_assertions))]
#[inline]
pub(crate) fn dispatch_declared<T: Real, K: Kernel<T>>(kernel: K) -> K::Output {
    dispatch(kernel)
}

/// The same for kernels that are compiled in the crate that declares a flow.
#[cfg(debug_assertions)]
pub(crate) fn dispatch_declared<T: Real, K: Kernel<T>>(kernel: K) -> K::Output {
    kernel.run(super::math::Called)
}

/// Carries a kernel through pulp.
struct Vectorized<T, K> {
    kernel: K,
    scalar: std::marker::PhantomData<T>,
}

impl<T: Real, K: Kernel<T>> WithSimd for Vectorized<T, K> {
    type Output = K::Output;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> K::Output {
        // pulp's x86 levels above the scalar one both have FMA; elsewhere the baseline decides.
        if S::IS_SCALAR && !cfg!(any(target_feature = "fma", target_arch = "aarch64")) {
            self.kernel.run(Unfused)
        } else {
            self.kernel.run(Fused)
        }
    }
}
