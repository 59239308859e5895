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
            // Those before zero: most parameters are scales.
            list.sort_by_key(|b| match b.to_f64() {
                1.0 => 0,
                0.5 => 1,
                _ => 2,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::interval::Interval;

    fn of(params: &[Interval]) -> Vec<Vec<String>> {
        let region = Region {
            coords: vec![Interval::REAL],
            params: params.to_vec(),
        };
        let used: Vec<Var> = region.vars().collect();
        let all = settings(Var::Coord(0), &used, &region);
        let text = |(_, value): &(Var, Bound)| value.to_string();
        all.iter().map(|s| s.iter().map(text).collect()).collect()
    }

    #[test]
    fn plain_values_come_first() {
        assert_eq!(of(&[]), [Vec::<String>::new()]);
        let one = of(&[Interval::REAL]);
        let first: Vec<&str> = one[..4].iter().map(|s| s[0].as_str()).collect();
        assert_eq!(first, ["1", "1/2", "0", "−1"]);
        // Every value once, and those next to the ends.
        let unit = of(&[Interval::UNIT]);
        let all: Vec<&str> = unit.iter().map(|s| s[0].as_str()).collect();
        assert_eq!(
            all,
            [
                "1/2", "1/2", "1/4", "3/4", "0.1", "0.9", "0.01", "π/4", "1/4", "3/4", "0.1",
                "0.9", "0.001", "0.999"
            ]
        );
    }

    #[test]
    fn several_are_equal_first_and_then_differ() {
        let two = of(&[Interval::UNIT, Interval::UNIT]);
        let (equal, apart) = two.split_at(14);
        assert!(equal.iter().all(|s| s[0] == s[1]));
        assert_eq!(apart.len(), 14);
        // At different paces from the first on.
        let one = of(&[Interval::UNIT]);
        assert_eq!(apart[0], [one[1][0].as_str(), one[44 % 14][0].as_str()]);
        assert!(
            apart.iter().filter(|s| s[0] != s[1]).count() > 9,
            "{apart:?}"
        );
        let three = of(&[Interval::REAL; 3]);
        assert_eq!(three.len(), 60);
        // Nothing lies between these that can be written.
        let nowhere = Interval::point(Bound::Float(0.1 + 1e-17));
        assert!(of(&[nowhere]).len() <= 2);
    }
}
