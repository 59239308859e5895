//! A typed chain as the rewrites see it.

use super::step::Step;
use crate::labels::Labels;
use crate::mixing::{Dependence, Mixing};
use crate::permutation::Permutation;

/// Steps, then a permutation of the data.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) steps: Vec<Step>,
    pub(crate) order: Permutation,
    /// What the dimensions of the data are called.
    pub(crate) labels: Labels,
}

/// How messages speak of the steps of a line: as they would stand behind the permutation, so that every column is the
/// dimension of the data that it becomes.
#[derive(Debug)]
pub(crate) struct Voice {
    back: Permutation,
    labels: Labels,
}

impl Line {
    /// Steps on as many columns as there are labels, nothing saved yet.
    pub(crate) fn new(steps: Vec<Step>, labels: &Labels) -> Self {
        Self {
            steps,
            order: Permutation::identity(labels.len()),
            labels: labels.clone(),
        }
    }

    pub(crate) fn voice(&self) -> Voice {
        Voice {
            back: self.order.inverse(),
            labels: self.labels.clone(),
        }
    }

    /// What depends on what, all the way from the base to the data.
    pub(crate) fn mixing(&self) -> Mixing {
        let mut mixing = Mixing::identity(self.order.indices().len());
        for step in &self.steps {
            mixing.then(&step.dependence());
        }
        mixing.then(&Dependence::Permuted(&self.order));
        mixing
    }
}

impl Voice {
    /// The canonical text of a step.
    pub(crate) fn spec(&self, step: &Step) -> String {
        self.placed(step).spec(&self.labels)
    }

    /// How the summary speaks of it.
    pub(crate) fn describe(&self, step: &Step) -> String {
        self.placed(step).describe(&self.labels)
    }

    fn placed(&self, step: &Step) -> Step {
        if self.back.is_identity() {
            // Permutations keep the name by which they were written.
            step.clone()
        } else {
            step.permuted(&self.back)
        }
    }
}
