//! Flows on batches: densities, samples, gradients.

mod arrival;
mod bound;
mod cut;
mod evaluate;
mod excluded;
mod gather;
mod gradient;
mod memory;
mod objective;
mod pieces;
mod pulled_back;
mod reverse_kl;
mod rows;
mod score;
mod set_by_data;
mod vjp;

pub(crate) use arrival::{Arrival, Stand, arrival};
pub(crate) use bound::log_prob_bound;
pub(crate) use evaluate::{defined_log_prob, forward, inverse, log_prob, log_prob_on, sample};
pub(crate) use excluded::{Known, excluded};
pub(crate) use gradient::{Gradient, MOST_PIECES, nll_and_grad};
pub(crate) use objective::{NegLogLikelihood, Objective, Piece};
pub(crate) use pieces::{gather_pieces, middle};
pub(crate) use pulled_back::Arrived;
pub(crate) use pulled_back::pulled_back;
pub(crate) use reverse_kl::{LogDensityAndGrad, ReverseKl};
pub(crate) use score::{Broken, broken, context_score, score};
pub(crate) use set_by_data::prepare;
pub use vjp::{Cotangents, Pulled};
pub(crate) use vjp::{pull_forward, pull_inverse};
