//! Closed-form inverses: the operations around a coordinate are unwound, branches chosen by its interval.

mod check;
mod collect;

use super::expr::{Ex, Node, Var};
use super::factor::expand;
use super::functions::{Course, Func, Inverse};
use super::interval::Interval;
use super::number::Rational;
use super::range::{self, Region};
pub(crate) use check::undoes;

/// The coordinate as an expression in `target`, where `f = target` can be solved for it.
pub(crate) fn invert(
    f: &Ex,
    var: Var,
    target: &Ex,
    region: &Region,
    image: &Interval,
) -> Option<Ex> {
    let mut solver = Solver {
        var,
        region,
        whole: f,
        image: *image,
        steps: MOST_STEPS,
    };
    solver.solve(f, target.clone())
}

/// Operations that are unwound at most: what is substituted and collected may call for more of the same.
const MOST_STEPS: u32 = 60;

struct Solver<'a> {
    var: Var,
    region: &'a Region,
    whole: &'a Ex,
    image: Interval,
    steps: u32,
}

impl Solver<'_> {
    fn values(&self, ex: &Ex) -> Interval {
        range::eval(ex, self.region)
    }

    fn solve(&mut self, ex: &Ex, y: Ex) -> Option<Ex> {
        self.steps = self.steps.checked_sub(1)?;
        match ex.node() {
            Node::Var(v) if *v == self.var => Some(y),
            Node::Sum(c, terms) => {
                let (moving, rest): (Vec<_>, Vec<_>) =
                    terms.iter().cloned().partition(|(t, _)| t.has(self.var));
                let [(term, k)] = moving.as_slice() else {
                    return self
                        .kink(&moving, &rest, *c, &y)
                        .or_else(|| self.beside_root(&moving, &rest, *c, &y))
                        .or_else(|| self.collect(ex, &y));
                };
                let rest = Ex::sum(rest.into_iter().chain([(Ex::num(*c), Rational::ONE)]));
                let rhs = y.sub(&rest).scale(k.recip()?);
                self.solve(term, rhs)
            }
            Node::Product(factors) => {
                let (moving, rest): (Vec<_>, Vec<_>) = factors
                    .iter()
                    .cloned()
                    .partition(|(b, e)| b.has(self.var) || e.has(self.var));
                let [(base, exponent)] = moving.as_slice() else {
                    return self.collect(ex, &y);
                };
                let rhs = y.div(&Ex::product(rest));
                match (base.has(self.var), exponent.has(self.var)) {
                    (true, false) => {
                        let root = self.root(base, exponent, rhs)?;
                        self.solve(base, root)
                    }
                    (false, true) => self.solve(exponent, rhs.ln().div(&base.ln())),
                    _ => None,
                }
            }
            Node::Call(f, u) => {
                let inner = self.undo(*f, u, &y)?;
                self.solve(u, inner)
            }
            _ => None,
        }
    }

    /// z from a·z + b·|z| = y with a > |b|: z and y have one sign, so z = (a·y − b·|y|) / (a² − b²).
    fn kink(
        &self,
        moving: &[(Ex, Rational)],
        rest: &[(Ex, Rational)],
        c: Rational,
        y: &Ex,
    ) -> Option<Ex> {
        let [first, second] = moving else {
            return None;
        };
        let straight = Ex::var(self.var);
        let bent = Ex::call(Func::Abs, &straight);
        let over = |(term, k): &(Ex, Rational), by: &Ex| {
            let coefficient = term.scale(*k).div(by);
            (!coefficient.has(self.var)).then_some(coefficient)
        };
        let (a, b) = match (over(first, &straight), over(second, &straight)) {
            (Some(a), None) => (a, over(second, &bent)?),
            (None, Some(a)) => (a, over(first, &bent)?),
            _ => return None,
        };
        if !self.values(&a).is_positive() {
            return None;
        }
        let rest = rest.iter().cloned();
        let y = y.sub(&Ex::sum(rest.chain([(Ex::num(c), Rational::ONE)])));
        let turned = a.mul(&y).sub(&b.mul(&Ex::call(Func::Abs, &y)));
        Some(turned.div(&a.mul(&a).sub(&b.mul(&b))))
    }

    /// u from u + b·√S = y, where C = b²·S − u² is the same everywhere: (y − C/y)/2.
    fn beside_root(
        &mut self,
        moving: &[(Ex, Rational)],
        rest: &[(Ex, Rational)],
        c: Rational,
        y: &Ex,
    ) -> Option<Ex> {
        let root = |(term, _): &(Ex, Rational)| {
            let factors = term.factors();
            let half = |(b, e): &(Ex, Ex)| b.has(self.var) && e.as_num() == Some(Rational::HALF);
            factors.iter().any(half)
        };
        let (roots, others): (Vec<_>, Vec<_>) = moving.iter().partition(|term| root(term));
        let ([(term, k)], [(u, l)]) = (roots.as_slice(), others.as_slice()) else {
            return None;
        };
        let rest = Ex::sum(rest.iter().cloned().chain([(Ex::num(c), Rational::ONE)]));
        let square = |ex: &Ex, k: Rational| expand(&ex.powi(2).mul(&Ex::num(k).powi(2)));
        let beside = expand(&square(term, *k).sub(&square(u, *l)));
        if beside.has(self.var) {
            return None;
        }
        let y = y.sub(&rest);
        let half = y.sub(&beside.div(&y)).scale(Rational::HALF);
        self.solve(u, half.scale(l.recip()?))
    }

    /// The base of base^e = y.
    fn root(&self, base: &Ex, e: &Ex, y: Ex) -> Option<Ex> {
        let inverse = e.recip();
        let values = self.values(base);
        match e.as_num().and_then(Rational::integer) {
            Some(n) if n.abs() != 1 => {
                if values.is_nonnegative() {
                    Some(y.pow(&inverse))
                } else if values.is_nonpositive() {
                    let magnitude = if n % 2 == 0 { y } else { y.neg() };
                    Some(magnitude.pow(&inverse).neg())
                } else {
                    None
                }
            }
            _ => Some(y.pow(&inverse)),
        }
    }

    /// u from f(u) = y: the principal branch of the inverse, moved to where u lies.
    fn undo(&self, f: Func, u: &Ex, y: &Ex) -> Option<Ex> {
        let principal = match f.row().inverse {
            Inverse::Function(inverse) => Ex::call(inverse, y),
            Inverse::Formula(inverse) => inverse(y),
            Inverse::Missing => return None,
        };
        let values = self.values(u);
        let middle = values.sample() / std::f64::consts::PI;
        let turns = |k: f64| Ex::pi().scale(Rational::int(k as i64));
        let odd = |k: f64| k.rem_euclid(2.0) == 1.0;
        match f.row().course {
            Course::Increasing | Course::Decreasing | Course::Sign => Some(principal),
            Course::Valley if values.is_nonnegative() => Some(principal),
            Course::Valley => values.is_nonpositive().then(|| principal.neg()),
            Course::Sine | Course::Tangent => {
                let k = middle.round();
                Some(if f.row().course == Course::Sine && odd(k) {
                    turns(k).sub(&principal)
                } else {
                    turns(k).add(&principal)
                })
            }
            Course::Cosine => {
                let k = middle.floor();
                Some(if odd(k) {
                    turns(k + 1.0).sub(&principal)
                } else {
                    turns(k).add(&principal)
                })
            }
        }
    }
}
