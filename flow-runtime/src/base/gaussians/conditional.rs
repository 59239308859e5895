//! The conditional distributions of a mixture.

use super::Components;
use crate::base::Sides;
use crate::real::Real;
use crate::special::first;

/// The sides of each dimension given those before it in `order`: of the Gaussians, weighted by what these say of them.
pub(super) fn sides<T: Real>(
    of: &Components<&[T]>,
    z: &[f64],
    order: &[usize],
    sides: &mut [Sides],
) {
    let dim = z.len();
    let mut weights: Vec<f64> = of.logits.iter().map(|a| a.to_f64()).collect();
    if weights.is_empty() {
        weights.push(0.0);
    }
    for &i in order {
        let mut sum = Sides {
            below: 0.0,
            above: 0.0,
        };
        let most = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = weights.iter().map(|a| (a - most).exp()).sum();
        for (j, log_weight) in weights.iter_mut().enumerate() {
            let (loc, log_scale) = (of.loc[j * dim + i], of.log_scale[j * dim + i].to_f64());
            let u = (z[i] - loc.to_f64()) * (-log_scale).exp();
            let (share, of_normal) = ((*log_weight - most).exp() / total, Sides::of_normal(u));
            sum.below += share * of_normal.below;
            sum.above += share * of_normal.above;
            *log_weight -= 0.5 * u * u + log_scale;
        }
        sides[i] = sum;
    }
}

/// Of Gaussians of one number: the number that has these sides.
pub(super) fn quantile<T: Real>(of: &Components<&[T]>, wanted: Sides) -> f64 {
    let at = |z: f64| {
        let mut found = [Sides::UNKNOWN];
        sides(of, &[z], &[0], &mut found);
        found[0]
    };
    if wanted.below <= wanted.above {
        first(|z| at(z).below >= wanted.below)
    } else {
        first(|z| at(z).above <= wanted.above)
    }
}
