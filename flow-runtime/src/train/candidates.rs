//! The best parameters that a run has met.

use crate::real::Real;

/// Parameters that a training run has met: the best by its epochs' losses, and what is put back if it diverges.
///
/// The training loss of an epoch is that of parameters which change meanwhile: neither those before it nor those after it
/// need have it, and the step after the last batch may be the one that goes astray. So after a divergence the parameters to
/// be put back are chosen by what their loss on all data is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidates<T> {
    /// As they were given, before data set any of them.
    pub(super) given: Vec<T>,
    /// Before the epoch that is under way.
    pub(super) current: Vec<T>,
    /// After the best epoch, and before it.
    pub(super) best: [Vec<T>; 2],
    /// The loss of the best epoch that judges it, and its training loss.
    pub(super) least: f64,
    pub(super) least_train: f64,
    /// Which one it is, from 1; 0 before the first.
    pub(super) epoch: usize,
}

impl<T: Real> Candidates<T> {
    /// Before the first epoch, with the parameters as they were given and as data have set them.
    pub(super) fn new(given: Vec<T>, params: &[T]) -> Self {
        Self {
            given,
            current: params.to_vec(),
            best: [params.to_vec(), params.to_vec()],
            least: f64::INFINITY,
            least_train: f64::INFINITY,
            epoch: 0,
        }
    }

    /// Notes the parameters after an epoch, from 1, with these losses; says whether it is the best.
    ///
    /// Where the validation's is not finite, and never was, the training's decides.
    pub(super) fn epoch(
        &mut self,
        epoch: usize,
        valid: Option<f64>,
        train: f64,
        params: &[T],
    ) -> bool {
        let loss = valid.unwrap_or(train);
        let improved = if loss.is_finite() || self.least.is_finite() {
            loss < self.least
        } else {
            train < self.least_train
        };
        if improved {
            (self.least, self.least_train, self.epoch) = (loss, train, epoch);
            let [after, before] = &mut self.best;
            after.copy_from_slice(params);
            before.copy_from_slice(&self.current);
        }
        self.current.copy_from_slice(params);
        improved
    }

    /// The parameters after the best epoch.
    pub(super) fn best(&self) -> &[T] {
        &self.best[0]
    }

    /// The parameters with the least loss on all data, which `losses` measures; those that were given if no loss is finite.
    pub(super) fn least(&self, losses: impl FnOnce([&[T]; 3]) -> [f64; 3]) -> &[T] {
        let [after, before] = &self.best;
        let candidates: [&[T]; 3] = [after, before, &self.given];
        let (mut chosen, mut least) = (&self.given[..], f64::INFINITY);
        for (params, loss) in candidates.into_iter().zip(losses(candidates)) {
            if loss < least {
                (chosen, least) = (params, loss);
            }
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run over parameters 0 (given), 1 (set by data), 2, 3, … with these losses of its epochs.
    fn run(losses: &[(Option<f64>, f64)]) -> Candidates<f64> {
        let mut candidates = Candidates::new(vec![0.0], &[1.0]);
        for (epoch, &(valid, train)) in (1..).zip(losses) {
            candidates.epoch(epoch, valid, train, &[1.0 + epoch as f64]);
        }
        candidates
    }

    fn least(losses: &[f64], on_all_data: impl Fn(f64) -> f64) -> f64 {
        let losses: Vec<_> = losses.iter().map(|&loss| (None, loss)).collect();
        run(&losses).least(|candidates| candidates.map(|params| on_all_data(params[0])))[0]
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

    #[test]
    fn the_validation_decides_and_where_it_cannot_the_training() {
        let none = f64::INFINITY;
        let best = |losses: &[(Option<f64>, f64)]| run(losses).epoch;
        assert_eq!(best(&[]), 0);
        assert_eq!(best(&[(None, 3.0), (None, 2.0), (None, 2.5)]), 2);
        assert_eq!(best(&[(Some(1.0), 3.0), (Some(2.0), 2.0)]), 1);
        assert_eq!(best(&[(Some(none), 3.0), (Some(none), 2.0)]), 2);
        assert_eq!(
            best(&[(Some(none), 1.0), (Some(9.0), 2.0), (Some(none), 0.0)]),
            2
        );
        // The same loss again is no improvement.
        assert_eq!(best(&[(Some(1.0), 3.0), (Some(1.0), 2.0)]), 1);
    }
}
