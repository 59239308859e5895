//! From expressions to code, choosing for each form the way that neither overflows nor cancels.
//!
//! | written | computed | where |
//! |---|---|---|
//! | `ln(1 + x)` | `ln_1p(x)` | x > −1 |
//! | `exp(x) − 1` | `exp_m1(x)` | everywhere |
//! | `ln(a + k·exp(x))` | `ln a + softplus(x + ln(k/a))` | a, k > 0 |
//! | `ln(k·exp(x) + l·exp(y))` | `x + ln k + softplus(y − x + ln(l/k))` | k, l > 0 |
//! | `ln(1 − exp(x))` | `ln(−exp_m1(x))`, or `ln_1p(−exp(x))` below −ln 2 | x < 0 |
//! | `b^y − 1` | `exp_m1(y·ln b)` | b > 0 |
//! | `(1 + w)^y` | `exp(y·ln_1p(w))` | w > −1, y not a number |
//! | `1 − Σ kᵢ·sigmoid(uᵢ)`, Φ alike | `Σ kᵢ·sigmoid(−uᵢ)` | Σ kᵢ = 1 |
//! | `logit(p)`, `Phi⁻¹(p)` of such a sum p | from p and 1 − p | everywhere |
//! | `1 − u²` | `(1 − u)(1 + u)` | everywhere, in factored form |
//!
//! `ln(1 + exp)`, `ln(exp − 1)`, `ln cosh`, `1 − tanh²`, `1 − sigmoid` and their like are canonical already.

use super::code::{Code, Graph, Id};
use super::expr::{Ex, Node, Var};
use super::func::Func;
use super::mixture::without_constant;
use super::number::Rational;
use std::collections::HashMap;

/// Lowers expressions into one graph.
pub(crate) struct Lowering<'a> {
    pub(crate) graph: Graph,
    memo: HashMap<Ex, Id>,
    /// The code of a symbol.
    pub(crate) symbol: &'a dyn Fn(&mut Lowering<'_>, Var) -> Id,
}

impl<'a> Lowering<'a> {
    pub(crate) fn new(symbol: &'a dyn Fn(&mut Lowering<'_>, Var) -> Id) -> Self {
        Self {
            graph: Graph::default(),
            memo: HashMap::new(),
            symbol,
        }
    }

    pub(crate) fn lower(&mut self, ex: &Ex) -> Id {
        if let Some(&id) = self.memo.get(ex) {
            return id;
        }
        let id = match ex.node() {
            Node::Num(r) => self.graph.literal(r.to_f64()),
            Node::Pi => self.graph.literal(std::f64::consts::PI),
            Node::Var(v) => (self.symbol)(self, *v),
            _ if !ex.has_any() => {
                let value = super::eval::eval(ex, &|_| f64::NAN);
                self.graph.literal(value)
            }
            Node::Sum(c, terms) => match without_constant(ex) {
                Some(mixture) if mixture != *ex => self.lower(&mixture),
                _ => self.sum(*c, terms),
            },
            Node::Product(factors) => self.product(Rational::ONE, factors),
            Node::Call(f, u) => self.call(*f, u),
        };
        self.memo.insert(ex.clone(), id);
        id
    }

    fn sum(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Id {
        if c.is_zero() && terms.len() == 1 {
            return self.scaled(terms[0].1, &terms[0].0);
        }
        if !c.is_zero()
            && let Some(i) = terms
                .iter()
                .position(|(t, k)| *k == c.neg() && minus_one(t).is_some())
            && let Some(exponent) = minus_one(&terms[i].0)
        {
            let argument = self.lower(&exponent);
            let difference = self.graph.call("exp_m1", argument);
            let scaled = self.times(terms[i].1, difference);
            let rest: Vec<_> = terms
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != i)
                .map(|(_, t)| t.clone())
                .collect();
            if rest.is_empty() {
                return scaled;
            }
            let rest = self.lower(&Ex::sum_raw(Rational::ZERO, rest));
            return self.graph.add(scaled, rest);
        }
        // Symbols first, then what is computed; subtraction rather than the addition of negatives.
        let mut ordered: Vec<&(Ex, Rational)> = terms.iter().collect();
        ordered.sort_by_key(|(_, k)| k.is_negative());
        let mut total: Option<Id> = None;
        if c.is_positive()
            && (ordered.len() > 1
                || ordered[0].1.is_negative()
                || !matches!(ordered[0].0.node(), Node::Var(_)))
        {
            total = Some(self.graph.literal(c.to_f64()));
        }
        let started = total.is_some();
        for (term, k) in ordered {
            let negative = k.is_negative();
            let part = self.scaled(k.abs(), term);
            total = Some(match total {
                None if negative => self.graph.neg(part),
                None => part,
                Some(sum) if negative => self.graph.sub(sum, part),
                Some(sum) => self.graph.add(sum, part),
            });
        }
        let sum = total.unwrap_or(0);
        if c.is_zero() || started {
            return sum;
        }
        let constant = self.graph.literal(c.abs().to_f64());
        if c.is_negative() {
            self.graph.sub(sum, constant)
        } else {
            self.graph.add(sum, constant)
        }
    }

    fn scaled(&mut self, k: Rational, term: &Ex) -> Id {
        if let Node::Product(factors) = term.node() {
            self.product(k, factors)
        } else {
            let id = self.lower(term);
            self.times(k, id)
        }
    }

    fn times(&mut self, k: Rational, id: Id) -> Id {
        if k.is_one() {
            return id;
        }
        if k == Rational::MINUS_ONE {
            return self.graph.neg(id);
        }
        if k.numerator() == 1 && k.denominator().count_ones() > 1 && k.denominator() < 1 << 24 {
            // Dividing is exact where multiplying by a rounded reciprocal is not.
            let by = self.graph.literal(k.denominator() as f64);
            return self.graph.div(id, by);
        }
        let by = self.graph.literal(k.to_f64());
        self.graph.mul(by, id)
    }

    fn product(&mut self, k: Rational, factors: &[(Ex, Ex)]) -> Id {
        let (mut over, mut under): (Vec<Id>, Vec<Id>) = (Vec::new(), Vec::new());
        // Constants are one literal.
        let mut constant = k.abs().to_f64();
        let mut whole = k.abs();
        for (base, e) in factors {
            if !base.has_any() && !e.has_any() {
                constant *=
                    super::eval::eval(&Ex::product_raw(vec![(base.clone(), e.clone())]), &|_| {
                        f64::NAN
                    });
                whole = Rational::ZERO;
                continue;
            }
            match e.as_num() {
                Some(r) if r.is_negative() => {
                    let id = self.power(base, r.neg());
                    under.push(id);
                }
                Some(r) => {
                    let id = self.power(base, r);
                    over.push(id);
                }
                None => {
                    let id = self.general_power(base, e);
                    over.push(id);
                }
            }
        }
        if whole.denominator() > 1
            && whole.numerator() == 1
            && whole.denominator() < 1 << 24
            && (!under.is_empty() || whole.denominator().count_ones() > 1)
        {
            let by = self.graph.literal(whole.denominator() as f64);
            under.insert(0, by);
        } else if (constant - 1.0).abs() > 0.0 {
            let by = self.graph.literal(constant);
            over.insert(0, by);
        }
        let multiply =
            |graph: &mut Graph, ids: Vec<Id>| ids.into_iter().reduce(|a, b| graph.mul(a, b));
        let above = multiply(&mut self.graph, over);
        let below = multiply(&mut self.graph, under);
        let result = match (above, below) {
            (Some(a), None) => a,
            (Some(a), Some(b)) => self.graph.div(a, b),
            (None, Some(b)) => self.graph.call("recip", b),
            (None, None) => self.graph.literal(1.0),
        };
        if k.is_negative() {
            self.graph.neg(result)
        } else {
            result
        }
    }

    /// base^r for r > 0.
    fn power(&mut self, base: &Ex, r: Rational) -> Id {
        let id = self.lower(base);
        if let Some(n) = r.integer() {
            return match n {
                1 => id,
                2 => self.graph.mul(id, id),
                3 => {
                    let square = self.graph.mul(id, id);
                    self.graph.mul(square, id)
                }
                4 => {
                    let square = self.graph.mul(id, id);
                    self.graph.mul(square, square)
                }
                n => self
                    .graph
                    .push(Code::PowI(id, i32::try_from(n).unwrap_or(i32::MAX))),
            };
        }
        if r == Rational::HALF {
            return self.graph.call("sqrt", id);
        }
        if r.denominator() == 2 && r.numerator() <= 7 {
            let root = self.graph.call("sqrt", id);
            let whole = self.power(base, Rational::int(((r.numerator() - 1) / 2) as i64));
            return self.graph.mul(whole, root);
        }
        let exponent = self.graph.literal(r.to_f64());
        self.graph.push(Code::Call2("pow", id, exponent))
    }

    fn general_power(&mut self, base: &Ex, e: &Ex) -> Id {
        if let Node::Sum(c, _) = base.node()
            && c.is_one()
        {
            let logarithm = self.lower(&base.ln());
            let exponent = self.lower(e);
            let product = self.graph.mul(exponent, logarithm);
            return self.graph.call("exp", product);
        }
        let (b, e) = (self.lower(base), self.lower(e));
        self.graph.push(Code::Call2("pow", b, e))
    }

    fn call(&mut self, f: Func, u: &Ex) -> Id {
        if f == Func::Ln
            && let Some(id) = self.logarithm(u)
        {
            return id;
        }
        if let Some(id) = self.quantile(f, u) {
            return id;
        }
        let id = self.lower(u);
        let name = match f {
            Func::Phi => "normal_cdf",
            Func::Probit => "normal_quantile",
            Func::SoftplusInverse => "softplus_inverse",
            Func::LnCosh => "ln_cosh",
            Func::Sign => "sign",
            other => other.name(),
        };
        if f == Func::Softplus
            && let Code::Neg(inner) = self.graph.codes[id]
        {
            // softplus(−x) = −ln sigmoid(x)
            let ln = self.graph.call("ln_sigmoid", inner);
            return self.graph.neg(ln);
        }
        self.graph.call(name, id)
    }

    /// A quantile of a mixture, from the smaller of what is below and above.
    fn quantile(&mut self, f: Func, u: &Ex) -> Option<Id> {
        if !matches!(f, Func::Logit | Func::Probit) {
            return None;
        }
        let above = without_constant(&Ex::one().sub(u))?;
        let (below, above) = (self.lower(u), self.lower(&above));
        if f == Func::Logit {
            let odds = self.graph.div(below, above);
            return Some(self.graph.call("ln", odds));
        }
        let lower = self.graph.call("normal_quantile", below);
        let upper = self.graph.call("normal_quantile", above);
        let upper = self.graph.neg(upper);
        Some(
            self.graph
                .push(Code::Call4("select_lt", below, above, lower, upper)),
        )
    }

    fn logarithm(&mut self, u: &Ex) -> Option<Id> {
        if let Some(mixture) = without_constant(u)
            && mixture != *u
        {
            return Some(self.lower(&mixture.ln()));
        }
        let Node::Sum(c, terms) = u.node() else {
            return None;
        };
        if let [(t, k)] = terms.as_slice()
            && c.is_one()
            && *k == Rational::MINUS_ONE
            && let Some(x) = minus_one(t)
        {
            return Some(self.ln_one_minus_exp(&x));
        }
        if let [(t, k)] = terms.as_slice()
            && let Node::Call(Func::Exp, x) = t.node()
            && c.is_positive()
            && k.is_positive()
        {
            let shift = k.div(*c)?;
            let inner = Ex::call_raw(Func::Softplus, x.add(&Ex::num(shift).ln()));
            return Some(self.lower(&Ex::num(*c).ln().add(&inner)));
        }
        if let [(a, k), (b, l)] = terms.as_slice()
            && c.is_zero()
            && k.is_positive()
            && l.is_positive()
            && let (Node::Call(Func::Exp, x), Node::Call(Func::Exp, y)) = (a.node(), b.node())
        {
            let inner = Ex::call_raw(Func::Softplus, y.sub(x).add(&Ex::num(l.div(*k)?).ln()));
            return Some(self.lower(&Ex::sum([
                (x.clone(), Rational::ONE),
                (Ex::num(*k).ln(), Rational::ONE),
                (inner, Rational::ONE),
            ])));
        }
        if c.is_one() {
            let rest = self.lower(&Ex::sum_raw(Rational::ZERO, terms.clone()));
            return Some(self.graph.call("ln_1p", rest));
        }
        None
    }

    fn ln_one_minus_exp(&mut self, x: &Ex) -> Id {
        let x = self.lower(x);
        let exp = self.graph.call("exp", x);
        let minus = self.graph.neg(exp);
        let far = self.graph.call("ln_1p", minus);
        let difference = self.graph.call("exp_m1", x);
        let minus = self.graph.neg(difference);
        let near = self.graph.call("ln", minus);
        let cut = self.graph.literal(-std::f64::consts::LN_2);
        self.graph.push(Code::Call4("select_lt", x, cut, far, near))
    }
}

/// The logarithm of a power that one may be subtracted from.
fn minus_one(term: &Ex) -> Option<Ex> {
    match term.node() {
        Node::Call(Func::Exp, u) => Some(u.clone()),
        Node::Product(factors) => {
            let power = |e: &Ex| e.as_num().is_none_or(|r| r.integer().is_none());
            let fits = factors
                .iter()
                .all(|(b, e)| matches!(b.node(), Node::Call(Func::Exp, _)) || power(e));
            let some = factors.iter().any(|(b, _)| b.has_any());
            if !fits
                || !some
                || factors
                    .iter()
                    .any(|(b, e)| !b.has_any() && e.as_num().is_some())
            {
                return None;
            }
            let logs: Vec<_> = factors
                .iter()
                .map(|(b, e)| (b.ln().mul(e), Rational::ONE))
                .collect();
            Some(Ex::sum(logs))
        }
        _ => None,
    }
}
