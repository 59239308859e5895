//! How vectors of neighbouring samples are read and written: all of the last one, or up to where the samples end.

#![expect(unsafe_code, reason = "vectors are read and written by pointers")]

use crate::real::Real;
use pulp::Simd;

/// How vectors of samples are read and written.
pub(crate) trait Access<T: Real, S: Simd>: Copy {
    /// # Safety
    ///
    /// The vector must be valid, if it is the last of the samples then up to where they end.
    unsafe fn load(self, simd: S, at: *const T, last: bool) -> T::Vector<S>;

    /// # Safety
    ///
    /// As for `load`.
    unsafe fn store(self, simd: S, at: *mut T, last: bool, value: T::Vector<S>);
}

/// All samples are there.
#[derive(Clone, Copy)]
pub(crate) struct Whole;

/// The last vector has samples for its mask only.
#[derive(Clone, Copy)]
pub(crate) struct Cut<T: Real, S: Simd>(pub(crate) T::Mask<S>);

impl<T: Real, S: Simd> Access<T, S> for Whole {
    #[inline(always)]
    unsafe fn load(self, simd: S, at: *const T, _: bool) -> T::Vector<S> {
        // SAFETY: the caller's promise.
        unsafe { T::load(simd, at) }
    }

    #[inline(always)]
    unsafe fn store(self, simd: S, at: *mut T, _: bool, value: T::Vector<S>) {
        // SAFETY: the caller's promise.
        unsafe { T::store(simd, at, value) }
    }
}

impl<T: Real, S: Simd> Access<T, S> for Cut<T, S> {
    #[inline(always)]
    unsafe fn load(self, simd: S, at: *const T, last: bool) -> T::Vector<S> {
        // SAFETY: the caller's promise.
        unsafe {
            if last {
                T::load_masked(simd, self.0, at)
            } else {
                T::load(simd, at)
            }
        }
    }

    #[inline(always)]
    unsafe fn store(self, simd: S, at: *mut T, last: bool, value: T::Vector<S>) {
        // SAFETY: the caller's promise.
        unsafe {
            if last {
                T::store_masked(simd, self.0, at, value);
            } else {
                T::store(simd, at, value);
            }
        }
    }
}
