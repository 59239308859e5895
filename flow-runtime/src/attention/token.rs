//! What one token makes in one layer, of what the tokens before it have left there.

use super::declared::Attention;
use super::linear::{Linear, multiply};
use super::norm::norm;
use crate::kernels::activation::Activation;
use crate::real::Real;
use std::ops::Range;

/// The network on a block of samples.
pub(super) struct Tokens<'a, T> {
    pub(super) network: &'a Attention,
    pub(super) params: &'a [T],
    pub(super) rows: usize,
    /// A column of ones, then the context.
    pub(super) condition: &'a [T],
    pub(super) tape: &'a mut [T],
    pub(super) outputs: &'a mut [T],
}

impl<T: Real> Tokens<'_, T> {
    /// The token as it enters the layers.
    pub(super) fn enter(&mut self, t: usize, inputs: &[T]) {
        let (network, params, rows) = (self.network, self.params, self.rows);
        let token = &mut self.tape[network.stream().of(t, rows)];
        let Some(before) = t.checked_sub(1) else {
            let first = network.first();
            return first.apply(rows, params, self.condition, token, false);
        };
        let ones = &self.condition[..rows];
        network.position(t).apply(rows, params, ones, token, false);
        let patch = &inputs[network.patches().of(before, rows)];
        let weights = &params[network.embedding()..][..network.patch * network.width];
        multiply(rows, token, patch, weights, true);
    }

    /// The token in a layer.
    pub(super) fn layer(&mut self, l: usize, t: usize) {
        let (network, rows) = (self.network, self.rows);
        let (matrices, left) = (network.layer(l), network.left(l));
        let token = network.stream().of(t, rows);
        let first_norm = left.first_norm.of(t, rows);
        self.norm(token.clone(), first_norm.clone());
        let own = left.heads.of(t, rows);
        self.multiply(matrices.enter, first_norm, own, false);
        self.attend(l, t);
        let gathered = left.gathered.of(t, rows);
        self.multiply(matrices.leave, gathered, token.clone(), true);

        let second_norm = left.second_norm.of(t, rows);
        self.norm(token.clone(), second_norm.clone());
        let wide = left.wide.of(t, rows);
        self.multiply(matrices.widen, second_norm, wide.clone(), false);
        let active = left.active.of(t, rows);
        let (wide, filled) = apart(self.tape, wide, active.clone());
        let (ones, filled) = filled.split_at_mut(rows);
        ones.fill(T::ONE);
        filled.copy_from_slice(wide);
        Activation::Gelu.apply(filled);
        self.multiply(matrices.narrow, active, token, true);
    }

    /// The outputs of the token.
    pub(super) fn leave(&mut self, t: usize) {
        let (network, rows) = (self.network, self.rows);
        let last_norm = network.last_norm().of(t, rows);
        self.norm(network.stream().of(t, rows), last_norm.clone());
        let last = network.last();
        let x = &self.tape[with_ones(&last, rows, &last_norm)];
        let outputs = &mut self.outputs[network.given().of(t, rows)];
        last.apply(rows, self.params, x, outputs, false);
    }

    fn attend(&mut self, l: usize, t: usize) {
        let (network, rows) = (self.network, self.rows);
        let left = network.left(l);
        let (weights, gathered) = (left.weights(t, rows), left.gathered.of(t, rows));
        let tokens = left.heads.up_to(t, rows);
        let (read, filled) = apart(self.tape, tokens.clone(), weights.clone());
        network.seen(rows, read).attend(filled);
        let (below, filled) = self.tape.split_at_mut(gathered.start);
        let seen = network.seen(rows, &below[tokens]);
        seen.gather(&below[weights], &mut filled[..gathered.len()]);
    }

    fn norm(&mut self, from: Range<usize>, to: Range<usize>) {
        let (x, y) = apart(self.tape, from, to);
        norm(self.rows, x, y);
    }

    /// Multiplies some columns of the tape, which begin with ones, into others.
    fn multiply(&mut self, by: Linear, from: Range<usize>, to: Range<usize>, accumulate: bool) {
        let from = with_ones(&by, self.rows, &from);
        let (x, y) = apart(self.tape, from, to);
        by.apply(self.rows, self.params, x, y, accumulate);
    }
}

/// The columns that a matrix reads, of those that begin with them.
fn with_ones(matrix: &Linear, rows: usize, columns: &Range<usize>) -> Range<usize> {
    columns.start..columns.start + (1 + matrix.inputs) * rows
}

/// One piece of the memory to read and another to fill in.
fn apart<T>(memory: &mut [T], read: Range<usize>, fill: Range<usize>) -> (&[T], &mut [T]) {
    if read.end <= fill.start {
        let (below, above) = memory.split_at_mut(fill.start);
        (&below[read], &mut above[..fill.len()])
    } else {
        let (below, above) = memory.split_at_mut(read.start);
        (&above[..read.len()], &mut below[fill])
    }
}
