//! From expressions to code, choosing for each form the way that neither overflows nor cancels.
//!
//! A law is applied only where it is as good as what was written wherever that is good; its file says why.
//!
//! | written | computed | where | in |
//! |---|---|---|---|
//! | `ln(1 + x)` | `ln_1p(x)` | x > −1 | `logarithm` |
//! | `ln(Σ kᵢ·tᵢ)` | by the largest of the `ln kᵢ + ln tᵢ`, at run time | all positive, some steep | `logarithm` |
//! | `ln(b^y − 1)` | `softplus_inverse(y·ln b)` | b^y > 1, y not a number | `logarithm` |
//! | `ln(1 − exp(x))` | `ln(−exp_m1(x))`, or `ln_1p(−exp(x))` below −ln 2 | x < 0 | `logarithm` |
//! | `ln(1 + w²)`, `ln(a + z²)`, `√(u² + w²)` | without the square where that overflows | everywhere | `logarithm`, `root` |
//! | `u + √(u² + c)` | c over the difference | u < 0 | `root` |
//! | `exp(x) − 1`, `b^y − 1` | `exp_m1(x)`, `exp_m1(y·ln b)` | b > 0 | `sum` |
//! | `exp(x) − exp(y)` | the larger times `exp_m1` of the difference | everywhere | `difference` |
//! | `softplus(u) − softplus(v)` | `ln_1p(sigmoid(v)·exp_m1(u − v))` | u − v > 0 the same for all samples; where v < 0, up to 4 | `difference` |
//! | `ln(v + d) − ln v` | `ln_1p(d/v)` | d a number, v away from 0 | `difference` |
//! | `S² − q²` | `(S − q)·(S + q)` | S a sum of which q is a part | `difference` |
//! | `t·√b + x` | `(t²·b − x²)/(t·√b − x)` | x and t of opposite signs, nothing cancels above | `root` |
//! | `½ + ¾·w − ¼·w³` and the like | `(1 + w)²·(2 − w)/4` | w in (−1, 1) levels off | `saturating` |
//! | `1 − exp(−u)·(1 + u + … + uⁿ/n!)`, `u − ln(1 + u + … + uⁿ/n!)` | by the rest of the series | u > 0, up to (n + 1)/2 | `remainder` |
//! | `c − k·w` of a parameter w in (0, c/k) | `c·sigmoid(−raw)` | everywhere | `difference` |
//! | `(1 + w)^y` | `exp(y·ln_1p(w))` | w > −1, y not a number | `product` |
//! | `a^y·b^−y` | the power of a quotient that is not computed | a, b > 0 | `power` |
//! | `t/(1 + t)` | `1/(1 + 1/t)` | t > 0 and steep | `power` |
//! | what overflows times what vanishes | `exp` of the sum of their logarithms | positive | `scale` |
//! | `1 − Σ kᵢ·F(uᵢ)` | `Σ kᵢ·F(−uᵢ)` | Σ kᵢ = 1, F a distribution function | `mixed` |
//! | `logit(p)`, `Phi⁻¹(p)` of such a sum p | from ln p and ln(1 − p) | everywhere | `mixed` |
//! | φ(u)/Φ(u) | `normal_hazard(u)` | everywhere | `hazard` |
//! | `n·u − m·tanh(u)` and the like | `(n − m)·u + m·(u − tanh u)` | n ≥ m | `departure` |
//! | `n − m·cosh⁻²(u)` and the like | `(n − m) + m·tanh²(u)` | n ≥ m | `departure` |
//! | `tan(π·u − π/2)`, `sin(π·u)` | `−1/tan(π·u)`, reduced without rounding | everywhere | `turn` |
//! | `b·sinh(u)`, `asinh(u/b)` | with ln b, where b is less than the smallest number | b > 0 a parameter | `hyperbolic` |
//! | `1 − u²` | `(1 − u)(1 + u)` | everywhere, in factored form | |
//!
//! A factor is steep if it runs through orders of magnitude: an exponential, a tail, a power with any exponent.
//!
//! `ln(1 + exp)`, `ln(exp − 1)`, `ln cosh`, `1 − tanh²`, `1 − sigmoid` and their like are canonical already.

mod departure;
mod difference;
mod hazard;
mod hyperbolic;
mod logarithm;
mod mixed;
mod power;
mod product;
mod remainder;
mod root;
mod saturating;
mod scale;
mod setting;
mod sum;
mod turn;

use super::code::{Code, Graph, Id};
use super::eval::eval;
use super::expr::{Ex, Node, Var};
use super::functions::Func;
use super::number::Rational;
pub(crate) use setting::{Setting, WithImage};
use std::collections::HashMap;

/// Lowers expressions into one graph.
pub(crate) struct Lowering<'a> {
    pub(crate) graph: Graph,
    memo: HashMap<Ex, Id>,
    setting: Setting<'a>,
    /// The code of a symbol.
    symbol: &'a dyn Fn(&mut Lowering<'_>, Var) -> Id,
}

impl<'a> Lowering<'a> {
    pub(crate) fn new(
        setting: Setting<'a>,
        symbol: &'a dyn Fn(&mut Lowering<'_>, Var) -> Id,
    ) -> Self {
        Self {
            graph: Graph::default(),
            memo: HashMap::new(),
            setting,
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
            Node::Sum(c, terms) if c.is_zero() && terms.len() == 1 => self.sum(*c, terms),
            Node::Sum(c, terms) => match self.mixed(ex) {
                Some(mixed) => mixed,
                None => self.sum(*c, terms),
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
        let special = self
            .quantile(f, u)
            .or_else(|| self.turned(f, u))
            .or_else(|| self.area(f, u));
        if let Some(id) = special {
            return id;
        }
        let id = self.lower(u);
        if f == Func::Softplus
            && let Code::Neg(inner) = self.graph.codes[id]
        {
            // softplus(−x) = −ln sigmoid(x)
            let ln = self.graph.call("ln_sigmoid", inner);
            return self.graph.neg(ln);
        }
        self.graph.call(f.row().runtime, id)
    }
}

/// The value of an expression without symbols.
fn value(ex: &Ex) -> f64 {
    eval(ex, &|_| f64::NAN)
}
