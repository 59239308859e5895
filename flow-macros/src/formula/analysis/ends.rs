//! Ends of the image that are learned.

use super::Analysis;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::image::LearnedEnd;

impl Analysis {
    /// The ends of the image that move, if each is a parameter of its own without a range: none where one moves otherwise.
    pub(crate) fn learned_ends(&self) -> Option<Vec<LearnedEnd>> {
        let mut learned: Vec<LearnedEnd> = Vec::new();
        for (output, ends) in self.image_ends.iter().enumerate() {
            for (end, lower) in ends.iter().zip([true, false]) {
                let Some(end) = end.as_ref().filter(|end| end.has_any()) else {
                    continue;
                };
                let param = self.free_parameter(end)?;
                if learned.iter().any(|other| other.param == param) {
                    return None;
                }
                learned.push(LearnedEnd {
                    param,
                    output,
                    lower,
                });
            }
        }
        Some(learned)
    }

    fn free_parameter(&self, end: &Ex) -> Option<usize> {
        match end.node() {
            Node::Var(Var::Param(param)) => self.region.params[*param].is_real().then_some(*param),
            _ => None,
        }
    }
}
