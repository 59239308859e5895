//! `split = half`, `alternate` or a list: which dimensions of a coupling stay as they are.

use crate::arguments::Check;
use crate::ast::{Expr, ExprKind};

/// Which dimensions stay.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Split {
    /// The first half, rounded down: so that a coupling and its mirror image move every dimension.
    Half,
    /// Every other one, from the first.
    Alternate,
    /// Those of a list.
    List(Vec<usize>),
}

impl Check<'_> {
    /// The option `split` of an element on `dim` dimensions.
    pub(super) fn split(&self, written: Option<&Expr>, dim: usize) -> Option<Split> {
        let Some(expr) = written else {
            return Some(Split::Half);
        };
        let list = match &expr.kind {
            ExprKind::Name(_) | ExprKind::Number(_) => {
                let names = [("half", false), ("alternate", true)];
                let alternate = self.choice("split", written, &names)?;
                return Some(if alternate {
                    Split::Alternate
                } else {
                    Split::Half
                });
            }
            ExprKind::List(list) => list,
            ExprKind::Broken => return None,
            _ => {
                self.error(
                    expr.loc,
                    "expected the dimensions that stay\nhelp: `half`, `alternate`, or a list such as `[0]`",
                );
                return None;
            }
        };
        let mut indices = Vec::new();
        let mut fine = true;
        for value in list {
            match self.index(value, dim) {
                Some(index) if indices.contains(&index) => {
                    self.error(
                        value.loc,
                        format!("{} appears twice in this split", self.labels.index(index)),
                    );
                    fine = false;
                }
                Some(index) => indices.push(index),
                None => fine = false,
            }
        }
        if !fine {
            return None;
        }
        let what = match indices.len() {
            0 => "no dimension stays, so nothing says how the others move",
            all if all == dim => "all dimensions stay, so nothing moves",
            _ => {
                indices.sort_unstable();
                return Some(Split::List(indices));
            }
        };
        self.error(
            expr.loc,
            format!(
                "{what}\nhelp: `split` lists the dimensions that stay, some of 0 to {}",
                dim - 1
            ),
        );
        None
    }
}

impl Split {
    /// Whether dimension `i` of `dim` stays.
    pub(super) fn keeps(&self, i: usize, dim: usize) -> bool {
        match self {
            Self::Half => i < dim / 2,
            Self::Alternate => i.is_multiple_of(2),
            Self::List(list) => list.contains(&i),
        }
    }

    /// The option, where it is not the default.
    pub(super) fn option(&self) -> Option<String> {
        let value = match self {
            Self::Half => return None,
            Self::Alternate => "alternate".to_owned(),
            Self::List(list) => {
                let list: Vec<String> = list.iter().map(usize::to_string).collect();
                format!("[{}]", list.join(", "))
            }
        };
        Some(format!("split = {value}"))
    }
}
