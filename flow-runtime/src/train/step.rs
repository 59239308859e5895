//! A step: the gradient of a batch, and what the optimiser makes of it.

use super::across::{Across, Pieces};
use super::average::{follow, weight};
use super::between::{Between, sum_of_squares};
use super::optimizer::Optimizer;
use super::pace::{Pace, candidates};
use super::state::State;
use crate::engine::{Gradient, MOST_PIECES, Objective, Piece, gather_pieces};
use crate::kernels::buffer::{Buffer, Cutter};
use crate::model::Model;
use crate::ranks::Ranks;
use crate::real::Real;
use crate::threads::{Disjoint, Job, Team};
use std::ops::Range;
use std::time::Instant;

/// Memory for the gradients of batches, and what a step needs to know of a run.
pub(super) struct Stepper<'a, T: Real> {
    model: &'a Model<T>,
    /// Without it, a part of the parameters is stepped as soon as its gradient is gathered, and finds that in the cache.
    between: Option<Between>,
    /// The decay of the average.
    average: Option<f64>,
    pace: Pace,
    room: Room,
    across: Option<Across<'a, T>>,
    /// Seconds that this rank has calculated in the present step, if there may be others.
    own: Option<f64>,
    whole: Buffer,
    /// The sum of squares of every part of a gradient.
    squares: Vec<f64>,
}

/// Memory to calculate gradients in.
#[derive(Debug, Default)]
struct Room {
    /// The sizes of batches that there is room for, the last first, and how much that is.
    sizes: [usize; 2],
    most: (usize, usize),
    grads: Buffer,
    memory: Buffer,
}

impl Room {
    /// For a batch of this size, on the threads that are at work. There is room for any number of them at once.
    fn gradient<'m, T: Real>(
        &'m mut self,
        model: &'m Model<T>,
        samples: usize,
        team: &Team<'_>,
    ) -> Gradient<'m, T> {
        if !self.sizes.contains(&samples) {
            self.sizes = [samples, self.sizes[0]];
            for threads in candidates(team.size()) {
                let (grads, memory) = Gradient::room(model, samples, threads);
                self.most = (self.most.0.max(grads), self.most.1.max(memory));
            }
        }
        let (grads, memory) = (
            self.grads.scalars(self.most.0),
            self.memory.scalars(self.most.1),
        );
        Gradient::new(model, samples, team.at_work(), grads, memory)
    }

    /// For each of some pieces of a batch.
    fn pieces<'m, T: Real>(
        &'m mut self,
        model: &'m Model<T>,
        pieces: &[Range<usize>],
        team: &Team<'_>,
    ) -> [Option<Gradient<'m, T>>; MOST_PIECES] {
        let threads = team.at_work();
        let rooms = || {
            pieces
                .iter()
                .map(|piece| Gradient::room(model, piece.len(), threads))
        };
        let (grads, memory) = rooms().fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        self.most = (self.most.0.max(grads), self.most.1.max(memory));
        let mut grads = Cutter::new(self.grads.scalars(self.most.0));
        let mut memory = Cutter::new(self.memory.scalars(self.most.1));
        let mut gradients = [const { None }; MOST_PIECES];
        let slots = gradients.iter_mut().zip(pieces);
        for ((slot, piece), room) in slots.zip(rooms()) {
            let (grads, memory) = (grads.cut(room.0), memory.cut(room.1));
            *slot = Some(Gradient::new(model, piece.len(), threads, grads, memory));
        }
        gradients
    }
}

/// What a step was like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Done {
    /// The mean loss over the batch, before the step.
    Moved(f64),
    /// The loss is not finite, or the gradient is not; nothing has changed.
    Lost,
    /// The square of the gradient is not finite; nothing has changed.
    Overflowed,
}

/// A step of all parameters, part by part, on any thread.
struct Update<'s, T, S, const N: usize> {
    step: S,
    params: Disjoint<'s, T>,
    state: [Disjoint<'s, T>; N],
    average: Disjoint<'s, T>,
    /// What the parameters count for in their average, if there is one.
    follows: Option<T>,
}

impl<'s, T: Real, S: Copy + Sync, const N: usize> Update<'s, T, S, N> {
    /// With this part of the learning rate, and this decay of the average.
    fn new<O: Optimizer<T, N, Step = S>>(
        optimizer: &O,
        state: &'s mut State<T, N>,
        part: f64,
        average: Option<f64>,
    ) -> Self {
        let t = state.moved() + 1;
        Self {
            step: optimizer.step(t, part),
            follows: average.map(|decay| T::from_f64(weight(decay, t))),
            params: Disjoint::new(&mut state.params),
            state: state.optimizer.each_mut().map(|kept| Disjoint::new(kept)),
            average: Disjoint::new(&mut state.average),
        }
    }

    /// Each range once.
    fn part<O: Optimizer<T, N, Step = S>>(&self, range: Range<usize>, grad: &[T]) {
        #[expect(unsafe_code, reason = "parts are updated at the same time")]
        // SAFETY: every part is a range of its own.
        let (params, state) = unsafe {
            (
                self.params.part(range.clone()),
                self.state.each_ref().map(|kept| kept.part(range.clone())),
            )
        };
        O::apply(self.step, params, state, grad);
        if let Some(weight) = self.follows {
            #[expect(unsafe_code, reason = "parts are updated at the same time")]
            // SAFETY: every part is a range of its own.
            follow(unsafe { self.average.part(range) }, params, weight);
        }
    }
}

impl<'a, T: Real> Stepper<'a, T> {
    pub(super) fn new(
        model: &'a Model<T>,
        between: Option<Between>,
        average: Option<f64>,
        ranks: Option<&'a dyn Ranks>,
        team: &Team<'_>,
    ) -> Self {
        Self {
            model,
            between,
            average,
            pace: Pace::new(team.size()),
            room: Room::default(),
            across: ranks.map(|ranks| Across::new(ranks, model)),
            own: None,
            whole: Buffer::default(),
            squares: vec![0.0; model.parts().list.len()],
        }
    }

    /// The mean of an objective over its samples.
    pub(super) fn mean(
        &mut self,
        team: &Team<'_>,
        params: &[T],
        objective: &impl Objective<T>,
    ) -> f64 {
        let samples = objective.samples();
        let phase = |tasks: usize, job: &Job<'_>| team.run(tasks, job);
        let mut gradient = self.room.gradient(self.model, samples, team);
        gradient.sweep(&phase, params, objective) / samples as f64
    }

    /// One step with this part of the learning rate.
    pub(super) fn step<O: Optimizer<T, N>, const N: usize>(
        &mut self,
        team: &Team<'_>,
        optimizer: &O,
        state: &mut State<T, N>,
        objective: &impl Objective<T>,
        part: f64,
    ) -> Done {
        team.call(self.pace.threads());
        let start = Instant::now();
        let done = match self.between {
            None => self.step_in_parts(team, optimizer, state, objective, part),
            Some(between) => self.step_as_whole(team, optimizer, state, objective, part, between),
        };
        let whole = start.elapsed().as_secs_f64();
        // What others take is no matter of threads here.
        let seconds = self.own.take().unwrap_or(whole);
        self.pace.note(objective.samples(), seconds);
        done
    }

    fn step_in_parts<O: Optimizer<T, N>, const N: usize>(
        &mut self,
        team: &Team<'_>,
        optimizer: &O,
        state: &mut State<T, N>,
        objective: &impl Objective<T>,
        part: f64,
    ) -> Done {
        let samples = objective.samples();
        let phase = |tasks: usize, job: &Job<'_>| team.run(tasks, job);
        let mut gradient = self.room.gradient(self.model, samples, team);
        let nll = gradient.sweep(&phase, &state.params, objective) / samples as f64;
        if !nll.is_finite() {
            return Done::Lost;
        }
        let measures = state.epoch_samples == 0;
        let update = Update::new(optimizer, state, part, self.average);
        if !measures {
            gradient.gather(&phase, &|range, grad| update.part::<O>(range, grad));
            return Done::Moved(nll);
        }
        let squares = Squares::new(self.model, &mut self.squares);
        gradient.gather(&phase, &|range, grad| {
            squares.measure(&range, grad);
            update.part::<O>(range, grad);
        });
        state.grad_norm = norm(&self.squares);
        Done::Moved(nll)
    }

    fn step_as_whole<O: Optimizer<T, N>, const N: usize>(
        &mut self,
        team: &Team<'_>,
        optimizer: &O,
        state: &mut State<T, N>,
        objective: &impl Objective<T>,
        part: f64,
        between: Between,
    ) -> Done {
        let samples = objective.samples();
        let phase = |tasks: usize, job: &Job<'_>| team.run(tasks, job);
        let (model, params, room) = (self.model, &state.params, &mut self.room);
        let squares = Squares::new(model, &mut self.squares);
        let parts = &model.parts().list;
        let (sum, whole) = if let Some(across) = &mut self.across {
            let mut pieces = OfObjective {
                model,
                team,
                params,
                objective,
                room,
                seconds: 0.0,
            };
            let (sum, whole) = across.sum(&phase, samples, &mut pieces);
            // A rank without pieces has nothing else to time.
            self.own = Some(pieces.seconds).filter(|&own| own > 0.0);
            phase(parts.len(), &|part| {
                let part = &parts[part].params;
                squares.measure(part, &whole[part.clone()]);
            });
            (sum, whole)
        } else {
            let whole = self.whole.scalars(model.size.params);
            let mut gradient = room.gradient(model, samples, team);
            let sum = gradient.sweep(&phase, params, objective);
            if !sum.is_finite() {
                return Done::Lost;
            }
            let copy = Disjoint::new(whole);
            gradient.gather(&phase, &|range, grad| {
                squares.measure(&range, grad);
                fill(&copy, range, grad);
            });
            (sum, whole)
        };
        let nll = sum / samples as f64;
        if !nll.is_finite() {
            return Done::Lost;
        }
        let norm = norm(&self.squares);
        if state.epoch_samples == 0 {
            state.grad_norm = norm;
        }
        let Some(factor) = between.factor::<T>(norm) else {
            return if norm.is_nan() {
                Done::Lost
            } else {
                Done::Overflowed
            };
        };
        let scale = T::from_f64(factor);
        let update = Update::new(optimizer, state, part, self.average);
        let whole = Disjoint::new(whole);
        phase(parts.len(), &|i| {
            let range = parts[i].params.clone();
            #[expect(unsafe_code, reason = "parts are scaled at the same time")]
            // SAFETY: every part is a range of its own.
            let grad = unsafe { whole.part(range.clone()) };
            if factor < 1.0 {
                for g in grad.iter_mut() {
                    *g *= scale;
                }
            }
            update.part::<O>(range, grad);
        });
        Done::Moved(nll)
    }
}

/// The gradients of pieces of a batch.
struct OfObjective<'s, T: Real, O> {
    model: &'s Model<T>,
    team: &'s Team<'s>,
    params: &'s [T],
    objective: &'s O,
    room: &'s mut Room,
    /// How long it has taken so far.
    seconds: f64,
}

impl<T: Real, O: Objective<T>> Pieces<T> for OfObjective<'_, T, O> {
    fn at_once(&self, samples: usize) -> usize {
        Gradient::at_once(self.model, samples, self.team.at_work())
    }

    fn sum(&mut self, pieces: &[Range<usize>], whole: &mut [T]) -> [f64; MOST_PIECES] {
        let start = Instant::now();
        let phase = |tasks: usize, job: &Job<'_>| self.team.run(tasks, job);
        let mut gradients = self.room.pieces(self.model, pieces, self.team);
        let mut losses = [0.0; MOST_PIECES];
        let swept = gradients.iter_mut().flatten().zip(pieces);
        for ((gradient, samples), loss) in swept.zip(&mut losses) {
            let piece = Piece {
                all: self.objective,
                samples: samples.clone(),
            };
            *loss = gradient.sweep(&phase, self.params, &piece);
        }
        let gradients = &mut gradients[..pieces.len()];
        let copy = Disjoint::new(whole);
        gather_pieces(self.model, gradients, &phase, &|range, grad| {
            fill(&copy, range, grad);
        });
        self.seconds += start.elapsed().as_secs_f64();
        losses
    }
}

/// Copies a part of a gradient, each part once.
fn fill<T: Real>(whole: &Disjoint<'_, T>, range: Range<usize>, grad: &[T]) {
    #[expect(unsafe_code, reason = "parts are gathered at the same time")]
    // SAFETY: every part is a range of its own.
    unsafe { whole.part(range) }.copy_from_slice(grad);
}

/// The sums of squares of all parts of a gradient.
struct Squares<'a, T: Real> {
    model: &'a Model<T>,
    sums: Disjoint<'a, f64>,
}

impl<'a, T: Real> Squares<'a, T> {
    fn new(model: &'a Model<T>, sums: &'a mut [f64]) -> Self {
        Self {
            model,
            sums: Disjoint::new(sums),
        }
    }

    /// Each part once, on any thread.
    fn measure(&self, range: &Range<usize>, grad: &[T]) {
        let parts = &self.model.parts().list;
        let part = parts.partition_point(|part| part.params.start < range.start);
        #[expect(unsafe_code, reason = "parts are measured at the same time")]
        // SAFETY: every part has a number of its own.
        let square = unsafe { self.sums.part(part..part + 1) };
        square[0] = sum_of_squares(grad);
    }
}

/// The norm of a gradient whose parts have these sums of squares.
fn norm(squares: &[f64]) -> f64 {
    squares.iter().sum::<f64>().sqrt()
}
