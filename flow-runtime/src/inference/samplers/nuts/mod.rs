//! The No-U-Turn sampler, that of the crate nuts-rs, with and without a flow.

mod drawn;
mod logp;
mod through;

use super::{SampleError, stream};
use crate::density::Density;
use crate::flow::Flow;
use crate::inference::Target;
use crate::parameters::Parameters;
use crate::real::Real;
use crate::train::{FitError, Regime, Trainer};
pub use drawn::NutsChains;
use logp::Plain;
use nalgebra::SVector;
use nuts_rs::{Chain, CpuLogpFunc, CpuMath, DiagNutsSettings, FlowNutsSettings, Settings};
use rayon::prelude::*;
use through::Through;

/// The No-U-Turn sampler (Hoffman & Gelman 2014) of the crate [nuts-rs](https://docs.rs/nuts-rs): Hamiltonian trajectories that end
/// where they turn, with a step size and scales that are found during the warm-up. For smooth densities of many dimensions
/// that have one mode.
///
/// | method | coordinates |
/// |---|---|
/// | [`sample`](Self::sample) | those of the target, each with its scale |
/// | [`sample_through`](Self::sample_through) | those of a flow's base (Hoffman et al. 2019), the flow having been fitted before |
/// | [`sample_adapting`](Self::sample_adapting) | the same, the flow being fitted to the draws of the warm-up |
///
/// The sampler computes in double precision, whatever the scalar of the target; in single precision a trajectory's energy is
/// blurred by the rounding of the log-density. A point where the log-density or a slope is not finite ends a trajectory, as a
/// divergence. Chains run on all cores; every chain has a generator of its own, seeded by its number, so the number of
/// threads cannot be seen in the draws.
///
/// ```
/// use flow_runtime::inference::samplers::Nuts;
/// use flow_runtime::inference::targets::Gaussian;
/// use flow_runtime::prelude::*;
///
/// let target = Gaussian::new([1.0, -2.0], [0.5, 30.0]);
/// let drawn = Nuts::new().warm_up(300).sample(&target, &[SVector::<f64, 2>::zeros(); 4], 500)?;
/// assert_eq!(drawn.divergences(), 0);
/// assert!(drawn.chains().r_hat().iter().all(|r_hat| *r_hat < 1.02));
/// assert!(drawn.chains().ess_bulk().iter().all(|ess| *ess > 400.0));
/// # Ok::<(), flow_runtime::inference::samplers::SampleError>(())
/// ```
///
/// # References
///
/// - Hoffman, Gelman, *The No-U-Turn sampler*, Journal of Machine Learning Research 15, 2014.
/// - Hoffman, Sountsov, Dillon, Langmore, Tran, Vasudevan, *NeuTra-lizing bad geometry in Hamiltonian Monte Carlo using neural
///   transport*, 2019.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nuts {
    warm_up: usize,
    seed: u64,
    acceptance: f64,
    depth: u64,
}

impl Default for Nuts {
    fn default() -> Self {
        Self::new()
    }
}

impl Nuts {
    /// A warm-up of 1000 draws, seed 0, an acceptance of 0.8, at most 2¹⁰ steps a trajectory.
    pub const fn new() -> Self {
        Self {
            warm_up: 1000,
            seed: 0,
            acceptance: 0.8,
            depth: 10,
        }
    }

    /// Draws that are not kept, during which step size and scales are found, or the flow is fitted; at least 1.
    #[must_use]
    pub const fn warm_up(mut self, draws: usize) -> Self {
        self.warm_up = draws;
        self
    }

    /// The seed of all chains.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The mean acceptance for which the step size is found, between 0 and 1: nearer to 1, smaller steps and fewer divergences.
    #[must_use]
    pub const fn acceptance(mut self, acceptance: f64) -> Self {
        self.acceptance = acceptance;
        self
    }

    /// The most doublings of a trajectory, at least 1: it has less than 2 to this power steps.
    #[must_use]
    pub const fn depth(mut self, doublings: u64) -> Self {
        self.depth = doublings;
        self
    }

    /// `draws` draws of the target by each of as many chains as there are points to start from.
    ///
    /// # Errors
    ///
    /// If there is no start, the target or a slope of it is not finite at one of them, or a setting makes no sense.
    pub fn sample<T: Real, const D: usize>(
        &self,
        target: &impl Target<T, D>,
        starts: &[SVector<T, D>],
        draws: usize,
    ) -> Result<NutsChains<T, D>, SampleError> {
        let mut settings = DiagNutsSettings {
            num_tune: self.warm_up as u64,
            num_draws: draws as u64,
            maxdepth: self.depth,
            gradient_clipping: None,
            ..DiagNutsSettings::default()
        };
        settings.adapt_options.step_size_settings.target_accept = self.acceptance;
        self.check(target, starts)?;
        let chains = starts.par_iter().enumerate().map(|(chain, start)| {
            let at = *start;
            self.chain(
                &settings,
                Plain { target, at },
                target,
                (chain, start),
                draws,
            )
        });
        let chains: Vec<_> = chains.collect::<Result<_, _>>()?;
        Ok(chains.into_iter().collect())
    }

    /// The same in the coordinates of a flow's base: trajectories run in z, where the density is p̃(f(z)) · |det ∂f/∂z|, and what
    /// is drawn is x = f(z). It is right for any flow; the nearer the flow is to the target, the rounder is what the sampler
    /// sees. The base should be `Normal`.
    ///
    /// A flow comes from [`fit_target`](Trainer::fit_target), from draws of another sampler by [`fit`](Trainer::fit) or
    /// [`fit_scores`](Trainer::fit_scores), or it is a formula that is known to help.
    ///
    /// # Errors
    ///
    /// As [`sample`](Self::sample).
    pub fn sample_through<T, const D: usize, F>(
        &self,
        flow: &F,
        target: &impl Target<T, D>,
        starts: &[SVector<T, D>],
        draws: usize,
    ) -> Result<NutsChains<T, D>, SampleError>
    where
        T: Real,
        F: Flow<D, 0, Scalar = T> + Density<T, D>,
    {
        self.check(target, starts)?;
        let all = self.through(flow, None, target, starts, draws)?;
        Ok(all.into_iter().map(|(chain, _)| chain).collect())
    }

    /// As [`sample_through`](Self::sample_through), with a flow that each chain fits to its own draws during the warm-up: by
    /// [`fit_scores`](Trainer::fit_scores) with this trainer, every 10 draws at first, then every 100. The flows are held from the last
    /// of these runs on, so that the draws that are kept are those of a chain that leaves the target as it is; they
    /// are returned, one a chain.
    ///
    /// # Errors
    ///
    /// As [`sample`](Self::sample), and if a setting of the trainer makes no sense or the flow starts from a `Mixture`. A run that
    /// diverges is no error: it leaves the flow as it was.
    pub fn sample_adapting<T, const D: usize, F>(
        &self,
        flow: &F,
        trainer: &Trainer<'_>,
        target: &impl Target<T, D>,
        starts: &[SVector<T, D>],
        draws: usize,
    ) -> Result<(NutsChains<T, D>, Vec<F>), SampleError>
    where
        T: Real,
        F: Flow<D, 0, Scalar = T> + Density<T, D>,
    {
        self.check(target, starts)?;
        Regime::new::<T>(trainer, 1).map_err(SampleError::Training)?;
        if !F::model().base.is_smooth() {
            return Err(SampleError::Training(FitError::Jumps));
        }
        let all = self.through(flow, Some(trainer), target, starts, draws)?;
        let (chains, flows): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        Ok((chains.into_iter().collect(), flows))
    }

    fn through<T, const D: usize, F>(
        &self,
        flow: &F,
        trainer: Option<&Trainer<'_>>,
        target: &impl Target<T, D>,
        starts: &[SVector<T, D>],
        draws: usize,
    ) -> Result<Vec<(NutsChains<T, D>, F)>, SampleError>
    where
        T: Real,
        F: Flow<D, 0, Scalar = T> + Density<T, D>,
    {
        let mut settings = FlowNutsSettings {
            num_tune: self.warm_up as u64,
            num_draws: draws as u64,
            maxdepth: self.depth,
            gradient_clipping: None,
            ..FlowNutsSettings::default()
        };
        settings.adapt_options.transform_update_freq = UPDATE;
        settings.adapt_options.step_size_settings.target_accept = self.acceptance;
        let chains = starts.par_iter().enumerate().map(|(chain, start)| {
            let params = Parameters::from_values(flow.params().to_vec());
            let mut own = F::from_parameters(params);
            let through = Through {
                target,
                flow: &mut own,
                trainer,
            };
            let drawn = self.chain(&settings, through, target, (chain, start), draws)?;
            Ok((drawn, own))
        });
        chains.collect()
    }

    fn check<T: Real, const D: usize>(
        &self,
        target: &impl Target<T, D>,
        starts: &[SVector<T, D>],
    ) -> Result<(), SampleError> {
        let between = self.acceptance > 0.0 && self.acceptance < 1.0;
        for (name, holds, expected) in [
            ("warm-up", self.warm_up > 0, "at least 1"),
            ("acceptance", between, "between 0 and 1"),
            ("depth", self.depth > 0, "at least 1"),
        ] {
            if !holds {
                return Err(SampleError::Setting { name, expected });
            }
        }
        if starts.is_empty() {
            return Err(SampleError::NoStart);
        }
        for (chain, start) in starts.iter().enumerate() {
            let (log_density, slopes) = target.log_density_and_grad(start);
            let log_density = log_density.to_f64();
            if !log_density.is_finite() {
                return Err(SampleError::Start { chain, log_density });
            }
            if slopes.iter().any(|slope| !slope.is_finite()) {
                return Err(SampleError::Slope { chain });
            }
        }
        Ok(())
    }

    /// One chain, from its start to its end.
    fn chain<T: Real, const D: usize, L: CpuLogpFunc>(
        &self,
        settings: &impl Settings,
        logp: L,
        target: &impl Target<T, D>,
        (chain, start): (usize, &SVector<T, D>),
        draws: usize,
    ) -> Result<NutsChains<T, D>, SampleError> {
        let mut rng = stream(self.seed, chain as u64);
        let lost = |_| SampleError::Slope { chain };
        let math = CpuMath::new(logp);
        let mut moving = settings
            .new_chain(chain as u64, math, &mut rng)
            .map_err(lost)?;
        moving
            .set_position(start.map(Real::to_f64).as_slice())
            .map_err(lost)?;
        let mut drawn = NutsChains::empty(draws);
        for draw in 0..self.warm_up + draws {
            let (x, progress) = moving.draw().map_err(lost)?;
            if draw >= self.warm_up {
                let mut at = *start;
                logp::read(&x, &mut at);
                drawn.push(&at, target.log_density(&at).to_f64(), &progress);
            }
        }
        Ok(drawn)
    }
}

/// Draws of the warm-up, after the first hundred, between two runs that fit the flow.
const UPDATE: u64 = 100;
