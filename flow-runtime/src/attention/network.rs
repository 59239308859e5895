//! The transformer as the conditioner of an element.

use super::declared::Attention;
use super::init::init;
use super::pullback::Back;
use super::token::Tokens;
use crate::conditioner::{Conditioner, NetworkSize, Pass, Position, PullPass, Sequential};
use crate::parts::Parts;
use crate::real::Real;
use rand::Rng;

impl Attention {
    fn on<'a, T>(
        &'a self,
        params: &'a [T],
        Pass {
            rows,
            condition,
            tape,
            outputs,
        }: Pass<'a, T>,
    ) -> Tokens<'a, T> {
        Tokens {
            network: self,
            params,
            rows,
            condition,
            tape,
            outputs,
        }
    }
}

impl<T: Real> Conditioner<T> for Attention {
    fn size(&self) -> NetworkSize {
        self.size()
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        init(self, params, rng);
    }

    fn parts(&self, inputs: usize, tape: usize, parts: &mut Parts) {
        self.products(inputs, tape, parts);
    }

    fn parallel(&self, params: &[T], inputs: &[T], pass: Pass<'_, T>) {
        let mut tokens = self.on(params, pass);
        for t in 0..self.tokens() {
            tokens.enter(t, inputs);
        }
        for l in 0..self.layers {
            for t in 0..self.tokens() {
                tokens.layer(l, t);
            }
        }
        for t in 0..self.tokens() {
            tokens.leave(t);
        }
    }

    fn pull_parallel(
        &self,
        params: &[T],
        doutputs: &[T],
        dinputs: &mut [T],
        pull: PullPass<'_, T>,
    ) {
        let mut back = Back::new(self, params, pull);
        for t in (0..self.tokens()).rev() {
            back.leave(t, doutputs);
        }
        for l in (0..self.layers).rev() {
            for t in (0..self.tokens()).rev() {
                back.layer(l, t);
            }
        }
        for t in (0..self.tokens()).rev() {
            back.enter(t, dinputs);
        }
    }
}

impl<T: Real> Sequential<T> for Attention {
    fn sequential(
        &self,
        params: &[T],
        inputs: &mut [T],
        pass: Pass<'_, T>,
        mut next: impl FnMut(&Position, &[T], &mut [T]),
    ) {
        let mut tokens = self.on(params, pass);
        let rows = tokens.rows;
        for t in 0..self.tokens() {
            tokens.enter(t, inputs);
            for l in 0..self.layers {
                tokens.layer(l, t);
            }
            tokens.leave(t);
            let outputs = &tokens.outputs[self.given().of(t, rows)];
            let patch = &mut inputs[self.patches().of(t, rows)];
            next(&self.place(t), outputs, patch);
        }
    }

    fn pull_sequential(
        &self,
        params: &[T],
        doutputs: &mut [T],
        dinputs: &mut [T],
        pull: PullPass<'_, T>,
        mut next: impl FnMut(&Position, &mut [T], &[T]),
    ) {
        let rows = pull.rows;
        let mut back = Back::new(self, params, pull);
        for t in (0..self.tokens()).rev() {
            let own = self.given().of(t, rows);
            let dpatch = &dinputs[self.patches().of(t, rows)];
            next(&self.place(t), &mut doutputs[own], dpatch);
            back.leave(t, doutputs);
            for l in (0..self.layers).rev() {
                back.layer(l, t);
            }
            back.enter(t, dinputs);
        }
    }
}
