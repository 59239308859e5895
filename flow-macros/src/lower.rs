//! [`ir::Line`](crate::ir::Line) to [`plan::Plan`](crate::plan::Plan): runtime types, shared tables, totals.

use crate::ast::Scalar;
use crate::elements::stochastic;
use crate::formula::Interval;
use crate::ir::{Flow, Line, Step};
use crate::mixing::{Dependence, Mixing};
use crate::permutation::Permutation;
use crate::plan::{Plan, Stage, StatedSupport};
use crate::rewrite::Record;
use crate::rules::{Runtime, Tables};
use proc_macro2::{Ident, Span};
use quote::quote_spanned;

pub(crate) fn lower(
    name: Option<&Ident>,
    flow: &Flow,
    line: &Line,
    record: &Record,
    mixing: Mixing,
) -> Plan {
    let width = line.order.indices().len();
    let mut tables = Tables::new(flow.scalar, name.cloned(), width);
    let mut stages = Vec::with_capacity(line.steps.len() + 1);
    stages.extend(flow.base.stage(&mut tables).map(|stage| Stage {
        shape: flow.base_shape.as_ref().map(ToString::to_string),
        ..stage
    }));
    let (mut context_scale, mut noise, mut bounds) = (None, Vec::new(), Vec::new());
    let voice = line.voice();
    for (i, step) in line.steps.iter().enumerate() {
        let rules = step.rules();
        let Runtime { ty, mut value } = rules.runtime(&step.placement, &mut tables);
        if rules.states_image() && !step.is_inverted() && walks(&line.steps[i + 1..]) {
            // Where rustc points to if the image is not what it should be.
            let span = Span::call_site().located_at(step.loc.end());
            value = quote_spanned!(span=> #value .before_walk());
        }
        let [forward, inverse] = step.costs();
        if let Dependence::Permuted(p) = step.dependence() {
            carry(&mut noise, p);
        }
        noise.extend(tables.take_noise());
        if let Some(name) = rules.bounds().filter(|name| !bounds.contains(name)) {
            bounds.insert(0, name);
        }
        if rules.scales_context() {
            context_scale = Some(stages.len());
        }
        stages.push(Stage {
            dim: rules
                .acts_on()
                .map_or(step.placement.columns.len(), |own| own.len()),
            ty,
            value,
            inverted: step.is_inverted(),
            text: voice.describe(step),
            shape: step.shape.as_ref().map(ToString::to_string),
            derived: rules.derived(),
            params: rules.params(),
            is_set_by_data: rules.is_set_by_data(),
            has_params_of_its_own: rules.has_params_of_its_own(),
            forward,
            inverse,
        });
    }
    let learned_base = flow.base.learned();
    Plan {
        scalar: flow.scalar,
        dim: flow.dim,
        width,
        columns: tables.columns(),
        noise,
        context: flow.context,
        shape: flow.shape.as_ref().map(ToString::to_string),
        base_shape: flow.base_shape.as_ref().map(ToString::to_string),
        labels: flow.labels.clone(),
        context_names: flow.context_names.clone(),
        context_scale,
        spec: flow.to_string(),
        items: tables.into_items(),
        support: flow
            .support
            .iter()
            .map(|side| ends(side, flow.scalar))
            .collect(),
        angles: flow
            .support
            .iter()
            .map(|side| *side == Interval::CIRCLE)
            .collect(),
        kinds: flow.kinds.clone(),
        bounds,
        target: line
            .steps
            .iter()
            .find_map(|step| step.rules().target())
            .map(stochastic::reference),
        folds: line.steps.iter().any(|step| step.rules().folds()),
        is_box: line.steps.iter().all(|step| step.rules().is_box()),
        stated_support: stated_support(line, &flow.data, stages.len()),
        params: stages.iter().map(|stage| stage.params).sum::<usize>()
            + learned_base.as_ref().map_or(0, |base| base.params),
        stages,
        base: flow.base.runtime(),
        learned_base,
        order: flow.data.iter().map(|&i| line.order.indices()[i]).collect(),
        simplified: record.lines().to_vec(),
        mixing,
    }
}

/// Whether one of these steps is a stochastic layer.
fn walks(steps: &[Step]) -> bool {
    steps.iter().any(|step| step.rules().target().is_some())
}

/// The support, where all that follows an element which states its image are permutations. The steps are the last of so many
/// stages.
fn stated_support(line: &Line, data: &[usize], stages: usize) -> Option<StatedSupport> {
    let mut order = line.order.clone();
    for (behind, step) in line.steps.iter().rev().enumerate() {
        if let Some(own) = step.states_image() {
            return Some(StatedSupport {
                stage: stages - 1 - behind,
                intervals: {
                    let all = order.apply(&own);
                    data.iter().map(|&i| all[i]).collect()
                },
            });
        }
        match step.dependence() {
            Dependence::Permuted(p) => order = p.then(&order),
            // It leaves the intervals of those that go on as they are.
            Dependence::Elementwise if step.rules().bounds().is_some() => {}
            _ => return None,
        }
    }
    None
}

/// Where columns of noise come from, whose law does not matter here, once a permutation stands behind them.
fn carry<L>(noise: &mut [(usize, L)], p: &Permutation) {
    for (column, _) in noise {
        if let Some(behind) = p.indices().iter().position(|from| from == column) {
            *column = behind;
        }
    }
}

/// Both ends of an open interval of numbers: one that belongs to it lies before the next number of the scalar.
fn ends(interval: &Interval, scalar: Scalar) -> [f64; 2] {
    let (lo, hi) = (interval.lo.to_f64(), interval.hi.to_f64());
    let beyond = |end: f64| match scalar {
        Scalar::F32 => f64::from((end as f32).next_up()),
        Scalar::F64 => end.next_up(),
    };
    [
        if interval.lo_open { lo } else { -beyond(-lo) },
        if interval.hi_open { hi } else { beyond(hi) },
    ]
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
    fn a_stage_has_the_dimensions_that_it_acts_on() {
        for text in [
            "<3> = On[2](Exp) >> On[0, 1](MAF(8))",
            "<3> = On[2](|z| z + z^3) >> On[1, 0](|x, y| (x, y + sin(x)))",
        ] {
            let plan = plan(text, Rewriting::All);
            let dims: Vec<usize> = plan.stages.iter().map(|stage| stage.dim).collect();
            assert_eq!(dims, [1, 2], "{text}");
        }
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
