//! The inverse where some coordinate cannot be isolated: coordinate by coordinate over strips of samples, those of them
//! by the runtime's `Search`, which is told the values and the slopes at the points that it asks for.

use super::{Body, Emitter, Written};
use crate::formula::analysis::{Component, Inverse};
use crate::formula::expr::{Ex, Var};
use crate::formula::interval::Interval;
use crate::formula::rust_tokens;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

impl Emitter<'_> {
    pub(super) fn searches(&self) -> bool {
        let mut components = self.analysis.components.iter();
        components.any(|component| component.inverse == Inverse::Newton)
    }

    pub(super) fn searched_inverse(&self, rt: &TokenStream) -> Body {
        let mut written = Written::default();
        for component in &self.analysis.components {
            let coordinate = Var::Coord(component.coord);
            let name = self.name(coordinate);
            let found = match &component.inverse {
                Inverse::Closed(ex) => self.each_lane(&name, ex, &mut written),
                Inverse::Newton => self.search(component, rt, &mut written),
            };
            written.statements.extend(found);
            written.defined.push(coordinate);
        }
        let log_det = format_ident!("log_det");
        let lanes = self.each_lane(&log_det, &self.analysis.log_det.neg(), &mut written);
        written.statements.extend(lanes);
        let coords = (0..self.analysis.dim()).map(|j| self.name(Var::Coord(j)));
        self.body(&written, &quote!(([#(#coords),*], #log_det)))
    }

    /// An expression of strips, lane by lane. A loop, since a closure would be compiled without the vector instructions of the
    /// function that it stands in.
    fn each_lane(&self, name: &Ident, ex: &Ex, written: &mut Written) -> TokenStream {
        let (lane, results) = self.in_lane(std::slice::from_ref(ex), None, written);
        quote! {
            let mut #name = [0.0; L];
            for l in 0..L {
                #lane
                #name[l] = #(#results)*;
            }
        }
    }

    fn search(
        &self,
        component: &Component,
        rt: &TokenStream,
        written: &mut Written,
    ) -> TokenStream {
        let (coordinate, image) = (Var::Coord(component.coord), Var::Image(component.output));
        let value_and_slope = [
            self.analysis.forward[component.output].clone(),
            component.slope.clone(),
        ];
        let (lane, results) = self.in_lane(&value_and_slope, Some(coordinate), written);
        written.note(image);
        written.uses_math = true;
        let fixed = !self.analysis.image_ends[component.output]
            .iter()
            .flatten()
            .any(Ex::has_any);
        let reached = if fixed {
            self.analysis.image[component.output]
        } else {
            Interval::REAL
        };
        let domain = self.analysis.region.coords[component.coord];
        let [domain, reached] = [domain, reached].map(|interval| {
            rust_tokens::interval([interval.lo.to_f64(), interval.hi.to_f64()], rt)
        });
        let (z, x, increasing) = (
            self.name(coordinate),
            self.name(image),
            component.increasing,
        );
        quote! {
            let mut search = #rt::Search::new(m, [#domain, #reached], #increasing, #x);
            while let Some(#z) = search.points() {
                for l in 0..L {
                    let #z = #z[l];
                    #lane
                    search.tell(l, #(#results),*);
                }
            }
            let #z = search.found();
        }
    }

    /// The statements that compute expressions in lane `l`, apart from `given`, and the results.
    fn in_lane(
        &self,
        outputs: &[Ex],
        given: Option<Var>,
        written: &mut Written,
    ) -> (TokenStream, Vec<TokenStream>) {
        let (ids, graph) = self.lowering(|lowering| {
            outputs
                .iter()
                .map(|ex| lowering.lower(ex))
                .collect::<Vec<_>>()
        });
        let mut lane = Written::default();
        let results = self.write(&graph, &ids, &mut lane);
        written.uses_math |= lane.uses_math;
        let strips: Vec<Var> = lane
            .used
            .into_iter()
            .filter(|v| Some(*v) != given)
            .collect();
        let names: Vec<_> = strips.iter().map(|var| self.name(*var)).collect();
        for var in strips {
            written.note(var);
        }
        let statements = lane.statements;
        (quote!(#(let #names = #names[l];)* #statements), results)
    }
}
