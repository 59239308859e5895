//! One ladder of tempered chains.

use super::SampleError;
use super::evidence::LogSum;
use super::streams::stream;
use super::walker::Walker;
use crate::density::Density;
use crate::inference::Target;
use crate::real::Real;
use nalgebra::SVector;
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;

/// How many draws of the reference are tried for one at which the target is finite.
const TRIALS: usize = 1000;

/// A point and what both ends of the ladder say of it.
#[derive(Clone, Copy, Debug)]
struct Place<T, const D: usize> {
    x: SVector<T, D>,
    log_reference: f64,
    log_target: f64,
    /// Whether it is a draw of the reference that has not yet been at the target.
    fresh: bool,
}

impl<T: Real, const D: usize> Place<T, D> {
    fn new(x: SVector<T, D>, ends: &Ends<'_, impl Density<T, D>, impl Target<T, D>>) -> Self {
        Self {
            x,
            log_reference: ends.reference.log_prob(&x).to_f64(),
            log_target: ends.target.log_density(&x).to_f64(),
            fresh: false,
        }
    }

    /// (1 − β) ln reference + β ln target, without what has no weight.
    fn between(&self, beta: f64) -> f64 {
        if beta == 1.0 {
            self.log_target
        } else {
            (1.0 - beta) * self.log_reference + beta * self.log_target
        }
    }

    fn log_ratio(&self) -> f64 {
        self.log_target - self.log_reference
    }
}

/// What a ladder leans on.
#[derive(Debug)]
pub(super) struct Ends<'a, R, G> {
    pub(super) reference: &'a R,
    pub(super) target: &'a G,
}

/// Chains at inverse temperatures from 0, where every draw is a new one of the reference, to 1, the target.
#[derive(Clone, Debug)]
pub(super) struct Ladder<T, const D: usize> {
    /// Where the chains are, by rung.
    places: Vec<Place<T, D>>,
    /// Those above the first rung.
    walkers: Vec<Walker<T, D>>,
    rng: Xoshiro256PlusPlus,
    /// Sweeps that are done, of which every other one ends with swaps of the same rungs.
    swept: usize,
}

/// What a ladder saw on its way.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// The probability of refusal at every swap, summed; by lower rung.
    pub(super) refused: Vec<f64>,
    /// How many swaps were proposed.
    pub(super) proposed: Vec<f64>,
    /// What the evidence is computed from, by lower rung.
    pub(super) ratios: Vec<LogSum>,
    /// How many draws of the reference have arrived at the target.
    pub(super) arrived: usize,
}

impl Seen {
    pub(super) fn nothing(rungs: usize) -> Self {
        Self {
            refused: vec![0.0; rungs - 1],
            proposed: vec![0.0; rungs - 1],
            ratios: vec![LogSum::EMPTY; rungs - 1],
            arrived: 0,
        }
    }
}

impl<T: Real, const D: usize> Ladder<T, D> {
    /// A ladder at draws of the reference.
    pub(super) fn new(
        ends: &Ends<'_, impl Density<T, D>, impl Target<T, D>>,
        betas: &[f64],
        seed: u64,
        number: usize,
    ) -> Result<Self, SampleError> {
        let rungs = betas.len();
        // Apart from those of the walkers, which have the seed as it is.
        let mut rng = stream(!seed, number as u64);
        let mut place = || {
            let mut last = f64::NAN;
            for _ in 0..TRIALS {
                let place = Place::new(ends.reference.sample(&mut rng), ends);
                if place.log_target.is_finite() {
                    return Ok(place);
                }
                last = place.log_target;
            }
            Err(SampleError::Start {
                chain: number,
                log_density: last,
            })
        };
        let places: Vec<_> = (0..rungs).map(|_| place()).collect::<Result<_, _>>()?;
        let walker = |k: usize| {
            let log_density = places[k].between(betas[k]);
            Walker::new(places[k].x, log_density, 1.0, seed, number * rungs + k)
        };
        Ok(Self {
            walkers: (1..rungs).map(walker).collect(),
            places,
            rng,
            swept: 0,
        })
    }

    /// Moves the rungs, and finds widths that fit where they are now.
    pub(super) fn tune(&mut self, betas: &[f64]) {
        for (k, walker) in self.walkers.iter_mut().enumerate() {
            let place = &self.places[k + 1];
            walker.tune();
            walker.put(place.x, place.between(betas[k + 1]));
        }
    }

    pub(super) fn hold_widths(&mut self) {
        self.walkers.iter_mut().for_each(Walker::hold_widths);
    }

    /// Sweeps all chains and proposes swaps, so many times; tells of the target's chain after each.
    pub(super) fn run(
        &mut self,
        ends: &Ends<'_, impl Density<T, D>, impl Target<T, D>>,
        betas: &[f64],
        sweeps: usize,
        mut on_sweep: impl FnMut(&SVector<T, D>, f64),
    ) -> Seen {
        let mut seen = Seen::nothing(betas.len());
        for _ in 0..sweeps {
            self.sweep(ends, betas);
            for (k, ratios) in seen.ratios.iter_mut().enumerate() {
                ratios.push((betas[k + 1] - betas[k]) * self.places[k].log_ratio());
            }
            self.swap(betas, &mut seen);
            let top = self.places.last_mut().expect("a ladder has rungs");
            seen.arrived += usize::from(std::mem::take(&mut top.fresh));
            on_sweep(&top.x, top.log_target);
        }
        seen
    }

    fn sweep(&mut self, ends: &Ends<'_, impl Density<T, D>, impl Target<T, D>>, betas: &[f64]) {
        self.places[0] = Place::new(ends.reference.sample(&mut self.rng), ends);
        self.places[0].fresh = true;
        for (k, walker) in self.walkers.iter_mut().enumerate() {
            let beta = betas[k + 1];
            let mut log_density = |xs: &[SVector<T, D>]| {
                let between = Place::new(xs[0], ends).between(beta);
                vec![T::from_f64(between)]
            };
            let walkers = std::slice::from_mut(walker);
            Walker::advance(walkers, 1, &mut log_density, &mut |_, _| {});
            let fresh = self.places[k + 1].fresh;
            let moved = Place::new(*walker.x(), ends);
            self.places[k + 1] = Place { fresh, ..moved };
        }
    }

    /// Proposes to swap every other pair of neighbours: even ones and odd ones in turns, so that what goes up goes on going up
    /// (Okabe, Kawata, Okamoto, Mikami 2001).
    fn swap(&mut self, betas: &[f64], seen: &mut Seen) {
        let first = self.swept % 2;
        self.swept += 1;
        for k in (first..betas.len() - 1).step_by(2) {
            let [lower, upper] = [k, k + 1].map(|k| self.places[k].log_ratio());
            let log_accept = (betas[k + 1] - betas[k]) * (lower - upper);
            // What cannot be told is refused.
            let accept = if log_accept.is_nan() {
                0.0
            } else {
                log_accept.min(0.0).exp()
            };
            seen.refused[k] += 1.0 - accept;
            seen.proposed[k] += 1.0;
            if self.rng.random::<f64>() < accept {
                self.places.swap(k, k + 1);
                for k in [k, k + 1].into_iter().filter(|k| *k > 0) {
                    let place = &self.places[k];
                    self.walkers[k - 1].put(place.x, place.between(betas[k]));
                }
            }
        }
    }
}
