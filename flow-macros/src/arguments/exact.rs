//! Constant expressions that are rational, evaluated exactly.

use super::constant::digits;
use crate::ast::{Argument, Expr, ExprKind, Op};
use crate::formula::Rational;

/// The exact value; none if the expression is not rational, not right, or too long for 128 bits.
pub(crate) fn exact(expr: &Expr) -> Option<Rational> {
    match &expr.kind {
        ExprKind::Number(text) => Rational::parse(&digits(text)?.0),
        ExprKind::Negate(inner) => exact(inner).map(Rational::neg),
        ExprKind::Binary(op, left, right) => {
            let (left, right) = (exact(left)?, exact(right)?);
            match op {
                Op::Add => left.add(right),
                Op::Subtract => left.sub(right),
                Op::Multiply => left.mul(right),
                Op::Divide => left.div(right),
                Op::Power => left.powi(right.integer()?),
            }
        }
        ExprKind::Call(name, arguments) if name.value == "sqrt" => match arguments.as_slice() {
            [Argument { name: None, value }] => exact(value)?.sqrt(),
            _ => None,
        },
        _ => None,
    }
}
