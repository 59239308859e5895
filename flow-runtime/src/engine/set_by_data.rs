//! The data's way through a chain before training.

use super::rows::{End, condition};
use crate::element::Preparation;
use crate::model::{Context, Model};
use crate::real::Real;

/// Lets the data set the parameters that it sets. `order` has the samples of the first epoch, in their order.
pub(crate) fn prepare<T: Real>(
    model: &Model<T>,
    params: &mut [T],
    context: Context<'_, T>,
    x: &[T],
    order: &[usize],
    batch: usize,
) {
    let mut trained = vec![true; params.len()];
    model.chain.trained(&mut trained);
    if trained.into_iter().all(|trained| trained) {
        return;
    }
    let samples = order.len();
    let mut columns = vec![T::ZERO; model.columns * samples];
    let numbers = || order.iter().copied();
    End::Data.enter(model, x, numbers(), &mut columns);
    let mut conditions = vec![T::ZERO; (1 + model.context) * samples];
    condition(model, context, numbers(), &mut conditions);
    if let Some((slot, scale)) = &model.context_scale {
        scale.set(slot.params_mut(params), &conditions[samples..]);
    }
    model.scale_contexts(params, samples, &mut conditions);
    let mut data = Preparation {
        x: &mut columns,
        condition: &conditions,
        samples,
        batch,
        inverted: false,
    };
    model.chain.prepare(params, &mut data);
}
