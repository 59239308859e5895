//! Training.

mod adam;
mod average;
mod between;
mod check;
mod error;
mod fit;
mod history;
mod kept;
mod observer;
mod optimizer;
#[cfg(feature = "progress")]
mod progress;
mod rows;
mod run;
mod samples;
mod schedule;
mod source;
mod state;
mod step;
mod trainer;
mod validation;

pub use adam::Adam;
pub use error::FitError;
pub(crate) use fit::fit;
pub use history::{History, Stopped};
pub use observer::{Answer, Epoch};
#[cfg(feature = "progress")]
pub use progress::Progress;
pub(crate) use rows::Data;
pub use samples::Samples;
pub use schedule::Schedule;
pub use trainer::Trainer;
