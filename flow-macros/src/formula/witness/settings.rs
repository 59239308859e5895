//! Values for all symbols but one, plain ones first.

use super::points::{nice, simple_points};
use crate::formula::expr::Var;
use crate::formula::interval::Bound;
use crate::formula::prove::inside;
use crate::formula::range::Region;

/// What each of the other symbols is.
pub(super) type Setting = Vec<(Var, Bound)>;

pub(super) fn settings(var: Var, used: &[Var], region: &Region) -> Vec<Setting> {
    let others: Vec<Var> = used.iter().copied().filter(|v| *v != var).collect();
    let lists: Vec<(Var, Vec<Bound>)> = others
        .iter()
        .map(|v| {
            let interval = region.get(*v);
            let mut list = simple_points(&interval);
            // One before zero: most parameters are scales.
            list.sort_by_key(|b| match b.to_f64() {
                1.0 => 0,
                0.5 => 1,
                0.0 => 2,
                _ => 3,
            });
            list.extend(
                [0.001, 0.999]
                    .iter()
                    .filter_map(|f| nice(inside(&interval, *f), 6))
                    .filter(|b| interval.contains_bound(*b)),
            );
            (*v, list)
        })
        .collect();
    if lists.iter().any(|(_, l)| l.is_empty()) {
        return Vec::new();
    }
    let longest = lists.iter().map(|(_, l)| l.len()).max().unwrap_or(1);
    let count = if lists.is_empty() {
        1
    } else {
        (longest * lists.len()).min(60)
    };
    (0..count)
        .map(|i| {
            lists
                .iter()
                .enumerate()
                .map(|(j, (v, l))| {
                    // First all equal steps, then at different paces.
                    let pace = if i < longest {
                        i
                    } else {
                        i * (2 * j + 1) + i / l.len() * (j + 1)
                    };
                    (*v, l[pace % l.len()])
                })
                .collect()
        })
        .collect()
}
