//! Samples through a chain, in either direction, in blocks.

use super::cut::block_rows;
use super::memory::{Purpose, with_memory};
use super::rows::End;
use crate::model::{Context, Model};
use crate::real::Real;
use crate::threads::{Disjoint, MOST_TASKS, Phase};
use rand::Rng;
use std::ops::Range;

pub(crate) fn forward<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    z: &[T],
    x: &mut [T],
    log_det: &mut [T],
) {
    each_block(model, log_det, x, model.dim, &|range, log_det, x| {
        with_memory(model, Purpose::Pass, range.len(), |mut memory| {
            memory.condition(model, context, range.clone());
            End::Base.enter(model, z, range, memory.x);
            memory.through(model, params, End::Base);
            End::Data.leave(model, memory.x, x);
            log_det.copy_from_slice(memory.log_det);
        });
    });
}

pub(crate) fn inverse<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    z: &mut [T],
    log_det: &mut [T],
) {
    each_block(model, log_det, z, model.dim, &|range, log_det, z| {
        with_memory(model, Purpose::Pass, range.len(), |mut memory| {
            memory.condition(model, context, range.clone());
            End::Data.enter(model, x, range, memory.x);
            memory.through(model, params, End::Data);
            End::Base.leave(model, memory.x, z);
            log_det.copy_from_slice(memory.log_det);
        });
    });
}

pub(crate) fn log_prob<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    out: &mut [T],
) {
    each_block(model, out, &mut [], 0, &|range, out, _| {
        log_prob_of(model, params, context, x, range, out);
    });
}

/// As [`log_prob`], on whichever threads run a phase.
pub(crate) fn log_prob_on<T: Real>(
    phase: &Phase<'_>,
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    out: &mut [T],
) {
    let (samples, block) = (out.len(), block(model, out.len()).max(1));
    let out = Disjoint::new(out);
    let starts = (0..samples).step_by(block * MOST_TASKS);
    for start in starts {
        let end = (start + block * MOST_TASKS).min(samples);
        phase((end - start).div_ceil(block), &|task| {
            let start = start + task * block;
            let range = start..(start + block).min(end);
            #[expect(unsafe_code, reason = "blocks are evaluated at the same time")]
            // SAFETY: every block is a range of its own.
            let out = unsafe { out.part(range.clone()) };
            log_prob_of(model, params, context, x, range, out);
        });
    }
}

/// ln p of some of the samples.
fn log_prob_of<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    range: Range<usize>,
    out: &mut [T],
) {
    with_memory(model, Purpose::Pass, range.len(), |mut memory| {
        memory.condition(model, context, range.clone());
        End::Data.enter(model, x, range.clone(), memory.x);
        memory.log_prob(model, params);
        out.copy_from_slice(memory.log_det);
        let width = model.entering();
        let x = &x[range.start * width..range.end * width];
        for (x, out) in x.chunks_exact(width).zip(out) {
            *out = defined_log_prob(model, x, *out);
        }
    });
}

/// ln p of a sample, whatever the chain made of it: outside the support the density is 0, and so it is where a number has
/// overflowed on the way, and became NaN; only of a NaN it is one.
pub(crate) fn defined_log_prob<T: Real>(model: &Model<T>, x: &[T], log_prob: T) -> T {
    let x = &x[..model.dim];
    let mut sides = x.iter().zip(model.support);
    if sides.all(|(x, side)| side.contains(x.to_f64())) && !log_prob.is_nan() {
        log_prob
    } else if x.iter().any(|x| x.is_nan()) {
        T::from_f64(f64::NAN)
    } else {
        T::from_f64(f64::NEG_INFINITY)
    }
}

/// Samples of the flow: base numbers are drawn here, in order, and go base to data on all cores meanwhile. Fills `log_probs`,
/// if there are some, with ln p of every sample.
pub(crate) fn sample<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    rng: &mut dyn Rng,
    x: &mut [T],
    log_probs: Option<&mut [T]>,
) {
    let (dim, of_base) = (model.dim, model.of_base(params));
    let samples = x.len() / dim;
    let block = block(model, samples).max(1);
    let mut log_probs = log_probs.map(|log_probs| log_probs.chunks_mut(block));
    // What narrower samples are made of has memory of its own.
    let width = model.width;
    let room = if width == dim { 0 } else { width * samples };
    let mut wide = vec![T::ZERO; room];
    let mut wide = wide.chunks_mut(block * width);
    let mut begin = |range: Range<usize>, x: &mut [T]| {
        let mut wide = wide.next();
        let z = wide.as_deref_mut().unwrap_or(x);
        for z in z.chunks_exact_mut(width) {
            model.base.sample(of_base, rng, z);
        }
        let log_probs = log_probs.as_mut().and_then(Iterator::next);
        move |x| sample_block(model, params, context, range, (wide, x), log_probs)
    };
    if samples == 0 {
        return;
    }
    if samples <= block {
        return begin(0..samples, x)(x);
    }
    rayon::in_place_scope(|scope| {
        for (i, x) in x.chunks_mut(block * dim).enumerate() {
            let range = i * block..i * block + x.len() / dim;
            let last = range.end == samples;
            let work = begin(range, x);
            if last {
                work(x);
            } else {
                scope.spawn(|_| work(x));
            }
        }
    });
}

/// Takes the samples with these numbers base to data, from `z` to `x`; from `x` itself where there is no `z`.
fn sample_block<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    samples: Range<usize>,
    (z, x): (Option<&mut [T]>, &mut [T]),
    log_probs: Option<&mut [T]>,
) {
    with_memory(model, Purpose::Pass, samples.len(), |mut memory| {
        let z = z.as_deref().unwrap_or(x);
        End::Base.enter(model, z, 0..samples.len(), memory.x);
        memory.condition(model, context, samples);
        let Some(log_probs) = log_probs else {
            memory.through(model, params, End::Base);
            End::Data.leave(model, memory.x, x);
            model.keep_inside(x);
            return;
        };
        log_probs.fill(T::ZERO);
        let of_base = model.of_base(params);
        model.base.log_prob(of_base, memory.x, log_probs);
        memory.through(model, params, End::Base);
        End::Data.leave(model, memory.x, x);
        model.keep_inside(x);
        let samples = x.chunks_exact(model.dim).zip(&*memory.log_det);
        for (log_prob, (x, &log_det)) in log_probs.iter_mut().zip(samples) {
            *log_prob = defined_log_prob(model, x, *log_prob - log_det);
        }
    });
}

/// A block's work: the samples, their scalars and their rows.
type Work<'a, T> = dyn Fn(Range<usize>, &mut [T], &mut [T]) + Sync + 'a;

/// Cuts samples into blocks and runs them on all cores. A sample has one number in `scalars` and `width` in `rows`.
fn each_block<T: Real>(
    model: &Model<T>,
    scalars: &mut [T],
    rows: &mut [T],
    width: usize,
    work: &Work<'_, T>,
) {
    split(0, block(model, scalars.len()), scalars, rows, width, work);
}

/// The samples of a block where nothing is kept: the tapes of elements overlap then, so this errs on the side of small
/// blocks.
fn block<T: Real>(model: &Model<T>, samples: usize) -> usize {
    block_rows(samples, model.size.tape / model.names.len().max(1), 4)
}

fn split<T: Real>(
    start: usize,
    block: usize,
    scalars: &mut [T],
    rows: &mut [T],
    width: usize,
    work: &Work<'_, T>,
) {
    let samples = scalars.len();
    if samples == 0 {
        return;
    }
    if samples <= block {
        work(start..start + samples, scalars, rows);
        return;
    }
    let half = samples.div_ceil(block) / 2 * block;
    let (scalars, more_scalars) = scalars.split_at_mut(half);
    let (rows, more_rows) = rows.split_at_mut(half * width);
    rayon::join(
        || split(start, block, scalars, rows, width, work),
        || split(start + half, block, more_scalars, more_rows, width, work),
    );
}
