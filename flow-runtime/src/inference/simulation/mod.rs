//! Parameters of simulators, inferred from what is observed, where the likelihood can be simulated and not evaluated.
//!
//! | method | what is learned | for |
//! |---|---|---|
//! | [`Snl`] | the likelihood p(x \| θ), near what was observed | one observation, or several of one θ, and few simulations |
//! | [`Npe`] | the posterior p(θ \| x), for every x | many observations, each answered at once |
//! | [`Tsnpe`] | the posterior, near what was observed | one observation, without Markov chains |
//!
//! Each needs a [`Prior`], a simulator, which is a closure, and a conditional flow of the program's own. Whether to believe the
//! answer is said by [`Ranks`] (simulation-based calibration), by [`Predictive`] (what the posterior predicts, beside what was
//! observed), and, where a reference is known, by [`c2st`].
//!
//! ```
//! use flow_runtime::inference::simulation::{Prior, Snl};
//! use flow_runtime::prelude::*;
//!
//! flow! { struct Likelihood<f64, 1 | 1> = MAF(8, activation = tanh) >> Standardize; }
//!
//! // x = θ + noise, and θ is uniform on (−2, 2).
//! let prior = Prior::uniform([-2.0], [2.0]);
//! let simulator = |theta: &SVector<f64, 1>, rng: &mut Xoshiro256PlusPlus| {
//!     SVector::from([theta[0] + 0.4 * (rng.random::<f64>() - 0.5)])
//! };
//! let mut flow = Likelihood::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
//! let snl = Snl::new(Trainer::new(Adam::new(1e-2)).epochs(30)).rounds(2).per_round(200);
//! let posterior = snl.infer(&mut flow, &prior, simulator, &[SVector::from([1.0])])?;
//! let thetas = posterior.sample(500)?;
//! assert!(thetas.iter().all(|theta| theta[0].abs() < 2.0));
//! # Ok::<(), flow_runtime::inference::simulation::InferenceError>(())
//! ```

mod amortised;
mod c2st;
mod calibration;
mod classifier;
mod error;
mod likelihood;
mod marginal;
mod npe;
#[cfg(feature = "plot")]
mod picture;
mod predictive;
mod prior;
mod scaling;
mod simulations;
mod snl;
mod tsnpe;

pub use amortised::{Amortised, AmortisedPosterior};
pub use c2st::c2st;
pub use calibration::Ranks;
pub use error::InferenceError;
pub use likelihood::LikelihoodPosterior;
pub use marginal::Marginal;
pub use npe::Npe;
pub use predictive::Predictive;
pub use prior::Prior;
pub use simulations::Simulations;
pub use snl::Snl;
pub use tsnpe::Tsnpe;
