//! Parallel tempering.

use super::evidence::stepping_stones;
use super::ladder::{Ends, Ladder, Seen};
use super::{Chains, SampleError, schedule};
use crate::density::Density;
use crate::inference::Target;
use crate::real::Real;
use rayon::prelude::*;

/// Parallel tempering: chains at temperatures between a density that can be sampled and the target, which swap places.
///
/// Rung k of a ladder has the density reference^(1 − βₖ) · target^βₖ, with 0 = β₀ < … < 1. The first one draws from the
/// reference, the others move by [slice sampling](super::Slice), and neighbours swap their places with probability
/// min(1, exp((βₖ₊₁ − βₖ)(rₖ − rₖ₊₁))), r being ln target − ln reference. So modes are found at high temperatures and carried
/// down. During the warm-up the rungs are put where all swaps are refused equally often. Several ladders run side by side, on
/// all cores; the number of threads cannot be seen in the draws.
///
/// The reference should be wide enough to cover the target, and its log-density known with its constant: then the
/// log-evidence comes with the draws. A [`Gaussian`](crate::inference::targets::Gaussian) will do, or a flow.
///
/// ```
/// use flow_runtime::inference::samplers::Tempering;
/// use flow_runtime::inference::targets::{Gaussian, ManyWell};
///
/// let tempered = Tempering::new().sample::<f64, 2>(&Gaussian::round(2.0), &ManyWell, 4, 500)?;
/// let (log_evidence, error) = tempered.log_evidence();
/// assert!((log_evidence - ManyWell::<2>::log_evidence()).abs() < 0.2);
/// # Ok::<(), flow_runtime::inference::samplers::SampleError>(())
/// ```
///
/// # References
///
/// - Geyer, *Markov chain Monte Carlo maximum likelihood*, 1991.
/// - Syed, Bouchard-Côté, Deligiannidis, Doucet, *Non-reversible parallel tempering*, Journal of the Royal Statistical
///   Society B 84(2), 2022: swaps of even and odd neighbours in turns, and where the rungs go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tempering {
    rungs: usize,
    warm_up: usize,
    thin: usize,
    seed: u64,
}

/// What parallel tempering returns.
#[derive(Clone, Debug, PartialEq)]
pub struct TemperedChains<T, const D: usize> {
    chains: Chains<T, D>,
    log_evidence: (f64, f64),
    betas: Vec<f64>,
    swap_rates: Vec<f64>,
    arrivals: usize,
}

impl Default for Tempering {
    fn default() -> Self {
        Self::new()
    }
}

impl Tempering {
    /// 12 temperatures, a warm-up of 500 sweeps, every sweep kept, seed 0.
    pub const fn new() -> Self {
        Self {
            rungs: 12,
            warm_up: 500,
            thin: 1,
            seed: 0,
        }
    }

    /// The number of temperatures, those of the reference and the target included; at least 2.
    #[must_use]
    pub const fn temperatures(mut self, rungs: usize) -> Self {
        self.rungs = rungs;
        self
    }

    /// Sweeps that are not kept, during which temperatures and widths are found.
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

    /// `draws` draws of the target by each of so many ladders.
    ///
    /// # Errors
    ///
    /// If there are no ladders, a setting makes no sense, or the target is finite at none of 1000 draws of the reference.
    pub fn sample<T: Real, const D: usize>(
        &self,
        reference: &(impl Density<T, D> + Sync),
        target: &impl Target<T, D>,
        ladders: usize,
        draws: usize,
    ) -> Result<TemperedChains<T, D>, SampleError> {
        self.check(ladders)?;
        let ends = Ends { reference, target };
        let mut betas = schedule::first(self.rungs);
        let mut ladders: Vec<Ladder<T, D>> = (0..ladders)
            .into_par_iter()
            .map(|number| Ladder::new(&ends, &betas, self.seed, number))
            .collect::<Result<_, _>>()?;
        for sweeps in rounds(self.warm_up) {
            for ladder in &mut ladders {
                ladder.tune(&betas);
            }
            let run = |ladder: &mut Ladder<T, D>| ladder.run(&ends, &betas, sweeps, |_, _| {});
            let seen: Vec<Seen> = ladders.par_iter_mut().map(run).collect();
            // The last round has found widths for the rungs as they are.
            if 2 * sweeps < self.warm_up {
                betas = schedule::equalised(&betas, &refusals(&seen));
            }
        }
        ladders.iter_mut().for_each(Ladder::hold_widths);
        let (chains, seen): (Vec<_>, Vec<_>) = ladders
            .par_iter_mut()
            .map(|ladder| {
                let mut chain = Chains::empty(1, draws);
                let mut swept = 0;
                let seen = ladder.run(&ends, &betas, draws * self.thin, |x, log_density| {
                    swept += 1;
                    if usize::is_multiple_of(swept, self.thin) {
                        chain.push(0, x, log_density);
                    }
                });
                (chain, seen)
            })
            .unzip();
        let ratios: Vec<_> = seen.iter().map(|seen| seen.ratios.clone()).collect();
        Ok(TemperedChains {
            chains: chains.into_iter().collect(),
            log_evidence: stepping_stones(&ratios),
            betas,
            swap_rates: refusals(&seen)
                .iter()
                .map(|refused| 1.0 - refused)
                .collect(),
            arrivals: seen.iter().map(|seen| seen.arrived).sum(),
        })
    }

    fn check(&self, ladders: usize) -> Result<(), SampleError> {
        for (name, value, least, expected) in [
            ("number of ladders", ladders, 1, "at least 1"),
            ("number of temperatures", self.rungs, 2, "at least 2"),
            ("thinning", self.thin, 1, "at least 1"),
        ] {
            if value < least {
                return Err(SampleError::Setting { name, expected });
            }
        }
        Ok(())
    }
}

/// The warm-up in rounds, each about as long as all before it.
fn rounds(warm_up: usize) -> Vec<usize> {
    let mut rounds = Vec::new();
    let mut left = warm_up;
    while left > 0 {
        let round = left.div_ceil(2);
        rounds.push(round);
        left -= round;
    }
    rounds.reverse();
    rounds
}

/// The mean probability that a swap was refused, by lower rung.
fn refusals(seen: &[Seen]) -> Vec<f64> {
    let rungs = seen.first().map_or(0, |seen| seen.refused.len());
    let mean = |k: usize| {
        let sum = |of: fn(&Seen) -> &Vec<f64>| seen.iter().map(|seen| of(seen)[k]).sum::<f64>();
        sum(|seen| &seen.refused) / sum(|seen| &seen.proposed).max(1.0)
    };
    (0..rungs).map(mean).collect()
}

impl<T: Real, const D: usize> TemperedChains<T, D> {
    /// The draws of the target, one chain a ladder.
    pub fn chains(&self) -> &Chains<T, D> {
        &self.chains
    }

    /// ln of the integral of the target's density in nats, and its standard error, from the spread between ladders: NaN if
    /// there is only one. Right if the reference's log-density has its constant.
    pub fn log_evidence(&self) -> (f64, f64) {
        self.log_evidence
    }

    /// The inverse temperatures, from 0 to 1.
    pub fn inverse_temperatures(&self) -> &[f64] {
        &self.betas
    }

    /// How often neighbours swapped, by the lower one. Below 0.2, say, there should be more temperatures.
    pub fn swap_rates(&self) -> &[f64] {
        &self.swap_rates
    }

    /// How many draws of the reference have arrived at the target, in all ladders: modes that nothing joins are in their right
    /// proportions if these are many.
    pub fn arrivals(&self) -> usize {
        self.arrivals
    }
}
