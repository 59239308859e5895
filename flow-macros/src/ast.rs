//! What was written, with a place for everything.

use crate::errors::Loc;
use crate::formula::{Formula, Op};
use crate::shape::Shape;
use proc_macro2::{Ident, TokenStream};

/// Something, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) loc: Loc,
}

/// One flow. What could not be read is missing; an error has then been reported.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) attributes: TokenStream,
    pub(crate) visibility: TokenStream,
    /// Whether it declares an item, or is an expression.
    pub(crate) is_item: bool,
    /// None in expression position.
    pub(crate) name: Option<Ident>,
    pub(crate) event: Event,
    pub(crate) chain: Chain,
}

/// `<f64, 2 | 5>`, or `<f64, income, age | year>`.
#[derive(Debug, Default)]
pub(crate) struct Event {
    /// Whether it is there at all, readable or not.
    pub(crate) is_written: bool,
    pub(crate) scalar: Option<At<Scalar>>,
    pub(crate) dim: Option<At<usize>>,
    pub(crate) context: Option<At<usize>>,
    /// Of the data dimensions, if they have one: `[1, 8, 8]`.
    pub(crate) shape: Option<Shape>,
    /// Of the data dimensions: one for each, or none.
    pub(crate) names: Vec<String>,
    /// Of the context dimensions: one for each, or none.
    pub(crate) context_names: Vec<String>,
}

/// The type of a coordinate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scalar {
    #[default]
    F32,
    F64,
}

impl Scalar {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }
}

/// `A >> B >> …`.
#[derive(Debug)]
pub(crate) struct Chain {
    pub(crate) elements: Vec<Element>,
    pub(crate) loc: Loc,
}

impl Chain {
    /// Finds all that has one of these names.
    pub(crate) fn find<'c>(&'c self, names: &[&str], found: &mut Vec<&'c Call>) {
        for element in &self.elements {
            element.find(names, found);
        }
    }
}

impl Element {
    /// Finds all in it that has one of these names.
    pub(crate) fn find<'c>(&'c self, names: &[&str], found: &mut Vec<&'c Call>) {
        match &self.atom {
            Atom::Group(chain) | Atom::Invert(chain) => chain.find(names, found),
            Atom::On(on) => on.chain.find(names, found),
            Atom::Call(call) if names.contains(&call.name.value.as_str()) => found.push(call),
            Atom::Call(_) | Atom::Formula(_) | Atom::Path(_) | Atom::Broken => {}
        }
    }
}

/// `3 * atom`.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) repeat: Option<At<usize>>,
    pub(crate) atom: Atom,
    pub(crate) loc: Loc,
}

#[derive(Debug)]
pub(crate) enum Atom {
    /// `(A >> B)`
    Group(Chain),
    /// `Invert(A >> B)`
    Invert(Chain),
    /// `On[0, 2..5](A >> B)`
    On(On),
    /// `Name(…)[…]`
    Call(Call),
    /// `|z| …`
    Formula(Box<Formula>),
    /// `crate::Swirl`
    Path(Path),
    /// Could not be read, and that has been reported.
    Broken,
}

/// A chain for some of the dimensions.
#[derive(Debug)]
pub(crate) struct On {
    pub(crate) parts: Vec<Part>,
    /// Where the list stands, with its brackets.
    pub(crate) list: Loc,
    pub(crate) chain: Chain,
}

/// An entry of a list of dimensions.
#[derive(Debug)]
pub(crate) enum Part {
    One(Expr),
    /// `2..5`
    Range {
        first: Option<Expr>,
        last: Option<Expr>,
        /// `2..=5`
        inclusive: bool,
        loc: Loc,
    },
}

/// A path to a bijector of the user's own, or to a target.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) tokens: TokenStream,
    pub(crate) loc: Loc,
    /// What stands in brackets of any kind after it.
    pub(crate) arguments: Option<Loc>,
}

impl Path {
    /// As people write it.
    pub(crate) fn text(&self) -> String {
        self.tokens.to_string().split_whitespace().collect()
    }
}

/// `Name(sizes and options)[constants]`.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: At<String>,
    pub(crate) sizes: Option<Arguments>,
    pub(crate) constants: Option<Arguments>,
    pub(crate) loc: Loc,
}

/// What stands between parentheses or brackets; `loc` includes these.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) list: Vec<Argument>,
    pub(crate) loc: Loc,
}

/// `value` or `name = value`.
#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) name: Option<At<String>>,
    pub(crate) value: Expr,
}

#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) loc: Loc,
}

#[derive(Debug)]
pub(crate) enum ExprKind {
    /// A literal, as written.
    Number(String),
    Name(String),
    Negate(Box<Expr>),
    Binary(Op, Box<Expr>, Box<Expr>),
    /// `sqrt(2)`, `spline(bins = 8)`
    Call(At<String>, Vec<Argument>),
    List(Vec<Expr>),
    Formula(Box<Formula>),
    /// `crate::Energy`
    Path(Path),
    /// Could not be read, and that has been reported.
    Broken,
}

impl Expr {
    /// How an error speaks of it.
    pub(crate) fn describe(&self) -> String {
        match &self.kind {
            ExprKind::Number(text) | ExprKind::Name(text) => format!("`{text}`"),
            ExprKind::Negate(inner) => match &inner.kind {
                ExprKind::Number(text) => format!("`-{text}`"),
                _ => "a calculation".into(),
            },
            ExprKind::Binary(..) => "a calculation".into(),
            ExprKind::Call(name, _) => format!("`{}(…)`", name.value),
            ExprKind::List(_) => "a list".into(),
            ExprKind::Formula(_) => "a formula".into(),
            ExprKind::Path(path) => format!("`{}`", path.text()),
            ExprKind::Broken => "nothing".into(),
        }
    }
}
