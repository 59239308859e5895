//! One chain of slice sampling, as a state machine: it says where it wants to know the density, and is told.
//!
//! A chain that is a loop of its own calls the density one point at a time. As machines, all chains can ask in one batch.

use super::SampleError;
use super::streams::stream;
use crate::real::Real;
use nalgebra::SVector;
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;

/// How many steps a bracket may be extended by, so that a flat density has an end.
const STEPS: usize = 128;

/// A chain that moves one coordinate after the other: a level below the density at x, a bracket around x that is stepped out
/// to below that level, and points in it, which shrink the bracket until one is above (Neal 2003, Figures 3 and 5).
#[derive(Clone, Debug)]
pub(super) struct Walker<T, const D: usize> {
    x: SVector<T, D>,
    log_density: f64,
    widths: [f64; D],
    /// How many sweeps the widths are the mean of; none once they are held.
    tuned: Option<u32>,
    coordinate: usize,
    level: f64,
    bracket: [f64; 2],
    /// Steps that are left on either side.
    steps: [usize; 2],
    phase: Phase,
    /// The coordinate at which the density is wanted.
    at: f64,
    rng: Xoshiro256PlusPlus,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    /// The bracket is stepped out on one side.
    Out(usize),
    /// A point in the bracket is tried.
    Inside,
}

impl<T: Real, const D: usize> Walker<T, D> {
    /// Chain `number` at `x`, where the log-density is finite. It begins to tune its widths.
    pub(super) fn new(
        x: SVector<T, D>,
        log_density: f64,
        width: f64,
        seed: u64,
        number: usize,
    ) -> Self {
        let mut walker = Self {
            x,
            log_density,
            widths: [width; D],
            tuned: Some(0),
            coordinate: 0,
            level: 0.0,
            bracket: [0.0; 2],
            steps: [0; 2],
            phase: Phase::Inside,
            at: 0.0,
            rng: stream(seed, number as u64),
        };
        walker.begin();
        walker
    }

    /// A chain at each of these points.
    pub(super) fn all(
        starts: &[SVector<T, D>],
        log_densities: Vec<T>,
        width: f64,
        seed: u64,
    ) -> Result<Vec<Self>, SampleError> {
        if starts.is_empty() {
            return Err(SampleError::NoStart);
        }
        let start = |(chain, (x, log_density)): (usize, (&SVector<T, D>, T))| {
            let log_density = log_density.to_f64();
            if log_density.is_finite() {
                Ok(Self::new(*x, log_density, width, seed, chain))
            } else {
                Err(SampleError::Start { chain, log_density })
            }
        };
        starts
            .iter()
            .zip(log_densities)
            .enumerate()
            .map(start)
            .collect()
    }

    /// Lets every chain sweep so often, each at its own pace: every call gets one point of each chain that is not done. Tells of
    /// every sweep, by the chain's number.
    pub(super) fn advance(
        walkers: &mut [Self],
        sweeps: usize,
        log_density: &mut dyn FnMut(&[SVector<T, D>]) -> Vec<T>,
        on_sweep: &mut dyn FnMut(usize, &mut Self),
    ) {
        let mut left = vec![sweeps; walkers.len()];
        let mut points = Vec::with_capacity(walkers.len());
        let mut active: Vec<usize> = (0..walkers.len()).collect();
        loop {
            active.retain(|chain| left[*chain] > 0);
            if active.is_empty() {
                break;
            }
            points.clear();
            points.extend(active.iter().map(|chain| walkers[*chain].point()));
            let told = log_density(&points);
            assert_eq!(told.len(), points.len(), "log-densities and points");
            for (&chain, told) in active.iter().zip(told) {
                let walker = &mut walkers[chain];
                if walker.hear(told.to_f64()) {
                    left[chain] -= 1;
                    on_sweep(chain, walker);
                }
            }
        }
    }

    /// Where the chain is.
    pub(super) fn x(&self) -> &SVector<T, D> {
        &self.x
    }

    /// The log-density there.
    pub(super) fn log_density(&self) -> f64 {
        self.log_density
    }

    /// Moves the chain to another point, at the beginning of a sweep.
    pub(super) fn put(&mut self, x: SVector<T, D>, log_density: f64) {
        debug_assert_eq!(self.coordinate, 0, "a sweep is under way");
        (self.x, self.log_density) = (x, log_density);
        self.begin();
    }

    /// Begins to tune anew, at the next [`put`](Self::put).
    pub(super) fn tune(&mut self) {
        self.tuned = Some(0);
    }

    /// Ends the tuning: from here on the chain leaves the density as it is.
    pub(super) fn hold_widths(&mut self) {
        debug_assert_eq!(self.coordinate, 0, "a sweep is under way");
        self.tuned = None;
        self.begin();
    }

    /// Where the log-density is wanted.
    pub(super) fn point(&self) -> SVector<T, D> {
        let mut point = self.x;
        point[self.coordinate] = T::from_f64(self.at);
        point
    }

    /// Tells the log-density at [`point`](Self::point). Whether all coordinates have been moved once more.
    pub(super) fn hear(&mut self, log_density: f64) -> bool {
        // NaN is below every level.
        let above = log_density >= self.level;
        match self.phase {
            Phase::Out(side) => {
                if above {
                    self.extend(side);
                }
                let next = if above { side } else { side + 1 };
                self.step_out(next)
            }
            Phase::Inside if above => {
                self.x[self.coordinate] = T::from_f64(self.at);
                self.log_density = log_density;
                self.end()
            }
            Phase::Inside => {
                let side = usize::from(self.at > self.here());
                self.bracket[side] = self.at;
                self.try_inside()
            }
        }
    }

    fn here(&self) -> f64 {
        self.x[self.coordinate].to_f64()
    }

    /// Draws a level and a bracket for the coordinate.
    fn begin(&mut self) {
        let width = self.widths[self.coordinate];
        self.level = self.log_density + (1.0 - self.rng.random::<f64>()).ln();
        let lower = self.here() - width * self.rng.random::<f64>();
        self.bracket = [lower, lower + width];
        let left = self.rng.random_range(0..STEPS);
        self.steps = [left, STEPS - 1 - left];
        self.step_out(0);
    }

    /// Asks for the density at an end of the bracket, if it may still be moved.
    fn step_out(&mut self, from: usize) -> bool {
        for side in from..2 {
            if self.steps[side] > 0 {
                self.phase = Phase::Out(side);
                self.at = self.bracket[side];
                return false;
            }
        }
        self.try_inside()
    }

    /// Moves an end of the bracket by its width. While widths are tuned, by ever more: one that was a million times too small
    /// costs 20 steps then, and no draw of that time is kept.
    fn extend(&mut self, side: usize) {
        let width = self.widths[self.coordinate];
        let [lower, upper] = self.bracket;
        let step = match self.tuned {
            Some(_) => upper - lower,
            None => width,
        };
        self.bracket[side] += if side == 0 { -step } else { step };
        self.steps[side] -= 1;
    }

    /// Asks for the density at a point of the bracket; if it has shrunk to nothing, the chain stays where it is.
    fn try_inside(&mut self) -> bool {
        let [lower, upper] = self.bracket;
        let drawn = T::from_f64(lower + (upper - lower) * self.rng.random::<f64>());
        self.phase = Phase::Inside;
        self.at = drawn.to_f64();
        if self.at == self.here() || !self.at.is_finite() {
            return self.end();
        }
        false
    }

    /// Goes on to the next coordinate. Whether that was the last.
    fn end(&mut self) -> bool {
        let bracket = self.bracket[1] - self.bracket[0];
        if let Some(tuned) = self.tuned
            && bracket.is_finite()
            && bracket > 0.0
        {
            let width = &mut self.widths[self.coordinate];
            *width += (bracket - *width) / f64::from(tuned + 1);
        }
        self.coordinate = (self.coordinate + 1) % D;
        let swept = self.coordinate == 0;
        if swept {
            self.tuned = self.tuned.map(|tuned| tuned + 1);
        }
        self.begin();
        swept
    }
}
