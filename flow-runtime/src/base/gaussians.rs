//! Base densities with learned parameters: `Normal(learned)` and `Mixture(k)`.

mod conditional;

use super::{LearnedBase, Scaled, Sides};
use crate::kernels::buffer::{Cutter, with_scratch};
use crate::kernels::dot::dot;
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;
use crate::special::HALF_LN_2PI;
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

/// Normal distributions without correlations, learned: one, `Normal(learned)`, or the weighted mean of k, `Mixture(k)`.
///
/// `p(z) = Σⱼ wⱼ Πᵢ 𝒩(zᵢ; μⱼᵢ, exp 2sⱼᵢ)`, with the weights `wⱼ = exp aⱼ / Σₗ exp aₗ`; ln p is in nats.
///
/// **Parameters** a (k, where there is more than one to choose from), μ (k × D), then s (k × D). A mixture starts with equal
/// weights, scales of 1 and locations drawn from the standard normal distribution; `Normal(learned)` starts as that.
///
/// **Cost** 2·k·D multiply-adds for a density, D for a sample.
#[derive(Clone, Copy, Debug)]
pub struct Gaussians {
    dim: usize,
    count: usize,
    weighted: bool,
}

/// With this, squares of distances that are out of range are in it again.
const FAR: f64 = 1e-160;

/// Parameters, or their gradient, by their meaning.
struct Components<S> {
    logits: S,
    loc: S,
    log_scale: S,
}

impl Gaussians {
    /// One, without a weight.
    pub const fn normal(dim: usize) -> Self {
        Self {
            dim,
            count: 1,
            weighted: false,
        }
    }

    /// The weighted mean of `count`.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub const fn mixture(dim: usize, count: usize) -> Self {
        assert!(count > 0);
        Self {
            dim,
            count,
            weighted: true,
        }
    }

    /// The number of learned parameters.
    pub const fn params(&self) -> usize {
        self.logits() + 2 * self.count * self.dim
    }

    const fn logits(&self) -> usize {
        if self.weighted { self.count } else { 0 }
    }

    /// Where all terms of a sample are −∞, for their squares are no numbers any more: what makes those of the nearest
    /// Gaussians share the sample. Returns the ln p that goes with such terms.
    fn nearest<T: Real>(
        &self,
        params: &[T],
        rows: usize,
        row: usize,
        z: &[T],
        terms: &mut [T],
    ) -> T {
        let Components { loc, log_scale, .. } = self.components(params);
        let distance = |j: usize| -> f64 {
            let squares = (0..self.dim).map(|i| {
                let k = j * self.dim + i;
                let away = z[i * rows + row].to_f64() - loc[k].to_f64();
                (away * FAR * (-log_scale[k].to_f64()).exp()).powi(2)
            });
            squares.sum()
        };
        let least = (0..self.count).map(distance).fold(f64::INFINITY, f64::min);
        let mut nearest = 0.0;
        for j in 0..self.count {
            let is_nearest = distance(j) <= least;
            nearest += f64::from(u8::from(is_nearest));
            terms[j * rows + row] = T::from_f64(if is_nearest { 0.0 } else { f64::NEG_INFINITY });
        }
        T::from_f64(f64::ln(nearest))
    }

    fn components<'p, T>(&self, params: &'p [T]) -> Components<&'p [T]> {
        let (logits, gaussians) = params.split_at(self.logits());
        let (loc, log_scale) = gaussians.split_at(gaussians.len() / 2);
        Components {
            logits,
            loc,
            log_scale,
        }
    }

    fn components_mut<'p, T>(&self, params: &'p mut [T]) -> Components<&'p mut [T]> {
        let (logits, gaussians) = params.split_at_mut(self.logits());
        let (loc, log_scale) = gaussians.split_at_mut(gaussians.len() / 2);
        Components {
            logits,
            loc,
            log_scale,
        }
    }
}

impl<T: Real> LearnedBase<T> for Gaussians {
    fn params(&self) -> usize {
        self.params()
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        if self.weighted {
            for loc in self.components_mut(params).loc {
                let standard: f64 = StandardNormal.sample(rng);
                *loc = T::from_f64(standard);
            }
        }
    }

    fn log_prob(&self, params: &[T], z: &[T], out: &mut [T]) {
        let rows = out.len();
        with_scratch(self.count * rows + rows, |scratch| {
            let (terms, log_prob) = scratch.split_at_mut(self.count * rows);
            dispatch(Densities {
                dim: self.dim,
                params: self.components(params),
                z,
                terms,
                log_prob,
            });
            for (out, &log_prob) in out.iter_mut().zip(&*log_prob) {
                *out += log_prob;
            }
        });
    }

    fn score(&self, params: &[T], z: &[T], weight: &[T], dz: &mut [T], grad: Option<&mut [T]>) {
        let rows = weight.len();
        with_scratch((self.count + 3) * rows, |scratch| {
            let mut scratch = Cutter::new(scratch);
            let terms = scratch.cut(self.count * rows);
            let [log_prob, u, ru] = [(); 3].map(|()| scratch.cut(rows));
            dispatch(Densities {
                dim: self.dim,
                params: self.components(params),
                z,
                terms: &mut *terms,
                log_prob: &mut *log_prob,
            });
            for (row, log_prob) in log_prob.iter_mut().enumerate() {
                if *log_prob == T::from_f64(f64::NEG_INFINITY) {
                    *log_prob = self.nearest(params, rows, row, z, terms);
                }
            }
            dispatch(Score {
                params: self.components(params),
                z,
                weight,
                dz,
                grad: grad.map(|grad| self.components_mut(grad)),
                terms,
                log_prob,
                u,
                ru,
            });
        });
    }

    fn sample(&self, params: &[T], rng: &mut dyn Rng, z: &mut [T]) {
        let Components {
            logits,
            loc,
            log_scale,
        } = self.components(params);
        let most = logits.iter().map(|a| a.to_f64()).fold(f64::MIN, f64::max);
        let weight = |a: &T| (a.to_f64() - most).exp();
        let mut left = if self.weighted {
            rng.random::<f64>() * logits.iter().map(weight).sum::<f64>()
        } else {
            0.0
        };
        let chosen = logits.iter().position(|a| {
            left -= weight(a);
            left < 0.0
        });
        // Rounding may leave a little over after the last.
        let chosen = chosen.unwrap_or(self.count - 1) * self.dim;
        for (i, z) in z.iter_mut().enumerate() {
            let standard: f64 = StandardNormal.sample(rng);
            let scale = log_scale[chosen + i].to_f64().exp();
            *z = loc[chosen + i] + T::from_f64(scale * standard);
        }
    }

    /// Which Gaussian a sample is of, it is all of a sudden.
    fn is_smooth(&self) -> bool {
        self.count == 1
    }

    /// z = μ + exp(s) ε: ∂z/∂μ = 1 and ∂z/∂s = z − μ.
    fn path(&self, params: &[T], z: &[T], dz: &[T], grad: &mut [T]) {
        let loc = self.components(params).loc;
        let Components {
            loc: dloc,
            log_scale: dlog_scale,
            ..
        } = self.components_mut(grad);
        let rows = z.len() / self.dim;
        let columns = z.chunks_exact(rows).zip(dz.chunks_exact(rows));
        for (i, (z, dz)) in columns.enumerate() {
            dloc[i] += dz.iter().copied().sum();
            dlog_scale[i] += z.iter().zip(dz).map(|(&z, &dz)| dz * (z - loc[i])).sum();
        }
    }

    fn scaled(&self, params: &[T], scale: f64, dim: usize) -> Scaled<T> {
        let mut params = params.to_vec();
        for log_scale in self.components_mut(&mut params).log_scale {
            *log_scale += T::from_f64(scale.ln());
        }
        // Each around its own location.
        Scaled {
            params,
            center: vec![T::ZERO; dim],
            scale: T::ONE,
        }
    }

    fn sides(&self, params: &[T], z: &[f64], order: &[usize], sides: &mut [Sides]) {
        conditional::sides(&self.components(params), z, order, sides);
    }

    fn quantile(&self, params: &[T], wanted: Sides) -> f64 {
        conditional::quantile(&self.components(params), wanted)
    }
}

/// The logarithms of what each Gaussian adds to p, and of p.
struct Densities<'a, T> {
    dim: usize,
    params: Components<&'a [T]>,
    z: &'a [T],
    terms: &'a mut [T],
    log_prob: &'a mut [T],
}

impl<T: Real> Kernel<T> for Densities<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        let (
            rows,
            Components {
                logits,
                loc,
                log_scale,
            },
        ) = (self.log_prob.len(), self.params);
        let normalizer = log_sum_exp(math, logits);
        let constant = T::from_f64(-HALF_LN_2PI * self.dim as f64);
        let half = T::from_f64(-0.5);
        for (j, terms) in self.terms.chunks_exact_mut(rows).enumerate() {
            let own = j * self.dim..(j + 1) * self.dim;
            let log_scale = &log_scale[own.clone()];
            let log_weight = logits.get(j).map_or(T::ZERO, |&a| a - normalizer);
            terms.fill(constant + log_weight - log_scale.iter().copied().sum::<T>());
            for ((&loc, &s), z) in loc[own]
                .iter()
                .zip(log_scale)
                .zip(self.z.chunks_exact(rows))
            {
                let precision = math.exp(-s);
                for (term, &z) in terms.iter_mut().zip(z) {
                    let u = (z - loc) * precision;
                    *term = math.fma(half * u, u, *term);
                }
            }
        }
        // The largest term is taken out of the sum, unless all are −∞.
        let lowest = T::from_f64(f64::NEG_INFINITY);
        for row in 0..rows {
            let mut most = lowest;
            for terms in self.terms.chunks_exact(rows) {
                most = if terms[row] > most { terms[row] } else { most };
            }
            let most = if most == lowest { T::ZERO } else { most };
            let mut sum = T::ZERO;
            for terms in self.terms.chunks_exact(rows) {
                sum += math.exp(terms[row] - most);
            }
            self.log_prob[row] = most + math.ln(sum);
        }
    }
}

/// ln Σ exp aⱼ.
#[inline(always)]
fn log_sum_exp<T: Real, M: Math<T>>(math: M, a: &[T]) -> T {
    let lowest = T::from_f64(f64::NEG_INFINITY);
    let most = a
        .iter()
        .fold(lowest, |most, &a| if a > most { a } else { most });
    let sum = a.iter().map(|&a| math.exp(a - most)).sum();
    most + math.ln(sum)
}

/// With the responsibilities `rⱼ = weight · exp(termⱼ − ln p)` and `uⱼᵢ = (zᵢ − μⱼᵢ) exp(−sⱼᵢ)`:
/// `∂/∂zᵢ = −Σⱼ rⱼ uⱼᵢ exp(−sⱼᵢ)`, `∂/∂μⱼᵢ = rⱼ uⱼᵢ exp(−sⱼᵢ)`, `∂/∂sⱼᵢ = rⱼ (uⱼᵢ² − 1)`, `∂/∂aⱼ = rⱼ − weight · wⱼ`.
struct Score<'a, T> {
    params: Components<&'a [T]>,
    z: &'a [T],
    weight: &'a [T],
    dz: &'a mut [T],
    grad: Option<Components<&'a mut [T]>>,
    /// Becomes the responsibilities.
    terms: &'a mut [T],
    log_prob: &'a [T],
    u: &'a mut [T],
    ru: &'a mut [T],
}

impl<T: Real> Kernel<T> for Score<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(mut self, math: M) {
        let (
            rows,
            Components {
                logits,
                loc,
                log_scale,
            },
        ) = (self.weight.len(), self.params);
        let dim = self.z.len() / rows;
        let normalizer = log_sum_exp(math, logits);
        let weight: T = self.weight.iter().copied().sum();
        for (j, r) in self.terms.chunks_exact_mut(rows).enumerate() {
            for ((r, &log_prob), &weight) in r.iter_mut().zip(self.log_prob).zip(self.weight) {
                *r = weight * math.exp(*r - log_prob);
            }
            let total: T = r.iter().copied().sum();
            if let Some(grad) = &mut self.grad
                && let Some(&a) = logits.get(j)
            {
                grad.logits[j] += total - weight * math.exp(a - normalizer);
            }
            for i in 0..dim {
                let (k, columns) = (j * dim + i, i * rows..(i + 1) * rows);
                let (loc, precision) = (loc[k], math.exp(-log_scale[k]));
                let z = &self.z[columns.clone()];
                for (((u, ru), &z), &r) in self.u.iter_mut().zip(&mut *self.ru).zip(z).zip(&*r) {
                    *u = (z - loc) * precision;
                    *ru = r * *u;
                }
                for (dz, &ru) in self.dz[columns].iter_mut().zip(&*self.ru) {
                    *dz -= precision * ru;
                }
                if let Some(grad) = &mut self.grad {
                    grad.loc[k] += precision * self.ru.iter().copied().sum();
                    grad.log_scale[k] += dot(math, self.ru, self.u) - total;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
