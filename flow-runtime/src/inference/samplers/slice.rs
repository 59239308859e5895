//! The slice sampler.

use super::walker::Walker;
use super::{Chains, SampleError};
use crate::inference::Target;
use crate::real::Real;
use nalgebra::SVector;
use rayon::prelude::*;

/// Slice sampling, one coordinate after the other, with stepping out and shrinkage (Neal 2003), by many chains at once.
///
/// It needs no gradient and hardly any setting: each chain finds a width for every coordinate during its warm-up, as the mean
/// of the brackets that it needed, and holds these widths afterwards. A sweep costs some five evaluations a coordinate. It moves
/// along one axis at a time, so strongly correlated densities mix slowly, and modes that no axis joins are not found: that is
/// what [`Tempering`](super::Tempering) is for.
///
/// Every chain has a generator of its own, seeded by its number. So the same seed gives the same draws, whatever the number of
/// threads, and whether chains run on their own ([`sample`](Self::sample)) or in batches ([`sample_batches`](Self::sample_batches)).
///
/// ```
/// use flow_runtime::inference::samplers::Slice;
/// use flow_runtime::prelude::*;
///
/// // Two independent numbers, one of them exponentially distributed.
/// let log_density = |xs: &[SVector<f64, 2>]| -> Vec<f64> {
///     let one = |x: &SVector<f64, 2>| if x[1] < 0.0 { f64::NEG_INFINITY } else { -0.5 * x[0] * x[0] - x[1] };
///     xs.iter().map(one).collect()
/// };
/// let chains = Slice::new().warm_up(100).sample_batches(log_density, &[SVector::from([0.5, 0.5]); 10], 200)?;
/// assert_eq!(chains.samples().len(), 2000);
/// assert!(chains.r_hat().iter().all(|r_hat| *r_hat < 1.05));
/// # Ok::<(), flow_runtime::inference::samplers::SampleError>(())
/// ```
///
/// # References
///
/// Neal, *Slice sampling*, The Annals of Statistics 31(3), 2003.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slice {
    warm_up: usize,
    thin: usize,
    seed: u64,
    width: f64,
}

impl Default for Slice {
    fn default() -> Self {
        Self::new()
    }
}

impl Slice {
    /// A warm-up of 200 sweeps, every sweep kept, seed 0, widths that begin at 1.
    pub const fn new() -> Self {
        Self {
            warm_up: 200,
            thin: 1,
            seed: 0,
            width: 1.0,
        }
    }

    /// Sweeps that are not kept, during which the widths are found.
    #[must_use]
    pub const fn warm_up(mut self, sweeps: usize) -> Self {
        self.warm_up = sweeps;
        self
    }

    /// Keeps one of so many sweeps; at least 1.
    #[must_use]
    pub const fn thin(mut self, sweeps: usize) -> Self {
        self.thin = sweeps;
        self
    }

    /// The seed of all chains.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// What the widths begin with; positive. One that is far off costs some evaluations of the warm-up.
    #[must_use]
    pub const fn width(mut self, width: f64) -> Self {
        self.width = width;
        self
    }

    /// `draws` draws of the target by each of as many chains as there are points to start from, on all cores.
    ///
    /// # Errors
    ///
    /// If there is no start, the target is not finite at one of them, or a setting makes no sense.
    pub fn sample<T: Real, const D: usize>(
        &self,
        target: &impl Target<T, D>,
        starts: &[SVector<T, D>],
        draws: usize,
    ) -> Result<Chains<T, D>, SampleError> {
        let starting = starts.par_iter().map(|x| target.log_density(x)).collect();
        let mut walkers = self.walkers(starts, starting)?;
        let chains: Vec<_> = walkers
            .par_iter_mut()
            .map(|walker| {
                let mut log_density = |xs: &[SVector<T, D>]| vec![target.log_density(&xs[0])];
                self.run(std::slice::from_mut(walker), draws, &mut log_density)
            })
            .collect();
        Ok(chains.into_iter().collect())
    }

    /// The same for a density that is cheaper in batches, such as that of a flow: every call gets one point of each chain that
    /// has not ended, and returns their log-densities, in nats. The calls come from the caller's thread.
    ///
    /// # Errors
    ///
    /// As [`sample`](Self::sample).
    ///
    /// # Panics
    ///
    /// If `log_density` does not return as many numbers as it is given points.
    pub fn sample_batches<T: Real, const D: usize>(
        &self,
        mut log_density: impl FnMut(&[SVector<T, D>]) -> Vec<T>,
        starts: &[SVector<T, D>],
        draws: usize,
    ) -> Result<Chains<T, D>, SampleError> {
        let mut walkers = self.walkers(starts, log_density(starts))?;
        Ok(self.run(&mut walkers, draws, &mut log_density))
    }

    /// The chains at their starts.
    fn walkers<T: Real, const D: usize>(
        &self,
        starts: &[SVector<T, D>],
        log_densities: Vec<T>,
    ) -> Result<Vec<Walker<T, D>>, SampleError> {
        let setting = |name, holds: bool, expected| {
            let refused = SampleError::Setting { name, expected };
            if holds { Ok(()) } else { Err(refused) }
        };
        let positive = self.width.is_finite() && self.width > 0.0;
        setting("width", positive, "a positive, finite number")?;
        setting("thinning", self.thin > 0, "at least 1")?;
        Walker::all(starts, log_densities, self.width, self.seed)
    }

    /// Warms chains up and collects their draws, each chain at its own pace.
    fn run<T: Real, const D: usize>(
        &self,
        walkers: &mut [Walker<T, D>],
        draws: usize,
        log_density: &mut dyn FnMut(&[SVector<T, D>]) -> Vec<T>,
    ) -> Chains<T, D> {
        let mut chains = Chains::empty(walkers.len(), draws);
        let mut swept = vec![0; walkers.len()];
        if self.warm_up == 0 {
            walkers.iter_mut().for_each(Walker::hold_widths);
        }
        let sweeps = self.warm_up + draws * self.thin;
        Walker::advance(walkers, sweeps, log_density, &mut |chain, walker| {
            swept[chain] += 1;
            match swept[chain] {
                n if n == self.warm_up => walker.hold_widths(),
                n if n > self.warm_up && (n - self.warm_up).is_multiple_of(self.thin) => {
                    chains.push(chain, walker.x(), walker.log_density());
                }
                _ => {}
            }
        });
        chains
    }
}
