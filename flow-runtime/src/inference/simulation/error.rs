//! Why nothing was inferred.

use crate::inference::samplers::SampleError;
use crate::said::said;
use crate::train::FitError;
use std::error::Error;
use std::fmt;

/// What went wrong in simulation-based inference.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum InferenceError {
    /// The flow could not be trained.
    Fit(FitError),
    /// The posterior could not be sampled.
    Sample(SampleError),
    /// A number of the observation is infinite or NaN, or there is no observation.
    Observation,
    /// The simulations to go on from begin with another first round.
    OtherRun,
    /// Hardly any parameters of the prior are in the region that the posterior leaves.
    Truncation {
        /// How many were tried.
        tried: usize,
        /// How many were in it.
        accepted: usize,
    },
}

impl fmt::Display for InferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fit(error) => write!(f, "training the flow: {error}"),
            Self::Sample(error) => write!(f, "sampling the posterior: {error}"),
            Self::Observation => write!(f, "what was observed must be finite numbers"),
            Self::OtherRun => write!(
                f,
                "the simulations are none of this run: its seed, its prior, or its simulations a round were others"
            ),
            Self::Truncation { tried, accepted } => write!(
                f,
                "of {tried} parameters drawn from the prior, {accepted} are where the posterior is: too few to go on"
            ),
        }
    }
}

said!(InferenceError);

impl Error for InferenceError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Fit(error) => Some(error),
            Self::Sample(error) => Some(error),
            Self::Observation | Self::OtherRun | Self::Truncation { .. } => None,
        }
    }
}

impl From<FitError> for InferenceError {
    fn from(error: FitError) -> Self {
        Self::Fit(error)
    }
}

impl From<SampleError> for InferenceError {
    fn from(error: SampleError) -> Self {
        Self::Sample(error)
    }
}
