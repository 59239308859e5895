//! What a flow is, apart from its parameters.

use crate::base::LearnedBase;
use crate::bijectors::ContextScale;
use crate::element::{Element, Size, Slot};
use crate::interval::Interval;
use crate::kind::Kind;
use crate::noise::{Law, Noise};
use crate::parts::Parts;
use crate::real::Real;
use rand::Rng;
use std::sync::OnceLock;

/// The parts of a flow that are known while compiling.
#[expect(missing_debug_implementations, reason = "it holds trait objects")]
pub struct Model<T: Real> {
    /// All elements, base to data.
    pub chain: &'static dyn Element<T>,
    /// The same one by one, each with its place.
    pub stages: &'static [(Slot, &'static dyn Element<T>)],
    /// The elements' names, base to data.
    pub names: &'static [&'static str],
    /// Where samples start.
    pub base: &'static dyn LearnedBase<T>,
    /// Data dimensions.
    pub dim: usize,
    /// Base dimensions: as many, unless a layer narrows what goes to the data. They are the first columns of a block.
    pub width: usize,
    /// The columns of a block: those, and what layers that narrow work with.
    pub columns: usize,
    /// The columns that hold noise where the data enter; of an exact flow none.
    pub noise: &'static [(usize, Law)],
    /// Context dimensions.
    pub context: usize,
    /// The names of the data dimensions; empty where they have none.
    pub dims: &'static [&'static str],
    /// The names of the context dimensions; empty where they have none.
    pub contexts: &'static [&'static str],
    /// What contexts go through before the networks see them, if anything, and its place in the chain.
    pub context_scale: Option<(Slot, ContextScale)>,
    /// The room the chain needs; the parameters of the base are among these.
    pub size: Size,
    /// Data dimension `i` is column `order[i]` of the block that leaves the chain.
    pub order: &'static [usize],
    /// Outside these intervals the density is 0; one per data dimension.
    pub support: &'static [Interval],
    /// What each data dimension holds; empty if all are real numbers.
    pub kinds: &'static [Kind],
    /// Whether several points of the base become one of the data, as with `Abs` and `Sort`: then what comes back is one of
    /// them, and over samples it does not have the distribution of the base.
    pub folds: bool,
    /// Pairs (data dimension, base dimension) in an order in which the flow is autoregressive: each data dimension can depend
    /// on its own base dimension and on those of the pairs before it only. Empty if no order is such.
    pub triangle: &'static [[usize; 2]],
    /// The canonical text of the flow.
    pub spec: &'static str,
    /// How its gradient is gathered; known once somebody asks.
    pub parts: OnceLock<Parts>,
}

impl<T: Real> Model<T> {
    /// How many numbers of a sample enter a chain at its data end: the data, then their noise.
    pub(crate) fn entering(&self) -> usize {
        self.dim + self.noise.len()
    }

    /// Whether its noise is that of stochastic layers, which draw in both directions: then it has columns of the base, too.
    pub(crate) fn is_stochastic(&self) -> bool {
        self.noise.iter().any(|&(_, law)| law == Law::Seed)
    }

    /// Writes samples as they enter, row by row, where `number` says the number of the n-th.
    pub(crate) fn join_noise(
        &self,
        noise: Noise,
        data: &[T],
        number: impl Fn(usize) -> u64,
        entering: &mut [T],
    ) {
        let rows = entering.chunks_exact_mut(self.entering());
        for (n, (row, x)) in rows.zip(data.chunks_exact(self.dim)).enumerate() {
            let (own, drawn) = row.split_at_mut(self.dim);
            own.copy_from_slice(x);
            noise.draw(self.noise, number(n), drawn);
        }
    }

    /// What a data dimension holds.
    pub(crate) fn kind(&self, dimension: usize) -> Kind {
        self.kinds.get(dimension).copied().unwrap_or(Kind::Real)
    }

    /// How the gradient is gathered.
    pub(crate) fn parts(&self) -> &Parts {
        self.parts.get_or_init(|| {
            let mut parts = Parts::default();
            for &(slot, element) in self.stages {
                slot.parts(element, &mut parts);
            }
            let of_base = self.base.params();
            parts.within([self.size.params - of_base, 0, 0], |parts| {
                parts.summed(of_base);
            });
            parts.cut()
        })
    }

    /// Initial parameters, where zeros were.
    pub(crate) fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        for &(slot, element) in self.stages {
            slot.init(element, params, rng);
        }
        self.base.init(self.of_base_mut(params), rng);
    }

    /// Makes of what samples are conditioned on, in columns of `rows`, what the networks see.
    pub(crate) fn scale_contexts(&self, params: &[T], rows: usize, condition: &mut [T]) {
        if let Some((slot, scale)) = &self.context_scale {
            scale.apply(slot.params(params), rows, &mut condition[rows..]);
        }
    }

    /// Makes cotangents of what the networks saw those of what samples are conditioned on.
    pub(crate) fn pull_contexts(&self, params: &[T], rows: usize, dcondition: &mut [T]) {
        if let Some((slot, scale)) = &self.context_scale {
            scale.pull(slot.params(params), rows, &mut dcondition[rows..]);
        }
    }

    /// Of the parameters, or of a gradient by them, what belongs to the base.
    pub(crate) fn of_base<'p>(&self, params: &'p [T]) -> &'p [T] {
        &params[self.size.params - self.base.params()..]
    }

    /// As [`of_base`](Self::of_base), to be changed.
    pub(crate) fn of_base_mut<'p>(&self, params: &'p mut [T]) -> &'p mut [T] {
        &mut params[self.size.params - self.base.params()..]
    }

    /// Moves what rounding has brought to an end of the support to the nearest number inside, so that every sample has a
    /// density: in f32, the `Tanh` of 10 is 1, and the `Exp` of 100 is ∞.
    pub(crate) fn keep_inside(&self, samples: &mut [T]) {
        for sample in samples.chunks_exact_mut(self.dim) {
            for (x, side) in sample.iter_mut().zip(self.support) {
                *x = side.nearest(*x);
            }
        }
    }
}

/// What samples are conditioned on.
#[derive(Clone, Copy, Debug)]
pub enum Context<'a, T> {
    /// One context for all samples; empty for flows without.
    Shared(&'a [T]),
    /// A context per sample, row by row.
    Each(&'a [T]),
}

impl<'a, T: Real> Context<'a, T> {
    /// No context.
    pub const NONE: Self = Self::Shared(&[]);

    /// Sample `i`'s context of `len` numbers.
    pub(crate) fn row(&self, i: usize, len: usize) -> &'a [T] {
        match self {
            Self::Shared(row) => row,
            Self::Each(rows) => &rows[i * len..][..len],
        }
    }
}
