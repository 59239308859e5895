//! Convolutions of three by three taps with many channels, by fewer products: Winograd's F(4 × 4, 3 × 3) (Lavin & Gray 2016).
//!
//! The image is cut into tiles of four by four places. Of the six by six places that a tile's outputs see, 36 combinations are
//! made, which are multiplied by 36 combinations of the taps, channel by channel, and the outputs are combinations of these
//! products: 36 panels in place of 144. All combinations are sums of a few columns, in [`transform`](super::transform), and as
//! many tiles as fit into a cache share one product, whose rows are samples of tiles:
//!
//! ```text
//!   combination 0              combination 1
//!   channel 0      channel 1   channel 0
//!   tile 0 tile 1  tile 0 …    tile 0 …            a column of samples each
//! ```

use super::grid::Grid;
use super::layer::Convolution;
use super::transform::{
    Axis, Columns, Inputs, InputsBack, Outputs, OutputsBack, Square, Taps, TapsBack, transform,
};
use crate::kernels::buffer::{Cutter, with_scratch};
use crate::kernels::product::{product, product_dw, product_dx};
use crate::real::Real;
use std::ops::Range;

/// Places of a tile along each axis.
const TILE: usize = 4;

/// Combinations of what it sees, along each axis.
const SIDE: usize = TILE + 2;

/// As many in all.
const COMBINATIONS: usize = SIDE * SIDE;

/// Samples of tiles that are multiplied at once, or those of one tile, if they are more.
const MOST_ROWS: usize = 96;

/// Scalars between combinations, of images and of taps: at a power of two, all of them would meet in the same few sets of the first cache.
const GAP: usize = 16;

/// Below so many channels on either side, combinations cost more than products.
const LEAST_CHANNELS: usize = 12;

/// A convolution by tiles.
#[derive(Clone, Copy)]
pub(super) struct Tiled<'a>(&'a Convolution);

/// Neighbouring tiles that are multiplied at once, with samples of each.
#[derive(Clone, Copy)]
struct Stretch {
    first: usize,
    tiles: usize,
    rows: usize,
}

impl Stretch {
    /// The rows of its products.
    fn len(self) -> usize {
        self.tiles * self.rows
    }

    /// Where it has one of the combinations, of so many channels.
    fn of(self, combination: usize, channels: usize) -> Range<usize> {
        let len = channels * self.len();
        let start = combination * (len + GAP);
        start..start + len
    }
}

impl Convolution {
    /// The same by tiles, if that takes less.
    pub(super) fn tiled(&self) -> Option<Tiled<'_>> {
        let Grid { height, width } = self.grid;
        let tiled = Tiled(self);
        let direct = (3 * height - 2) * (3 * width - 2);
        let is_less = self.kernel.is_dense([3, 3])
            && self.inputs.min(self.outputs) >= LEAST_CHANNELS
            && 4 * tiled.tiles() * COMBINATIONS < 3 * direct;
        is_less.then_some(tiled)
    }
}

impl Tiled<'_> {
    fn across(self) -> usize {
        self.0.grid.width.div_ceil(TILE)
    }

    fn tiles(self) -> usize {
        self.0.grid.height.div_ceil(TILE) * self.across()
    }

    fn stretches(self, rows: usize) -> impl Iterator<Item = Stretch> {
        let tiles = (MOST_ROWS / rows).max(1);
        (0..self.tiles()).step_by(tiles).map(move |first| Stretch {
            first,
            tiles: tiles.min(self.tiles() - first),
            rows,
        })
    }

    /// Scalars of all combinations of a stretch at most, with so many channels.
    fn room(self, rows: usize, channels: usize) -> usize {
        COMBINATIONS * (channels * self.tiles().min((MOST_ROWS / rows).max(1)) * rows + GAP)
    }

    /// Where an image whose places are so many scalars apart has a square of places, which begins one above and left of the tile
    /// or at it.
    fn places(self, tile: usize, side: usize, apart: usize) -> Square {
        let Grid { height, width } = self.0.grid;
        let before = (side - TILE) / 2;
        let [row, column] = [tile / self.across(), tile % self.across()].map(|i| i * TILE);
        let there = |start: usize, length: usize| {
            before.saturating_sub(start)..side.min(length + before - start)
        };
        let place = (row * width + column).wrapping_sub(before * (width + 1));
        Square {
            start: place.wrapping_mul(apart),
            strides: [width * apart, apart],
            there: [there(row, height), there(column, width)],
        }
    }

    /// Makes the combinations of the taps.
    fn combine<T: Real>(self, params: &[T], taps: &mut [T]) {
        let columns = self.panels();
        let from = Square::whole(3, columns.len);
        let to = Square::whole(SIDE, columns.len + GAP);
        let of_taps = &params[self.0.taps()..];
        transform::<Taps, _, 3, SIDE>(columns, (of_taps, from), (taps, to), false);
    }

    /// The panels of weights, which stand one behind the other, as columns.
    fn panels(self) -> Columns {
        Columns {
            len: self.0.inputs * self.0.outputs,
            count: 1,
            from: 0,
            to: 0,
        }
    }

    /// From an image to the combinations of a stretch.
    fn gather<A: Axis<N, SIDE>, T: Real, const N: usize>(
        self,
        stretch: Stretch,
        channels: usize,
        image: &[T],
        combinations: &mut [T],
    ) {
        let Stretch { first, tiles, rows } = stretch;
        let columns = Columns {
            len: rows,
            count: channels,
            from: rows,
            to: stretch.len(),
        };
        for tile in 0..tiles {
            let from = self.places(first + tile, N, channels * rows);
            let to = &mut combinations[tile * rows..];
            let starts = Square::whole(SIDE, channels * stretch.len() + GAP);
            transform::<A, T, N, SIDE>(columns, (image, from), (to, starts), false);
        }
    }

    /// From the combinations of a stretch to an image, which is added to.
    fn scatter<A: Axis<SIDE, N>, T: Real, const N: usize>(
        self,
        stretch: Stretch,
        channels: usize,
        combinations: &[T],
        image: &mut [T],
    ) {
        let Stretch { first, tiles, rows } = stretch;
        let columns = Columns {
            len: rows,
            count: channels,
            from: stretch.len(),
            to: rows,
        };
        for tile in 0..tiles {
            let from = &combinations[tile * rows..];
            let starts = Square::whole(SIDE, channels * stretch.len() + GAP);
            let to = self.places(first + tile, N, channels * rows);
            transform::<A, T, SIDE, N>(columns, (from, starts), (image, to), true);
        }
    }

    /// Scratch for the combinations of the taps, of a stretch of x, and of a stretch of y.
    fn with_combinations<T: Real>(self, rows: usize, work: impl FnOnce([&mut [T]; 3])) {
        let Convolution {
            inputs, outputs, ..
        } = *self.0;
        let taps = COMBINATIONS * (inputs * outputs + GAP);
        let (of_x, of_y) = (self.room(rows, inputs), self.room(rows, outputs));
        with_scratch(taps + of_x + of_y, |scratch| {
            let mut scratch = Cutter::new(scratch);
            work([taps, of_x, of_y].map(|len| scratch.cut(len)));
        });
    }

    /// Where the combinations of the taps have one.
    fn panel(self, combination: usize) -> Range<usize> {
        let panel = self.0.inputs * self.0.outputs;
        let start = combination * (panel + GAP);
        start..start + panel
    }

    /// Adds to `y` what the taps make of an image x.
    pub(super) fn pass<T: Real>(self, rows: usize, params: &[T], x: &[T], y: &mut [T]) {
        let Convolution {
            inputs, outputs, ..
        } = *self.0;
        self.with_combinations(rows, |[taps, seen, made]| {
            self.combine(params, taps);
            for stretch in self.stretches(rows) {
                self.gather::<Inputs, T, SIDE>(stretch, inputs, x, seen);
                for c in 0..COMBINATIONS {
                    let made = &mut made[stretch.of(c, outputs)];
                    let seen = &seen[stretch.of(c, inputs)];
                    product(stretch.len(), made, seen, &taps[self.panel(c)], false);
                }
                self.scatter::<Outputs, T, TILE>(stretch, outputs, made, y);
            }
        });
    }

    /// Adds to the cotangent of x, and to the gradient of the taps, if it is wanted.
    pub(super) fn pull<T: Real>(
        self,
        rows: usize,
        params: &[T],
        [x, dy]: [&[T]; 2],
        dx: &mut [T],
        mut grad: Option<&mut [T]>,
    ) {
        let Convolution {
            inputs, outputs, ..
        } = *self.0;
        let of_grad = grad
            .as_ref()
            .map_or(0, |_| COMBINATIONS * (inputs * outputs + GAP));
        with_scratch(of_grad, |dtaps| {
            dtaps.fill(T::ZERO);
            self.with_combinations(rows, |[taps, seen, dmade]| {
                self.combine(params, taps);
                for stretch in self.stretches(rows) {
                    self.gather::<OutputsBack, T, TILE>(stretch, outputs, dy, dmade);
                    if grad.is_some() {
                        self.gather::<Inputs, T, SIDE>(stretch, inputs, x, seen);
                        for c in 0..COMBINATIONS {
                            let dmade = &dmade[stretch.of(c, outputs)];
                            let seen = &seen[stretch.of(c, inputs)];
                            product_dw(stretch.len(), &mut dtaps[self.panel(c)], seen, dmade, true);
                        }
                    }
                    for c in 0..COMBINATIONS {
                        let dmade = &dmade[stretch.of(c, outputs)];
                        let dseen = &mut seen[stretch.of(c, inputs)];
                        product_dx(stretch.len(), dseen, dmade, &taps[self.panel(c)], false);
                    }
                    self.scatter::<InputsBack, T, SIDE>(stretch, inputs, seen, dx);
                }
            });
            if let Some(grad) = &mut grad {
                let columns = self.panels();
                let from = Square::whole(SIDE, columns.len + GAP);
                let to = Square::whole(3, columns.len);
                transform::<TapsBack, _, SIDE, 3>(columns, (dtaps, from), (grad, to), true);
            }
        });
    }
}
