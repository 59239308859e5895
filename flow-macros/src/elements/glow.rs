//! `Glow(network)`: a step of Glow (Kingma & Dhariwal 2018), named case of
//! `ActNorm(over = channels) >> Linear(over = channels) >> RealNVP(network, split = channels)`.

use super::Bijector;
use super::coupling::{self, Coupling};
use super::diagonal::Diagonal;
use super::linear::Linear;
use crate::rules::{Entry, directed};

pub(crate) const NAME: &str = coupling::GLOW;

pub(crate) const GLOW: Entry<Glow> = Entry::new(NAME, |call, check| {
    let coupling = coupling::glow(call, check)?;
    let over = check.over_channels(&format!("`{NAME}`"), call.loc)?;
    Some(Glow {
        norm: Diagonal::act_norm(over.clone()),
        linear: Linear::new(over, 0),
        coupling,
    })
});

#[derive(Clone, Debug)]
pub(crate) struct Glow {
    norm: Diagonal,
    linear: Linear,
    coupling: Coupling,
}

impl Glow {
    /// The canonical text of one direction.
    pub(crate) fn spec(&self, inverted: bool) -> String {
        directed(self.coupling.as_glow(), inverted)
    }

    /// What it is short for, from the base to the data.
    pub(crate) fn written_out(&self) -> [Bijector; 3] {
        [
            self.norm.clone().into(),
            self.linear.clone().into(),
            self.coupling.clone().into(),
        ]
    }
}
