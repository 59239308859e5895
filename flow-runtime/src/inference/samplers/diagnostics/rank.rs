//! Ranks of draws among those of all chains, and what is read off their order.

use crate::special::normal_quantile;

/// Every draw replaced by the quantile Φ⁻¹((r − 3/8) / (n + 1/4)) of its rank r among all n; equal ones share their mean rank
/// (Blom 1958).
pub(super) fn normal_scores(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let draws = chains[0].len();
    let all = chains.concat();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| all[*a].total_cmp(&all[*b]));
    let mut scores = vec![0.0; all.len()];
    let mut before = 0;
    // A rank is the mean of those of its group, which lie at `before + 1` and after.
    for equal in order.chunk_by(|a, b| all[*a] == all[*b]) {
        let rank = before as f64 + 0.5 * (equal.len() as f64 + 1.0);
        before += equal.len();
        let score = normal_quantile((rank - 0.375) / (all.len() as f64 + 0.25));
        for i in equal {
            scores[*i] = score;
        }
    }
    scores.chunks(draws).map(<[f64]>::to_vec).collect()
}

/// The `p` quantile of all draws, between two of them in proportion (Hyndman & Fan's type 7).
pub(super) fn quantile(chains: &[Vec<f64>], p: f64) -> f64 {
    let mut all = chains.concat();
    all.sort_by(f64::total_cmp);
    let at = p * (all.len() - 1) as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(all.len() - 1);
    all[below] + (at - at.floor()) * (all[above] - all[below])
}
