//! What is allowed and probably not meant.

use crate::arguments::Check;
use crate::ast::{self, At};
use crate::elements::Bijector;
use crate::errors::Report;
use crate::ir::{Chain, Flow, Line, Node, Step};
use crate::mixing::{Dependence, Mixing};
use crate::rewrite;

/// How many pairs of dimensions a warning names.
const PAIRS: usize = 6;

/// Neighbours without parameters that undo each other, and repetitions that undo themselves. Looks at
/// what is written side by side only: where copies of a group meet, cancelling may be the style.
pub(super) fn neighbours(nodes: &[Option<Node>], elements: &[ast::Element], check: &Check<'_>) {
    let Some(dim) = check.dim.filter(|_| check.report.is_clean()) else {
        return;
    };
    let constant = |node: &Node| {
        let steps = rewrite::flat(&Chain(vec![node.clone()]));
        let free = !steps.iter().any(|step| step.bijector.rules().learns());
        (free && !rewrite::is_identity(steps.clone(), dim)).then_some(steps)
    };
    for (pair, elements) in nodes.windows(2).zip(elements.windows(2)) {
        let [Some(first), Some(second)] = pair else {
            continue;
        };
        let (Some(mut steps), Some(second_steps)) = (constant(first), constant(second)) else {
            continue;
        };
        steps.extend(second_steps);
        if rewrite::is_identity(steps, dim) {
            check.report.warning(
                elements[1].loc,
                format!("`{second}` undoes `{first}` before it: together they do nothing"),
            );
        }
    }
    for (node, element) in nodes.iter().zip(elements) {
        if let Some(node) = node
            && let Node::Repeat { count, chain } = node
            && *count > 1
            && let once = rewrite::flat(chain)
            && !once.iter().any(|step| step.bijector.rules().learns())
            && !rewrite::is_identity(once, dim)
            && rewrite::is_identity(rewrite::flat(&Chain(vec![node.clone()])), dim)
        {
            check.report.warning(
                element.loc,
                format!("{count} copies of `{chain}` undo each other: together they do nothing"),
            );
        }
    }
}

/// Two affine autoregressive layers in one order, or affine couplings of one split, with nothing between them that
/// mixes: for each dimension both are affine in it, with coefficients from the dimensions before it, and so is the
/// two together.
pub(crate) fn collapsing_layers(line: &Line, context: usize, report: &Report) {
    let mut before: Option<&Step> = None;
    let mut said = Vec::new();
    for step in &line.steps {
        let rules = step.bijector.rules();
        let dependence = rules.dependence();
        let affine = match &dependence {
            Dependence::Elementwise if !rules.bends() => continue,
            Dependence::Elementwise
            | Dependence::Permuted(_)
            | Dependence::Full
            | Dependence::Entries(_)
            | Dependence::Triangle { .. } => false,
            Dependence::Triangular { affine, .. } | Dependence::Coupled { affine, .. } => *affine,
        };
        let same = before.filter(|before| {
            affine && collapse(&before.bijector.rules().dependence(), &dependence, context)
        });
        if let Some(before) = same
            && !said.contains(&step.loc.order())
        {
            said.push(step.loc.order());
            let own = rules.spec();
            let coupled = matches!(dependence, Dependence::Coupled { .. });
            let alone = line.order.indices().len() == 1;
            let [several, one, between] = if alone {
                [
                    "are affine maps of one number",
                    "is an affine map of one number, like",
                    "bends",
                ]
            } else if coupled {
                [
                    "move the same dimensions",
                    "moves the same dimensions as",
                    "mixes",
                ]
            } else {
                [
                    "take the dimensions in the same order",
                    "takes the dimensions in the same order as",
                    "mixes",
                ]
            };
            let other = before.bijector.rules().spec();
            let copies = before.loc.order() == step.loc.order();
            let what = if copies {
                format!("copies of `{own}` in a row {several}")
            } else {
                format!("`{own}` {one} `{other}` before it")
            };
            let help = match (alone, coupled, copies) {
                (true, ..) => "`univariate = spline(bins = 8)` bends".into(),
                (_, true, true) => {
                    "repeat a permutation with it, which moves the others in turn".into()
                }
                (_, true, false) => {
                    "give one of them another `split`, or put a permutation between".into()
                }
                (_, false, true) => {
                    format!("repeat a permutation with it: `… * ({own} >> Reverse)`")
                }
                (_, false, false) => {
                    format!("put a permutation between: `{other} >> Reverse >> {own}`")
                }
            };
            report.warning(
                step.loc,
                format!("{what}, and nothing {between} them in between: equal in power to a single one\nhelp: {help}"),
            );
        }
        before = Some(step).filter(|_| affine);
    }
}

/// Whether two affine layers in a row are no more than one.
fn collapse(first: &Dependence<'_>, second: &Dependence<'_>, context: usize) -> bool {
    match (first, second) {
        (Dependence::Triangular { order, .. }, Dependence::Triangular { order: other, .. }) => {
            // One dimension without a context has been warned of already.
            order == other && (order.len() > 1 || context > 0)
        }
        (Dependence::Coupled { stay, .. }, Dependence::Coupled { stay: other, .. }) => {
            stay.len() == other.len() && stay.iter().all(|i| other.contains(i))
        }
        _ => false,
    }
}

/// Dimensions that stay independent of each other whatever a chain learns. A chain that learns nothing
/// says plainly what it does.
pub(crate) fn independent_dimensions(
    line: &Line,
    mixing: &Mixing,
    chain: &ast::Chain,
    report: &Report,
) {
    let learns = line.steps.iter().any(|step| step.bijector.rules().learns());
    let pairs = mixing.independent(PAIRS + 1);
    if !learns || pairs.is_empty() {
        return;
    }
    report.warning(chain.loc, independence(&pairs));
}

/// A chain of elements that do nothing together, and elements that do nothing to what arrives at them. What is odd about
/// them as they are written has been said.
pub(crate) fn identities(flow: &Flow, line: &Line, chain: &ast::Chain, report: &Report) {
    let mut said = false;
    for pair in flow.steps.windows(2) {
        let [first, second] = pair else { continue };
        let undone = first.loc.order() < second.loc.order()
            && !pair.iter().any(does_nothing)
            && pair.iter().all(is_formula)
            && rewrite::is_identity(pair.to_vec(), flow.dim);
        if undone && !report.speaks_of(second.loc) {
            let [first, second] = [first, second].map(|step| step.bijector.rules().spec());
            said = true;
            report.warning(
                pair[1].loc,
                format!("`{second}` undoes `{first}` before it: together they do nothing"),
            );
        }
    }
    for step in flow.steps.iter().filter(|step| does_nothing(step)) {
        if is_formula(step) && !report.speaks_of(step.loc) {
            said = true;
            let spec = step.bijector.rules().spec();
            report.warning(
                step.loc,
                format!("`{spec}` is the identity: it does nothing"),
            );
        }
    }
    let identity = line.steps.is_empty() && line.order.is_identity();
    if identity && !flow.steps.is_empty() && !said && !report.warns() {
        report.warning(
            chain.loc,
            "these elements do nothing together: the flow is its base",
        );
    }
}

fn does_nothing(step: &Step) -> bool {
    step.bijector.rules().is_identity()
}

fn is_formula(step: &Step) -> bool {
    matches!(step.bijector, Bijector::Formula(_))
}

/// A context that no element asks for.
pub(crate) fn unused_context(line: &Line, context: Option<At<usize>>, report: &Report) {
    let is_read = |step: &Step| step.bijector.rules().reads_context();
    if let Some(At { loc, .. }) = context.filter(|context| context.value > 0)
        && !line.steps.iter().any(is_read)
    {
        report.warning(
            loc,
            "nothing here depends on the context: p(x | c) is the same for every c\nhelp: networks read it, such as that of `MAF(64)`",
        );
    }
}

fn independence(pairs: &[(usize, usize)]) -> String {
    let named: Vec<String> = pairs
        .iter()
        .take(PAIRS)
        .map(|(i, j)| format!("{i} and {j}"))
        .collect();
    let more = if pairs.len() > PAIRS {
        ", and more"
    } else {
        ""
    };
    format!(
        "some dimensions of the data can never depend on each other: {}{more}\nhelp: an element that mixes them would join them",
        named.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::independence;

    #[test]
    fn the_pairs_are_named() {
        let text = independence(&[(0, 1), (0, 2)]);
        assert!(text.contains("each other: 0 and 1, 0 and 2\n"), "{text}");
        let many: Vec<_> = (1..9).map(|j| (0, j)).collect();
        assert!(independence(&many).contains("0 and 6, and more\n"));
    }
}
