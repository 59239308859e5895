//! What a simulator has made of parameters.

use crate::inference::samplers::stream;
use crate::real::Real;
use nalgebra::SVector;
use rand::rngs::Xoshiro256PlusPlus;
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Pairs of parameters θ and data x, and how many simulations failed.
///
/// Simulations run on all cores. Each has a generator of its own, seeded by its number, so that neither threads nor their order
/// can be seen in the data. One that returns a number that is not finite, or panics, is left out and counted; a panic is still
/// reported on standard error.
///
/// ```
/// use flow_runtime::inference::simulation::Simulations;
/// use flow_runtime::prelude::*;
///
/// // A logarithm, of what may be negative.
/// let simulator = |theta: &SVector<f64, 1>, rng: &mut Xoshiro256PlusPlus| {
///     SVector::from([(theta[0] + rng.random::<f64>()).ln()])
/// };
/// let mut simulations = Simulations::new();
/// simulations.run(&[SVector::from([1.0]), SVector::from([-2.0])], simulator, 0);
/// assert_eq!((simulations.len(), simulations.not_finite()), (1, 1));
/// assert_eq!(simulations.thetas()[0], SVector::from([1.0]));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Simulations<T, const P: usize, const D: usize> {
    thetas: Vec<SVector<T, P>>,
    xs: Vec<SVector<T, D>>,
    not_finite: usize,
    panicked: usize,
}

impl<T: Real, const P: usize, const D: usize> Default for Simulations<T, P, D> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Real, const P: usize, const D: usize> Simulations<T, P, D> {
    /// None yet.
    pub const fn new() -> Self {
        Self {
            thetas: Vec::new(),
            xs: Vec::new(),
            not_finite: 0,
            panicked: 0,
        }
    }

    /// Those that somebody else has run: one θ for every x.
    ///
    /// # Panics
    ///
    /// If there are not as many of both.
    pub fn of(thetas: Vec<SVector<T, P>>, xs: Vec<SVector<T, D>>) -> Self {
        assert_eq!(thetas.len(), xs.len(), "parameters and data");
        Self {
            thetas,
            xs,
            ..Self::new()
        }
    }

    /// With so many others that failed. Those that are kept in a file are numbered by it as they were, and a round that goes on draws
    /// what it would have drawn.
    #[must_use]
    pub fn with_failures(mut self, not_finite: usize, panicked: usize) -> Self {
        self.not_finite += not_finite;
        self.panicked += panicked;
        self
    }

    /// Runs the simulator once for every θ, and adds what comes of it in that order.
    pub fn run(
        &mut self,
        thetas: &[SVector<T, P>],
        simulator: impl Fn(&SVector<T, P>, &mut Xoshiro256PlusPlus) -> SVector<T, D> + Sync,
        seed: u64,
    ) {
        let first = self.number();
        let simulate = |(i, theta): (usize, &SVector<T, P>)| {
            let mut rng = stream(seed, (first + i) as u64);
            catch_unwind(AssertUnwindSafe(|| simulator(theta, &mut rng))).ok()
        };
        let made: Vec<_> = thetas.par_iter().enumerate().map(simulate).collect();
        for (theta, x) in thetas.iter().zip(made) {
            match x {
                Some(x) if x.iter().all(|x| x.is_finite()) => {
                    self.thetas.push(*theta);
                    self.xs.push(x);
                }
                Some(_) => self.not_finite += 1,
                None => self.panicked += 1,
            }
        }
    }

    /// How many have been run, failed ones included: the number of the next one.
    fn number(&self) -> usize {
        self.len() + self.not_finite + self.panicked
    }

    /// How many succeeded.
    pub fn len(&self) -> usize {
        self.xs.len()
    }

    /// Whether none succeeded.
    pub fn is_empty(&self) -> bool {
        self.xs.is_empty()
    }

    /// The parameters of those that succeeded.
    pub fn thetas(&self) -> &[SVector<T, P>] {
        &self.thetas
    }

    /// The data of those that succeeded.
    pub fn xs(&self) -> &[SVector<T, D>] {
        &self.xs
    }

    /// How many returned a number that is infinite or NaN.
    pub fn not_finite(&self) -> usize {
        self.not_finite
    }

    /// How many panicked.
    pub fn panicked(&self) -> usize {
        self.panicked
    }
}
