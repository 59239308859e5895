//! The transformer as it is declared, and its parameters.

use super::linear::Linear;
use crate::conditioner::Start;

/// How much wider the hidden layer between two norms is.
pub(super) const WIDENED: usize = 4;

/// A causal transformer, as an element declares it.
#[derive(Clone, Copy, Debug)]
pub struct Attention {
    /// The numbers that it reads, and those of a patch.
    pub(super) dim: usize,
    pub(super) patch: usize,
    pub(super) context: usize,
    /// Outputs for each number.
    pub(super) outputs: usize,
    pub(super) width: usize,
    pub(super) layers: usize,
    pub(super) heads: usize,
    pub(super) start: Start,
}

/// The matrices of a layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer {
    /// To queries, keys and values.
    pub(super) enter: Linear,
    /// From what the heads have gathered.
    pub(super) leave: Linear,
    pub(super) widen: Linear,
    pub(super) narrow: Linear,
}

impl Attention {
    /// A transformer that gives each of `dim` numbers `outputs`, those of a patch at once.
    ///
    /// # Panics
    ///
    /// If `dim` is no multiple of `patch`, or `width` none of `heads`, or there is no layer.
    pub const fn new(
        (dim, patch): (usize, usize),
        context: usize,
        outputs: usize,
        width: usize,
        layers: usize,
        heads: usize,
    ) -> Self {
        assert!(dim > 0 && dim.is_multiple_of(patch));
        assert!(width > 0 && width.is_multiple_of(heads) && layers > 0);
        Self {
            dim,
            patch,
            context,
            outputs,
            width,
            layers,
            heads,
            start: Start::Random,
        }
    }

    /// The same with a last matrix that starts at zero: all outputs are 0 until it has learned.
    #[must_use]
    pub const fn zero_outputs(mut self) -> Self {
        self.start = Start::ZeroOutputs;
        self
    }

    /// The same with weights that start in the range of Glorot & Bengio (2010).
    #[must_use]
    pub const fn glorot(mut self) -> Self {
        self.start = Start::Glorot;
        self
    }

    pub(crate) const fn dim(&self) -> usize {
        self.dim
    }

    pub(super) const fn tokens(&self) -> usize {
        self.dim / self.patch
    }

    /// What the ones and the context add to the first token.
    pub(super) const fn first(&self) -> Linear {
        Linear {
            weights: 0,
            inputs: self.context,
            outputs: self.width,
        }
    }

    /// What is added to token `t` for its place, the first's excepted.
    pub(super) const fn position(&self, t: usize) -> Linear {
        Linear {
            weights: self.first().end() + (t - 1) * self.width,
            inputs: 0,
            outputs: self.width,
        }
    }

    /// Where the matrix begins that reads a patch. It has no ones: places have these.
    pub(super) const fn embedding(&self) -> usize {
        self.first().end() + (self.tokens() - 1) * self.width
    }

    pub(super) const fn layer(&self, l: usize) -> Layer {
        let width = self.width;
        let patches = if self.tokens() > 1 { self.patch } else { 0 };
        let first = self.embedding() + patches * width;
        let enter = Linear {
            weights: first,
            inputs: width,
            outputs: 3 * width,
        };
        let leave = enter.then(width, width);
        let widen = leave.then(width, WIDENED * width);
        let narrow = widen.then(WIDENED * width, width);
        let on = l * (narrow.end() - first);
        Layer {
            enter: enter.at(on),
            leave: leave.at(on),
            widen: widen.at(on),
            narrow: narrow.at(on),
        }
    }

    /// To the outputs of a patch.
    pub(super) const fn last(&self) -> Linear {
        let before = self.layer(self.layers - 1).narrow;
        before.then(self.width, self.patch * self.outputs)
    }
}
