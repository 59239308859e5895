//! `wavenet(channels, layers = n)`: dilated convolutions with gates, for sound.

use super::gate;
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

/// A `WaveNet` that looks both ways (van den Oord et al. 2016, §2.3 and §2.4; not causal as in Kim et al. 2019, "`FloWaveNet`",
/// and Prenger et al. 2019).
///
/// With h₀ a combination of the channels that stay, layer l has `u = tanh(F h) · sigmoid(G h)`, whose convolutions F and G have
/// taps 2ˡ places apart and read the context; `h ← h + R u`, and all `S u` are summed up. Two combinations of channels, each
/// behind an activation, make the outputs of that sum.
///
/// **Parameters** those of the first combination; of F with G, and of S, layer by layer; of R, which the last layer has no
/// need of; of the last two combinations.
#[derive(Clone, Copy, Debug)]
pub struct Wavenet {
    grid: Grid,
    stay: Sites,
    moved: Sites,
    /// Parameters of each number that moves.
    per: usize,
    context: usize,
    channels: usize,
    layers: usize,
    kernel: usize,
    activation: Activation,
    start: Start,
}

impl Wavenet {
    /// A network over a length, which is the width of a picture of height 1; from what stays and a context of so many
    /// numbers to `per` parameters of each number that moves.
    ///
    /// # Panics
    ///
    /// If there are no layers, the kernel has no middle, or the grid is higher than 1.
    pub const fn new(
        [height, width]: [usize; 2],
        [stay, moved]: [Sites; 2],
        context: usize,
        per: usize,
        channels: usize,
        layers: usize,
        kernel: usize,
        activation: Activation,
    ) -> Self {
        assert!(layers > 0 && kernel % 2 == 1 && height == 1);
        Self {
            grid: Grid { height, width },
            stay,
            moved,
            per,
            context,
            channels,
            layers,
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

    const ENTRY: usize = 0;

    /// F with G.
    const fn gate(layer: usize) -> usize {
        1 + 2 * layer
    }

    /// S
    const fn skip(layer: usize) -> usize {
        2 + 2 * layer
    }

    /// R
    const fn residual(&self, layer: usize) -> usize {
        1 + 2 * self.layers + layer
    }

    const fn head(&self) -> usize {
        3 * self.layers
    }

    const fn output(&self) -> usize {
        self.head() + 1
    }

    /// One of the convolutions, in the order of their parameters.
    const fn part(&self, part: usize) -> Convolution {
        let (channels, gates) = (self.channels, 1 + 2 * self.layers);
        let is_gate = part % 2 == 1 && part < gates;
        let (size, dilation) = if is_gate {
            (self.kernel, 1 << (part / 2))
        } else {
            (1, 1)
        };
        Convolution {
            grid: self.grid,
            kernel: Kernel::new(self.grid, size, dilation),
            conditions: if is_gate { 1 + self.context } else { 1 },
            inputs: if part == Self::ENTRY {
                self.stay.channels()
            } else {
                channels
            },
            outputs: if is_gate {
                2 * channels
            } else if part == self.output() {
                self.moved.channels() * self.per
            } else {
                channels
            },
        }
    }

    const fn params_below(&self, part: usize) -> usize {
        let (mut params, mut below) = (0, 0);
        while below < part {
            params += self.part(below).params();
            below += 1;
        }
        params
    }

    /// A convolution, and where its parameters are.
    fn at(&self, part: usize) -> (Convolution, Range<usize>) {
        let (start, convolution) = (self.params_below(part), self.part(part));
        (convolution, start..start + convolution.params())
    }

    /// Columns of an image of so many channels.
    const fn image(&self, channels: usize) -> usize {
        self.grid.places() * channels
    }

    const fn outputs(&self) -> usize {
        self.image(self.moved.channels() * self.per)
    }

    /// How many images of all channels are kept: of every layer what enters it and its two factors; what enters the last two
    /// combinations, behind the activation and perhaps before it.
    const fn kept_images(&self) -> usize {
        let ends = if self.activation.keeps_input() { 4 } else { 2 };
        3 * self.layers + ends
    }

    pub(crate) const fn size(&self) -> NetworkSize {
        NetworkSize {
            params: self.params_below(self.output() + 1),
            inputs: self.stay.count(self.grid),
            outputs: self.moved.count(self.grid) * self.per,
            tape: self.image(self.stay.channels() + self.kept_images() * self.channels),
            scratch: self.outputs() + self.image(self.stay.channels() + 6 * self.channels),
            kept: 0,
        }
    }

    /// A tape in its images, which `cut` takes off it one after the other.
    fn tape<S>(&self, rows: usize, mut cut: impl FnMut(usize) -> S) -> Tape<S> {
        let one = self.image(self.channels) * rows;
        let kept = if self.activation.keeps_input() {
            one
        } else {
            0
        };
        Tape {
            entered: cut(self.image(self.stay.channels()) * rows),
            hidden: cut(self.layers * one),
            factors: cut(2 * self.layers * one),
            ends: [cut(one), cut(one)],
            kept: [cut(kept), cut(kept)],
        }
    }

    /// The products of a layer's factors.
    fn gated<T: Real>(&self, rows: usize, factors: &[T], product: &mut [T]) {
        let places = product.chunks_exact_mut(self.channels * rows);
        for ((tanh, sigmoid), product) in self.each_place(rows, factors).zip(places) {
            gate::multiply(tanh, sigmoid, product);
        }
    }

    fn activate<T: Real>(&self, end: &mut [T], kept: &mut [T]) {
        if self.activation.keeps_input() {
            kept.copy_from_slice(end);
        }
        self.activation.apply(end);
    }

    /// Both factors of each place, which stand one behind the other there.
    fn each_place<'a, T>(
        &self,
        rows: usize,
        factors: &'a [T],
    ) -> impl Iterator<Item = (&'a [T], &'a [T])> {
        let one = self.channels * rows;
        factors
            .chunks_exact(2 * one)
            .map(move |both| both.split_at(one))
    }
}

/// What a pass leaves for its pullback.
struct Tape<S> {
    /// What stays, as an image.
    entered: S,
    /// What enters each layer.
    hidden: S,
    /// The factors of each layer's gate.
    factors: S,
    /// What enters the last two combinations.
    ends: [S; 2],
    /// The same before the activation, where its derivative needs that.
    kept: [S; 2],
}

impl<T: Real> Conditioner<T> for Wavenet {
    fn size(&self) -> NetworkSize {
        self.size()
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        let count = self.output() + 1;
        let parts = (0..count).map(|part| self.at(part));
        init(parts, self.start, params, rng);
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
        let through = |part: usize, x: &[T], y: &mut [T], accumulate: bool| {
            let (convolution, weights) = self.at(part);
            convolution.pass(rows, &params[weights], condition, x, y, accumulate);
        };
        let one = self.image(self.channels) * rows;
        let mut tape = Cutter::new(tape);
        let Tape {
            entered,
            hidden,
            factors,
            ends: [first, second],
            kept: [of_first, of_second],
        } = self.tape(rows, |len| tape.cut(len));
        self.stay.enter(self.grid, rows, 1, inputs, entered);
        through(Self::ENTRY, entered, &mut hidden[..one], false);
        with_scratch(one, |product| {
            for (layer, factors) in factors.chunks_exact_mut(2 * one).enumerate() {
                let (own, above) = hidden[layer * one..].split_at_mut(one);
                through(Self::gate(layer), own, factors, false);
                let of_place = self.channels * rows;
                for both in factors.chunks_exact_mut(2 * of_place) {
                    let (f, g) = both.split_at_mut(of_place);
                    gate::activate(f, g);
                }
                self.gated(rows, factors, product);
                through(Self::skip(layer), product, first, layer > 0);
                if layer + 1 < self.layers {
                    let above = &mut above[..one];
                    above.copy_from_slice(own);
                    through(self.residual(layer), product, above, true);
                }
            }
        });
        self.activate(first, of_first);
        through(self.head(), first, second, false);
        self.activate(second, of_second);
        with_scratch(self.outputs() * rows, |image| {
            through(self.output(), second, image, false);
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
        // Pulls back through one convolution from x.
        let mut through = |part: usize, x: &[T], dy: &[T], dx: &mut [T], accumulate: bool| {
            back.through(self.at(part), x, dy, dx, accumulate);
        };
        let one = self.image(self.channels) * rows;
        let mut rest = tape;
        let Tape {
            entered,
            hidden,
            factors,
            ends: [first, second],
            kept,
        } = self.tape(rows, |len| {
            let (piece, after) = rest.split_at(len);
            rest = after;
            piece
        });
        let [of_first, of_second] = if self.activation.keeps_input() {
            kept
        } else {
            [first, second]
        };
        let mut scratch = Cutter::new(scratch);
        let dimage = scratch.cut(self.outputs() * rows);
        let dentered = scratch.cut(self.image(self.stay.channels()) * rows);
        let [dsum, dhidden, dproduct, product] = [(); 4].map(|()| scratch.cut(one));
        let dfactors = scratch.cut(2 * one);
        self.moved
            .enter(self.grid, rows, self.per, doutputs, dimage);
        through(self.output(), second, dimage, dproduct, false);
        self.activation.pull(dproduct, of_second);
        through(self.head(), first, dproduct, dsum, false);
        self.activation.pull(dsum, of_first);
        for layer in (0..self.layers).rev() {
            let is_last = layer + 1 == self.layers;
            let factors = &factors[layer * 2 * one..][..2 * one];
            self.gated(rows, factors, product);
            through(Self::skip(layer), product, dsum, dproduct, false);
            if !is_last {
                through(self.residual(layer), product, dhidden, dproduct, true);
            }
            let of_place = self.channels * rows;
            let places = self.each_place(rows, factors);
            let places = places.zip(dproduct.chunks_exact(of_place));
            for (((t, s), d), both) in places.zip(dfactors.chunks_exact_mut(2 * of_place)) {
                let (df, dg) = both.split_at_mut(of_place);
                gate::pull(t, s, d, [df, dg]);
            }
            let own = &hidden[layer * one..][..one];
            through(Self::gate(layer), own, dfactors, dhidden, !is_last);
        }
        through(Self::ENTRY, entered, dhidden, dentered, false);
        self.stay.add(self.grid, rows, dentered, dinputs);
    }
}
