//! Columns of a block, in an element's own order.

/// Copies the columns `order[0], order[1], …` of a block behind each other.
pub(super) fn gather<T: Copy>(order: &[usize], rows: usize, block: &[T], ordered: &mut [T]) {
    for (&column, target) in order.iter().zip(ordered.chunks_exact_mut(rows)) {
        target.copy_from_slice(&block[column * rows..][..rows]);
    }
}

/// Copies them back to their places.
pub(super) fn scatter<T: Copy>(order: &[usize], rows: usize, ordered: &[T], block: &mut [T]) {
    for (&column, source) in order.iter().zip(ordered.chunks_exact(rows)) {
        block[column * rows..][..rows].copy_from_slice(source);
    }
}
