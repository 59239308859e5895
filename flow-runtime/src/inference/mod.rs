//! Flows inside inference: densities that can be evaluated, known up to a constant, in place of samples.
//!
//! A [`Target`] is what is to be sampled, integrated, or approximated. A flow that resembles it proposes samples, which
//! [`Importance`] weighs; a flow fitted to anybody's samples of it gives its integral, by [`Evidence::harmonic`].
//!
//! ```
//! use flow_runtime::inference;
//! use flow_runtime::prelude::*;
//! use std::f64::consts::PI;
//!
//! flow! { struct Wide<f64, 2> = Normal[loc = [0, 0], scale = [2, 2]]; }
//!
//! let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
//! let wide = Wide::new(&mut rng);
//! // exp(−½|x|²), whose integral is 2π.
//! let target = inference::from_fns(
//!     |x: &SVector<f64, 2>| -0.5 * x.norm_squared(),
//!     |x| (-0.5 * x.norm_squared(), -x),
//! );
//! let drawn = Importance::draw(&wide, &target, 10_000, &mut rng);
//! let (log_evidence, standard_error) = drawn.log_evidence();
//! assert!((log_evidence - (2.0 * PI).ln()).abs() < 4.0 * standard_error);
//! assert!(drawn.ess() > 3000.0 && drawn.pareto_k() < 0.5);
//! let fair: Vec<SVector<f64, 2>> = drawn.resample(1000);
//! # assert_eq!(fair.len(), 1000);
//! ```
//!
//! Targets are evaluated on all cores; results do not depend on their number.

mod annealed;
pub(crate) mod check;
mod columns;
mod evidence;
mod fab;
mod fit;
mod held;
mod importance;
mod pareto;
mod pulled_back;
pub mod samplers;
mod scores;
pub mod simulation;
mod stochastic;
pub mod targets;
mod tempered;
mod vae;
mod weights;

pub use crate::target::{FromFns, Target, from_fns};
pub use crate::walk::Kernel;
pub use annealed::Annealed;
pub use evidence::Evidence;
pub use fab::Fab;
pub use held::Held;
pub use importance::Importance;
pub use pulled_back::PulledBack;
pub use stochastic::StochasticFlow;
pub use tempered::Tempered;
pub use vae::Vae;
