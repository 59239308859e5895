//! An order in which the coordinates can be solved one after the other.

use super::ast::{Extent, Formula};
use super::expr::{Ex, Var};
use super::reject::{Reason, Rejection};

/// `matrix[i][j]`: output i depends on coordinate j.
pub(crate) fn dependencies(forward: &[Ex]) -> Vec<Vec<bool>> {
    let n = forward.len();
    forward
        .iter()
        .map(|f| (0..n).map(|j| f.has(Var::Coord(j))).collect())
        .collect()
}

/// Why there is no such order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotTriangular {
    /// No output depends on this coordinate.
    Constant(usize),
    /// An output that depends on solved coordinates only, and a coordinate that is not solved.
    Redundant(usize, usize),
    /// The fewest coordinates that as many outputs share.
    Entangled(Vec<usize>),
}

impl NotTriangular {
    /// In words, at the place in the formula.
    pub(crate) fn rejection(self, formula: &Formula) -> Rejection {
        let name = |j: usize| formula.coords[j].text();
        let (reason, extent) = match self {
            Self::Constant(j) => {
                let coordinate = name(j);
                let extent = Extent::of(formula.coords[j].ident.span());
                (Reason::Constant { coordinate }, extent)
            }
            Self::Redundant(i, j) => {
                let what = format!("expression {} adds no coordinate to those before it", i + 1);
                let help = vec![format!("let it depend on `{}`", name(j))];
                (Reason::Undecided { what, help }, formula.body[i].extent)
            }
            Self::Entangled(coordinates) => {
                let coordinates = coordinates.into_iter().map(name).collect();
                (Reason::Entangled { coordinates }, formula.extent)
            }
        };
        Rejection::new(reason, extent)
    }
}

/// Pairs (output, coordinate): each output depends on its own coordinate and on those of earlier pairs only.
pub(crate) fn order(matrix: &[Vec<bool>]) -> Result<Vec<(usize, usize)>, NotTriangular> {
    let n = matrix.len();
    if let Some(j) = (0..n).find(|&j| !matrix.iter().any(|row| row[j])) {
        return Err(NotTriangular::Constant(j));
    }
    let mut solved = vec![false; n];
    let mut used = vec![false; n];
    let mut order = Vec::with_capacity(n);
    while order.len() < n {
        let open =
            |i: usize| -> Vec<usize> { (0..n).filter(|&j| matrix[i][j] && !solved[j]).collect() };
        // An output keeps its own coordinate where it can.
        let free: Vec<usize> = (0..n).filter(|&i| !used[i]).collect();
        let ready = free.iter().filter_map(|&i| match open(i).as_slice() {
            [j] => Some((i, *j)),
            _ => None,
        });
        if let Some((i, j)) = ready.min_by_key(|(i, j)| (i != j, *i)) {
            (used[i], solved[j]) = (true, true);
            order.push((i, j));
            continue;
        }
        if let Some(&i) = free.iter().find(|&&i| open(i).is_empty()) {
            // Too few coordinates for the outputs that use them: some two outputs say the same.
            let unused = (0..n).find(|&j| !solved[j]).unwrap_or(0);
            return Err(NotTriangular::Redundant(i, unused));
        }
        return Err(NotTriangular::Entangled(smallest_block(&free, &open, n)));
    }
    Ok(order)
}

/// The fewest coordinates that as many outputs share.
fn smallest_block(free: &[usize], open: &dyn Fn(usize) -> Vec<usize>, n: usize) -> Vec<usize> {
    let columns: Vec<Vec<usize>> = free.iter().map(|&i| open(i)).collect();
    let union = |chosen: &[usize]| {
        let mut all: Vec<usize> = chosen
            .iter()
            .flat_map(|&i| columns[i].iter().copied())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    if columns.len() <= 12 {
        let mut best: Option<Vec<usize>> = None;
        for mask in 1_u32..1 << columns.len() {
            let chosen: Vec<usize> = (0..columns.len())
                .filter(|i| mask & (1 << i) != 0)
                .collect();
            let all = union(&chosen);
            if all.len() <= chosen.len() && best.as_ref().is_none_or(|b| all.len() < b.len()) {
                best = Some(all);
            }
        }
        if let Some(best) = best {
            return best;
        }
    }
    (0..n)
        .filter(|j| columns.iter().any(|c| c.contains(j)))
        .collect()
}
