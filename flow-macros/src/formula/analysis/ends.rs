//! Ends of the image that are learned.

use super::Analysis;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::image::{LearnedEnd, Unlearned};

impl Analysis {
    /// The ends of the image that move, if each is a parameter of its own without a range.
    ///
    /// # Errors
    ///
    /// One end that moves otherwise, or two that do not move apart.
    pub(crate) fn learned_ends(&self) -> Result<Vec<LearnedEnd>, Unlearned> {
        let mut learned: Vec<LearnedEnd> = Vec::new();
        for (output, ends) in self.image_ends.iter().enumerate() {
            for (end, lower) in ends.iter().zip([true, false]) {
                let Some(end) = end.as_ref().filter(|end| end.has_any()) else {
                    continue;
                };
                let param = self.free_parameter(end).ok_or(Unlearned::Bound)?;
                let end = LearnedEnd {
                    param,
                    output,
                    lower,
                };
                learned.push(end);
            }
        }
        for (i, second) in learned.iter().enumerate() {
            if let Some(first) = learned[..i].iter().find(|e| e.param == second.param) {
                return Err(Unlearned::Shared([*first, *second]));
            }
        }
        Ok(learned)
    }

    fn free_parameter(&self, end: &Ex) -> Option<usize> {
        match end.node() {
            Node::Var(Var::Param(param)) => self.region.params[*param].is_real().then_some(*param),
            _ => None,
        }
    }
}
