//! Vectors of either scalar, for any instruction set.

#![expect(unsafe_code, reason = "vectors are read and written by pointers")]

use pulp::{MemMask, Simd};

/// A scalar that comes in vectors.
pub trait Vectors: Copy {
    /// A vector of the instruction set.
    type Vector<S: Simd>: Copy;
    /// Which numbers of a vector to touch.
    type Mask<S: Simd>: Copy;

    /// Numbers in a vector.
    fn lanes<S: Simd>() -> usize;
    /// The first `len` numbers.
    fn mask<S: Simd>(simd: S, len: usize) -> Self::Mask<S>;
    /// A vector of one number.
    fn splat<S: Simd>(simd: S, value: Self) -> Self::Vector<S>;
    /// `a + b`
    fn plus<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// `a − b`
    fn minus<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// `a · b`
    fn times<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// `a · b + c`
    fn fma<S: Simd>(
        simd: S,
        a: Self::Vector<S>,
        b: Self::Vector<S>,
        c: Self::Vector<S>,
    ) -> Self::Vector<S>;

    /// Reads a vector.
    ///
    /// # Safety
    ///
    /// All of it must be valid.
    unsafe fn load<S: Simd>(simd: S, at: *const Self) -> Self::Vector<S>;

    /// Reads the numbers of a mask, the others being 0.
    ///
    /// # Safety
    ///
    /// These numbers must be valid.
    unsafe fn load_masked<S: Simd>(
        simd: S,
        mask: Self::Mask<S>,
        at: *const Self,
    ) -> Self::Vector<S>;

    /// Writes a vector.
    ///
    /// # Safety
    ///
    /// All of it must be valid.
    unsafe fn store<S: Simd>(simd: S, at: *mut Self, value: Self::Vector<S>);

    /// Writes the numbers of a mask.
    ///
    /// # Safety
    ///
    /// These numbers must be valid.
    unsafe fn store_masked<S: Simd>(
        simd: S,
        mask: Self::Mask<S>,
        at: *mut Self,
        value: Self::Vector<S>,
    );
}

macro_rules! vectors {
    ($t:ty, $int:ty, $vector:ident, $mask:ident, $between:ident, $splat:ident,
     [$add:ident, $sub:ident, $mul:ident], $fma:ident, $load:ident,
     $store:ident) => {
        impl Vectors for $t {
            type Vector<S: Simd> = S::$vector;
            type Mask<S: Simd> = MemMask<S::$mask>;

            #[inline(always)]
            fn lanes<S: Simd>() -> usize {
                size_of::<S::$vector>() / size_of::<$t>()
            }

            #[inline(always)]
            fn mask<S: Simd>(simd: S, len: usize) -> Self::Mask<S> {
                simd.$between(0, len as $int)
            }

            #[inline(always)]
            fn splat<S: Simd>(simd: S, value: Self) -> Self::Vector<S> {
                simd.$splat(value)
            }

            #[inline(always)]
            fn plus<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S> {
                simd.$add(a, b)
            }

            #[inline(always)]
            fn minus<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S> {
                simd.$sub(a, b)
            }

            #[inline(always)]
            fn times<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S> {
                simd.$mul(a, b)
            }

            #[inline(always)]
            fn fma<S: Simd>(
                simd: S,
                a: Self::Vector<S>,
                b: Self::Vector<S>,
                c: Self::Vector<S>,
            ) -> Self::Vector<S> {
                simd.$fma(a, b, c)
            }

            #[inline(always)]
            unsafe fn load<S: Simd>(_: S, at: *const Self) -> Self::Vector<S> {
                // SAFETY: the caller's promise; vectors are plain numbers.
                unsafe { at.cast::<S::$vector>().read_unaligned() }
            }

            #[inline(always)]
            unsafe fn load_masked<S: Simd>(
                simd: S,
                mask: Self::Mask<S>,
                at: *const Self,
            ) -> Self::Vector<S> {
                // SAFETY: the caller's promise.
                unsafe { simd.$load(mask, at) }
            }

            #[inline(always)]
            unsafe fn store<S: Simd>(_: S, at: *mut Self, value: Self::Vector<S>) {
                // SAFETY: the caller's promise; vectors are plain numbers.
                unsafe { at.cast::<S::$vector>().write_unaligned(value) }
            }

            #[inline(always)]
            unsafe fn store_masked<S: Simd>(
                simd: S,
                mask: Self::Mask<S>,
                at: *mut Self,
                value: Self::Vector<S>,
            ) {
                // SAFETY: the caller's promise.
                unsafe { simd.$store(mask, at, value) }
            }
        }
    };
}

vectors!(
    f32,
    u32,
    f32s,
    m32s,
    mask_between_m32s,
    splat_f32s,
    [add_f32s, sub_f32s, mul_f32s],
    mul_add_e_f32s,
    mask_load_ptr_f32s,
    mask_store_ptr_f32s
);
vectors!(
    f64,
    u64,
    f64s,
    m64s,
    mask_between_m64s,
    splat_f64s,
    [add_f64s, sub_f64s, mul_f64s],
    mul_add_e_f64s,
    mask_load_ptr_f64s,
    mask_store_ptr_f64s
);
