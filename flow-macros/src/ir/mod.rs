//! What a flow means: names resolved, dimensions known, every argument checked, and what arrives at each element.

mod chain;
mod flat;
mod flow;
mod line;
mod step;
mod widening;

pub(crate) use chain::{Chain, Kind, Node};
pub(crate) use flat::{Flat, Occurrence};
pub(crate) use flow::Flow;
pub(crate) use line::{Line, Voice};
pub(crate) use step::Step;
pub(crate) use widening::Widening;
