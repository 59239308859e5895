//! Flows: what users call.

mod bounded;
mod compiled;
mod contract;
mod cumulative;
mod density;
mod fit;
mod forgotten;
mod forgotten_bound;
mod given;
pub mod inexact;
#[cfg(feature = "plot")]
mod panel;
mod trainable;
mod unconditional;
mod vjp;

pub use bounded::BoundedFlow;
pub(crate) use compiled::{Compiled, Engine};
pub use contract::Flow;
pub use cumulative::Cumulative;
pub use density::sample;
pub use forgotten::{Conditional, ConditionalNumber};
pub use forgotten_bound::ConditionalBound;
pub use given::Given;
pub use trainable::Trainable;
pub(crate) use unconditional::{BoundedAlone, Unconditional};
pub use vjp::Vjp;
