//! Where data and contexts stand before the first step, as what is trained sees them.

use super::memory::{Purpose, with_memory};
use super::rows::{End, condition};
use crate::element::Scaling;
use crate::model::{Context, Model};
use crate::real::Real;

/// So many samples tell mean and standard deviation to a tenth of the latter.
const SAMPLES: usize = 128;

/// Samples that go through the chain at once, so that tapes take no more than those of a block.
const BLOCK: usize = 32;

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
    /// Of each data dimension, as it meets the first element, on the way to the base, that is trained by its numbers, or mixes it with others.
    pub(crate) data: Vec<Stand>,
    /// The name of that element, if there is one.
    pub(crate) element: Option<&'static str>,
    /// Whether the chain has an element that takes the scale of the data.
    pub(crate) standardizes: bool,
    /// What the base makes of the sample in the middle, −ln p in nats; infinite for what is no number.
    pub(crate) cost: f64,
    /// The number of base dimensions.
    pub(crate) width: usize,
    /// Of each context dimension, as networks see it.
    pub(crate) contexts: Vec<Stand>,
    /// Whether contexts are scaled by what the data have set.
    pub(crate) scales_contexts: bool,
}

/// Follows some of the samples with these numbers, evenly chosen, from the data to the base.
pub(crate) fn arrival<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    order: &[usize],
) -> Arrival {
    let count = order.len().min(SAMPLES);
    let chosen = |i: usize| order[i * order.len() / count];

    let mut conditions = vec![T::ZERO; (1 + model.context) * count];
    condition(model, context, (0..count).map(chosen), &mut conditions);
    model.scale_contexts(params, count, &mut conditions);
    let contexts = conditions[count..].chunks_exact(count).map(Stand::of);

    let mut trained = vec![true; params.len()];
    model.chain.trained(&mut trained);
    let first = model
        .stages
        .iter()
        .rposition(|(slot, element)| match element.scaling() {
            Scaling::Kept => slot.params(&trained).contains(&true),
            Scaling::Mixed => true,
            Scaling::Standardized | Scaling::Drawn => false,
        });
    let mut columns = vec![Vec::with_capacity(count); model.dim];
    let mut costs = Vec::with_capacity(count);
    for start in (0..count).step_by(BLOCK) {
        let rows = BLOCK.min(count - start);
        let some = || (start..start + rows).map(chosen);
        with_memory(model, Purpose::Pass, rows, |mut memory| {
            memory.condition(model, context, some());
            memory.scale_contexts(model, params);
            End::Data.enter(model, x, some(), memory.x);
            let mut keep = |x: &[T]| {
                for (column, &place) in columns.iter_mut().zip(model.order) {
                    column.extend_from_slice(&x[place * rows..][..rows]);
                }
            };
            for (i, &(slot, stage)) in model.stages.iter().enumerate().rev() {
                if first == Some(i) {
                    keep(memory.x);
                }
                slot.inverse(stage, params, &mut memory.block());
            }
            if first.is_none() {
                keep(memory.x);
            }
            memory.log_det.fill(T::ZERO);
            let base = &memory.x[..model.width * rows];
            model
                .base
                .log_prob(model.of_base(params), base, memory.log_det);
            costs.extend(memory.log_det.iter().map(|log_p| -log_p.to_f64()));
        });
    }
    for cost in costs.iter_mut().filter(|cost| cost.is_nan()) {
        *cost = f64::INFINITY;
    }
    costs.sort_by(f64::total_cmp);
    Arrival {
        data: columns.iter().map(|column| Stand::of(column)).collect(),
        element: first.map(|i| model.names[i]),
        standardizes: model
            .stages
            .iter()
            .any(|(_, element)| element.scaling() == Scaling::Standardized),
        cost: costs[count / 2],
        width: model.width,
        contexts: contexts.collect(),
        scales_contexts: model.context_scale.is_some(),
    }
}
