//! Where stochastic layers may stand.

use crate::bases::Base;
use crate::elements::Element;
use crate::errors::Report;
use crate::ir::{Flat, Occurrence};

/// A layer, its text and that of its target.
struct Layer<'a> {
    occurrence: &'a Occurrence<'a>,
    text: String,
    target: String,
}

/// Reports stochastic layers that have not the density to move in: one of all dimensions, between the base and the one target
/// that samples are weighed for.
pub(super) fn stochastic(flat: &Flat<'_>, base: &Base, report: &Report) -> Option<()> {
    let layers: Vec<Layer<'_>> = flat.occurrences.iter().filter_map(layer).collect();
    let Some(first) = layers.first() else {
        return Some(());
    };
    let flow = in_this_flow(&first.text, flat, base);
    let all = flow.into_iter().map(|message| (first, message));
    let own = layers.iter().flat_map(|layer| {
        on_its_own(layer, first, flat.width)
            .into_iter()
            .map(move |message| (layer, message))
    });
    let mut fine = true;
    for (layer, message) in all.chain(own) {
        report.error(layer.occurrence.loc, message);
        fine = false;
    }
    fine.then_some(())
}

fn layer<'a>(occurrence: &'a Occurrence<'a>) -> Option<Layer<'a>> {
    let Element::Bijector(bijector) = occurrence.element else {
        return None;
    };
    let rules = bijector.rules();
    Some(Layer {
        occurrence,
        text: rules.text(),
        target: rules.target()?.text(),
    })
}

/// All that is wrong with any such layer in a flow.
fn in_this_flow(text: &str, flat: &Flat<'_>, base: &Base) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut elements = flat.occurrences.iter();
    let narrowing = elements.find_map(|other| match other.element {
        Element::Surjection(written) => Some(written.text()),
        _ => None,
    });
    if let Some(other) = narrowing {
        wrong.push(format!(
            "`{text}` stands in a chain with `{other}`, behind which its target is no density of the data\nhelp: leave out one of them"
        ));
    }
    let bounded = (0..flat.width).find(|&i| !base.support(i).is_real());
    if base.learned().is_some() {
        let name = base.name(0);
        wrong.push(format!(
            "`{text}` moves between the base and its target, but this base, `{name}`, is learned, and would change meanwhile\nhelp: start from `Normal`; the elements behind it can learn as much"
        ));
    } else if let Some(bounded) = bounded {
        let (name, support) = (base.name(bounded), base.support(bounded));
        wrong.push(format!(
            "`{text}` moves between the base and its target among all real numbers, but the base `{name}` has only {support}\nhelp: start from `Normal`"
        ));
    }
    wrong
}

/// All that is wrong with a layer where it stands.
fn on_its_own(layer: &Layer<'_>, first: &Layer<'_>, dim: usize) -> Vec<String> {
    let (text, count) = (&layer.text, layer.occurrence.columns.len());
    let mut wrong = Vec::new();
    if count < dim {
        wrong.push(format!(
            "`{text}` acts on {count} of {dim} dimensions, but its target is a density of all of them\nhelp: it stands outside of `On[…](…)`, and behind `Split`"
        ));
    }
    let other = &first.target;
    if layer.target != *other {
        wrong.push(format!("`{text}` has another target than the layer before it, `{other}`\nhelp: samples are weighed for one target, and `at` says how near to it a layer is"));
    }
    wrong
}
