//! Closed-form inverses: the operations around a coordinate are unwound, branches chosen by its interval.

use super::derivative::derivative;
use super::eval;
use super::expr::{Ex, Node, Var};
use super::factor::{expand, factor};
use super::func::Func;
use super::interval::Interval;
use super::number::Rational;
use super::prove::{Prover, Sign};
use super::range::{self, Region};

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
        fuel: 60,
    };
    solver.solve(f, target.clone())
}

struct Solver<'a> {
    var: Var,
    region: &'a Region,
    whole: &'a Ex,
    image: Interval,
    fuel: u32,
}

impl Solver<'_> {
    fn values(&self, ex: &Ex) -> Interval {
        range::eval(ex, self.region)
    }

    fn solve(&mut self, ex: &Ex, y: Ex) -> Option<Ex> {
        self.fuel = self.fuel.checked_sub(1)?;
        match ex.node() {
            Node::Var(v) if *v == self.var => Some(y),
            Node::Sum(c, terms) => {
                let (moving, rest): (Vec<_>, Vec<_>) =
                    terms.iter().cloned().partition(|(t, _)| t.has(self.var));
                let [(term, k)] = moving.as_slice() else {
                    return self
                        .kink(&moving, &rest, *c, &y)
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
                let inner = self.undo(*f, u, y)?;
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

    /// u from f(u) = y.
    fn undo(&self, f: Func, u: &Ex, y: Ex) -> Option<Ex> {
        let values = self.values(u);
        let middle = values.sample() / std::f64::consts::PI;
        let turns = |k: f64| Ex::pi().scale(Rational::int(k as i64));
        let odd = |k: f64| k.rem_euclid(2.0) == 1.0;
        match f {
            Func::Sin | Func::Tan if middle.abs() < 1e9 => {
                let k = middle.round();
                let arc = Ex::call(
                    if f == Func::Sin {
                        Func::Asin
                    } else {
                        Func::Atan
                    },
                    &y,
                );
                Some(if f == Func::Sin && odd(k) {
                    turns(k).sub(&arc)
                } else {
                    turns(k).add(&arc)
                })
            }
            Func::Cos if middle.abs() < 1e9 => {
                let k = middle.floor();
                let arc = Ex::call(Func::Acos, &y);
                Some(if odd(k) {
                    turns(k + 1.0).sub(&arc)
                } else {
                    turns(k).add(&arc)
                })
            }
            Func::Cosh | Func::Abs | Func::LnCosh => {
                let magnitude = match f {
                    Func::Cosh => Ex::call(Func::Acosh, &y),
                    Func::LnCosh => Ex::call(Func::Acosh, &y.exp()),
                    _ => y,
                };
                if values.is_nonnegative() {
                    Some(magnitude)
                } else {
                    values.is_nonpositive().then(|| magnitude.neg())
                }
            }
            Func::Erf => {
                let p = Ex::one().add(&y).scale(Rational::HALF);
                Some(Ex::call(Func::Probit, &p).div(&Ex::int(2).sqrt()))
            }
            Func::Cbrt => Some(y.powi(3)),
            _ => Some(Ex::call(f.inverse()?, &y)),
        }
    }

    /// Where the coordinate occurs more than once: linear, fractional-linear or quadratic in one sub-expression.
    fn collect(&mut self, ex: &Ex, y: &Ex) -> Option<Ex> {
        if ex.size() > 300 {
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
        let unknown = Var::DLogDet;
        let s = Ex::var(unknown);
        for candidate in seen.iter().take(8) {
            let replaced = replace(ex, candidate, &s);
            if replaced.has(self.var) {
                continue;
            }
            if let Some(value) = self.rational(ex, &replaced, unknown, y, candidate) {
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
                    if !matches!(power.node(), Node::Call(..))
                        && !e.is_one()
                        && !into.contains(&power)
                    {
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
    fn rational(&self, part: &Ex, f: &Ex, s: Var, y: &Ex, original: &Ex) -> Option<Ex> {
        // Over the common denominator: the one factor that depends on y.
        let marker = Ex::var(Var::Image(38));
        let equation = factor(&f.sub(&marker));
        let numerator = equation
            .factors()
            .into_iter()
            .find(|(b, _)| b.has(Var::Image(38)))?
            .0;
        let (constant, terms) = expand(&numerator).terms();
        let mut coefficients = [Ex::num(constant), Ex::zero(), Ex::zero()];
        for (term, k) in terms {
            let (powers, rest): (Vec<_>, Vec<_>) = term
                .factors()
                .into_iter()
                .partition(|(b, e)| b.has(s) || e.has(s));
            let degree = match powers.as_slice() {
                [] => 0,
                [(b, e)] if *b == Ex::var(s) => usize::try_from(e.as_num()?.integer()?).ok()?,
                _ => return None,
            };
            let slot = coefficients.get_mut(degree)?;
            *slot = slot.add(&Ex::product(rest).scale(k));
        }
        let put = |ex: &Ex| ex.replace_var(Var::Image(38), y);
        let [c, b, a] = &coefficients;
        if a.is_zero() {
            return if b.is_zero() {
                None
            } else {
                Some(put(c).neg().div(&put(b)))
            };
        }
        // The root whose branch is that of the derivative; it never changes, as the discriminant vanishes nowhere.
        let slope = derivative(&numerator, s);
        let value_of = |ex: &Ex| {
            ex.substitute(&|v| match v {
                Var::Image(38) => Some(f.replace_var(s, original)),
                v if v == s => Some(original.clone()),
                _ => None,
            })
        };
        let branch = match Prover::new().sign(&factor(&value_of(&slope)), self.region) {
            Sign::Positive => 1,
            Sign::Negative => -1,
            _ => return None,
        };
        let sign_b = {
            // b may contain y: its interval is the image.
            let image = if part == self.whole {
                self.image
            } else {
                self.values(part)
            };
            let values = eval_with_image(b, self.region, &image);
            i32::from(values.is_positive()) - i32::from(values.is_negative())
        };
        let (a, b, c) = (put(a), put(b), put(c));
        let root = b
            .powi(2)
            .sub(&a.mul(&c).scale(Rational::int(4)))
            .sqrt()
            .scale(Rational::int(branch));
        match sign_b * i32::try_from(branch).ok()? {
            // −b and the root would cancel.
            1 => Some(c.scale(Rational::int(-2)).div(&b.add(&root))),
            _ if b.is_zero() || sign_b != 0 => Some(root.sub(&b).div(&a.scale(Rational::int(2)))),
            _ => None,
        }
    }
}

fn eval_with_image(ex: &Ex, region: &Region, image: &Interval) -> Interval {
    // The marker is evaluated as one more parameter.
    let mut wider = region.clone();
    wider.params.push(*image);
    let last = Var::Param(wider.params.len() - 1);
    range::eval(&ex.replace_var(Var::Image(38), &Ex::var(last)), &wider)
}

/// Replaces a sub-expression; exp(k·w) counts as a power of exp(w).
fn replace(ex: &Ex, what: &Ex, by: &Ex) -> Ex {
    let pattern = match what.node() {
        Node::Call(Func::Exp, w) => Some(w.clone()),
        _ => None,
    };
    let power = match what.node() {
        Node::Product(factors) if factors.len() == 1 => Some(factors[0].clone()),
        _ => None,
    };
    ex.rebuild(&mut std::collections::HashMap::new(), &mut |node| {
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

/// Whether an inverse undoes the map at points all over the region: a guard against our own mistakes.
pub(crate) fn undoes(f: &Ex, var: Var, inverse: &Ex, target: Var, region: &Region) -> bool {
    let used: Vec<Var> = region.vars().collect();
    let mut checked = 0;
    for i in 0..12_u32 {
        let at: std::collections::HashMap<Var, f64> = used
            .iter()
            .enumerate()
            .map(|(j, v)| {
                let share = (0.07 + 0.083 * f64::from(i) + 0.31 * j as f64)
                    .fract()
                    .clamp(0.02, 0.98);
                (*v, super::prove::inside(&region.get(*v), share))
            })
            .collect();
        let x = eval::with(f, &at);
        let slope = eval::with(&derivative(f, var), &at);
        if !x.is_finite() || !slope.is_finite() || slope.abs() < 1e-8 || x.abs() > 1e8 {
            continue;
        }
        let mut table = at.clone();
        let z = table.remove(&var).unwrap_or(f64::NAN);
        table.insert(target, x);
        let back = eval::with(inverse, &table);
        let tolerance = 1e-6 * (1.0 + z.abs()) + 1e-12 * (1.0 + x.abs()) / slope.abs();
        if !((back - z).abs() <= tolerance) {
            return false;
        }
        checked += 1;
    }
    checked > 0
}
