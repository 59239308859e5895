//! Samples through a chain, in either direction, in blocks.

use crate::element::Block;
use crate::kernels::buffer::{Cutter, with_scratch};
use crate::model::{Context, Model};
use crate::real::Real;
use rand::Rng;
use std::ops::Range;

/// Blocks have at most this many samples, and fewer where the activations of an element would leave the cache. Not a
/// power of two: the columns of a block would meet in the same few sets of the first cache.
const MOST_ROWS: usize = 192;

/// Scalars that the activations of one element may take.
const CACHE: usize = 128 * 1024;

/// Blocks are cut at multiples of this many samples.
pub(super) const STRIDE: usize = 16;

/// The samples of a block, by the number of samples, what each of them takes, and how many blocks are wanted at least.
pub(super) fn block_rows(samples: usize, per_sample: usize, wanted: usize) -> usize {
    let fitting = (CACHE / per_sample.max(1)).clamp(2 * STRIDE, MOST_ROWS);
    let blocks = samples.div_ceil(fitting / STRIDE * STRIDE);
    let blocks = blocks.next_multiple_of(wanted).max(1);
    samples.div_ceil(blocks).next_multiple_of(STRIDE)
}

pub(crate) fn forward<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    z: &[T],
    x: &mut [T],
    log_det: &mut [T],
) {
    each_block(model, log_det, x, model.dim, &|range, log_det, x| {
        with_pass(model, range.len(), |mut pass| {
            let z = &z[range.start * model.dim..range.end * model.dim];
            pass.forward(model, params, context, range, z);
            pass.leave(x, |i| model.order[i], model.dim);
            log_det.copy_from_slice(pass.log_det);
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
        with_pass(model, range.len(), |mut pass| {
            let x = &x[range.start * model.dim..range.end * model.dim];
            pass.condition(model, context, range);
            pass.enter(x, |i| model.order[i], model.dim);
            model.chain.inverse(params, &mut pass.block(false));
            pass.leave(z, |i| i, model.dim);
            log_det.copy_from_slice(pass.log_det);
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
        with_pass(model, range.len(), |mut pass| {
            let x = &x[range.start * model.dim..range.end * model.dim];
            pass.condition(model, context, range);
            pass.enter(x, |i| model.order[i], model.dim);
            model.chain.inverse(params, &mut pass.block(false));
            let of_base = model.of_base(params);
            model.base.log_prob(of_base, pass.x, pass.log_det);
            out.copy_from_slice(pass.log_det);
            for (x, out) in x.chunks_exact(model.dim).zip(out) {
                *out = defined_log_prob(model, x, *out);
            }
        });
    });
}

/// ln p of a sample, whatever the chain made of it: outside the support the density is 0, and so it is where a number has
/// overflowed on the way, and became NaN; only of a NaN it is one.
pub(crate) fn defined_log_prob<T: Real>(model: &Model<T>, x: &[T], log_prob: T) -> T {
    let mut sides = x.iter().zip(model.support);
    if sides.all(|(x, side)| side.contains(x.to_f64())) && !log_prob.is_nan() {
        log_prob
    } else if x.iter().any(|x| x.is_nan()) {
        T::from_f64(f64::NAN)
    } else {
        T::from_f64(f64::NEG_INFINITY)
    }
}

/// Samples of the flow: base numbers are drawn here, in order, and go base to data on all cores meanwhile.
pub(crate) fn sample<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    rng: &mut dyn Rng,
    x: &mut [T],
) {
    let (dim, of_base) = (model.dim, model.of_base(params));
    let samples = x.len() / dim;
    let block = block(model, samples).max(1);
    rayon::in_place_scope(|scope| {
        for (i, x) in x.chunks_mut(block * dim).enumerate() {
            for z in x.chunks_exact_mut(dim) {
                model.base.sample(of_base, rng, z);
            }
            let range = i * block..i * block + x.len() / dim;
            let last = range.end == samples;
            let work = move || {
                with_pass(model, range.len(), |mut pass| {
                    pass.forward(model, params, context, range, x);
                    pass.leave(x, |i| model.order[i], dim);
                    model.keep_inside(x);
                });
            };
            if last {
                work();
            } else {
                scope.spawn(|_| work());
            }
        }
    });
}

/// One block's memory.
struct Pass<'a, T> {
    rows: usize,
    x: &'a mut [T],
    log_det: &'a mut [T],
    condition: &'a mut [T],
    tape: &'a mut [T],
}

fn with_pass<T: Real>(model: &Model<T>, rows: usize, work: impl FnOnce(Pass<'_, T>)) {
    let condition = 1 + model.context;
    let scalars = (model.dim + 1 + condition + model.size.tape) * rows;
    with_scratch(scalars, |scratch| {
        let mut scratch = Cutter::new(scratch);
        let pass = Pass {
            rows,
            x: scratch.cut(model.dim * rows),
            log_det: scratch.cut(rows),
            condition: scratch.cut(condition * rows),
            tape: scratch.cut(model.size.tape * rows),
        };
        pass.log_det.fill(T::ZERO);
        work(pass);
    });
}

impl<T: Real> Pass<'_, T> {
    /// Brings the samples, which `z` has at the base, to the data.
    fn forward(
        &mut self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        samples: Range<usize>,
        z: &[T],
    ) {
        self.condition(model, context, samples);
        self.enter(z, |i| i, model.dim);
        model.chain.forward(params, &mut self.block(false));
    }

    fn condition(&mut self, model: &Model<T>, context: Context<'_, T>, samples: Range<usize>) {
        condition(self.condition, model.context, samples, context);
    }

    fn block(&mut self, keep: bool) -> Block<'_, T> {
        Block {
            rows: self.rows,
            x: self.x,
            log_det: self.log_det,
            condition: self.condition,
            tape: self.tape,
            keep,
            watch: None,
        }
    }

    /// Turns rows into columns: number `i` of a sample into column `column(i)`.
    fn enter(&mut self, samples: &[T], column: impl Fn(usize) -> usize, dim: usize) {
        for i in 0..dim {
            let target = &mut self.x[column(i) * self.rows..][..self.rows];
            for (target, sample) in target.iter_mut().zip(samples.chunks_exact(dim)) {
                *target = sample[i];
            }
        }
    }

    /// Turns columns into rows.
    fn leave(&self, samples: &mut [T], column: impl Fn(usize) -> usize, dim: usize) {
        for i in 0..dim {
            let source = &self.x[column(i) * self.rows..][..self.rows];
            for (&source, sample) in source.iter().zip(samples.chunks_exact_mut(dim)) {
                sample[i] = source;
            }
        }
    }
}

/// Fills in the column of ones and the context of some samples.
pub(super) fn condition<T: Real>(
    condition: &mut [T],
    context_dim: usize,
    samples: impl ExactSizeIterator<Item = usize>,
    context: Context<'_, T>,
) {
    let rows = samples.len();
    let (ones, columns) = condition.split_at_mut(rows);
    ones.fill(T::ONE);
    if context_dim > 0 {
        for (row, sample) in samples.enumerate() {
            for (j, &c) in context.row(sample, context_dim).iter().enumerate() {
                columns[j * rows + row] = c;
            }
        }
    }
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
