//! Sums over the samples of a batch, of which ranks have pieces.
//!
//! A batch is cut into pieces by its size alone. Their gradients are added up in a binary tree over the pieces: every rank those
//! of its own, which follow each other, and then, where a branch ends at another rank, across the two. So the order of all
//! additions is that of one rank alone, and the number of ranks cannot be seen in a single bit.

use crate::engine::{MOST_PIECES, middle};
use crate::model::Model;
use crate::ranks::Ranks;
use crate::real::Real;
use crate::threads::{Disjoint, Phase};
use std::ops::Range;

/// A piece has at least so many samples, unless the batch has less: below, gathering gradients takes longer than samples do.
const FEWEST: usize = 64;

/// There are at most so many pieces, and ranks with something to do.
const MOST: usize = 256;

/// Numbers are added up in tasks of so many at least, and in so many tasks at most.
const CHUNK: usize = 1 << 14;
const TASKS: usize = 256;

/// How a batch is cut into pieces, and whose they are.
#[derive(Clone, Copy, Debug)]
struct Cut {
    samples: usize,
    pieces: usize,
    ranks: usize,
}

impl Cut {
    fn new(samples: usize, ranks: usize) -> Self {
        Self {
            samples,
            pieces: (samples / FEWEST).clamp(1, MOST),
            ranks,
        }
    }

    fn samples(&self, piece: usize) -> Range<usize> {
        let start = |piece: usize| piece * self.samples / self.pieces;
        start(piece)..start(piece + 1)
    }

    /// The most samples that a piece has.
    fn largest(&self) -> usize {
        self.samples.div_ceil(self.pieces)
    }

    fn owner(&self, piece: usize) -> usize {
        piece * self.ranks / self.pieces
    }
}

/// What calculates the gradients of pieces of a batch.
pub(super) trait Pieces<T> {
    /// How many pieces of so many samples each, or less, are summed up at once: a power of two.
    fn at_once(&self, samples: usize) -> usize;

    /// The sum of some pieces' gradients, in a tree; returns the loss of each.
    fn sum(&mut self, pieces: &[Range<usize>], gradient: &mut [T]) -> [f64; MOST_PIECES];
}

/// Memory for sums across ranks.
pub(super) struct Across<'a, T> {
    ranks: &'a dyn Ranks,
    params: usize,
    /// Sums of the branches on the way from the root of the tree, as many as this rank has needed.
    levels: Vec<Vec<T>>,
}

impl<'a, T: Real> Across<'a, T> {
    pub(super) fn new(ranks: &'a dyn Ranks, model: &Model<T>) -> Self {
        Self {
            ranks,
            params: model.size.params,
            levels: vec![vec![T::ZERO; model.size.params]],
        }
    }

    /// The loss and the gradient of a batch of so many samples, at all ranks.
    pub(super) fn sum(
        &mut self,
        phase: &Phase<'_>,
        samples: usize,
        pieces: &mut impl Pieces<T>,
    ) -> (f64, &mut [T]) {
        let cut = Cut::new(samples, self.ranks.size());
        let at_once = pieces.at_once(cut.largest());
        let mut loss = self.branch(phase, (&cut, at_once), 0..cut.pieces, 0, pieces);
        self.ranks.broadcast(bytemuck::bytes_of_mut(&mut loss), 0);
        let whole = &mut self.levels[0];
        self.ranks.broadcast(bytemuck::cast_slice_mut(whole), 0);
        (loss, whole)
    }

    /// The loss of a branch, whose gradient goes to its level, at the rank that has its first piece.
    fn branch(
        &mut self,
        phase: &Phase<'_>,
        (cut, at_once): (&Cut, usize),
        range: Range<usize>,
        level: usize,
        pieces: &mut impl Pieces<T>,
    ) -> f64 {
        let (rank, first, last) = (
            self.ranks.rank(),
            cut.owner(range.start),
            cut.owner(range.end - 1),
        );
        if rank < first || last < rank {
            return 0.0;
        }
        if self.levels.len() == level {
            self.levels.push(vec![T::ZERO; self.params]);
        }
        if first == last && range.len() <= at_once {
            let mut samples = [const { 0..0 }; MOST_PIECES];
            for (samples, piece) in samples.iter_mut().zip(range.clone()) {
                *samples = cut.samples(piece);
            }
            let losses = pieces.sum(&samples[..range.len()], &mut self.levels[level]);
            return tree(&losses[..range.len()]);
        }
        let middle = range.start + middle(range.len());
        let cuts = (cut, at_once);
        let mut loss = self.branch(phase, cuts, range.start..middle, level, pieces);
        let mut right = self.branch(phase, cuts, middle..range.end, level + 1, pieces);
        let owner = cut.owner(middle);
        if rank != first && rank != owner {
            return loss;
        }
        if self.levels.len() == level + 1 {
            self.levels.push(vec![T::ZERO; self.params]);
        }
        let [left_sum, right_sum] = &mut self.levels[level..level + 2] else {
            unreachable!("both levels are there");
        };
        if owner != first {
            let numbers: &mut [u8] = bytemuck::cast_slice_mut(right_sum);
            if rank == owner {
                self.ranks.send(bytemuck::bytes_of(&right), first);
                self.ranks.send(numbers, first);
                return loss;
            }
            self.ranks
                .receive(bytemuck::bytes_of_mut(&mut right), owner);
            self.ranks.receive(numbers, owner);
        }
        add(phase, left_sum, right_sum);
        loss += right;
        loss
    }
}

/// The sum of numbers, in the tree of their pieces.
fn tree(numbers: &[f64]) -> f64 {
    if let [one] = numbers {
        return *one;
    }
    let (left, right) = numbers.split_at(middle(numbers.len()));
    tree(left) + tree(right)
}

fn add<T: Real>(phase: &Phase<'_>, sum: &mut [T], terms: &[T]) {
    let sums = Disjoint::new(sum);
    let len = terms.len().div_ceil(TASKS).max(CHUNK);
    phase(terms.len().div_ceil(len), &|chunk| {
        let range = chunk * len..((chunk + 1) * len).min(terms.len());
        #[expect(unsafe_code, reason = "chunks are added at the same time")]
        // SAFETY: every chunk is a range of its own.
        let sum = unsafe { sums.part(range.clone()) };
        for (sum, &term) in sum.iter_mut().zip(&terms[range]) {
            *sum += term;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_in_one_piece_and_every_piece_has_an_owner() {
        for samples in [1, 63, 64, 127, 128, 1000, 100_000] {
            for ranks in [1, 2, 3, 4, 7, 1000] {
                let cut = Cut::new(samples, ranks);
                assert!(cut.pieces == 1 || samples / cut.pieces >= FEWEST);
                let mut next = 0;
                for piece in 0..cut.pieces {
                    let Range { start, end } = cut.samples(piece);
                    assert!(start == next && end > start, "{samples} {piece}");
                    next = end;
                    assert!(cut.owner(piece) < ranks);
                    assert!(piece == 0 || cut.owner(piece - 1) <= cut.owner(piece));
                }
                assert_eq!((next, cut.owner(0)), (samples, 0));
            }
        }
    }
}
