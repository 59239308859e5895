//! `On[…](chain)`: which dimensions are meant.

use crate::arguments::Check;
use crate::ast::{Expr, ExprKind, On, Part};
use crate::errors::Loc;
use crate::parse::integer;

impl Check<'_> {
    /// The dimensions of a list, in its order; none if something is wrong with it, or if there are no dimensions to be chosen
    /// from.
    pub(super) fn columns(&self, on: &On) -> Option<Vec<usize>> {
        let dim = self.dim?;
        let mut columns: Vec<usize> = Vec::new();
        let mut fine = true;
        for part in &on.parts {
            let (chosen, loc) = match part {
                Part::One(value) => (self.indices(value, dim), value.loc),
                Part::Range {
                    first,
                    last,
                    inclusive,
                    loc,
                } => {
                    let ends = (first.as_ref(), last.as_ref());
                    let range = self.range(ends, *inclusive, *loc, dim);
                    (range.map(Iterator::collect), *loc)
                }
            };
            let Some(chosen) = chosen else {
                fine = false;
                continue;
            };
            for i in chosen {
                if columns.contains(&i) {
                    let what = self.labels.index(i);
                    self.error(loc, format!("{what} appears twice in this list"));
                    fine = false;
                    break;
                }
                columns.push(i);
            }
        }
        if on.parts.is_empty() {
            self.error(
                on.list,
                "no dimension to act on\nhelp: leave the element out, or list some: `On[0, 2..5](…)`",
            );
            return None;
        }
        fine.then_some(columns)
    }

    /// `first..last`, of which neither end may lie outside of `dim` dimensions.
    fn range(
        &self,
        (first, last): (Option<&Expr>, Option<&Expr>),
        inclusive: bool,
        loc: Loc,
        dim: usize,
    ) -> Option<std::ops::Range<usize>> {
        let is_end = |value: &Expr| matches!(&value.kind, ExprKind::Number(text) if integer(text) == Some(dim));
        let first = match first {
            Some(value) => self.index(value, dim),
            None => Some(0),
        };
        let last = match last {
            Some(value) if inclusive => self.index(value, dim).map(|last| last + 1),
            // The end of a range may be one beyond the last index.
            Some(value) if !is_end(value) => self.index(value, dim),
            Some(_) | None => Some(dim),
        };
        let (first, last) = (first?, last?);
        if first >= last {
            self.error(
                loc,
                "this range is empty: it ends where it begins, or before",
            );
            return None;
        }
        Some(first..last)
    }
}
