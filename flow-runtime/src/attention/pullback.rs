//! The way back of one token through one layer.

use super::declared::Attention;
use super::norm;
use super::places::Place;
use crate::kernels::activation::Activation;
use crate::kernels::buffer::Cutter;
use crate::kernels::product::product_dx;
use crate::kernels::transpose::transpose;
use crate::real::Real;

/// What the pass has left, and the cotangents on their way back.
pub(super) struct Back<'a, T> {
    network: &'a Attention,
    params: &'a [T],
    rows: usize,
    tape: &'a [T],
    /// Of the tokens on their way through the layers.
    dstream: &'a mut [T],
    /// Of the queries, keys and values of all layers; those of the stream are not there.
    dheads: &'a mut [T],
    /// Of one token's wide layer, of what one norm gives it, and of a head's scores.
    dwide: &'a mut [T],
    dnormed: &'a mut [T],
    dscores: &'a mut [T],
    kept: Option<&'a mut [T]>,
    dcondition: Option<&'a mut [T]>,
}

impl<'a, T: Real> Back<'a, T> {
    pub(super) fn new(
        network: &'a Attention,
        params: &'a [T],
        pull: crate::conditioner::PullPass<'a, T>,
    ) -> Self {
        let rows = pull.rows;
        let mut scratch = Cutter::new(pull.scratch);
        let width = network.width;
        let dstream = scratch.cut(network.tokens() * width * rows);
        let dheads = scratch.cut(network.layers * network.tokens() * 3 * width * rows);
        // Keys and values are added to, by all tokens that see them.
        dheads.fill(T::ZERO);
        Self {
            network,
            params,
            rows,
            tape: pull.tape,
            dstream,
            dheads,
            dwide: scratch.cut(super::declared::WIDENED * width * rows),
            dnormed: scratch.cut(width * rows),
            dscores: scratch.cut(network.tokens() * rows),
            kept: pull.kept,
            dcondition: pull.dcondition,
        }
    }

    /// From the outputs of a token to what has left the last layer.
    pub(super) fn leave(&mut self, t: usize, doutputs: &[T]) {
        let (network, rows) = (self.network, self.rows);
        let dy = &doutputs[network.given().of(t, rows)];
        keep(self.kept.as_deref_mut(), network.kept_last(), t, rows, dy);
        network
            .last()
            .pull(rows, self.params, dy, self.dnormed, false);
        let dtoken = &mut self.dstream[network.stream().of(t, rows)];
        dtoken.fill(T::ZERO);
        let left = &self.tape[network.last_norm().of(t, rows)];
        norm::pull(rows, left, self.dnormed, dtoken);
    }

    /// Through a layer; all later tokens have been there.
    pub(super) fn layer(&mut self, l: usize, t: usize) {
        let (network, params, rows) = (self.network, self.params, self.rows);
        let (matrices, left, kept) = (network.layer(l), network.left(l), network.kept(l));
        let dtoken = &mut self.dstream[network.stream().of(t, rows)];
        let mut keep = |place, dy: &[T]| keep(self.kept.as_deref_mut(), place, t, rows, dy);

        keep(kept.narrow, dtoken);
        matrices
            .narrow
            .pull(rows, params, dtoken, self.dwide, false);
        Activation::Gelu.pull(self.dwide, &self.tape[left.wide.of(t, rows)]);
        keep(kept.widen, self.dwide);
        matrices
            .widen
            .pull(rows, params, self.dwide, self.dnormed, false);
        let normed = &self.tape[left.second_norm.of(t, rows)];
        norm::pull(rows, normed, self.dnormed, dtoken);

        keep(kept.leave, dtoken);
        let dgathered = &mut *self.dnormed;
        matrices.leave.pull(rows, params, dtoken, dgathered, false);
        let seen = network.seen(rows, &self.tape[left.heads.up_to(t, rows)]);
        let weights = &self.tape[left.weights(t, rows)];
        let behind_stream = network.dheads(0).start * rows;
        let seen_tokens = network.dheads(l).up_to(t, rows);
        let dseen =
            &mut self.dheads[seen_tokens.start - behind_stream..seen_tokens.end - behind_stream];
        seen.pull(weights, dgathered, dseen, self.dscores);
        let own = dseen.len() - network.dheads(l).each * rows;
        let down = &dseen[own..];
        keep(kept.enter, down);
        matrices.enter.pull(rows, params, down, self.dnormed, false);
        let normed = &self.tape[left.first_norm.of(t, rows)];
        norm::pull(rows, normed, self.dnormed, dtoken);
    }

    /// To the patch that the token has read, or to the context.
    pub(super) fn enter(&mut self, t: usize, dinputs: &mut [T]) {
        let (network, rows) = (self.network, self.rows);
        let dtoken = &self.dstream[network.stream().of(t, rows)];
        let kept = self.kept.as_deref_mut();
        keep(kept, network.kept_first(), t, rows, dtoken);
        if let Some(before) = t.checked_sub(1) {
            let dpatch = &mut dinputs[network.patches().of(before, rows)];
            let weights = &self.params[network.embedding()..][..network.patch * network.width];
            product_dx(rows, dpatch, dtoken, weights, true);
        } else if let (Some(dcondition), true) =
            (self.dcondition.as_deref_mut(), network.context > 0)
        {
            let first = network.first();
            first.pull(rows, self.params, dtoken, &mut dcondition[rows..], true);
        }
    }
}

/// Keeps the cotangents of a token as rows, if they are wanted.
fn keep<T: Real>(kept: Option<&mut [T]>, place: Place, t: usize, rows: usize, dy: &[T]) {
    if let Some(kept) = kept {
        transpose(rows, dy, &mut kept[place.of(t, rows)]);
    }
}
