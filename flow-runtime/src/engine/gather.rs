//! The gradient of a round, part by part of the parameters.

use super::plan::Plan;
use super::work::Work;
use crate::kernels::buffer::with_scratch;
use crate::kernels::product::{MOST_SHARES, Share, outer_products};
use crate::model::Model;
use crate::parts::{self, Column, Panel, Parts, Piece};
use crate::real::Real;
use crate::threads::{Disjoint, Phase};
use std::ops::Range;

/// What the lanes of a round have left behind.
pub(super) struct Round<'a, T: Real> {
    pub(super) model: &'a Model<T>,
    pub(super) plan: Plan,
    pub(super) index: usize,
    pub(super) memory: &'a [T],
}

impl<T: Real> Round<'_, T> {
    /// Gathers the gradient into `grads`, its first lane. With the last round it is complete: then `each` is called with
    /// every part.
    pub(super) fn gather(
        &self,
        phase: &Phase<'_>,
        grads: &mut [T],
        each: &(dyn Fn(Range<usize>, &[T]) + Sync),
    ) {
        let (plan, parts) = (self.plan, self.model.parts());
        let last = self.index + 1 == plan.rounds();
        let len = self.model.size.params;
        let lanes = Disjoint::new(grads);
        phase(parts.list.len(), &|part| {
            let part = &parts.list[part];
            let params = part.params.clone();
            let pieces = &parts.pieces[part.pieces.clone()];
            if Self::passes(self.model, plan) {
                return with_scratch(params.len(), |grad| {
                    self.multiply(parts, pieces, params.start, grad);
                    each(params, grad);
                });
            }
            let lane = |lane: usize| lane * len + params.start..lane * len + params.end;
            #[expect(unsafe_code, reason = "parts are gathered at the same time")]
            // SAFETY: every part is a range of its own, in each lane.
            let grad = unsafe { lanes.part(lane(0)) };
            self.multiply(parts, pieces, params.start, grad);
            if !last {
                return;
            }
            for range in parts::summed(pieces) {
                let own = range.start - params.start..range.end - params.start;
                for other in 1..plan.lanes {
                    #[expect(unsafe_code, reason = "as above")]
                    // SAFETY: as above.
                    let other = unsafe { lanes.part(lane(other)) };
                    for (sum, &g) in grad[own.clone()].iter_mut().zip(&other[own.clone()]) {
                        *sum += g;
                    }
                }
            }
            each(params, grad);
        });
    }

    /// Whether a part's gradient is complete as soon as it is multiplied, and need not be kept.
    pub(super) fn passes(model: &Model<T>, plan: Plan) -> bool {
        plan.rounds() == 1 && model.parts().summed == 0
    }

    /// Does the products among the pieces, into the gradient of the parameters from `start` on.
    fn multiply(&self, parts: &Parts, pieces: &[Piece], start: usize, grad: &mut [T]) {
        for piece in pieces {
            match piece {
                Piece::Panel(panel) => {
                    let grad = (&mut grad[panel.weights - start..], panel.stride);
                    self.product(panel, grad, self.index > 0);
                }
                Piece::Stair(whole, steps) => {
                    let steps = &parts.steps[steps.clone()];
                    self.stair(whole, steps, &mut grad[whole.weights - start..]);
                }
                Piece::Summed(_) => {}
            }
        }
    }

    /// The panels of a stair, cut out of the gradient of the whole.
    fn stair(&self, whole: &Panel, steps: &[[usize; 2]], grad: &mut [T]) {
        let accumulate = self.index > 0;
        with_scratch(whole.rows * whole.cols, |dense| {
            if accumulate {
                dense.fill(T::ZERO);
                each_row(steps, whole.cols, dense, grad, |dense, grad| {
                    dense.copy_from_slice(grad);
                });
            }
            self.product(whole, (dense, whole.cols), accumulate);
            each_row(steps, whole.cols, dense, grad, |dense, grad| {
                grad.copy_from_slice(dense);
            });
        });
    }

    /// The product over all samples of the round.
    fn product(&self, panel: &Panel, grad: (&mut [T], usize), accumulate: bool) {
        let [condition, tape, kept, _] = Work::<T>::columns(self.model);
        let x = match panel.x {
            Column::Condition(column) => condition + column,
            Column::Tape(column) => tape + column,
        };
        let room = self.plan.room(self.model);
        let mut shares = [Share {
            samples: 0,
            x: &[] as &[T],
            dy: &[],
        }; MOST_SHARES];
        let shares = &mut shares[..self.plan.lanes];
        for (lane, share) in shares.iter_mut().enumerate() {
            let samples = self.plan.lane(self.index, lane).len();
            let memory = &self.memory[lane * room..];
            *share = Share {
                samples,
                x: &memory[x * samples..][..panel.rows * samples],
                dy: &memory[(kept + panel.dy) * samples..][..panel.cols * samples],
            };
        }
        outer_products(panel.rows, panel.cols, grad, shares, accumulate);
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
