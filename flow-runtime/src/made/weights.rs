//! The gradient of the weights: a product over all samples for each panel, from what sweep and pullback leave behind.

use super::network::Network;
use super::panel::Panel;
use crate::kernels::transpose::transpose;
use crate::parts::{Column, Parts, Product};
use crate::real::Real;
use std::ops::Range;

impl Network<'_> {
    /// The columns of a layer, group by group of degrees.
    fn groups(&self, layer: usize) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
        let mut start = 0;
        std::iter::from_fn(move || {
            let degrees = start..self.sizes.group_of(layer, start).1;
            start = degrees.end;
            let column = |degree| self.sizes.columns_below(layer, degree);
            let columns = column(degrees.start)..column(degrees.end);
            (degrees.start < self.dim()).then_some((degrees, columns))
        })
    }

    /// Turns the cotangents of all layers into rows, which stand together for the columns of a group.
    pub(super) fn keep<T: Real>(
        &self,
        samples: usize,
        doutputs: &[T],
        dhidden: &[T],
        kept: &mut [T],
    ) {
        for layer in 0..=self.layers() {
            let start = self.start(layer) * samples;
            let columns = if layer == self.layers() {
                doutputs
            } else {
                &dhidden[start..]
            };
            for (_, group) in self.groups(layer) {
                let range = group.start * samples..group.end * samples;
                transpose(samples, &columns[range.clone()], &mut kept[start..][range]);
            }
        }
    }

    /// The panels, for a tape that has the inputs and the hidden layers from these columns on.
    pub(super) fn products(&self, inputs: usize, hidden: usize, parts: &mut Parts) {
        let condition = self.sizes.condition();
        for (_, columns) in self.groups(0) {
            let columns = columns.start.max(condition.col)..columns.end;
            if !columns.is_empty() {
                parts.product(Product {
                    weights: condition.offset + columns.start - condition.col,
                    stride: condition.cols,
                    x: Column::Condition(condition.row),
                    rows: condition.rows,
                    dy: columns.start,
                    cols: columns.len(),
                });
            }
        }
        for layer in 0..=self.layers() {
            let below = match layer {
                0 => inputs,
                _ => hidden + self.start(layer - 1),
            };
            for (degrees, columns) in self.groups(layer) {
                let product = |panel: Panel| Product {
                    weights: panel.offset,
                    stride: columns.len(),
                    x: Column::Tape(below + panel.row),
                    rows: panel.rows,
                    dy: self.start(layer) + columns.start,
                    cols: columns.len(),
                };
                let near = |degree: usize| self.cell(layer, degree).near;
                let far = self.cell(layer, degrees.start).far;
                if far.len() > 0 {
                    parts.product(product(far));
                }
                if degrees.clone().any(|degree| near(degree).len() > 0) {
                    let whole = Panel {
                        rows: near(degrees.end - 1).rows,
                        ..near(degrees.start)
                    };
                    let steps = degrees.map(near).map(|near| [near.rows, near.cols]);
                    parts.stair(product(whole), steps);
                }
            }
        }
    }
}
