//! Why nothing was sampled.

use crate::said::said;
use crate::train::FitError;
use std::error::Error;
use std::fmt;

/// What a sampler was given that it cannot begin with.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum SampleError {
    /// There is no point to start from.
    NoStart,
    /// A chain would start where the log-density is not a finite number, and would not know where to go.
    Start {
        /// The chain, from 0.
        chain: usize,
        /// The log-density there, in nats.
        log_density: f64,
    },
    /// A chain would start where a slope of the log-density is not a finite number.
    Slope {
        /// The chain, from 0.
        chain: usize,
    },
    /// A setting makes no sense.
    Setting {
        /// Which one.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// The flow that a sampler adapts cannot be trained.
    Training(FitError),
}

impl fmt::Display for SampleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoStart => write!(f, "there is no point to start a chain from"),
            Self::Start { chain, log_density } => write!(
                f,
                "chain {chain} would start where the log-density is {log_density}, but must start where it is finite"
            ),
            Self::Slope { chain } => write!(
                f,
                "chain {chain} would start where a slope of the log-density is not a finite number"
            ),
            Self::Training(error) => write!(f, "the flow cannot adapt: {error}"),
            Self::Setting { name, expected } => write!(f, "the {name} must be {expected}"),
        }
    }
}

said!(SampleError);

impl Error for SampleError {}
