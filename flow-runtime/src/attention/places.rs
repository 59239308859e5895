//! Where a transformer has its columns: on the tape, among cotangents, and among what is kept for the gradient.

use super::declared::{Attention, WIDENED};
use super::norm;
use crate::conditioner::{NetworkSize, Position};
use std::ops::Range;

/// Columns of all tokens, as many for each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) each: usize,
    tokens: usize,
}

impl Place {
    const fn then(self, each: usize) -> Self {
        Self {
            start: self.end(),
            each,
            tokens: self.tokens,
        }
    }

    const fn end(self) -> usize {
        self.start + self.tokens * self.each
    }

    /// Those of token `t`, of `rows` samples.
    pub(super) fn of(self, t: usize, rows: usize) -> Range<usize> {
        let start = (self.start + t * self.each) * rows;
        start..start + self.each * rows
    }

    /// Those of all tokens up to `t`.
    pub(super) fn up_to(self, t: usize, rows: usize) -> Range<usize> {
        self.start * rows..(self.start + (t + 1) * self.each) * rows
    }
}

/// What a layer leaves on the tape.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    pub(super) first_norm: Place,
    /// Queries, keys and values.
    pub(super) heads: Place,
    /// How much of each token before it a token has gathered: the first column.
    weights: usize,
    number_of_heads: usize,
    /// What it has gathered, behind a column of ones.
    pub(super) gathered: Place,
    pub(super) second_norm: Place,
    /// The wide layer before its activation.
    pub(super) wide: Place,
    /// And after it, behind a column of ones.
    pub(super) active: Place,
}

impl Left {
    /// The weights of token `t`: head by head, and token by token.
    pub(super) fn weights(&self, t: usize, rows: usize) -> Range<usize> {
        let before = |t: usize| (self.weights + self.number_of_heads * t * (t + 1) / 2) * rows;
        before(t)..before(t + 1)
    }
}

/// The cotangents that a layer keeps for the gradient of its matrices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) enter: Place,
    pub(super) leave: Place,
    pub(super) widen: Place,
    pub(super) narrow: Place,
}

impl Attention {
    /// The tokens on their way through the layers: the first columns of the tape, and of the cotangents.
    pub(super) const fn stream(&self) -> Place {
        Place {
            start: 0,
            each: self.width,
            tokens: self.tokens(),
        }
    }

    pub(super) const fn left(&self, l: usize) -> Left {
        let (width, tokens) = (self.width, self.tokens());
        let normed = norm::columns(width);
        let weights = self.heads * tokens * (tokens + 1) / 2;
        let mut before = self.stream();
        let mut layer = 0;
        loop {
            let first_norm = before.then(normed);
            let heads = first_norm.then(3 * width);
            let gathered = Place {
                start: heads.end() + weights,
                each: 1 + width,
                tokens,
            };
            let second_norm = gathered.then(normed);
            let wide = second_norm.then(WIDENED * width);
            let active = wide.then(1 + WIDENED * width);
            if layer == l {
                return Left {
                    first_norm,
                    heads,
                    weights: heads.end(),
                    number_of_heads: self.heads,
                    gathered,
                    second_norm,
                    wide,
                    active,
                };
            }
            before = active;
            layer += 1;
        }
    }

    /// What the norm before the outputs leaves on the tape.
    pub(super) const fn last_norm(&self) -> Place {
        self.left(self.layers - 1)
            .active
            .then(norm::columns(self.width))
    }

    /// Cotangents of queries, keys and values.
    pub(super) const fn dheads(&self, l: usize) -> Place {
        let mut place = self.stream().then(3 * self.width);
        let mut layer = 0;
        while layer < l {
            place = place.then(3 * self.width);
            layer += 1;
        }
        place
    }

    /// What is kept of the tokens as they enter the layers.
    pub(super) const fn kept_first(&self) -> Place {
        self.stream()
    }

    pub(super) const fn kept(&self, l: usize) -> Kept {
        let width = self.width;
        let mut before = self.kept_first();
        let mut layer = 0;
        loop {
            let enter = before.then(3 * width);
            let leave = enter.then(width);
            let widen = leave.then(WIDENED * width);
            let narrow = widen.then(width);
            if layer == l {
                return Kept {
                    enter,
                    leave,
                    widen,
                    narrow,
                };
            }
            before = narrow;
            layer += 1;
        }
    }

    /// What is kept of the outputs.
    pub(super) const fn kept_last(&self) -> Place {
        let before = self.kept(self.layers - 1).narrow;
        before.then(self.patch * self.outputs)
    }

    /// The outputs, among all of them.
    pub(super) const fn given(&self) -> Place {
        Place {
            start: 0,
            each: self.patch * self.outputs,
            tokens: self.tokens(),
        }
    }

    /// The patches.
    pub(super) const fn patches(&self) -> Place {
        Place {
            start: 0,
            each: self.patch,
            tokens: self.tokens(),
        }
    }

    pub(super) fn place(&self, t: usize) -> Position {
        Position {
            inputs: self.patches().of(t, 1),
            outputs: self.given().of(t, 1),
        }
    }

    /// What it reads and gives, and the room that it needs.
    pub(crate) const fn size(&self) -> NetworkSize {
        NetworkSize {
            params: self.last().end(),
            inputs: self.dim,
            outputs: self.dim * self.outputs,
            tape: self.last_norm().end(),
            // Beside those of all tokens, cotangents of one: of the wide layer, of what a norm gives, of scores.
            scratch: self.dheads(self.layers - 1).end()
                + (WIDENED + 1) * self.width
                + self.tokens(),
            kept: self.kept_last().end(),
        }
    }
}
