//! Dimensions that nothing joins.

use crate::ast;
use crate::errors::Report;
use crate::ir::Line;
use crate::labels::Labels;
use crate::mixing::Mixing;

/// How many pairs of dimensions a warning names.
const PAIRS: usize = 6;

/// Dimensions that stay independent of each other whatever a chain learns. A chain that learns nothing
/// says plainly what it does.
pub(super) fn remain(
    line: &Line,
    (mixing, labels): (&Mixing, &Labels),
    chain: &ast::Chain,
    report: &Report,
) {
    let learns = line.steps.iter().any(|step| step.rules().learns());
    let pairs = mixing.independent(PAIRS + 1);
    if !learns || pairs.is_empty() {
        return;
    }
    report.warning(chain.loc, independence(&pairs, labels));
}

fn independence(pairs: &[(usize, usize)], labels: &Labels) -> String {
    let named: Vec<String> = pairs
        .iter()
        .take(PAIRS)
        .map(|&(i, j)| format!("{} and {}", labels.short(i), labels.short(j)))
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
    use crate::labels::Labels;

    #[test]
    fn the_pairs_are_named() {
        let text = independence(&[(0, 1), (0, 2)], &Labels::numbered(3));
        assert!(text.contains("each other: 0 and 1, 0 and 2\n"), "{text}");
        let many: Vec<_> = (1..9).map(|j| (0, j)).collect();
        assert!(independence(&many, &Labels::numbered(9)).contains("0 and 6, and more\n"));
    }
}
