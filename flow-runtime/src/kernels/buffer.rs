//! Working memory on cache-line boundaries, kept per thread between calls.

use crate::real::Real;
use std::cell::RefCell;

/// One cache line.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Line([u64; 8]);

// Eight integers without padding, any bits of which are valid.
#[expect(unsafe_code, reason = "bytemuck derives need a macro crate")]
// SAFETY: all zero bits are a valid `Line`.
unsafe impl bytemuck::Zeroable for Line {}
#[expect(unsafe_code, reason = "bytemuck derives need a macro crate")]
// SAFETY: `Line` is a `repr(C)` array of integers without padding.
unsafe impl bytemuck::Pod for Line {}

/// Scalars that start on a cache line.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    lines: Vec<Line>,
}

impl Buffer {
    /// The first `len` scalars, growing the buffer if it is shorter. Their values are whatever was there.
    pub(crate) fn scalars<T: Real>(&mut self, len: usize) -> &mut [T] {
        let lines = (len * size_of::<T>()).div_ceil(size_of::<Line>());
        if self.lines.len() < lines {
            self.lines.resize(lines, Line([0; 8]));
        }
        &mut bytemuck::cast_slice_mut(&mut self.lines)[..len]
    }
}

thread_local! {
    static SCRATCH: RefCell<Vec<Buffer>> = RefCell::default();
}

/// Lends `len` scalars of this thread's working memory, with whatever values they hold.
///
/// A call inside the call gets memory of its own.
pub(crate) fn with_scratch<T: Real, R>(len: usize, work: impl FnOnce(&mut [T]) -> R) -> R {
    let mut buffer = SCRATCH.with_borrow_mut(Vec::pop).unwrap_or_default();
    let result = work(buffer.scalars(len));
    SCRATCH.with_borrow_mut(|buffers| buffers.push(buffer));
    result
}

/// Cuts consecutive pieces off a slice.
pub(crate) struct Cutter<'a, T>(&'a mut [T]);

impl<'a, T> Cutter<'a, T> {
    pub(crate) fn new(slice: &'a mut [T]) -> Self {
        Self(slice)
    }

    pub(crate) fn cut(&mut self, len: usize) -> &'a mut [T] {
        let (piece, rest) = std::mem::take(&mut self.0).split_at_mut(len);
        self.0 = rest;
        piece
    }
}
