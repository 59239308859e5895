//! The entries of a matrix, as they are written: `[[2, 1], [0, 1]]`.

use crate::arguments::Check;
use crate::ast::{Argument, Arguments, ExprKind};
use crate::matrix::Number;

pub(super) const EXAMPLE: &str = "help: a matrix is written row by row: `Matrix[[2, 1], [0, 1]]`";

/// The entries, row by row, if there are as many in each as there are rows.
pub(super) fn read(written: &Arguments, check: &Check<'_>) -> Option<Vec<Vec<Number>>> {
    let Arguments { list, loc } = written;
    let is_row = |row: &Argument| row.name.is_none() && matches!(row.value.kind, ExprKind::List(_));
    if !list.iter().any(is_row) {
        let broken = |row: &Argument| matches!(row.value.kind, ExprKind::Broken);
        if !list.iter().any(broken) {
            let found = if list.is_empty() {
                "nothing"
            } else {
                "numbers"
            };
            check.error(
                *loc,
                format!("expected rows in brackets, found {found}\n{EXAMPLE}"),
            );
        }
        return None;
    }
    let size = list.len();
    let mut rows = Vec::with_capacity(size);
    for (i, row) in list.iter().enumerate() {
        let loc = row.name.as_ref().map_or(row.value.loc, |name| name.loc);
        match &row.value.kind {
            ExprKind::List(entries) if row.name.is_none() => {
                let numbers: Vec<Option<Number>> =
                    entries.iter().map(|entry| check.number(entry)).collect();
                if entries.len() == size {
                    rows.push(numbers.into_iter().collect());
                    continue;
                }
                let entries = counted(entries.len(), "entry", "entries");
                let are = if size == 1 { "is" } else { "are" };
                let all = counted(size, "row", "rows");
                check.error(
                    loc,
                    format!("a matrix is square, but row {i} has {entries}, and there {are} {all}\nhelp: write a row and a column per dimension"),
                );
            }
            ExprKind::Broken => {}
            _ => {
                let found = match &row.name {
                    Some(name) => format!("the option `{}`", name.value),
                    None => row.value.describe(),
                };
                check.error(
                    loc,
                    format!("expected a row in brackets, found {found}\n{EXAMPLE}"),
                );
            }
        }
        rows.push(None);
    }
    rows.into_iter().collect()
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
