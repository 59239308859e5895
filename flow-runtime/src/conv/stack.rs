//! `conv(widths…)`: convolutions one after the other, with an activation between them.

use super::grid::{Grid, Kernel};
use super::init::{Start, init};
use super::layer::{Back, Convolution};
use super::sites::Sites;
use crate::conditioner::{Conditioner, NetworkSize, Pass, PullPass};
use crate::kernels::activation::Activation;
use crate::kernels::buffer::{Cutter, with_scratch};
use crate::parts::Parts;
use crate::real::Real;
use rand::Rng;
use std::ops::Range;

/// A convolutional network (Dinh, Sohl-Dickstein & Bengio 2017; Kingma & Dhariwal 2018): hidden layers of so many channels at
/// every place, and the numbers' parameters at the end, all by convolutions of the same kernel that keep the size. A context
/// reaches the first layer, the same at every place.
///
/// **Parameters** those of the convolutions, layer by layer.
///
/// **Cost** for each layer inputs × outputs × taps of the kernel at each place, fewer at the edges, and fewer where a layer has channels
/// enough for Winograd's tiles.
#[derive(Clone, Copy, Debug)]
pub struct Conv {
    grid: Grid,
    stay: Sites,
    moved: Sites,
    /// Parameters of each number that moves.
    per: usize,
    context: usize,
    widths: &'static [usize],
    kernel: usize,
    activation: Activation,
    start: Start,
}

impl Conv {
    /// A network over height and width, from what stays and a context of so many numbers, to `per` parameters of each number
    /// that moves, with hidden layers of so many channels.
    ///
    /// # Panics
    ///
    /// If there are no hidden layers, or the kernel, which has so many taps along each axis, has no middle.
    pub const fn new(
        [height, width]: [usize; 2],
        [stay, moved]: [Sites; 2],
        context: usize,
        per: usize,
        widths: &'static [usize],
        kernel: usize,
        activation: Activation,
    ) -> Self {
        assert!(!widths.is_empty() && kernel % 2 == 1);
        Self {
            grid: Grid { height, width },
            stay,
            moved,
            per,
            context,
            widths,
            kernel,
            activation,
            start: Start::Random,
        }
    }

    /// The same with outputs that are 0 at the start.
    #[must_use]
    pub const fn zero_outputs(self) -> Self {
        Self {
            start: Start::ZeroOutputs,
            ..self
        }
    }

    /// The same with weights in Glorot's range at the start.
    #[must_use]
    pub const fn glorot(self) -> Self {
        Self {
            start: Start::Glorot,
            ..self
        }
    }

    /// The numbers of the element.
    pub(crate) const fn dim(&self) -> usize {
        self.stay.count(self.grid) + self.moved.count(self.grid)
    }

    pub(super) const fn layers(&self) -> usize {
        self.widths.len() + 1
    }

    /// Channels before a layer.
    const fn channels(&self, layer: usize) -> usize {
        if layer == 0 {
            self.stay.channels()
        } else if layer < self.layers() {
            self.widths[layer - 1]
        } else {
            self.moved.channels() * self.per
        }
    }

    pub(super) const fn layer(&self, layer: usize) -> Convolution {
        Convolution {
            grid: self.grid,
            kernel: Kernel::new(self.grid, self.kernel, 1),
            conditions: if layer == 0 { 1 + self.context } else { 1 },
            inputs: self.channels(layer),
            outputs: self.channels(layer + 1),
        }
    }

    /// Columns of the images from one layer to another.
    const fn columns(&self, from: usize, to: usize) -> usize {
        let (mut columns, mut layer) = (0, from);
        while layer < to {
            columns += self.grid.places() * self.channels(layer);
            layer += 1;
        }
        columns
    }

    /// Columns of the largest image.
    const fn largest(&self) -> usize {
        let (mut largest, mut layer) = (0, 0);
        while layer <= self.layers() {
            if self.channels(layer) > largest {
                largest = self.channels(layer);
            }
            layer += 1;
        }
        largest * self.grid.places()
    }

    pub(crate) const fn size(&self) -> NetworkSize {
        let hidden = self.columns(1, self.layers());
        let inputs = if self.activation.keeps_input() {
            hidden
        } else {
            0
        };
        NetworkSize {
            params: self.params_below(self.layers()),
            inputs: self.stay.count(self.grid),
            outputs: self.moved.count(self.grid) * self.per,
            tape: self.columns(0, 1) + hidden + inputs,
            scratch: 2 * self.largest(),
            kept: 0,
        }
    }

    /// The parameters of a layer.
    pub(super) fn weights(&self, layer: usize) -> Range<usize> {
        let start = self.params_below(layer);
        start..start + self.layer(layer).params()
    }

    const fn params_below(&self, layer: usize) -> usize {
        let (mut params, mut below) = (0, 0);
        while below < layer {
            params += self.layer(below).params();
            below += 1;
        }
        params
    }
}

impl<T: Real> Conditioner<T> for Conv {
    fn size(&self) -> NetworkSize {
        self.size()
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        let layers = (0..self.layers()).map(|layer| (self.layer(layer), self.weights(layer)));
        init(layers, self.start, params, rng);
    }

    fn parts(&self, _inputs: usize, _tape: usize, parts: &mut Parts) {
        parts.summed(self.size().params);
    }

    fn parallel(&self, params: &[T], inputs: &[T], pass: Pass<'_, T>) {
        let Pass {
            rows,
            condition,
            tape,
            outputs,
        } = pass;
        let (images, kept) = tape.split_at_mut(self.columns(0, self.layers()) * rows);
        let mut kept = Cutter::new(kept);
        let (image, mut above) = images.split_at_mut(self.columns(0, 1) * rows);
        self.stay.enter(self.grid, rows, 1, inputs, image);
        let mut below = &*image;
        for layer in 0..self.layers() - 1 {
            let (image, rest) = above.split_at_mut(self.columns(layer + 1, layer + 2) * rows);
            let weights = &params[self.weights(layer)];
            self.layer(layer)
                .pass(rows, weights, condition, below, image, false);
            if self.activation.keeps_input() {
                kept.cut(image.len()).copy_from_slice(image);
            }
            self.activation.apply(image);
            (below, above) = (image, rest);
        }
        let last = self.layers() - 1;
        with_scratch(self.columns(last + 1, last + 2) * rows, |image| {
            let weights = &params[self.weights(last)];
            self.layer(last)
                .pass(rows, weights, condition, below, image, false);
            self.moved.leave(self.grid, rows, self.per, image, outputs);
        });
    }

    fn pull_parallel(
        &self,
        params: &[T],
        doutputs: &[T],
        dinputs: &mut [T],
        pull: PullPass<'_, T>,
    ) {
        let (mut back, tape, scratch) = Back::new(params, pull);
        let rows = back.rows;
        let hidden = |layer: usize| {
            let start = self.columns(0, layer) * rows;
            start..start + self.columns(layer, layer + 1) * rows
        };
        // Before their activation, the images of the hidden layers stand behind all images.
        let kept = |layer: usize| {
            let images = hidden(layer);
            let on = if self.activation.keeps_input() {
                self.columns(1, self.layers()) * rows
            } else {
                0
            };
            images.start + on..images.end + on
        };
        let (mut dy, mut dx) = scratch.split_at_mut(self.largest() * rows);
        let image = &mut dy[..self.columns(self.layers(), self.layers() + 1) * rows];
        self.moved.enter(self.grid, rows, self.per, doutputs, image);
        for layer in (0..self.layers()).rev() {
            let own = &dy[..self.columns(layer + 1, layer + 2) * rows];
            let below = &mut dx[..self.columns(layer, layer + 1) * rows];
            let of_layer = (self.layer(layer), self.weights(layer));
            back.through(of_layer, &tape[hidden(layer)], own, below, false);
            if layer > 0 {
                self.activation.pull(below, &tape[kept(layer)]);
            }
            std::mem::swap(&mut dy, &mut dx);
        }
        let image = &dy[..self.columns(0, 1) * rows];
        self.stay.add(self.grid, rows, image, dinputs);
    }
}
