//! Value and log-det, there and back.

use super::{Body, Emitter, Written};
use crate::formula::analysis::{Component, Inverse};
use crate::formula::code::Id;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::functions::Func;
use crate::formula::simplify::simplify_on;
use quote::quote;
use std::cell::RefCell;
use std::collections::HashMap;

impl Emitter<'_> {
    pub(super) fn forward(&self) -> Body {
        let (ids, graph) = self.lowering(|lowering| {
            let mut ids: Vec<Id> = self
                .analysis
                .forward
                .iter()
                .map(|f| lowering.lower(f))
                .collect();
            ids.push(lowering.lower(&self.analysis.log_det));
            ids
        });
        let mut written = Written::default();
        let mut results = self.write(&graph, &ids, &mut written);
        let log_det = results.pop();
        self.body(&written, &quote!(([#(#results),*], #log_det)))
    }

    pub(super) fn inverse(&self) -> Body {
        let n = self.analysis.dim();
        let known = RefCell::new(HashMap::new());
        let (ids, graph) = self.lowering_with(&known, |lowering| {
            for component in &self.analysis.components {
                if let Inverse::Closed(ex) = &component.inverse {
                    let id = lowering.lower(ex);
                    known.borrow_mut().insert(Var::Coord(component.coord), id);
                }
            }
            let mut ids: Vec<Id> = (0..n)
                .filter_map(|j| known.borrow().get(&Var::Coord(j)).copied())
                .collect();
            let log_det = self.inverse_log_det();
            ids.push(lowering.lower(&log_det));
            ids
        });
        let mut written = Written::default();
        let mut results = self.write(&graph, &ids, &mut written);
        let log_det = results.pop();
        self.body(&written, &quote!(([#(#results),*], #log_det)))
    }

    /// −ln|det ∂x/∂z|; of one coordinate in closed form in x, where that is shorter.
    fn inverse_log_det(&self) -> Ex {
        let by_coordinate = self.analysis.log_det.neg();
        if let [
            Component {
                inverse: Inverse::Closed(ex),
                ..
            },
        ] = self.analysis.components.as_slice()
        {
            let mut region = self.analysis.region.clone();
            region.coords[0] = self.analysis.image[0];
            let moved = |ex: &Ex, to: Var| {
                ex.replace_var(Var::Image(0), &Ex::var(to))
                    .replace_var(Var::Coord(0), &Ex::var(to))
            };
            // Settled with the image as the domain of a coordinate.
            let in_x = by_coordinate.replace_var(Var::Coord(0), &moved(ex, Var::Coord(0)));
            let simplified = simplify_on(&in_x, &region);
            if simplified.size() <= by_coordinate.size() && !calls(ex, Func::Probit) {
                return simplified.replace_var(Var::Coord(0), &Ex::var(Var::Image(0)));
            }
        }
        by_coordinate
    }
}

/// Whether a function is called. Of the quantile of a normal distribution, the square and the logarithm of what it is taken
/// of cancel; the coordinate does not show that it is one.
fn calls(ex: &Ex, f: Func) -> bool {
    match ex.node() {
        Node::Call(g, u) => *g == f || calls(u, f),
        Node::Sum(_, terms) => terms.iter().any(|(t, _)| calls(t, f)),
        Node::Product(factors) => factors.iter().any(|(b, e)| calls(b, f) || calls(e, f)),
        _ => false,
    }
}
