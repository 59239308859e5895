//! Values that are known exactly: limits at ends, and `p + q·π` as a bound and as an expression.

use super::apply;
use crate::formula::expr::{Ex, Node};
use crate::formula::func::Func;
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::Rational;

/// Values, and limits at the ends, that are known exactly.
pub(super) fn exact_call(func: Func, x: Bound) -> Option<Bound> {
    use Bound::{NegInf, PosInf};
    let pi = |n, d| Some(Bound::pi(n, d));
    let half = Bound::rational(Rational::HALF);
    let one = Bound::ONE;
    let zero = Bound::ZERO;
    if x.is_zero() {
        return match func {
            Func::Exp | Func::Cosh | Func::Cos => Some(one),
            Func::Ln | Func::Logit | Func::SoftplusInverse | Func::Probit => Some(NegInf),
            Func::Sigmoid | Func::Phi => Some(half),
            Func::Acos => pi(1, 2),
            // ln 2 is no p + q·π; and acosh is not defined at 0.
            Func::Softplus | Func::Acosh => None,
            Func::Sqrt
            | Func::Cbrt
            | Func::Sin
            | Func::Tan
            | Func::Asin
            | Func::Atan
            | Func::Sinh
            | Func::Tanh
            | Func::Asinh
            | Func::Atanh
            | Func::Erf
            | Func::Abs
            | Func::Sign
            | Func::LnCosh => Some(zero),
        };
    }
    match (func, x) {
        (Func::Exp | Func::Sigmoid | Func::Phi | Func::Softplus, NegInf) => Some(zero),
        (
            Func::Exp
            | Func::Ln
            | Func::Sinh
            | Func::Cosh
            | Func::Asinh
            | Func::Acosh
            | Func::Cbrt
            | Func::Softplus
            | Func::SoftplusInverse
            | Func::LnCosh
            | Func::Abs
            | Func::Sqrt,
            PosInf,
        )
        | (Func::Cosh | Func::LnCosh | Func::Abs, NegInf) => Some(PosInf),
        (Func::Sinh | Func::Asinh | Func::Cbrt, NegInf) => Some(NegInf),
        (Func::Tanh | Func::Erf | Func::Sigmoid | Func::Phi, PosInf) => Some(one),
        (Func::Tanh | Func::Erf, NegInf) => Some(one.neg()),
        (Func::Atan, PosInf) => pi(1, 2),
        (Func::Atan, NegInf) => pi(-1, 2),
        (Func::Abs, x) if x.signum() < 0 => Some(x.neg()),
        (Func::Abs, x) => Some(x),
        (Func::Cbrt, x) if x == one || x == one.neg() => Some(x),
        _ => {
            let r = x.as_rational()?;
            let sign = if r.is_negative() { -1 } else { 1 };
            match func {
                Func::Ln | Func::Acosh | Func::Acos if r.is_one() => Some(zero),
                Func::Logit | Func::Atanh | Func::Probit if r.is_one() => Some(PosInf),
                Func::Logit | Func::Probit if r == Rational::HALF => Some(zero),
                Func::Atanh if r.neg().is_one() => Some(NegInf),
                Func::Acos if r.neg().is_one() => pi(1, 1),
                Func::Acos if r == Rational::HALF => pi(1, 3),
                Func::Acos if r.neg() == Rational::HALF => pi(2, 3),
                Func::Asin if r.abs().is_one() => pi(sign, 2),
                Func::Asin if r.abs() == Rational::HALF => pi(sign, 6),
                Func::Atan if r.abs().is_one() => pi(sign, 4),
                _ => None,
            }
        }
    }
}

/// `f(u)` where both are known exactly, as an expression.
pub(crate) fn exact_value(func: Func, u: &Ex) -> Option<Ex> {
    let x = as_bound(u)?;
    let value = match func {
        Func::Exp if !x.is_zero() => return None,
        Func::Sin | Func::Cos | Func::Tan => {
            let image = apply(func, &Interval::point(x));
            image.is_point().then_some(image.lo)?
        }
        _ => exact_call(func, x)?,
    };
    from_bound(value)
}

/// `p + q·π` as a bound.
pub(crate) fn as_bound(ex: &Ex) -> Option<Bound> {
    let (p, terms) = ex.terms();
    match terms.as_slice() {
        [] => Some(Bound::rational(p)),
        [(t, q)] if matches!(t.node(), Node::Pi) => Some(Bound::Exact(p, *q)),
        _ => None,
    }
}

pub(crate) fn from_bound(bound: Bound) -> Option<Ex> {
    match bound {
        Bound::Exact(p, q) => Some(Ex::sum([(Ex::num(p), Rational::ONE), (Ex::pi(), q)])),
        _ => None,
    }
}
