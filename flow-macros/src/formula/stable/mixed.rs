//! The code of mixtures, of their logarithms and of their quantiles.

use super::Lowering;
use crate::formula::code::{Code, Id};
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::mixture::{Family, Mixture, Part};

impl Lowering<'_> {
    /// A mixture that is written with a constant, without it.
    pub(super) fn mixed(&mut self, ex: &Ex) -> Option<Id> {
        let mixture = self.setting.mixture(ex).filter(|mixture| mixture.changed)?;
        let mut total: Option<Id> = None;
        for part in &mixture.parts {
            let value = self.part(part);
            let weight = self.lower(&part.weight);
            let term = self.graph.mul(weight, value);
            total = Some(match total {
                None => term,
                Some(sum) => self.graph.add(sum, term),
            });
        }
        total
    }

    fn part(&mut self, part: &Part) -> Id {
        let u = &part.argument;
        match part.family {
            Family::Sigmoid => self.lower(&Ex::call_raw(Func::Sigmoid, u.clone())),
            Family::Phi => self.lower(&Ex::call_raw(Func::Phi, u.clone())),
            Family::Exp => self.lower(&u.exp()),
            Family::Cauchy => {
                let u = self.lower(u);
                self.graph.call("cauchy_cdf", u)
            }
            Family::BelowExp => {
                let u = self.lower(u);
                let difference = self.graph.call("exp_m1", u);
                self.graph.neg(difference)
            }
        }
    }

    /// The logarithm of a mixture whose weights are positive: of tails that vanish together, by the larger one.
    pub(super) fn ln_mixture(&mut self, mixture: &Mixture) -> Option<Id> {
        let positive = |part: &Part| self.setting.is_positive(&part.weight);
        if !mixture.parts.iter().all(positive) {
            return None;
        }
        let logs: Vec<Id> = mixture
            .parts
            .iter()
            .map(|part| {
                let u = &part.argument;
                let tail = match part.family {
                    Family::Sigmoid => self.lower(&Ex::call(Func::Sigmoid, u).ln()),
                    Family::Phi => self.lower(&Ex::call(Func::Phi, u).ln()),
                    Family::Exp => self.lower(u),
                    Family::BelowExp => self.ln_one_minus_exp(u),
                    Family::Cauchy => {
                        let value = self.part(part);
                        self.graph.call("ln", value)
                    }
                };
                if part.weight.is_one() {
                    return tail;
                }
                let weight = self.lower(&part.weight.ln());
                self.graph.add(weight, tail)
            })
            .collect();
        logs.into_iter()
            .reduce(|a, b| self.graph.push(Code::Call2("ln_add_exp", a, b)))
    }

    /// ln of what a quantile is taken of.
    fn ln_probability(&mut self, p: &Ex) -> Option<Id> {
        let mixture = self.setting.mixture(p)?;
        self.ln_mixture(&mixture)
    }

    /// A quantile, from the logarithms of what is below and above.
    pub(super) fn quantile(&mut self, f: Func, p: &Ex) -> Option<Id> {
        if !matches!(f, Func::Logit | Func::Probit) {
            return None;
        }
        match (f, p.node()) {
            (Func::Logit, Node::Call(Func::Phi, u)) => {
                let u = self.lower(u);
                return Some(self.graph.call("logit_normal_cdf", u));
            }
            (Func::Probit, Node::Call(inner @ (Func::Exp | Func::Sigmoid), u)) => {
                let u = self.lower(u);
                return Some(self.graph.call(
                    if *inner == Func::Exp {
                        "normal_quantile_exp"
                    } else {
                        "normal_quantile_sigmoid"
                    },
                    u,
                ));
            }
            _ => {}
        }
        let below = self.ln_probability(p)?;
        let above = self.ln_probability(&Ex::one().sub(p))?;
        if f == Func::Logit {
            return Some(self.graph.sub(below, above));
        }
        let less = self.graph.push(Code::Call2("min", below, above));
        let lower = self.graph.call("normal_quantile_exp", less);
        let upper = self.graph.neg(lower);
        Some(
            self.graph
                .push(Code::Call4("select_lt", below, above, lower, upper)),
        )
    }
}
