//! Cotangents of inputs and parameters, there and back.

use super::{Body, Emitter, Written};
use crate::formula::code::{Code, Id};
use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::factor::factor_for_code;
use crate::formula::functions::Func;
use crate::formula::number::Rational;
use crate::formula::simplify::simplify_on;
use crate::formula::stable::Lowering;
use crate::formula::uncancel::factored;
use quote::quote;
use std::collections::HashMap;

impl Emitter<'_> {
    /// d/d(raw) of each parameter, from what was pulled back to it or to its logarithm.
    fn chain(&self, lowering: &mut Lowering<'_>, by_parameter: Vec<Id>) -> Vec<Id> {
        by_parameter
            .into_iter()
            .enumerate()
            .map(|(i, id)| {
                let slope = if self.by_logarithm(i) {
                    lowering.rate_of_softplus(&Ex::var(Var::Param(i)))
                } else {
                    None
                };
                let slope = slope
                    .unwrap_or_else(|| lowering.lower(&derivative(&self.params[i], Var::Raw(i))));
                lowering.graph.mul(id, slope)
            })
            .collect()
    }

    /// Whether something divides by a parameter that may be less than the smallest number: then its logarithm, which is a
    /// number, is what gradients are taken by.
    fn by_logarithm(&self, i: usize) -> bool {
        let var = Var::Param(i);
        let divides = |ex: &Ex| divides_by(&derivative(ex, var), var);
        matches!(self.params[i].node(), Node::Call(Func::Softplus, _))
            && (divides(&self.analysis.log_det) || self.analysis.forward.iter().any(divides))
    }

    /// ∂f/∂(parameter), or by its logarithm.
    fn by_parameter(&self, slope: Ex, var: Var) -> Ex {
        match var {
            // Term by term, so that what is divided by the parameter is not, before it is multiplied.
            Var::Param(i) if self.by_logarithm(i) => {
                let (c, terms) = slope.terms();
                let times = |term: &Ex| term.mul(&Ex::var(var));
                let terms = terms.iter().map(|(term, k)| (times(term), *k));
                Ex::sum(terms.chain([(times(&Ex::one()), c)]))
            }
            _ => slope,
        }
    }

    fn sensitivity(&self, f: &Ex, var: Var) -> Ex {
        let region = &self.analysis.region;
        factored(&simplify_on(&derivative(f, var), region), region)
    }

    /// Term by term: over a common denominator it would be longer, and less stable. What stands over one is factored, so that
    /// nothing cancels in it.
    fn log_det_gradient(&self, var: Var) -> Ex {
        let gradient = simplify_on(
            &derivative(&self.analysis.log_det, var),
            &self.analysis.region,
        );
        let shorter = |base: &Ex| {
            let factored = factor_for_code(base);
            if factored.size() < base.size() {
                factored
            } else {
                base.clone()
            }
        };
        let (c, terms) = gradient.terms();
        let terms = terms.iter().map(|(term, k)| {
            let factors = term.factors();
            if factors.len() == 1 {
                return (term.clone(), *k);
            }
            let factors = factors.into_iter().map(|(base, e)| {
                let base = if e.is_one() { shorter(&base) } else { base };
                (base, e)
            });
            (Ex::product(factors), *k)
        });
        Ex::sum(terms.chain([(Ex::num(c), Rational::ONE)]))
    }

    /// Σ cotangent·derivative over the outputs and the log-det.
    fn pulled(&self, lowering: &mut Lowering<'_>, outputs: &[Id], log_det: Id, var: Var) -> Id {
        let mut total: Option<Id> = None;
        let mut add = |lowering: &mut Lowering<'_>, cotangent: Id, slope: &Ex| {
            if slope.is_zero() {
                return;
            }
            let slope = lowering.lower(slope);
            let part = lowering.graph.mul(cotangent, slope);
            total = Some(match total {
                None => part,
                Some(sum) => lowering.graph.add(sum, part),
            });
        };
        for (f, cotangent) in self.analysis.forward.iter().zip(outputs) {
            let slope = self.by_parameter(self.sensitivity(f, var), var);
            add(lowering, *cotangent, &slope);
        }
        let gradient = self.by_parameter(self.log_det_gradient(var), var);
        add(lowering, log_det, &gradient);
        total.unwrap_or_else(|| lowering.graph.literal(0.0))
    }

    pub(super) fn forward_pullback(&self) -> Body {
        let (n, p) = (self.analysis.dim(), self.params.len());
        let (ids, graph) = self.lowering(|lowering| {
            let dx: Vec<Id> = (0..n)
                .map(|i| lowering.lower(&Ex::var(Var::Cotangent(i))))
                .collect();
            let dlog = lowering.lower(&Ex::var(Var::DLogDet));
            let mut ids: Vec<Id> = (0..n)
                .map(|j| self.pulled(lowering, &dx, dlog, Var::Coord(j)))
                .collect();
            let by_parameter: Vec<Id> = (0..p)
                .map(|k| self.pulled(lowering, &dx, dlog, Var::Param(k)))
                .collect();
            ids.extend(self.chain(lowering, by_parameter));
            ids
        });
        let mut written = Written::default();
        let results = self.write(&graph, &ids, &mut written);
        let (dz, dtheta) = results.split_at(n);
        self.body(&written, &quote!(([#(#dz),*], [#(#dtheta),*])))
    }

    /// By the implicit function theorem: Jᵀ·dx = dz − `dlog_det·∇L`, solved in the reverse of the triangular order.
    pub(super) fn inverse_pullback(&self) -> Body {
        let (n, p) = (self.analysis.dim(), self.params.len());
        let (ids, graph) = self.lowering(|lowering| {
            let dlog = lowering.lower(&Ex::var(Var::DLogDet));
            let minus_dlog = lowering.graph.neg(dlog);
            let mut solved: HashMap<usize, Id> = HashMap::new();
            let mut later: Vec<usize> = Vec::new();
            for component in self.analysis.components.iter().rev() {
                let var = Var::Coord(component.coord);
                let mut right = lowering.lower(&Ex::var(Var::Cotangent(n + component.coord)));
                let gradient = self.log_det_gradient(var);
                if !gradient.is_zero() {
                    let gradient = lowering.lower(&gradient);
                    let part = lowering.graph.mul(dlog, gradient);
                    right = lowering.graph.sub(right, part);
                }
                for &i in &later {
                    let slope = self.sensitivity(&self.analysis.forward[i], var);
                    if let Some(&known) = solved.get(&i)
                        && !slope.is_zero()
                    {
                        let slope = lowering.lower(&slope);
                        let part = lowering.graph.mul(slope, known);
                        right = lowering.graph.sub(right, part);
                    }
                }
                let diagonal = lowering.lower(&component.slope);
                let value = match (
                    lowering.graph.value(diagonal),
                    lowering.graph.codes[diagonal],
                ) {
                    (Some(1.0), _) => right,
                    (_, Code::Call1("recip", inverse)) => lowering.graph.mul(right, inverse),
                    _ => lowering.graph.div(right, diagonal),
                };
                solved.insert(component.output, value);
                later.push(component.output);
            }
            let dx: Vec<Id> = (0..n).filter_map(|i| solved.get(&i).copied()).collect();
            let minus: Vec<Id> = dx.iter().map(|id| lowering.graph.neg(*id)).collect();
            let by_parameter: Vec<Id> = (0..p)
                .map(|k| self.pulled(lowering, &minus, minus_dlog, Var::Param(k)))
                .collect();
            let mut ids = dx;
            ids.extend(self.chain(lowering, by_parameter));
            ids
        });
        let mut written = Written::default();
        let results = self.write(&graph, &ids, &mut written);
        let (dx, dtheta) = results.split_at(n);
        self.body(&written, &quote!(([#(#dx),*], [#(#dtheta),*])))
    }
}

/// Whether a symbol has a negative exponent somewhere.
fn divides_by(ex: &Ex, var: Var) -> bool {
    if !ex.has(var) {
        return false;
    }
    match ex.node() {
        Node::Sum(_, terms) => terms.iter().any(|(t, _)| divides_by(t, var)),
        Node::Product(factors) => factors.iter().any(|(b, e)| {
            let itself = *b == Ex::var(var) && e.as_num().is_some_and(Rational::is_negative);
            itself || divides_by(b, var) || divides_by(e, var)
        }),
        Node::Call(_, u) => divides_by(u, var),
        _ => false,
    }
}
