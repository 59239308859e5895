//! How much of what a flow expects lies below what came.

use super::uniformity::Uniformity;

/// What a rank is a rank of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ranked {
    /// A dimension in its conditional distribution, given those before it in the order in which the flow is autoregressive.
    Conditional,
    /// A dimension among those of samples, whatever the others are.
    Marginal,
    /// A dimension of the base, where the flow sends the row.
    Base,
    /// The density among those of samples: the probability of the highest-density region that ends at the row.
    Region,
}

/// The rank of every row, between 0 and 1: uniform, if the rows come from the flow.
#[derive(Clone, Debug)]
pub struct Ranks {
    name: String,
    ranked: Ranked,
    values: Vec<f64>,
    uniformity: Uniformity,
    independent: f64,
}

impl Ranks {
    /// What is no number lies outside of all.
    pub(super) fn new(
        name: String,
        ranked: Ranked,
        mut values: Vec<f64>,
        independent: f64,
    ) -> Self {
        for value in &mut values {
            *value = if value.is_nan() {
                1.0
            } else {
                value.clamp(0.0, 1.0)
            };
        }
        let mut sorted = values.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        Self {
            name,
            ranked,
            values,
            uniformity: Uniformity::of(&sorted, independent),
            independent,
        }
    }

    /// The dimension.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What these are ranks of.
    pub fn ranked(&self) -> Ranked {
        self.ranked
    }

    /// One a row, in their order.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// How far they are from uniform ones.
    pub fn uniformity(&self) -> Uniformity {
        self.uniformity
    }

    /// The share of the rows whose rank is at most `level`; uniform ranks have `level`.
    pub fn share(&self, level: f64) -> f64 {
        let within = self.values.iter().filter(|value| **value <= level);
        within.count() as f64 / self.values.len() as f64
    }

    /// How many independent rows say as much: fewer, where samples were compared with.
    #[cfg_attr(not(feature = "plot"), expect(dead_code, reason = "for the picture"))]
    pub(super) fn independent(&self) -> f64 {
        self.independent
    }
}
