//! The ranks of rows under a flow.

use super::reference::Reference;
use super::{Calibration, Ranked, Ranks};
use crate::base::Sides;
use crate::engine::{Cotangents, Pulled};
use crate::flow::{Compiled, Flow};
use crate::model::{Context, Model};
use crate::real::Real;
use nalgebra::SVector;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;

/// Samples that all rows are compared with: so many for each row, but not more or fewer than these.
const PER_ROW: usize = 10;
const FEWEST: usize = 10_000;
const MOST: usize = 100_000;
/// Samples for each row, where contexts differ: as many as come to about so many in all, but not more or fewer than these.
const IN_ALL: usize = 200_000;
const FEWEST_EACH: usize = 19;
const MOST_EACH: usize = 199;

/// Whether a flow says how data are distributed that it was not trained on.
///
/// If the rows come from the flow, their ranks are uniform: those of every dimension in its conditional distribution, where the
/// flow is autoregressive in some order (F(xᵢ | those before), Rosenblatt 1952), among samples of the flow otherwise, and those of
/// the density, which say how many of the rows lie within a highest-density region. [`Calibration`] has the ranks, their
/// tests, the coverage of regions, and a picture.
///
/// Rows that were trained on say little: an overfitted flow is calibrated on them. Numbers that are rounded coarsely, or that
/// repeat, have no density, and their ranks are not uniform: add uniform noise of the size of the rounding to them, before
/// training too. Samples are drawn with a fixed seed: the same flow and rows give the same bits.
///
/// ```
/// use flow_runtime::prelude::*;
///
/// flow! { struct Moons<2> = 2 * (Permute[1, 0] >> MAF(16)); }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let moons = Moons::new(&mut rng);
/// let rows = moons.sample_batch(1000, &mut rng);
/// let right: Calibration = testing::calibration(&moons, &rows);
/// assert!(right.p_value() > 0.01);
///
/// let others: Vec<SVector<f32, 2>> = datasets::moons(1000, 0.05, &mut rng);
/// let wrong = testing::calibration(&moons, &others);
/// assert!(wrong.p_value() < 1e-6);
/// println!("{wrong}");
/// ```
pub fn calibration<const D: usize, F: Flow<D, 0>>(
    flow: &F,
    rows: &[SVector<F::Scalar, D>],
) -> Calibration {
    measure(
        F::model(),
        flow.params(),
        Context::NONE,
        bytemuck::cast_slice(rows),
    )
}

/// As [`calibration`], of rows that have a context each: ranks are those of p(x | c).
///
/// Errors that cancel over the contexts, such as a width that is too small for some and too large for others, are not seen: ask
/// again with the rows of some of the contexts.
///
/// # Panics
///
/// If there are not as many contexts as rows.
pub fn calibration_given<const D: usize, const C: usize, F: Flow<D, C>>(
    flow: &F,
    rows: &[SVector<F::Scalar, D>],
    contexts: &[SVector<F::Scalar, C>],
) -> Calibration {
    assert_eq!(rows.len(), contexts.len(), "one context for each sample");
    let context = Context::Each(bytemuck::cast_slice(contexts));
    measure(
        F::model(),
        flow.params(),
        context,
        bytemuck::cast_slice(rows),
    )
}

fn measure<T: Compiled>(
    model: &'static Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
) -> Calibration {
    let (engine, dim) = (T::engine(), model.dim);
    let rows = x.len() / dim;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let mut log_probs = vec![T::ZERO; rows];
    engine.log_prob(model, params, context, x, &mut log_probs);
    let (mut z, mut log_dets) = (vec![T::ZERO; x.len()], vec![T::ZERO; rows]);
    engine.inverse(model, params, context, x, &mut z, &mut log_dets);

    let samples = Samples::draw(model, params, context, rows, &mut rng);
    let mut ranked = |of: Vec<f64>, reference: &Reference| {
        let ranks = reference.ranks(&of, &mut rng);
        (ranks, reference.independent(rows))
    };
    // The larger the density, the smaller the region that ends there.
    let surprise = |log_probs: &[T]| log_probs.iter().map(|lp| -lp.to_f64()).collect::<Vec<_>>();
    let reference = samples.reference(surprise(&samples.log_probs));
    let (regions, independent) = ranked(surprise(&log_probs), &reference);
    let regions = Ranks::new(
        "density regions".to_owned(),
        Ranked::Region,
        regions,
        independent,
    );

    let named = |i: usize| {
        let name = model.dims.get(i).map(|name| (*name).to_owned());
        name.unwrap_or_else(|| format!("dimension {i}"))
    };
    let mut ranks = Vec::new();
    if model.triangle.is_empty() {
        for i in 0..dim {
            let column = |x: &[T]| x.iter().skip(i).step_by(dim).map(|x| x.to_f64()).collect();
            let (values, independent) = ranked(column(x), &samples.reference(column(&samples.x)));
            ranks.push(Ranks::new(named(i), Ranked::Marginal, values, independent));
        }
        // What comes back through a fold does not have the distribution of the base.
        let order: Vec<usize> = (0..dim).filter(|_| !model.folds).collect();
        let sides = base_sides(model, params, &z, &order);
        for i in order {
            let values = sides.iter().skip(i).step_by(dim).map(|side| side.below);
            ranks.push(Ranks::new(
                format!("base {i}"),
                Ranked::Base,
                values.collect(),
                rows as f64,
            ));
        }
    } else {
        let order: Vec<usize> = model.triangle.iter().map(|[_, z]| *z).collect();
        let sides = base_sides(model, params, &z, &order);
        let mut pairs = model.triangle.to_vec();
        pairs.sort_unstable();
        for [i, j] in pairs {
            let increases = increases(model, params, context, x, [i, j]);
            let values = sides.iter().skip(j).step_by(dim);
            let values = values.map(|side| if increases { side.below } else { side.above });
            ranks.push(Ranks::new(
                named(i),
                Ranked::Conditional,
                values.collect(),
                rows as f64,
            ));
        }
    }
    Calibration {
        rows,
        ranks,
        regions,
    }
}

/// The sides of every row in each dimension of the base, given those before it in the order.
fn base_sides<T: Real>(model: &Model<T>, params: &[T], z: &[T], order: &[usize]) -> Vec<Sides> {
    let mut sides = vec![Sides::UNKNOWN; z.len()];
    let of_base = model.of_base(params);
    let rows = z
        .chunks_exact(model.dim)
        .zip(sides.chunks_exact_mut(model.dim));
    for (z, sides) in rows {
        let z: Vec<f64> = z.iter().map(|z| z.to_f64()).collect();
        model.base.sides(of_base, &z, order, sides);
    }
    sides
}

/// Whether base dimension `j` grows with data dimension `i`, as seen at the first row.
fn increases<T: Compiled>(
    model: &'static Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    [i, j]: [usize; 2],
) -> bool {
    let Some(x) = x.get(..model.dim) else {
        return true;
    };
    let first = context.row(0, model.context);
    let mut unit = vec![T::ZERO; model.dim];
    unit[j] = T::ONE;
    let (mut dx, mut grad) = (vec![T::ZERO; model.dim], vec![T::ZERO; params.len()]);
    let mut dcontext = vec![T::ZERO; model.context];
    let out = Cotangents {
        samples: &unit,
        log_dets: &[T::ZERO],
    };
    let pulled = Pulled {
        samples: &mut dx,
        contexts: &mut dcontext,
        params: &mut grad,
    };
    T::engine().pull_inverse(model, params, Context::Shared(first), x, out, pulled);
    dx[i] >= T::ZERO || dx[i].is_nan()
}

/// Samples of the flow, row by row, and their ln p: the same for all rows, or so many for each.
struct Samples<T> {
    x: Vec<T>,
    log_probs: Vec<T>,
    per_row: Option<usize>,
}

impl<T: Compiled> Samples<T> {
    fn draw(
        model: &'static Model<T>,
        params: &[T],
        context: Context<'_, T>,
        rows: usize,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Self {
        let mut contexts = Vec::new();
        let (count, per_row, context) = match context {
            Context::Shared(_) => ((PER_ROW * rows).clamp(FEWEST, MOST), None, context),
            Context::Each(_) => {
                let per_row = (IN_ALL / rows.max(1)).clamp(FEWEST_EACH, MOST_EACH);
                for row in 0..rows {
                    contexts.extend(context.row(row, model.context).repeat(per_row));
                }
                (rows * per_row, Some(per_row), Context::Each(&contexts[..]))
            }
        };
        let (mut x, mut log_probs) = (vec![T::ZERO; count * model.dim], vec![T::ZERO; count]);
        T::engine().sample(model, params, context, rng, &mut x, None);
        T::engine().log_prob(model, params, context, &x, &mut log_probs);
        Self {
            x,
            log_probs,
            per_row,
        }
    }

    /// What rows are compared with, by one number of each sample.
    fn reference(&self, mut values: Vec<f64>) -> Reference {
        if let Some(per_row) = self.per_row {
            return Reference::Each(values, per_row);
        }
        values.sort_unstable_by(f64::total_cmp);
        Reference::Shared(values)
    }
}
