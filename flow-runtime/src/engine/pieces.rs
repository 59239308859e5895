//! The gradient of some pieces of a batch, each of which is summed by itself, and these sums in a binary tree: the order that ranks
//! have in common. It is gathered part by part of the parameters, so that all sums of a part stay in the cache.

use super::Gradient;
use crate::kernels::buffer::with_scratch;
use crate::model::Model;
use crate::parts::Part;
use crate::real::Real;
use crate::threads::Phase;
use std::ops::Range;

/// Where a tree of so many pieces has its branches, from the root: both have pieces.
pub(crate) fn middle(pieces: usize) -> usize {
    pieces.next_power_of_two() / 2
}

/// Calls `each` with every part of the gradient of pieces that have been swept, two or more of them only if each is
/// [gathered at once](Gradient::at_once).
pub(crate) fn gather_pieces<T: Real>(
    model: &Model<T>,
    pieces: &mut [Option<Gradient<'_, T>>],
    phase: &Phase<'_>,
    each: &(dyn Fn(Range<usize>, &[T]) + Sync),
) {
    if let [Some(one)] = pieces {
        return one.gather(phase, each);
    }
    let parts = &model.parts().list;
    let levels = pieces.len().next_power_of_two().ilog2() as usize + 1;
    let pieces = &*pieces;
    phase(parts.len(), &|part| {
        let part = &parts[part];
        with_scratch(levels * part.params.len(), |sums| {
            add_up(pieces, part, sums);
            each(part.params.clone(), &sums[..part.params.len()]);
        });
    });
}

/// Leaves the sum of a part in the first of the levels.
fn add_up<T: Real>(pieces: &[Option<Gradient<'_, T>>], part: &Part, levels: &mut [T]) {
    let len = part.params.len();
    if let [piece] = pieces {
        if let Some(piece) = piece {
            piece.part(part, &mut levels[..len]);
        }
        return;
    }
    let (left, right) = pieces.split_at(middle(pieces.len()));
    add_up(left, part, levels);
    add_up(right, part, &mut levels[len..]);
    let (sum, terms) = levels.split_at_mut(len);
    for (sum, &term) in sum.iter_mut().zip(&*terms) {
        *sum += term;
    }
}
