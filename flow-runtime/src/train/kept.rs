//! What a run that diverges leaves behind.

use crate::real::Real;

/// Parameters that a training run has met, for if it diverges.
///
/// The loss of an epoch is that of parameters which change meanwhile: neither those before it nor those after it need have
/// it, and the step after the last batch may be the one that goes astray. So the parameters to be put back are chosen by
/// what their loss on all data is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kept<T> {
    /// As they were given, before data set any of them.
    given: Vec<T>,
    /// Before the epoch that is under way.
    current: Vec<T>,
    /// After the best epoch, and before it.
    best: [Vec<T>; 2],
    /// The loss of the best epoch.
    least: f64,
}

impl<T: Real> Kept<T> {
    /// Before the first epoch, with the parameters as they were given and as data have set them.
    pub(super) fn new(given: Vec<T>, params: &[T]) -> Self {
        Self {
            given,
            current: params.to_vec(),
            best: [params.to_vec(), params.to_vec()],
            least: f64::INFINITY,
        }
    }

    /// Notes the parameters after an epoch with this loss.
    pub(super) fn epoch(&mut self, nll: f64, params: &[T]) {
        if nll < self.least {
            self.least = nll;
            let [after, before] = &mut self.best;
            after.copy_from_slice(params);
            before.copy_from_slice(&self.current);
        }
        self.current.copy_from_slice(params);
    }

    /// The parameters with the least loss on all data, which `nll` measures; those that were given if no loss is finite.
    pub(super) fn least(&self, mut nll: impl FnMut(&[T]) -> f64) -> &[T] {
        let [after, before] = &self.best;
        let (mut chosen, mut least) = (&self.given, f64::INFINITY);
        for params in [after, before, &self.given] {
            let nll = nll(params);
            if nll < least {
                (chosen, least) = (params, nll);
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run over parameters 0 (given), 1 (set by data), 2, 3, … with these losses of its epochs.
    fn least(losses: &[f64], on_all_data: impl Fn(f64) -> f64) -> f64 {
        let mut kept = Kept::new(vec![0.0], &[1.0]);
        for (i, &loss) in losses.iter().enumerate() {
            kept.epoch(loss, &[2.0 + i as f64]);
        }
        kept.least(|params| on_all_data(params[0]))[0]
    }

    #[test]
    fn what_is_put_back_is_the_best_on_all_data() {
        let falling = |p: f64| -p;
        assert_eq!(least(&[], falling), 1.0);
        assert_eq!(least(&[5.0, 4.0, 9.0], falling), 3.0);
        // The step after the best epoch went astray.
        assert_eq!(
            least(&[5.0, 4.0, 9.0], |p| if p == 3.0 { f64::NAN } else { -p }),
            2.0
        );
        assert_eq!(
            least(&[5.0], |p| if p == 2.0 { f64::INFINITY } else { -p }),
            1.0
        );
        // Everything is worse than at the start.
        assert_eq!(least(&[5.0, 4.0], |p| p), 0.0);
        assert_eq!(least(&[5.0], |_| f64::INFINITY), 0.0);
    }
}
