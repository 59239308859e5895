//! Layers that are no more than one.

use crate::errors::Report;
use crate::ir::{Line, Step};
use crate::mixing::Dependence;

/// Two affine autoregressive layers in one order, or affine couplings of one split, with nothing between them that
/// mixes: for each dimension both are affine in it, with coefficients from the dimensions before it, and so is the
/// two together.
pub(super) fn collapse(line: &Line, context: usize, report: &Report) {
    let mut before: Option<&Step> = None;
    let mut said = Vec::new();
    for step in &line.steps {
        let rules = step.rules();
        let dependence = step.dependence();
        let affine = match &dependence {
            Dependence::Elementwise if !rules.is_nonlinear() => continue,
            Dependence::Elementwise
            | Dependence::Permuted(_)
            | Dependence::Full { .. }
            | Dependence::Entries(..)
            | Dependence::Joined(_)
            | Dependence::Triangle { .. } => false,
            Dependence::Triangular { affine, .. } | Dependence::Coupled { affine, .. } => *affine,
        };
        let same =
            before.filter(|before| affine && are_one(&before.dependence(), &dependence, context));
        if let Some(before) = same
            && !said.contains(&step.loc.order())
        {
            said.push(step.loc.order());
            let own = step.rules().spec(step.is_inverted());
            let coupled = matches!(dependence, Dependence::Coupled { .. });
            let alone =
                matches!(&dependence, Dependence::Triangular { order, .. } if order.len() == 1);
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
            let other = before.rules().spec(before.is_inverted());
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
fn are_one(first: &Dependence<'_>, second: &Dependence<'_>, context: usize) -> bool {
    match (first, second) {
        (
            Dependence::Triangular { order, patch, .. },
            Dependence::Triangular {
                order: other,
                patch: own,
                ..
            },
        ) => {
            // One patch without a context has been warned of already.
            order == other && patch == own && (order.len() > *patch || context > 0)
        }
        (Dependence::Coupled { stay, .. }, Dependence::Coupled { stay: other, .. }) => {
            stay.len() == other.len() && stay.iter().all(|i| other.contains(i))
        }
        _ => false,
    }
}
