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

mod logarithm;
mod product;
mod sum;

use super::code::{Code, Graph, Id};
use super::eval::eval;
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
    symbol: &'a dyn Fn(&mut Lowering<'_>, Var) -> Id,
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
            _ if !ex.has_any() => self.graph.literal(value(ex)),
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
}

/// The value of an expression without symbols.
fn value(ex: &Ex) -> f64 {
    eval(ex, &|_| f64::NAN)
}
