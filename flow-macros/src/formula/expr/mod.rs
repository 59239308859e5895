//! Expressions: a shared, immutable graph, canonical on construction, so that equal things are equal.
//!
//! A sum holds a rational constant and terms with rational coefficients, a product holds bases with exponents that are
//! expressions themselves; a coefficient of a product is the coefficient of a sum with one term. Both are flat, sorted
//! and collected. Where exact arithmetic overflows, things are left uncollected, which is clumsy and still true.

mod build;
mod order;
mod parts;
mod rebuild;

use super::functions::Func;
use super::number::Rational;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

/// A symbol. Formulas are written with coordinates and parameters; the others appear in generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Var {
    Coord(usize),
    Param(usize),
    /// A coordinate of the image.
    Image(usize),
    /// An unconstrained parameter.
    Raw(usize),
    /// A cotangent: of coordinate or image `i`.
    Cotangent(usize),
    /// The cotangent of the log-det.
    DLogDet,
}

impl Var {
    fn bit(self) -> u128 {
        match self {
            Self::Coord(i) => 1 << i.min(39),
            Self::Param(i) => 1 << (40 + i.min(39)),
            Self::Image(i) => 1 << (80 + i.min(39)),
            Self::Raw(_) | Self::Cotangent(_) | Self::DLogDet => 1 << 120,
        }
    }
}

/// The bits of the coordinates of the image.
const IMAGES: u128 = ((1 << 40) - 1) << 80;
/// The bits of coordinates and of those of the image.
const COORDINATES: u128 = ((1 << 40) - 1) | IMAGES;

/// Formulas have at most this many coordinates, and at most this many parameters.
pub(crate) const MAX_VARS: usize = 32;

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Num(Rational),
    Pi,
    Var(Var),
    Sum(Rational, Vec<(Ex, Rational)>),
    Product(Vec<(Ex, Ex)>),
    Call(Func, Ex),
}

#[derive(Debug)]
struct Data {
    node: Node,
    hash: u64,
    vars: u128,
    size: u32,
}

/// A node of the graph; cloning shares it.
#[derive(Clone, Debug)]
pub(crate) struct Ex(Rc<Data>);

impl Ex {
    fn wrap(node: Node) -> Self {
        let mut hasher = DefaultHasher::new();
        let (mut vars, mut size) = (0, 1_u32);
        let mut child = |hasher: &mut DefaultHasher, ex: &Ex| {
            hasher.write_u64(ex.0.hash);
            vars |= ex.0.vars;
            size = size.saturating_add(ex.0.size);
        };
        match &node {
            Node::Num(r) => (0, r).hash(&mut hasher),
            Node::Pi => 1.hash(&mut hasher),
            Node::Var(v) => {
                (2, v).hash(&mut hasher);
                vars = v.bit();
            }
            Node::Sum(c, terms) => {
                (3, c).hash(&mut hasher);
                for (term, k) in terms {
                    k.hash(&mut hasher);
                    child(&mut hasher, term);
                }
            }
            Node::Product(factors) => {
                4.hash(&mut hasher);
                for (base, exponent) in factors {
                    child(&mut hasher, base);
                    child(&mut hasher, exponent);
                }
            }
            Node::Call(f, u) => {
                (5, f).hash(&mut hasher);
                child(&mut hasher, u);
            }
        }
        Self(Rc::new(Data {
            hash: hasher.finish(),
            node,
            vars,
            size,
        }))
    }

    pub(crate) fn node(&self) -> &Node {
        &self.0.node
    }

    /// Nodes counted as a tree.
    pub(crate) fn size(&self) -> u32 {
        self.0.size
    }

    /// Whether it has more nodes, counted as a tree, than are worth the time that it takes to work on them.
    pub(crate) fn is_larger_than(&self, most: u32) -> bool {
        self.size() > most
    }

    pub(crate) fn has(&self, var: Var) -> bool {
        self.0.vars & var.bit() != 0
    }

    pub(crate) fn has_any(&self) -> bool {
        self.0.vars != 0
    }
}
