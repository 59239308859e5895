//! Flows: what users call.

mod compiled;
mod contract;
mod cumulative;
mod density;
mod fit;
mod forgotten;
mod given;
mod unconditional;
mod vjp;

pub(crate) use compiled::{Compiled, Engine};
pub use contract::Flow;
pub use cumulative::Cumulative;
pub use density::sample;
pub use forgotten::Conditional;
pub use given::Given;
pub(crate) use unconditional::Unconditional;
pub use vjp::Vjp;
