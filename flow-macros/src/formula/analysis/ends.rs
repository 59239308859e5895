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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::tests::on;

    #[test]
    fn each_end_is_a_parameter_of_its_own() {
        let ends = |text: &str| on(text, "R").unwrap().learned_ends();
        let places = |text: &str| -> Vec<(usize, usize, bool)> {
            let ends = ends(text).unwrap_or_else(|_| panic!("{text}"));
            ends.iter().map(|e| (e.param, e.output, e.lower)).collect()
        };
        assert_eq!(places("|z| exp(z)"), []);
        assert_eq!(places("|z; a| exp(z) + a"), [(0, 0, true)]);
        assert_eq!(places("|z; a| a - exp(z)"), [(0, 0, false)]);
        let two = "|u, v; a, b| (exp(u) + a, b - exp(v))";
        assert_eq!(places(two), [(0, 0, true), (1, 1, false)]);
        let turned = "|u, v; a, b| (exp(u) + b, exp(v) + a)";
        assert_eq!(places(turned), [(1, 0, true), (0, 1, true)]);
        for text in [
            "|u, v; a| (exp(u) + a, exp(v) + a)",
            "|u, v, w; a, b| (exp(u) + a, exp(v) + b, a - exp(w))",
        ] {
            assert!(matches!(ends(text), Err(Unlearned::Shared(_))), "{text}");
        }
        for text in [
            "|z; a > 0| exp(z) + a",
            "|z; a| exp(z) + 2*a",
            "|z; a, b| exp(z) + a + b",
        ] {
            assert!(matches!(ends(text), Err(Unlearned::Bound)), "{text}");
        }
    }
}
