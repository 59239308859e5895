//! What remains to be written out: sizes and values, with no decisions left.

use crate::ast::Scalar;
use crate::labels::Labels;
use crate::mixing::Mixing;
use proc_macro2::TokenStream;

/// What a dimension of the data holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Real,
    Whole,
    /// So many codes.
    Category(usize),
}

/// A compiled flow.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) scalar: Scalar,
    pub(crate) dim: usize,
    /// Dimensions of the base: more, where layers narrow what goes to the data.
    pub(crate) width: usize,
    /// Columns of a block: those, and what layers work with.
    pub(crate) columns: usize,
    /// The columns of noise where the data enter, and its law.
    pub(crate) noise: Vec<(usize, TokenStream)>,
    pub(crate) context: usize,
    /// The shape of the data, and that of the base, if they have one.
    pub(crate) shape: Option<String>,
    pub(crate) base_shape: Option<String>,
    /// What the dimensions of the data are called.
    pub(crate) labels: Labels,
    /// Names of the context dimensions: one for each, or none.
    pub(crate) context_names: Vec<String>,
    /// The stage that brings contexts to one scale.
    pub(crate) context_scale: Option<usize>,
    pub(crate) spec: String,
    /// Tables that stages share, and types that they are made with.
    pub(crate) items: Vec<TokenStream>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) base: TokenStream,
    pub(crate) learned_base: Option<Learned>,
    /// `x[i]` is column `order[i]` of the block that leaves the last stage.
    pub(crate) order: Vec<usize>,
    pub(crate) params: usize,
    pub(crate) simplified: Vec<String>,
    pub(crate) mixing: Mixing,
    /// Both ends of the interval in which the data lie, per dimension, as far as the compiler knows.
    pub(crate) support: Vec<[f64; 2]>,
    /// Which data dimensions are angles.
    pub(crate) angles: Vec<bool>,
    /// Whether several points of the base become one of the data.
    pub(crate) folds: bool,
    /// What each of them holds; these intervals are those of whole numbers before they are rounded down.
    pub(crate) kinds: Vec<Kind>,
    /// The layers of which only a bound is known, the last one first.
    pub(crate) bounds: Vec<&'static str>,
    /// The density that samples are weighed for, where there are stochastic layers.
    pub(crate) target: Option<TokenStream>,
    /// Whether the data fill the box of these intervals, or lie in a part of it.
    pub(crate) is_box: bool,
    /// What the runtime knows of it in its place.
    pub(crate) stated_support: Option<StatedSupport>,
}

impl Plan {
    /// Whether only a lower bound of the log-probability is known.
    pub(crate) fn is_bound(&self) -> bool {
        !self.bounds.is_empty()
    }
}

/// The stage that states where the data lie, and which of its intervals is that of each dimension; none where what the
/// compiler knows holds.
#[derive(Debug)]
pub(crate) struct StatedSupport {
    pub(crate) stage: usize,
    pub(crate) intervals: Vec<Option<usize>>,
}

/// One step of the chain at run time.
#[derive(Debug)]
pub(crate) struct Stage {
    /// How many dimensions it acts on.
    pub(crate) dim: usize,
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
    /// Whether it runs against what the value computes forwards.
    pub(crate) inverted: bool,
    pub(crate) text: String,
    /// Of what leaves it towards the data, if that has one.
    pub(crate) shape: Option<String>,
    /// The mathematics that was derived for it, a line each.
    pub(crate) derived: Vec<String>,
    pub(crate) params: usize,
    /// Whether data sets some of these before training.
    pub(crate) is_set_by_data: bool,
    /// Whether the runtime adds to these what only it knows.
    pub(crate) has_params_of_its_own: bool,
    pub(crate) forward: Cost,
    pub(crate) inverse: Cost,
}

/// A base with learned parameters, as the plan needs it.
#[derive(Debug)]
pub(crate) struct Learned {
    /// The type of the runtime value.
    pub(crate) ty: TokenStream,
    pub(crate) text: String,
    pub(crate) params: usize,
    /// Of drawing a sample.
    pub(crate) forward: Cost,
    /// Of the density at a sample.
    pub(crate) inverse: Cost,
}

/// Multiply-adds per sample, as the mathematics has them, and how they are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) multiply_adds: usize,
    pub(crate) manner: &'static str,
}
