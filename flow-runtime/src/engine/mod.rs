//! Flows on batches: densities, samples, gradients.

mod evaluate;
mod gather;
mod gradient;
mod plan;
mod prepare;
mod score;
mod work;

pub(crate) use evaluate::{defined_log_prob, forward, inverse, log_prob, sample};
pub(crate) use gradient::{Gradient, nll_and_grad};
pub(crate) use prepare::prepare;
pub(crate) use score::{broken_element, context_score, score};
