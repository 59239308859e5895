//! The scale of contexts.

use super::moments::moments;
use crate::element::{Block, Element, Preparation, Pullback, Size};
use crate::real::Real;

/// `Standardize(context)`: networks see contexts with mean 0 and variance 1 in every dimension, whatever their size.
///
/// Samples pass as they are. The engine sends contexts through `apply`, where they enter a chain, and their
/// cotangents through `pull`, where these leave it.
///
/// **Parameters** mean, then log-deviation, C each, and one more number that tells whether the data has set them.
#[derive(Clone, Copy, Debug)]
pub struct ContextScale {
    contexts: usize,
}

impl ContextScale {
    /// The scale of contexts of so many dimensions.
    pub const fn new(contexts: usize) -> Self {
        Self { contexts }
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        Size {
            params: 2 * self.contexts + 1,
            ..Size::NONE
        }
    }

    /// Sets mean and deviation to those of `contexts`, dimension by dimension, unless data has set them before.
    pub(crate) fn set<T: Real>(self, params: &mut [T], contexts: &[T]) {
        let [params @ .., is_set] = params else {
            return;
        };
        if is_set.to_f64() > 0.5 {
            return;
        }
        *is_set = T::ONE;
        let (means, log_deviations) = params.split_at_mut(self.contexts);
        let of = means.iter_mut().zip(log_deviations);
        let columns = contexts.chunks_exact(contexts.len() / self.contexts);
        for ((mean, log_deviation), column) in of.zip(columns) {
            let (of_mean, of_deviation) = moments(column.iter().copied());
            *mean = T::from_f64(of_mean);
            *log_deviation = T::from_f64(of_deviation);
        }
    }

    /// Brings contexts to mean 0 and variance 1, in columns of `rows`.
    pub(crate) fn apply<T: Real>(self, params: &[T], rows: usize, contexts: &mut [T]) {
        let (means, log_deviations) = params.split_at(self.contexts);
        let of = means.iter().zip(log_deviations);
        for (column, (&mean, &log_deviation)) in contexts.chunks_exact_mut(rows).zip(of) {
            let scale = inverse(log_deviation);
            for c in column {
                *c = (*c - mean) * scale;
            }
        }
    }

    /// Makes cotangents of what [`apply`](Self::apply) has given those of the contexts.
    pub(crate) fn pull<T: Real>(self, params: &[T], rows: usize, cotangents: &mut [T]) {
        let log_deviations = &params[self.contexts..];
        for (column, &log_deviation) in cotangents.chunks_exact_mut(rows).zip(log_deviations) {
            let scale = inverse(log_deviation);
            for dc in column {
                *dc *= scale;
            }
        }
    }
}

fn inverse<T: Real>(log_deviation: T) -> T {
    T::from_f64((-log_deviation.to_f64()).exp())
}

/// Nothing happens to samples.
impl<T: Real> Element<T> for ContextScale {
    fn size(&self) -> Size {
        self.size()
    }

    fn prepare(&self, _: &mut [T], _: &mut Preparation<'_, T>) {}

    fn trained(&self, trained: &mut [bool]) {
        trained.fill(false);
    }

    fn touches(&self, _: &mut [bool]) {}

    fn forward(&self, _: &[T], _: &mut Block<'_, T>) {}

    fn inverse(&self, _: &[T], _: &mut Block<'_, T>) {}

    fn forward_pullback(&self, _: &[T], _: &mut Pullback<'_, T>) {}

    fn inverse_pullback(&self, _: &[T], _: &mut Pullback<'_, T>) {}
}

#[cfg(test)]
mod tests {
    use super::ContextScale;

    #[test]
    fn contexts_come_to_mean_0_and_variance_1() {
        let scale = ContextScale::new(2);
        let mut params = [0.0_f64; 5];
        let contexts = [1000.0, 1002.0, 1000.0, 1002.0, -3.0, -3.0, -3.0, -3.0];
        let mut seen = contexts;
        scale.apply(&params, 4, &mut seen);
        assert_eq!(seen, contexts);
        scale.set(&mut params, &contexts);
        scale.apply(&params, 4, &mut seen);
        for (seen, expected) in seen.iter().zip([-1.0, 1.0, -1.0, 1.0, 0.0, 0.0, 0.0, 0.0]) {
            assert!((seen - expected).abs() < 1e-12, "{seen:?}");
        }
        let before = params;
        scale.set(&mut params, &[5.0; 8]);
        assert_eq!(params, before);
        let mut cotangents = [2.0, 4.0];
        params[2] = 2.0_f64.ln();
        scale.pull(&params, 1, &mut cotangents);
        assert!((cotangents[0] - 1.0).abs() < 1e-12);
        assert_eq!(cotangents[1], 4.0);
    }
}
