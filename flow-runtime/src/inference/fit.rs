//! Training a flow on a density that can only be evaluated.

use super::Target;
use super::pulled_back::evaluation;
use crate::flow::Flow;
use crate::train::{FitError, History, Trainer};

impl Trainer<'_> {
    /// Trains a flow q without a context to be a target's density p = p̃/Z, on all cores: by the Kullback-Leibler divergence
    /// KL(q ‖ p), the mean of ln q(x) − ln p(x) over samples that the flow draws itself.
    ///
    /// A step draws as many samples as the [batch size](Self::batch_size) says, evaluates the target with its gradient at each, and follows the
    /// path gradient (Roeder, Wu & Duvenaud 2017, "sticking the landing"): its noise falls to nothing as q becomes p. What
    /// [`train_nll`](History::train_nll) has is the mean of ln q(x) − ln p̃(x), in nats: KL(q ‖ p) − ln Z, an upper bound of −ln Z. An epoch
    /// is 100 steps; everything else is as for [`fit`](Self::fit): schedules, clipping, averages, patience, and the same bits for any number
    /// of threads.
    ///
    /// This divergence punishes samples where p is small, and not what they miss: of several modes a flow may find
    /// one only. What it has found can be told from [`Importance::draw`](super::Importance::draw).
    ///
    /// Where a target is impossible (−∞, or NaN), ln q − ln p̃ is infinite: a flow for a target with bounds ends with a
    /// bijector that keeps them. Parameters that data set, those of `Standardize` and `ActNorm`, stay as they are.
    ///
    /// # Errors
    ///
    /// If a setting makes no sense, or the flow starts from a `Mixture`, whose samples are no smooth function of its parameters; then the
    /// flow is as it was. If the loss stops being finite, or a gradient is too large for the optimiser; then the flow holds
    /// the best of the parameters before the run and at either end of its best epoch.
    ///
    /// # Example
    ///
    /// ```
    /// use flow_runtime::inference;
    /// use flow_runtime::prelude::*;
    ///
    /// flow! { struct Pair<f64, 2> = IAF(16) >> Reverse; }
    ///
    /// // Two numbers with a correlation of 0.8, up to a constant.
    /// let inverse = [[1.0 / 0.36, -0.8 / 0.36], [-0.8 / 0.36, 1.0 / 0.36]];
    /// let gradient = move |x: &SVector<f64, 2>| SVector::from(inverse.map(|row| -row[0] * x[0] - row[1] * x[1]));
    /// let log_density = move |x: &SVector<f64, 2>| 0.5 * x.dot(&gradient(x));
    /// let target = inference::from_fns(log_density, move |x| (log_density(x), gradient(x)));
    ///
    /// let mut pair = Pair::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    /// let history = Trainer::new(Adam::new(1e-2)).steps(500).batch_size(64).fit_target(&mut pair, &target)?;
    /// // ln Z = ln 2π + ½ ln 0.36.
    /// let least = -(2.0 * std::f64::consts::PI * 0.6).ln();
    /// assert!((history.train_nll()[4] - least).abs() < 0.05);
    /// # Ok::<(), FitError>(())
    /// ```
    pub fn fit_target<const D: usize, F: Flow<D, 0>, P: Target<F::Scalar, D> + ?Sized>(
        &self,
        flow: &mut F,
        target: &P,
    ) -> Result<History, FitError> {
        let params = flow.parameters_mut().as_mut_slice();
        F::engine().fit_target(self, F::model(), params, &evaluation(target))
    }
}
