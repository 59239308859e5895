//! What a network must answer, and what the element says that it stands in.

use crate::arguments::{Check, Options};
use crate::ast::Expr;
use crate::elements::univariate::Univariate;
use crate::errors::Loc;
use crate::rules::{Runtime, Tables};
use crate::sites::Layout;
use std::fmt::Debug;

/// What the compiler must know about a network.
pub(crate) trait NetworkRules: Debug {
    /// What stands where widths stand.
    fn text(&self) -> String;

    /// The element's option `activation`, where it is not the default.
    fn activation_option(&self) -> Option<String>;

    /// The other options of the element that the network has taken, where they are not the default ones.
    fn options(&self) -> Vec<String>;

    /// How many numbers in a row, in its order, depend on the same others.
    fn patch(&self) -> usize {
        1
    }

    /// Of an autoregressive one: the order of the numbers, where it is not that of the dimensions.
    fn order(&self) -> Option<&[usize]> {
        None
    }

    /// Of a network that knows where a number is: how many places away, along each axis, it looks from where something moves.
    fn reach(&self) -> Option<usize> {
        None
    }

    /// Whether it can read angles as points.
    fn sees_angles(&self) -> bool {
        false
    }

    /// The number of learned parameters.
    fn params(&self, task: &Task) -> usize;

    /// What it costs to evaluate it once, for all that it moves: the multiply-adds of the sums that define it, by which a reader of
    /// `summary()` compares flows, however the runtime computes them.
    fn multiply_adds(&self, task: &Task) -> usize;

    /// The runtime's network.
    fn runtime(&self, task: &Task, tables: &mut Tables) -> Runtime;
}

/// What an element wants of its network.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) role: Role,
    /// The numbers that it reads, apart from the context.
    pub(crate) reads: usize,
    /// Which of these are angles; none where none is.
    pub(crate) angles: Vec<bool>,
    pub(crate) context: usize,
    /// The numbers that are moved.
    pub(crate) moves: usize,
    /// The parameters of each of these.
    pub(crate) per_number: usize,
    /// Where these are, in couplings on shapes.
    pub(crate) layout: Option<Layout>,
}

impl Task {
    /// How many numbers a network reads that sees angles as points.
    pub(super) fn seen(&self) -> usize {
        self.reads + self.angles.iter().filter(|is_angle| **is_angle).count()
    }

    /// Where the numbers are, for a network that was given to a coupling with such a split.
    pub(super) fn on_places(&self) -> Layout {
        self.layout.expect("the coupling has checked its split")
    }
}

/// What may depend on what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Every number on those before it.
    Autoregressive,
    /// What moves on what stays.
    Coupling,
    /// All on the context, as in a base.
    Given,
}

/// A network as it was written.
#[derive(Debug)]
pub(crate) struct Written<'e> {
    /// Of the element.
    pub(crate) element: &'e str,
    /// What has no name in its parentheses, or in those of an element that leaves the network's name out.
    pub(crate) values: Vec<&'e Expr>,
    /// Its own options, in the order of its row.
    pub(crate) options: Vec<Option<&'e Expr>>,
    /// Its parentheses, or those of the element.
    pub(crate) loc: Loc,
    pub(super) row: usize,
}

/// The element that a network is for, and the options there that it leaves to its network.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner<'e> {
    pub(crate) role: Role,
    pub(crate) activation: Option<&'e Expr>,
    pub(crate) residual: Option<&'e Expr>,
    pub(crate) init: Option<&'e Expr>,
    pub(crate) patch: Option<&'e Expr>,
    /// What the network drives, as far as it could be read.
    pub(crate) univariate: Option<&'e Univariate>,
}

/// A network of the language.
#[derive(Debug)]
pub(super) struct Row<N> {
    pub(super) name: &'static str,
    /// How it looks.
    pub(super) example: &'static str,
    /// Its own options.
    pub(super) options: Options,
    /// Checks its arguments. Nothing comes back if there is a mistake, or if it needs dimensions that are not known.
    pub(super) read: fn(&Written<'_>, Owner<'_>, &Check<'_>) -> Option<N>,
}
