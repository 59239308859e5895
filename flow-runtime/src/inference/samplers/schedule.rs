//! Which temperatures the rungs of a ladder have.

/// Inverse temperatures β₀ = 0 < … < 1 of that many rungs, before anything is known: dense near 0, where a density that is
/// narrower than the reference changes most.
pub(super) fn first(rungs: usize) -> Vec<f64> {
    let last = (rungs - 1) as f64;
    (0..rungs).map(|k| (k as f64 / last).powi(3)).collect()
}

/// Temperatures between which swaps would be refused equally often, given how often they were refused between these.
///
/// Refusals add up along the ladder, whatever its rungs, so equal shares of the sum are read off it, linearly between the rungs
/// that were measured (Syed, Bouchard-Côté, Deligiannidis, Doucet 2022).
pub(super) fn equalised(betas: &[f64], refused: &[f64]) -> Vec<f64> {
    // Where nothing is refused the sum would not rise.
    let barrier: Vec<f64> = std::iter::once(0.0)
        .chain(refused.iter().scan(0.0, |sum, refused| {
            *sum += refused.max(1e-3);
            Some(*sum)
        }))
        .collect();
    let last = betas.len() - 1;
    let at = |k: usize| {
        let wanted = barrier[last] * k as f64 / last as f64;
        let above = barrier.partition_point(|sum| *sum < wanted).clamp(1, last);
        let part = (wanted - barrier[above - 1]) / (barrier[above] - barrier[above - 1]);
        betas[above - 1] + part * (betas[above] - betas[above - 1])
    };
    (0..=last)
        .map(|k| match k {
            0 => 0.0,
            k if k == last => 1.0,
            k => at(k),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{equalised, first};

    #[test]
    fn ends_stay_and_rungs_rise() {
        for rungs in [2, 3, 10] {
            let betas = first(rungs);
            let next = equalised(&betas, &vec![0.3; rungs - 1]);
            for betas in [betas, next, equalised(&first(rungs), &vec![0.0; rungs - 1])] {
                assert_eq!((betas[0], betas[rungs - 1]), (0.0, 1.0));
                assert!(betas.is_sorted_by(|a, b| a < b), "{betas:?}");
            }
        }
    }

    /// All refusals happen between 0.5 and 1, evenly: there the rungs go.
    #[test]
    fn rungs_go_where_swaps_are_refused() {
        let betas = equalised(&[0.0, 0.5, 1.0], &[0.001, 0.999]);
        assert!((betas[1] - 0.75).abs() < 1e-3, "{betas:?}");
    }
}
