//! Where data and contexts stand before the first step, as what is trained sees them.

use super::memory::{Purpose, with_memory};
use super::rows::{End, condition};
use crate::model::{Context, Model};
use crate::real::Real;

/// So many samples tell mean and standard deviation to a few hundredths of the latter.
const SAMPLES: usize = 512;

/// Mean and standard deviation of a dimension.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stand {
    pub(crate) mean: f64,
    pub(crate) deviation: f64,
}

impl Stand {
    /// Of numbers, all of which count the same.
    fn of<T: Real>(numbers: &[T]) -> Self {
        let count = numbers.len() as f64;
        let mean = numbers.iter().map(|x| x.to_f64()).sum::<f64>() / count;
        let squares = numbers.iter().map(|x| (x.to_f64() - mean).powi(2));
        Self {
            mean,
            deviation: (squares.sum::<f64>() / count).sqrt(),
        }
    }

    /// Whether this is within so many units of 0, and no wider; what is no number is not.
    pub(crate) fn is_within(self, units: f64) -> bool {
        self.mean.abs() <= units && self.deviation <= units
    }
}

/// Where samples stand with these parameters.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    /// Of each data dimension, as it meets the first element that is trained, on the way to the base.
    pub(crate) data: Vec<Stand>,
    /// The name of that element; none if none is trained.
    pub(crate) element: Option<&'static str>,
    /// Of each base dimension.
    pub(crate) base: Vec<Stand>,
    /// Of each context dimension, as networks see it.
    pub(crate) contexts: Vec<Stand>,
}

/// Follows some of the samples with these numbers, evenly chosen, from the data to the base.
pub(crate) fn arrival<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    order: &[usize],
) -> Arrival {
    let rows = order.len().min(SAMPLES);
    let chosen = || (0..rows).map(|i| order[i * order.len() / rows]);
    let stands = |columns: &[T]| columns.chunks_exact(rows).map(Stand::of).collect();

    let mut conditions = vec![T::ZERO; (1 + model.context) * rows];
    condition(model, context, chosen(), &mut conditions);
    model.scale_contexts(params, rows, &mut conditions);
    let contexts = stands(&conditions[rows..]);

    let mut trained = vec![true; params.len()];
    model.chain.trained(&mut trained);
    with_memory(model, Purpose::Pass, rows, |mut memory| {
        memory.condition(model, context, chosen());
        memory.scale_contexts(model, params);
        End::Data.enter(model, x, chosen(), memory.x);
        let (mut data, mut element) = (None, None);
        for (i, &(slot, stage)) in model.stages.iter().enumerate().rev() {
            if data.is_none() && slot.params(&trained).contains(&true) {
                data = Some(stands(memory.x));
                element = Some(model.names[i]);
            }
            slot.inverse(stage, params, &mut memory.block());
        }
        let base: Vec<Stand> = stands(&memory.x[..model.width * rows]);
        let columns = data.unwrap_or_else(|| base.clone());
        Arrival {
            data: model.order.iter().map(|&column| columns[column]).collect(),
            element,
            base,
            contexts,
        }
    })
}
