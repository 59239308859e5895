//! The gradient of the weights: products over all samples, and over all tokens that share a matrix.

use super::declared::Attention;
use super::linear::Linear;
use super::places::Place;
use crate::parts::{Column, Parts, Product, Shared};

impl Attention {
    /// The matrices, for a tape that has the inputs and the network's own columns from these on.
    pub(super) fn products(&self, inputs: usize, tape: usize, parts: &mut Parts) {
        let first = self.kept_first();
        let of_condition = |matrix: Linear, t: usize| Product {
            weights: matrix.weights,
            stride: matrix.outputs,
            x: Column::Condition(0),
            rows: 1 + matrix.inputs,
            dy: first.start + t * first.each,
            cols: matrix.outputs,
        };
        parts.product(of_condition(self.first(), 0));
        for t in 1..self.tokens() {
            parts.product(of_condition(self.position(t), t));
        }
        if self.tokens() > 1 {
            parts.shared(
                Product {
                    weights: self.embedding(),
                    stride: self.width,
                    x: Column::Tape(inputs),
                    rows: self.patch,
                    dy: first.start + first.each,
                    cols: self.width,
                },
                Shared {
                    places: self.tokens() - 1,
                    x: self.patch,
                    dy: first.each,
                },
            );
        }
        let mut matrix = |matrix: Linear, read: Place, kept: Place| {
            parts.shared(
                Product {
                    weights: matrix.weights,
                    stride: matrix.outputs,
                    x: Column::Tape(tape + read.start),
                    rows: 1 + matrix.inputs,
                    dy: kept.start,
                    cols: matrix.outputs,
                },
                Shared {
                    places: self.tokens(),
                    x: read.each,
                    dy: kept.each,
                },
            );
        };
        for l in 0..self.layers {
            let (matrices, left, kept) = (self.layer(l), self.left(l), self.kept(l));
            matrix(matrices.enter, left.first_norm, kept.enter);
            matrix(matrices.leave, left.gathered, kept.leave);
            matrix(matrices.widen, left.second_norm, kept.widen);
            matrix(matrices.narrow, left.active, kept.narrow);
        }
        matrix(self.last(), self.last_norm(), self.kept_last());
    }
}
