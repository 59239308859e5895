//! Where the coordinate occurs more than once: linear, fractional-linear or quadratic in one sub-expression.

use super::Solver;
use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::factor::{expand, factor};
use crate::formula::functions::Func;
use crate::formula::interval::Interval;
use crate::formula::number::Rational;
use crate::formula::prove::Prover;
use crate::formula::range::{self, Region};
use crate::formula::sign::Sign;
use std::collections::HashMap;

/// The sub-expression that is solved for.
const UNKNOWN: Var = Var::DLogDet;
/// What the whole is to be.
const TARGET: Var = Var::Image(38);

/// Larger expressions, counted as trees, are not rearranged to be solved: Newton's method takes them.
const LARGEST: u32 = 300;

impl Solver<'_> {
    pub(super) fn collect(&mut self, ex: &Ex, y: &Ex) -> Option<Ex> {
        if ex.is_larger_than(LARGEST) {
            return None;
        }
        let factored = factor(ex);
        if factored != *ex
            && let Node::Product(factors) = factored.node()
            && factors
                .iter()
                .filter(|(b, e)| b.has(self.var) || e.has(self.var))
                .count()
                == 1
        {
            return self.solve(&factored, y.clone());
        }
        let mut seen = vec![Ex::var(self.var)];
        self.candidates(ex, &mut seen);
        let s = Ex::var(UNKNOWN);
        for candidate in seen.iter().take(8) {
            let replaced = replace(ex, candidate, &s);
            if replaced.has(self.var) {
                continue;
            }
            if let Some(value) = self.rational(ex, &replaced, y, candidate) {
                return self.solve(candidate, value);
            }
        }
        None
    }

    fn candidates(&self, ex: &Ex, into: &mut Vec<Ex>) {
        if !ex.has(self.var) {
            return;
        }
        match ex.node() {
            Node::Sum(_, terms) => terms.iter().for_each(|(t, _)| self.candidates(t, into)),
            Node::Product(factors) => {
                for (b, e) in factors {
                    let power = Ex::product_raw(vec![(b.clone(), e.clone())]);
                    if !e.is_one() && !into.contains(&power) {
                        into.push(power);
                    }
                    self.candidates(b, into);
                    self.candidates(e, into);
                }
            }
            Node::Call(_, u) => {
                if !into.contains(ex) {
                    into.push(ex.clone());
                }
                self.candidates(u, into);
            }
            _ => {}
        }
    }

    /// The root of f(s) = y, where f is a quotient of polynomials of degree at most two.
    fn rational(&self, part: &Ex, f: &Ex, y: &Ex, original: &Ex) -> Option<Ex> {
        // Over the common denominator: the one factor that depends on y.
        let equation = factor(&f.sub(&Ex::var(TARGET)));
        let factors = equation.factors();
        let (numerator, _) = factors.iter().find(|(b, _)| b.has(TARGET))?;
        let [c, b, a] = coefficients(numerator)?;
        let put = |ex: &Ex| ex.replace_var(TARGET, y);
        if a.is_zero() {
            return (!b.is_zero()).then(|| put(&c).neg().div(&put(&b)));
        }
        let branch = self.branch(numerator, f, original)?;
        // b may contain y: its interval is the image.
        let image = if part == self.whole {
            self.image
        } else {
            self.values(part)
        };
        let values = eval_with_image(&b, self.region, &image);
        let sign_b = i64::from(values.is_positive()) - i64::from(values.is_negative());
        let [a, b, c] = [a, b, c].map(|coefficient| put(&coefficient));
        let root = b
            .powi(2)
            .sub(&a.mul(&c).scale(Rational::int(4)))
            .sqrt()
            .scale(Rational::int(branch));
        match sign_b * branch {
            // −b and the root would cancel.
            1 => Some(c.scale(Rational::int(-2)).div(&b.add(&root))),
            _ if b.is_zero() || sign_b != 0 => Some(root.sub(&b).div(&a.scale(Rational::int(2)))),
            _ => None,
        }
    }

    /// Which root of a quadratic: that of the sign of its derivative, which never changes, as the discriminant vanishes
    /// nowhere.
    fn branch(&self, numerator: &Ex, f: &Ex, original: &Ex) -> Option<i64> {
        let slope = derivative(numerator, UNKNOWN).substitute(&|v| match v {
            TARGET => Some(f.replace_var(UNKNOWN, original)),
            UNKNOWN => Some(original.clone()),
            _ => None,
        });
        match Prover::new().sign(&factor(&slope), self.region) {
            Sign::Positive => Some(1),
            Sign::Negative => Some(-1),
            _ => None,
        }
    }
}

/// Of a polynomial of degree at most two in the unknown, the constant first.
fn coefficients(polynomial: &Ex) -> Option<[Ex; 3]> {
    let (constant, terms) = expand(polynomial).terms();
    let mut coefficients = [Ex::num(constant), Ex::zero(), Ex::zero()];
    for (term, k) in terms {
        let (powers, rest): (Vec<_>, Vec<_>) = term
            .factors()
            .into_iter()
            .partition(|(b, e)| b.has(UNKNOWN) || e.has(UNKNOWN));
        let degree = match powers.as_slice() {
            [] => 0,
            [(b, e)] if *b == Ex::var(UNKNOWN) => usize::try_from(e.as_num()?.integer()?).ok()?,
            _ => return None,
        };
        let slot = coefficients.get_mut(degree)?;
        *slot = slot.add(&Ex::product(rest).scale(k));
    }
    Some(coefficients)
}

fn eval_with_image(ex: &Ex, region: &Region, image: &Interval) -> Interval {
    // The marker is evaluated as one more parameter.
    let mut wider = region.clone();
    wider.params.push(*image);
    let last = Var::Param(wider.params.len() - 1);
    range::eval(&ex.replace_var(TARGET, &Ex::var(last)), &wider)
}

/// Replaces a sub-expression; exp(k·w) counts as a power of exp(w).
fn replace(ex: &Ex, what: &Ex, by: &Ex) -> Ex {
    let pattern = match what.node() {
        Node::Call(Func::Exp, w) => Some(w.clone()),
        _ => None,
    };
    let power = match what.node() {
        Node::Product(factors) => match factors.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        },
        _ => None,
    };
    ex.rebuild(&mut HashMap::new(), &mut |node| {
        if node == what {
            return Some(by.clone());
        }
        match node.node() {
            Node::Call(Func::Exp, u) => {
                let ratio = u.div(pattern.as_ref()?).as_num()?;
                ratio.integer().map(|_| by.pow(&Ex::num(ratio)))
            }
            Node::Product(factors) => {
                let (base, exponent) = power.as_ref()?;
                let i = factors
                    .iter()
                    .position(|(b, e)| b == base && e == exponent)?;
                let mut rest = factors.clone();
                rest[i] = (by.clone(), Ex::one());
                let rest: Vec<_> = rest
                    .iter()
                    .map(|(b, e)| (replace(b, what, by), e.clone()))
                    .collect();
                Some(Ex::product(rest))
            }
            _ => None,
        }
    })
}
