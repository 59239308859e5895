//! Networks that see angles as points of the circle.

use crate::conditioner::{Conditioner, NetworkSize, Pass, Position, PullPass, Sequential};
use crate::kernels::{Kernel, Math, dispatch};
use crate::parts::Parts;
use crate::real::Real;
use rand::Rng;
use std::ops::Range;

/// A network whose inputs are angles, or some of them: it reads each as its cosine and its sine, so that both ends of the
/// circle are one point to it.
#[derive(Clone, Copy, Debug)]
pub struct Angles<N> {
    pub(crate) network: N,
    /// Which inputs are angles.
    pub(crate) angles: &'static [bool],
}

/// Numbers that the network reads of so many inputs.
pub(crate) const fn seen(angles: &[bool], inputs: usize) -> usize {
    let (mut seen, mut i) = (inputs, 0);
    while i < inputs {
        seen += angles[i] as usize;
        i += 1;
    }
    seen
}

/// The size of such a network, whose tape and scratch begin with what it reads.
pub(crate) const fn size(angles: &[bool], network: NetworkSize) -> NetworkSize {
    NetworkSize {
        inputs: angles.len(),
        tape: network.tape + network.inputs,
        scratch: network.scratch + network.inputs,
        ..network
    }
}

impl<N> Angles<N> {
    fn seen(&self) -> usize {
        seen(self.angles, self.angles.len())
    }

    /// The inputs that the network reads at this place.
    fn own(&self, place: &Range<usize>) -> Range<usize> {
        let (mut at, mut own) = (0, [0; 2]);
        for is_angle in self.angles {
            for (own, end) in own.iter_mut().zip([place.start, place.end]) {
                *own += usize::from(at < end);
            }
            at += 1 + usize::from(*is_angle);
        }
        own[0]..own[1]
    }

    /// Fills in what the network reads of these inputs.
    fn show<T: Real>(&self, rows: usize, own: Range<usize>, inputs: &[T], shown: &mut [T]) {
        let mut at = 0;
        for (&is_angle, input) in self.angles[own].iter().zip(inputs.chunks_exact(rows)) {
            let (first, rest) = shown[at..].split_at_mut(rows);
            if is_angle {
                dispatch(Point(input, first, &mut rest[..rows]));
                at += 2 * rows;
            } else {
                first.copy_from_slice(input);
                at += rows;
            }
        }
    }

    /// Adds to the cotangents of these inputs those of what the network has read of them.
    fn pull<T: Real>(
        &self,
        rows: usize,
        own: Range<usize>,
        (shown, dshown): (&[T], &[T]),
        dinputs: &mut [T],
    ) {
        let mut at = 0;
        for (&is_angle, dinput) in self.angles[own].iter().zip(dinputs.chunks_exact_mut(rows)) {
            let first = &dshown[at..][..rows];
            if is_angle {
                let second = &dshown[at + rows..][..rows];
                let points = shown[at..][..rows].iter().zip(&shown[at + rows..][..rows]);
                let cotangents = first.iter().zip(second);
                for (dinput, ((&cos, &sin), (&dcos, &dsin))) in
                    dinput.iter_mut().zip(points.zip(cotangents))
                {
                    *dinput += cos * dsin - sin * dcos;
                }
                at += 2 * rows;
            } else {
                for (dinput, &add) in dinput.iter_mut().zip(first) {
                    *dinput += add;
                }
                at += rows;
            }
        }
    }
}

/// Cosines and sines of angles.
struct Point<'a, T>(&'a [T], &'a mut [T], &'a mut [T]);

impl<T: Real> Kernel<T> for Point<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let Self(angles, cosines, sines) = self;
        for ((&angle, cos), sin) in angles.iter().zip(cosines).zip(sines) {
            *cos = m.cos(angle);
            *sin = m.sin(angle);
        }
    }
}

impl<T: Real, N: Conditioner<T>> Conditioner<T> for Angles<N> {
    fn size(&self) -> NetworkSize {
        size(self.angles, self.network.size())
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        self.network.init(params, rng);
    }

    fn parts(&self, _inputs: usize, tape: usize, parts: &mut Parts) {
        self.network.parts(tape, tape + self.seen(), parts);
    }

    fn parallel(&self, params: &[T], inputs: &[T], pass: Pass<'_, T>) {
        let rows = pass.rows;
        let (shown, tape) = pass.tape.split_at_mut(self.seen() * rows);
        self.show(rows, 0..self.angles.len(), inputs, shown);
        self.network.parallel(params, shown, Pass { tape, ..pass });
    }

    fn pull_parallel(
        &self,
        params: &[T],
        doutputs: &[T],
        dinputs: &mut [T],
        pull: PullPass<'_, T>,
    ) {
        let rows = pull.rows;
        let (shown, tape) = pull.tape.split_at(self.seen() * rows);
        let (dshown, scratch) = pull.scratch.split_at_mut(shown.len());
        dshown.fill(T::ZERO);
        let pull = PullPass {
            tape,
            scratch,
            ..pull
        };
        self.network.pull_parallel(params, doutputs, dshown, pull);
        self.pull(rows, 0..self.angles.len(), (shown, dshown), dinputs);
    }
}

impl<T: Real, N: Sequential<T>> Sequential<T> for Angles<N> {
    fn sequential(
        &self,
        params: &[T],
        inputs: &mut [T],
        pass: Pass<'_, T>,
        mut next: impl FnMut(&Position, &[T], &mut [T]),
    ) {
        let rows = pass.rows;
        let (shown, tape) = pass.tape.split_at_mut(self.seen() * rows);
        let pass = Pass { tape, ..pass };
        let next = |position: &Position, outputs: &[T], shown: &mut [T]| {
            let own = self.own(&position.inputs);
            let position = Position {
                inputs: own.clone(),
                outputs: position.outputs.clone(),
            };
            let inputs = &mut inputs[own.start * rows..own.end * rows];
            next(&position, outputs, inputs);
            self.show(rows, own, inputs, shown);
        };
        self.network.sequential(params, shown, pass, next);
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
        let (shown, tape) = pull.tape.split_at(self.seen() * rows);
        let (dshown, scratch) = pull.scratch.split_at_mut(shown.len());
        dshown.fill(T::ZERO);
        let pull = PullPass {
            tape,
            scratch,
            ..pull
        };
        let next = |position: &Position, doutputs: &mut [T], dshown: &[T]| {
            let place = &position.inputs;
            let own = self.own(place);
            let position = Position {
                inputs: own.clone(),
                outputs: position.outputs.clone(),
            };
            let dinputs = &mut dinputs[own.start * rows..own.end * rows];
            let shown = &shown[place.start * rows..place.end * rows];
            self.pull(rows, own, (shown, dshown), dinputs);
            next(&position, doutputs, dinputs);
        };
        self.network
            .pull_sequential(params, doutputs, dshown, pull, next);
    }
}
