//! The parameters in parts, which threads take one by one to gather their gradient and to step.
//!
//! The gradient of a dense panel of weights is `Σ xᵀ dy` over all samples. Elements made of such panels keep both
//! factors, and the product waits until all samples are through: then it runs over all of them at once, its sums stay
//! in registers, no thread needs a gradient of its own, and an optimiser finds the gradient in the cache.

use std::ops::Range;

/// Parts have about this many parameters at least.
const PART: usize = 4096;

/// There are about this many parts at most.
const MOST_PARTS: usize = 96;

/// Rows of a product are cut at multiples of this many.
const STRIDE: usize = 8;

/// A dense panel of weights, `rows × cols` and row-major, whose gradient is a product over the samples.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    /// The first weight.
    pub weights: usize,
    /// How far apart its rows begin.
    pub stride: usize,
    /// The first of the columns of x.
    pub x: Column,
    /// How many these are.
    pub rows: usize,
    /// Where in what the element [kept](crate::element::Pullback::kept) the rows of dy begin.
    pub dy: usize,
    /// How long these are.
    pub cols: usize,
}

/// A column of a block.
#[derive(Clone, Copy, Debug)]
pub enum Column {
    /// Of what the samples are conditioned on.
    Condition(usize),
    /// Of the tape.
    Tape(usize),
}

/// Weights that several places of a network share, such as the tokens of a sequence: how many these are, and how many columns
/// of x and of dy they are apart. The gradient is the sum of theirs.
#[derive(Clone, Copy, Debug)]
pub struct Shared {
    /// How many places.
    pub places: usize,
    /// Columns of x from one to the next.
    pub x: usize,
    /// And of dy.
    pub dy: usize,
}

/// Something to do for a part's gradient.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// One product.
    Product(Product),
    /// The sum of products, of which this is the first.
    Shared(Product, Shared),
    /// Products side by side, each a prefix of the rows of this one, with their weights one after the other. They are cut
    /// out of its gradient.
    Stair(Product, Range<usize>),
    /// Lanes have summed up a gradient each.
    Summed(Range<usize>),
}

/// Consecutive parameters with what is to be done for their gradient.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) params: Range<usize>,
    pub(crate) pieces: Range<usize>,
}

/// All parameters, in parts.
#[derive(Debug, Default)]
pub struct Parts {
    pub(crate) list: Vec<Part>,
    pub(crate) pieces: Vec<Piece>,
    /// Rows and columns of the steps of all stairs.
    pub(crate) steps: Vec<[usize; 2]>,
    /// How many parameters have their gradient summed up by lanes.
    pub(crate) summed: usize,
    /// Whether some weights are shared: the order in which their gradient is added up has to be one of the batch.
    pub(crate) shares: bool,
    /// Where the element that is asked has its parameters, its tape, and what it keeps.
    origin: [usize; 3],
}

impl Parts {
    /// Asks an element that has its own at these places, counted from those of the element around it.
    pub(crate) fn within(&mut self, origin: [usize; 3], ask: impl FnOnce(&mut Self)) {
        let around = self.origin;
        self.origin = std::array::from_fn(|i| around[i] + origin[i]);
        ask(self);
        self.origin = around;
    }

    /// A product of the element that is asked.
    pub fn product(&mut self, product: Product) {
        let product = self.placed(product);
        self.pieces.push(Piece::Product(product));
    }

    /// A product of the element that is asked, at several places.
    pub fn shared(&mut self, first: Product, shared: Shared) {
        let first = self.placed(first);
        self.pieces.push(Piece::Shared(first, shared));
        self.shares = true;
    }

    /// Products side by side, each with so many of the rows of `whole` and so many of its columns, with their weights one
    /// after the other.
    pub fn stair(&mut self, whole: Product, steps: impl Iterator<Item = [usize; 2]>) {
        let whole = self.placed(whole);
        let start = self.steps.len();
        self.steps.extend(steps);
        self.pieces
            .push(Piece::Stair(whole, start..self.steps.len()));
    }

    /// So many parameters of the element, all it has, whose gradient it adds up itself.
    pub fn summed(&mut self, params: usize) {
        if params > 0 {
            let start = self.origin[0];
            self.pieces.push(Piece::Summed(start..start + params));
            self.summed += params;
        }
    }

    fn placed(&self, product: Product) -> Product {
        let [params, tape, kept] = self.origin;
        Product {
            weights: params + product.weights,
            x: match product.x {
                Column::Tape(column) => Column::Tape(tape + column),
                condition @ Column::Condition(_) => condition,
            },
            dy: kept + product.dy,
            ..product
        }
    }

    /// Cuts what is large, and joins what is small, once all elements have been asked.
    pub(crate) fn cut(mut self) -> Self {
        let whole = std::mem::take(&mut self.pieces);
        let params = whole.iter().map(|piece| self.weights(piece).end).max();
        let part = params.unwrap_or(0).div_ceil(MOST_PARTS).max(PART);
        for piece in whole {
            match piece {
                // The rows of other products may lie between those of this one.
                Piece::Product(product) if product.stride > product.cols => {
                    self.pieces.push(Piece::Product(product));
                }
                Piece::Product(product) => {
                    let pieces = product.cut(part).map(Piece::Product);
                    self.pieces.extend(pieces);
                }
                Piece::Shared(product, shared) => {
                    let pieces = product.cut(part);
                    let pieces = pieces.map(|product| Piece::Shared(product, shared));
                    self.pieces.extend(pieces);
                }
                Piece::Summed(range) => {
                    let starts = range.clone().step_by(part);
                    let ranges = starts.map(|start| start..(start + part).min(range.end));
                    self.pieces.extend(ranges.map(Piece::Summed));
                }
                stair @ Piece::Stair(..) => self.pieces.push(stair),
            }
        }
        let mut open = Part {
            params: 0..0,
            pieces: 0..0,
        };
        for (i, piece) in self.pieces.iter().enumerate() {
            let weights = self.weights(piece);
            if open.params.len() >= part && weights.start >= open.params.end {
                let next = Part {
                    params: open.params.end..open.params.end,
                    pieces: i..i,
                };
                self.list.push(std::mem::replace(&mut open, next));
            }
            open.params.end = open.params.end.max(weights.end);
            open.pieces.end = i + 1;
        }
        self.list.push(open);
        self
    }

    /// The parameters of a part, cut where lanes begin or cease to add up their gradient, and whether they do.
    pub(crate) fn ranges(&self, part: &Part) -> impl Iterator<Item = (Range<usize>, bool)> {
        let mut end = part.params.start;
        let summed = summed(&self.pieces[part.pieces.clone()]).map(|range| (range, true));
        summed
            .chain(std::iter::once((part.params.end..part.params.end, true)))
            .flat_map(move |(range, summed)| {
                let before = std::mem::replace(&mut end, range.end)..range.start;
                [(before, false), (range, summed)]
            })
            .filter(|(range, _)| !range.is_empty())
    }

    /// From the first weight of a piece to the last.
    fn weights(&self, piece: &Piece) -> Range<usize> {
        match piece {
            Piece::Product(product) | Piece::Shared(product, _) => {
                let rows = product.rows.saturating_sub(1) * product.stride;
                product.weights..product.weights + rows + product.cols
            }
            Piece::Stair(product, steps) => {
                let steps = self.steps[steps.clone()].iter();
                let len: usize = steps.map(|[rows, cols]| rows * cols).sum();
                product.weights..product.weights + len
            }
            Piece::Summed(range) => range.clone(),
        }
    }
}

/// The parameters among some pieces whose gradient lanes add up.
pub(crate) fn summed(pieces: &[Piece]) -> impl Iterator<Item = Range<usize>> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Summed(range) => Some(range.clone()),
        Piece::Product(_) | Piece::Shared(..) | Piece::Stair(..) => None,
    })
}

impl Product {
    /// The same in pieces of about so many weights, at whole rows.
    fn cut(self, weights: usize) -> impl Iterator<Item = Self> {
        let rows = (weights / self.cols.max(1) / STRIDE).max(1) * STRIDE;
        (0..self.rows).step_by(rows).map(move |start| Self {
            weights: self.weights + start * self.stride,
            x: self.x.after(start),
            rows: rows.min(self.rows - start),
            ..self
        })
    }
}

impl Column {
    /// So many columns on.
    pub(crate) fn after(self, columns: usize) -> Self {
        match self {
            Self::Condition(column) => Self::Condition(column + columns),
            Self::Tape(column) => Self::Tape(column + columns),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_and_pieces_stay_whole() {
        let mut parts = Parts::default();
        parts.summed(10);
        let product = |weights, stride, rows, cols| Product {
            weights,
            stride,
            x: Column::Tape(5),
            rows,
            dy: 1,
            cols,
        };
        // Two products whose rows alternate, a large one, and a stair.
        parts.within([10, 7, 3], |parts| {
            parts.product(product(0, 100, 80, 40));
            parts.product(product(40, 100, 80, 60));
            // An element inside of it.
            parts.within([8000, 0, 0], |parts| {
                parts.product(product(0, 128, 129, 128));
            });
            let stair = product(8000 + 129 * 128, 0, 24, 16);
            parts.stair(stair, [[8, 8], [24, 8]].into_iter());
        });
        parts.within([10 + 8000 + 129 * 128 + 256, 0, 0], |parts| {
            parts.summed(10_000);
        });
        let parts = parts.cut();

        let mut end = 0;
        for part in &parts.list {
            assert_eq!(part.params.start, end);
            assert!(part.params.len() < 3 * PART);
            end = part.params.end;
            for piece in &parts.pieces[part.pieces.clone()] {
                let weights = parts.weights(piece);
                assert!(weights.start >= part.params.start && weights.end <= part.params.end);
            }
        }
        assert_eq!(end, 10 + 8000 + 129 * 128 + 256 + 10_000);
        assert_eq!(
            parts.list.last().map(|p| p.pieces.end),
            Some(parts.pieces.len())
        );
        assert_eq!(parts.summed, 10_010);
        let columns: Vec<_> = parts
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Product(Product {
                    x: Column::Tape(x),
                    dy,
                    cols: 128,
                    ..
                }) => Some((*x, *dy)),
                _ => None,
            })
            .collect();
        assert_eq!(columns, [(12, 4), (44, 4), (76, 4), (108, 4), (140, 4)]);
    }
}
