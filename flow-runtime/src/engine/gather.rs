//! The gradient of a round, part by part of the parameters.

use super::cut::Cut;
use super::memory::Starts;
use crate::kernels::buffer::with_scratch;
use crate::kernels::product::{MOST_SHARES, Share, outer_products};
use crate::model::Model;
use crate::parts::{Column, Part, Piece, Product};
use crate::real::Real;
use crate::threads::{Disjoint, Phase};
use std::ops::Range;

/// What the lanes of a round have left behind.
pub(super) struct Round<'a, T: Real> {
    pub(super) model: &'a Model<T>,
    pub(super) cut: Cut,
    pub(super) index: usize,
    pub(super) memory: &'a [T],
}

impl<T: Real> Round<'_, T> {
    /// Gathers every group's gradient into the first of its lanes in `grads`. With the last round they are complete: then
    /// their sum is made in the first, and `each` is called with every part of it.
    pub(super) fn gather(
        &self,
        phase: &Phase<'_>,
        grads: &mut [T],
        each: &(dyn Fn(Range<usize>, &[T]) + Sync),
    ) {
        let (cut, parts) = (self.cut, self.model.parts());
        let passes = cut.passes(self.model);
        let last = self.index + 1 == cut.rounds();
        let (len, gradients) = (self.model.size.params, cut.gradients(self.model));
        let of_group = gradients / cut.groups;
        let grads = Disjoint::new(grads);
        let of = |gradient: usize, params: &Range<usize>| {
            let range = gradient * len + params.start..gradient * len + params.end;
            #[expect(unsafe_code, reason = "parts are gathered at the same time")]
            // SAFETY: every part is a range of its own, in each gradient.
            unsafe {
                grads.part(range)
            }
        };
        let finish = |part: &Part| {
            for (range, summed) in parts.ranges(part) {
                let sum = of(0, &range);
                let apart = if summed { 1 } else { of_group };
                for other in (apart..gradients).step_by(apart) {
                    for (sum, &g) in sum.iter_mut().zip(&*of(other, &range)) {
                        *sum += g;
                    }
                }
            }
            each(part.params.clone(), of(0, &part.params));
        };
        let count = parts.list.len();
        phase(cut.groups * count, &|task| {
            let (group, part) = (task / count, &parts.list[task % count]);
            if passes {
                return with_scratch(part.params.len(), |grad| {
                    self.multiply(group, part, grad);
                    each(part.params.clone(), grad);
                });
            }
            self.multiply(group, part, of(group * of_group, &part.params));
            if last && cut.groups == 1 {
                finish(part);
            }
        });
        if last && cut.groups > 1 {
            phase(count, &|part| finish(&parts.list[part]));
        }
    }

    /// Fills in a part of the gradient of a batch that is this round alone; `grads` has what lanes have summed up.
    pub(super) fn part(&self, part: &Part, grads: &[T], sum: &mut [T]) {
        self.multiply(0, part, sum);
        let (parts, len) = (self.model.parts(), self.model.size.params);
        for (range, _) in parts.ranges(part).filter(|(_, summed)| *summed) {
            let own = range.start - part.params.start..range.end - part.params.start;
            let sum = &mut sum[own];
            sum.copy_from_slice(&grads[range.clone()]);
            for lane in 1..self.cut.lanes {
                let grad = &grads[lane * len..][range.clone()];
                for (sum, &g) in sum.iter_mut().zip(grad) {
                    *sum += g;
                }
            }
        }
    }

    /// Does a part's products, into a group's gradient of its parameters.
    fn multiply(&self, group: usize, part: &Part, grad: &mut [T]) {
        let (parts, start) = (self.model.parts(), part.params.start);
        for piece in &parts.pieces[part.pieces.clone()] {
            match piece {
                Piece::Product(product) => {
                    let grad = (&mut grad[product.weights - start..], product.stride);
                    self.product(group, product, grad, self.index > 0);
                }
                Piece::Shared(first, shared) => {
                    let grad = &mut grad[first.weights - start..];
                    for place in 0..shared.places {
                        let product = Product {
                            x: first.x.after(place * shared.x),
                            dy: first.dy + place * shared.dy,
                            ..*first
                        };
                        let accumulate = self.index > 0 || place > 0;
                        self.product(group, &product, (grad, first.stride), accumulate);
                    }
                }
                Piece::Stair(whole, steps) => {
                    let steps = &parts.steps[steps.clone()];
                    self.stair(group, whole, steps, &mut grad[whole.weights - start..]);
                }
                Piece::Summed(_) => {}
            }
        }
    }

    /// The products of a stair, cut out of the gradient of the whole.
    fn stair(&self, group: usize, whole: &Product, steps: &[[usize; 2]], grad: &mut [T]) {
        let accumulate = self.index > 0;
        with_scratch(whole.rows * whole.cols, |dense| {
            if accumulate {
                dense.fill(T::ZERO);
                each_row(steps, whole.cols, dense, grad, |dense, grad| {
                    dense.copy_from_slice(grad);
                });
            }
            self.product(group, whole, (dense, whole.cols), accumulate);
            each_row(steps, whole.cols, dense, grad, |dense, grad| {
                grad.copy_from_slice(dense);
            });
        });
    }

    /// The product over all samples that the round has of a group.
    fn product(&self, group: usize, product: &Product, grad: (&mut [T], usize), accumulate: bool) {
        let Starts {
            condition,
            tape,
            kept,
            ..
        } = Starts::of(self.model);
        let x = match product.x {
            Column::Condition(column) => condition + column,
            Column::Tape(column) => tape + column,
        };
        let room = self.cut.room(self.model);
        let mut shares = [Share::<T>::NONE; MOST_SHARES];
        let lanes = self.cut.lanes_of_group;
        let shares = &mut shares[..lanes];
        for (lane, share) in (group * lanes..).zip(shares.iter_mut()) {
            let samples = self.cut.lane(self.index, lane).len();
            let memory = &self.memory[lane * room..];
            *share = Share {
                samples,
                x: &memory[x * samples..][..product.rows * samples],
                dy: &memory[(kept + product.dy) * samples..][..product.cols * samples],
            };
        }
        outer_products(product.rows, product.cols, grad, shares, accumulate);
    }
}

/// Calls `copy` with every row of every step of a stair, and where it stands in the matrix of all, of `width` columns.
fn each_row<T>(
    steps: &[[usize; 2]],
    width: usize,
    dense: &mut [T],
    grad: &mut [T],
    copy: impl Fn(&mut [T], &mut [T]),
) {
    let (mut start, mut col) = (0, 0);
    for &[rows, cols] in steps {
        let step = grad[start..][..rows * cols].chunks_exact_mut(cols.max(1));
        for (row, dense) in step.zip(dense.chunks_exact_mut(width)) {
            copy(&mut dense[col..col + cols], row);
        }
        start += rows * cols;
        col += cols;
    }
}
