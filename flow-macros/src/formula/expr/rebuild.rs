//! Other expressions of the same form: symbols and sub-expressions replaced, in canonical form again.

use super::{Ex, Node, Var};
use crate::formula::number::Rational;
use std::collections::HashMap;

impl Ex {
    /// Replaces symbols, rebuilding in canonical form.
    pub(crate) fn substitute(&self, replace: &dyn Fn(Var) -> Option<Ex>) -> Self {
        self.rebuild(&mut HashMap::new(), &mut |ex| match ex.node() {
            Node::Var(v) => replace(*v),
            _ => None,
        })
    }

    /// Replaces coordinates of the image by other symbols.
    pub(crate) fn substitute_images(&self, by: &dyn Fn(usize) -> Var) -> Self {
        if !self.has_image() {
            return self.clone();
        }
        self.substitute(&|v| match v {
            Var::Image(i) => Some(Self::var(by(i))),
            _ => None,
        })
    }

    pub(crate) fn replace_var(&self, var: Var, by: &Ex) -> Self {
        if !self.has(var) {
            return self.clone();
        }
        self.substitute(&|v| (v == var).then(|| by.clone()))
    }

    /// Rebuilds bottom-up; `change` sees every node first and may replace it whole.
    pub(crate) fn rebuild(
        &self,
        memo: &mut HashMap<Ex, Ex>,
        change: &mut dyn FnMut(&Ex) -> Option<Ex>,
    ) -> Self {
        if let Some(done) = memo.get(self) {
            return done.clone();
        }
        let result = change(self).unwrap_or_else(|| match self.node() {
            Node::Num(_) | Node::Pi | Node::Var(_) => self.clone(),
            Node::Sum(c, terms) => {
                let constant = std::iter::once((Self::num(*c), Rational::ONE));
                let terms: Vec<_> = terms
                    .iter()
                    .map(|(t, k)| (t.rebuild(memo, change), *k))
                    .collect();
                Self::sum(constant.chain(terms))
            }
            Node::Product(factors) => {
                let factors: Vec<_> = factors
                    .iter()
                    .map(|(b, e)| (b.rebuild(memo, change), e.rebuild(memo, change)))
                    .collect();
                Self::product(factors)
            }
            Node::Call(f, u) => Self::call(*f, &u.rebuild(memo, change)),
        });
        memo.insert(self.clone(), result.clone());
        result
    }
}
