//! Expressions: a shared, immutable graph, canonical on construction, so that equal things are equal.
//!
//! A sum holds a rational constant and terms with rational coefficients, a product holds bases with exponents that are
//! expressions themselves; a coefficient of a product is the coefficient of a sum with one term. Both are flat, sorted
//! and collected. Where exact arithmetic overflows, things are left uncollected, which is clumsy and still true.

use super::func::Func;
use super::number::Rational;
use std::cmp::Ordering;
use std::collections::HashMap;
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

impl PartialEq for Ex {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
            || (self.0.hash == other.0.hash && self.0.node == other.0.node)
    }
}

impl Eq for Ex {}

impl Hash for Ex {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

impl PartialOrd for Ex {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ex {
    /// A structural order, the same in every run.
    fn cmp(&self, other: &Self) -> Ordering {
        if Rc::ptr_eq(&self.0, &other.0) {
            return Ordering::Equal;
        }
        let rank = |node: &Node| match node {
            Node::Num(_) => 0,
            Node::Pi => 1,
            Node::Var(_) => 2,
            Node::Product(_) => 3,
            Node::Call(..) => 4,
            Node::Sum(..) => 5,
        };
        match (self.node(), other.node()) {
            (Node::Num(a), Node::Num(b)) => a.cmp(b),
            (Node::Var(a), Node::Var(b)) => a.cmp(b),
            (Node::Call(f, a), Node::Call(g, b)) => f.cmp(g).then_with(|| a.cmp(b)),
            (Node::Product(a), Node::Product(b)) => a.cmp(b),
            (Node::Sum(c, a), Node::Sum(d, b)) => a.cmp(b).then_with(|| c.cmp(d)),
            (a, b) => rank(a).cmp(&rank(b)),
        }
    }
}

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

    pub(crate) fn has(&self, var: Var) -> bool {
        self.0.vars & var.bit() != 0
    }

    pub(crate) fn has_any(&self) -> bool {
        self.0.vars != 0
    }

    /// Whether this is a coordinate, and nothing else.
    pub(crate) fn is_coordinate(&self) -> bool {
        matches!(self.node(), Node::Var(Var::Coord(_)))
    }

    pub(crate) fn num(r: Rational) -> Self {
        Self::wrap(Node::Num(r))
    }

    pub(crate) fn int(n: i64) -> Self {
        Self::num(Rational::int(n))
    }

    pub(crate) fn zero() -> Self {
        Self::int(0)
    }

    pub(crate) fn one() -> Self {
        Self::int(1)
    }

    pub(crate) fn half() -> Self {
        Self::num(Rational::HALF)
    }

    pub(crate) fn pi() -> Self {
        Self::wrap(Node::Pi)
    }

    pub(crate) fn var(var: Var) -> Self {
        Self::wrap(Node::Var(var))
    }

    pub(crate) fn as_num(&self) -> Option<Rational> {
        match self.node() {
            Node::Num(r) => Some(*r),
            _ => None,
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.as_num().is_some_and(Rational::is_zero)
    }

    pub(crate) fn is_one(&self) -> bool {
        self.as_num().is_some_and(Rational::is_one)
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        Self::sum([
            (self.clone(), Rational::ONE),
            (other.clone(), Rational::ONE),
        ])
    }

    pub(crate) fn sub(&self, other: &Self) -> Self {
        Self::sum([
            (self.clone(), Rational::ONE),
            (other.clone(), Rational::MINUS_ONE),
        ])
    }

    pub(crate) fn neg(&self) -> Self {
        self.scale(Rational::MINUS_ONE)
    }

    pub(crate) fn scale(&self, by: Rational) -> Self {
        Self::sum([(self.clone(), by)])
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        Self::product([(self.clone(), Self::one()), (other.clone(), Self::one())])
    }

    pub(crate) fn div(&self, other: &Self) -> Self {
        Self::product([(self.clone(), Self::one()), (other.clone(), Self::int(-1))])
    }

    pub(crate) fn pow(&self, exponent: &Self) -> Self {
        Self::product([(self.clone(), exponent.clone())])
    }

    pub(crate) fn powi(&self, exponent: i64) -> Self {
        self.pow(&Self::int(exponent))
    }

    pub(crate) fn sqrt(&self) -> Self {
        self.pow(&Self::half())
    }

    pub(crate) fn recip(&self) -> Self {
        self.powi(-1)
    }

    pub(crate) fn exp(&self) -> Self {
        Self::product([(Self::call_raw(Func::Exp, self.clone()), Self::one())])
    }

    pub(crate) fn ln(&self) -> Self {
        Self::call(Func::Ln, self)
    }

    /// Without simplification: for the constructors of other modules that have simplified already.
    pub(super) fn call_raw(func: Func, argument: Self) -> Self {
        Self::wrap(Node::Call(func, argument))
    }

    pub(super) fn sum_raw(constant: Rational, mut terms: Vec<(Self, Rational)>) -> Self {
        if terms.is_empty() {
            return Self::num(constant);
        }
        if constant.is_zero() && terms.len() == 1 && terms[0].1.is_one() {
            return terms.remove(0).0;
        }
        Self::wrap(Node::Sum(constant, terms))
    }

    pub(super) fn product_raw(mut factors: Vec<(Self, Self)>) -> Self {
        if factors.is_empty() {
            return Self::one();
        }
        if factors.len() == 1 && factors[0].1.is_one() {
            return factors.remove(0).0;
        }
        Self::wrap(Node::Product(factors))
    }

    /// A term as its rational coefficient and the rest.
    pub(crate) fn split_coefficient(&self) -> (Rational, Self) {
        match self.node() {
            Node::Num(r) => (*r, Self::one()),
            Node::Sum(c, terms) if c.is_zero() && terms.len() == 1 => {
                (terms[0].1, terms[0].0.clone())
            }
            _ => (Rational::ONE, self.clone()),
        }
    }

    /// The factors of a product, or the expression itself to the power one.
    pub(crate) fn factors(&self) -> Vec<(Self, Self)> {
        match self.node() {
            Node::Product(factors) => factors.clone(),
            _ => vec![(self.clone(), Self::one())],
        }
    }

    /// The constant and the terms of a sum, or the expression itself as the only term.
    pub(crate) fn terms(&self) -> (Rational, Vec<(Self, Rational)>) {
        match self.node() {
            Node::Sum(c, terms) => (*c, terms.clone()),
            Node::Num(r) => (*r, Vec::new()),
            _ => (Rational::ZERO, vec![(self.clone(), Rational::ONE)]),
        }
    }

    /// Whether the leading coefficient is negative, so that odd and even functions can agree on a sign.
    pub(crate) fn leads_negative(&self) -> bool {
        match self.node() {
            Node::Num(r) => r.is_negative(),
            Node::Sum(_, terms) => terms[0].1.is_negative(),
            _ => false,
        }
    }

    /// Replaces symbols, rebuilding in canonical form.
    pub(crate) fn substitute(&self, replace: &dyn Fn(Var) -> Option<Ex>) -> Self {
        self.rebuild(&mut HashMap::new(), &mut |ex| match ex.node() {
            Node::Var(v) => replace(*v),
            _ => None,
        })
    }

    pub(crate) fn replace_var(&self, var: Var, by: &Ex) -> Self {
        if !self.has(var) {
            return self.clone();
        }
        self.substitute(&|v| (v == var).then(|| by.clone()))
    }

    /// Rebuilds bottom-up; `change` sees every node first and may replace it whole.
    pub(crate) fn rebuild(
        &self,
        memo: &mut HashMap<Ex, Ex>,
        change: &mut dyn FnMut(&Ex) -> Option<Ex>,
    ) -> Self {
        if let Some(done) = memo.get(self) {
            return done.clone();
        }
        let result = change(self).unwrap_or_else(|| match self.node() {
            Node::Num(_) | Node::Pi | Node::Var(_) => self.clone(),
            Node::Sum(c, terms) => {
                let constant = std::iter::once((Self::num(*c), Rational::ONE));
                let terms: Vec<_> = terms
                    .iter()
                    .map(|(t, k)| (t.rebuild(memo, change), *k))
                    .collect();
                Self::sum(constant.chain(terms))
            }
            Node::Product(factors) => {
                let factors: Vec<_> = factors
                    .iter()
                    .map(|(b, e)| (b.rebuild(memo, change), e.rebuild(memo, change)))
                    .collect();
                Self::product(factors)
            }
            Node::Call(f, u) => Self::call(*f, &u.rebuild(memo, change)),
        });
        memo.insert(self.clone(), result.clone());
        result
    }
}
