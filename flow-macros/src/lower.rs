//! [`ir::Line`](crate::ir::Line) to [`plan::Plan`](crate::plan::Plan): runtime types, shared tables, totals.

use crate::ast::Scalar;
use crate::formula::Interval;
use crate::ir::{Flow, Line};
use crate::mixing::{Dependence, Mixing};
use crate::plan::{Plan, Stage, StatedSupport};
use crate::rewrite::Record;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// A runtime value and its type; `rt` is the runtime's module in both.
#[derive(Debug, Default)]
pub(crate) struct Runtime {
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
    /// Follows the value's name where constants are computed from it: to be const, `size` has to be a
    /// method of a type's own, which `Invert` cannot have.
    pub(crate) size: TokenStream,
}

impl Runtime {
    /// With its directions swapped, where they are.
    pub(crate) fn inverted_if(self, inverted: bool) -> Self {
        if !inverted {
            return self;
        }
        let Self { ty, value, size } = self;
        Self {
            ty: quote!(rt::Invert<#ty>),
            value: quote!(rt::Invert(#value)),
            size: quote!(.0 #size),
        }
    }
}

/// Constants and types that runtime values refer to. Equal ones are written once.
#[derive(Debug)]
pub(crate) struct Tables {
    /// What they are made for.
    pub(crate) scalar: Scalar,
    /// The name of the flow, which no item may hide.
    taken: Option<Ident>,
    /// The text that tells them apart, the name, and the item.
    items: Vec<(String, Ident, TokenStream)>,
}

impl Tables {
    /// The name of a constant of this value.
    pub(crate) fn constant(&mut self, kind: &str, ty: &TokenStream, value: &TokenStream) -> Ident {
        self.item(
            &format!("{kind}_"),
            |name| quote!(const #name: #ty = #value;),
        )
    }

    /// The name of an item that is written with that name.
    pub(crate) fn item(&mut self, kind: &str, item: impl Fn(&Ident) -> TokenStream) -> Ident {
        let text = item(&format_ident!("{kind}")).to_string();
        if let Some((_, name, _)) = self.items.iter().find(|(known, ..)| *known == text) {
            return name.clone();
        }
        let number = self.items.len();
        let mut name = format_ident!("{kind}{number}");
        if self.taken.as_ref() == Some(&name) {
            name = format_ident!("Other{name}");
        }
        self.items.push((text, name.clone(), item(&name)));
        name
    }
}

/// What depends on what, all the way from the base to the data.
pub(crate) fn mixing(line: &Line) -> Mixing {
    let mut mixing = Mixing::identity(line.order.indices().len());
    for step in &line.steps {
        mixing.then(&step.bijector.rules().dependence());
    }
    mixing.then(&Dependence::Permuted(&line.order));
    mixing
}

pub(crate) fn lower(
    name: Option<&Ident>,
    flow: &Flow,
    line: &Line,
    record: &Record,
    mixing: Mixing,
) -> Plan {
    let mut tables = Tables {
        scalar: flow.scalar,
        taken: name.cloned(),
        items: Vec::new(),
    };
    let mut stages = Vec::with_capacity(line.steps.len() + 1);
    stages.extend(flow.base.stage(&mut tables));
    for step in &line.steps {
        let rules = step.bijector.rules();
        let Runtime { ty, value, size } = rules.runtime(&mut tables);
        stages.push(Stage {
            ty,
            value,
            size,
            text: rules.describe(),
            derived: rules.derived(),
            params: rules.params(),
            is_set_by_data: rules.is_set_by_data(),
            has_params_of_its_own: rules.has_params_of_its_own(),
            forward: rules.forward_cost(),
            inverse: rules.inverse_cost(),
        });
    }
    let learned_base = flow.base.learned();
    Plan {
        scalar: flow.scalar,
        dim: flow.dim,
        context: flow.context,
        spec: flow.to_string(),
        items: tables.items.into_iter().map(|(.., item)| item).collect(),
        support: flow.support.iter().map(ends).collect(),
        stated_support: stated_support(line, stages.len()),
        params: stages.iter().map(|stage| stage.params).sum::<usize>()
            + learned_base.as_ref().map_or(0, |base| base.params),
        stages,
        base: flow.base.runtime(),
        learned_base,
        order: line.order.indices().to_vec(),
        simplified: record.lines().to_vec(),
        mixing,
    }
}

/// The support, where all that follows an element which states its image are permutations. The steps are the last of so many
/// stages.
fn stated_support(line: &Line, stages: usize) -> Option<StatedSupport> {
    let mut order = line.order.clone();
    for (behind, step) in line.steps.iter().rev().enumerate() {
        let rules = step.bijector.rules();
        if let Some(own) = rules.states_image() {
            return Some(StatedSupport {
                stage: stages - 1 - behind,
                intervals: own.then(&order).indices().to_vec(),
            });
        }
        let Dependence::Permuted(p) = rules.dependence() else {
            return None;
        };
        order = p.then(&order);
    }
    None
}

/// Both ends of an interval.
fn ends(interval: &Interval) -> [f64; 2] {
    [interval.lo.to_f64(), interval.hi.to_f64()]
}

#[cfg(test)]
mod tests {
    use crate::check;
    use crate::errors::Report;
    use crate::parse::{self, Source};
    use crate::pipeline::{self, Rewriting};
    use crate::plan::Plan;

    fn plan(text: &str, rewriting: Rewriting) -> Plan {
        let report = Report::default();
        let source = Source::new(text.parse().unwrap(), &report);
        let flow = parse::flow(source.statements().pop().unwrap(), &report);
        let checked = check::flow(&flow, &report).1.unwrap();
        let plan = pipeline::compile(&flow, &checked, rewriting, &report);
        report.into_text();
        plan
    }

    #[test]
    fn copies_share_a_table_and_have_parameters_of_their_own() {
        let plan = plan("<2> = 3 * (Permute[1, 0] >> MAF(128, 128))", Rewriting::All);
        assert_eq!(plan.items.len(), 1);
        assert_eq!((plan.stages.len(), plan.params), (3, 51_084));
        assert_eq!(plan.order, [1, 0]);
    }

    #[test]
    fn rewriting_changes_neither_parameters_nor_mixing() {
        for text in [
            "<3> = 2 * (Permute[2, 0, 1] >> MAF(8) >> Shift[1, 2, 3]) >> IAF(4)",
            "<4> = Invert(Permute[1, 2, 3, 0] >> MAF(8)) >> Reverse >> Scale[1, 2, 3, 4]",
        ] {
            let (all, needed) = (plan(text, Rewriting::All), plan(text, Rewriting::Needed));
            assert_eq!(all.params, needed.params);
            assert_eq!(all.mixing, needed.mixing);
            assert!(all.stages.len() < needed.stages.len());
            assert!(needed.order.iter().copied().eq(0..needed.dim));
        }
    }
}
