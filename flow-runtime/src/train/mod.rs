//! Training.

mod across;
mod adam;
mod agree;
mod average;
mod batches;
mod between;
mod candidates;
mod check;
mod checkpoint;
mod descent;
mod divided;
mod error;
mod fit;
mod history;
mod loss;
mod message;
mod note;
mod observer;
mod optimizer;
mod pace;
#[cfg(feature = "progress")]
mod progress;
mod regime;
mod rows;
mod run;
mod samples;
mod saved;
mod schedule;
mod source;
mod state;
mod step;
mod trainer;
mod validation;

pub use adam::Adam;
pub(crate) use batches::Opened;
pub use batches::{Batch, Batches};
pub use checkpoint::Every;
pub use descent::Descent;
pub(crate) use divided::{Chosen, Divided};
pub use error::FitError;
pub(crate) use fit::{fit, fit_batches, fit_target};
pub use history::{History, Stopped};
pub use note::{ConstantColumn, FarColumn, Note};
pub use observer::{Answer, Epoch};
#[cfg(feature = "progress")]
pub use progress::Progress;
pub(crate) use regime::{Descends, Regime};
pub(crate) use rows::{Data, Rows};
pub use samples::{IntoSamples, Samples};
pub use schedule::Schedule;
pub(crate) use source::Reader;
pub use trainer::Trainer;
