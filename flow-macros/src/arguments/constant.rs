//! Constants among the arguments.

use super::check::Check;
use super::evaluate::evaluate;
use crate::ast::{Arguments, At, Expr, ExprKind, Scalar};
use crate::decimal::show;
use crate::matrix::Number;

impl Check<'_> {
    /// Constants without names, each with its place. None if one of them is wrong.
    pub(crate) fn constants(&self, arguments: &Arguments) -> Option<Vec<At<f64>>> {
        let values: Vec<Option<At<f64>>> = arguments
            .list
            .iter()
            .map(|argument| {
                if let Some(name) = &argument.name {
                    let message = format!("expected a constant, found the option `{}`", name.value);
                    self.error(name.loc, message);
                    return None;
                }
                self.constant(&argument.value)
            })
            .collect();
        values.into_iter().collect()
    }

    /// The constants of a list such as `loc = [1, 2]`.
    pub(crate) fn constant_list(&self, expr: &Expr) -> Option<Vec<At<f64>>> {
        let ExprKind::List(list) = &expr.kind else {
            if !matches!(expr.kind, ExprKind::Broken) {
                self.error(
                    expr.loc,
                    format!(
                        "expected a list, one constant per dimension, found {}\nhelp: write `[…]`",
                        expr.describe()
                    ),
                );
            }
            return None;
        };
        let values: Vec<_> = list.iter().map(|expr| self.constant(expr)).collect();
        values.into_iter().collect()
    }

    /// The value of a constant, which the scalar of the flow must be able to hold.
    pub(crate) fn constant(&self, expr: &Expr) -> Option<At<f64>> {
        let number = self.number(expr)?;
        Some(At {
            value: number.value,
            loc: expr.loc,
        })
    }

    /// The same, exact where it is rational.
    pub(crate) fn number(&self, expr: &Expr) -> Option<Number> {
        let number = evaluate(expr, self.report)?;
        let value = number.value;
        let held = match self.scalar {
            Scalar::F32 => f64::from(value as f32),
            Scalar::F64 => value,
        };
        let loc = expr.loc;
        if held.is_finite() {
            return Some(number);
        }
        let shown = show(value);
        self.error(
            loc,
            if value.is_finite() {
                format!("`{shown}` is too large for f32\nhelp: declare the flow with `f64`")
            } else {
                "this constant is not finite".into()
            },
        );
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::chain;

    #[test]
    fn constants_are_formulas_without_coordinates() {
        for (expression, value) in [
            ("1 + 2 * 3", "7"),
            ("(1 + 2) * 3", "9"),
            ("2^3^2", "512"),
            ("-2^2", "-4"),
            ("2^-1", "0.5"),
            ("8 / 4 / 2", "1"),
            ("1 - 2 - 3", "-4"),
            ("--1", "1"),
            ("sqrt(16) + ln(E) + exp(0)", "6"),
            ("-PI / 2", "-1.5707963267948966"),
            ("1_000 + 0x10", "1016"),
            // Exact where it is rational, and else the nearest that floats give.
            ("0.1 + 0.2", "0.3"),
            ("sin(PI) + cos(PI / 3)", "0.5"),
            ("sqrt(2) / 2", "0.7071067811865476"),
            ("tanh(1) - abs(-2)", "-1.2384058440442351"),
            ("1e300 / 1e299", "10"),
        ] {
            let shift = chain(&format!("Shift[{expression}, 1]")).to_string();
            assert_eq!(shift, format!("Shift[{value}, 1]"), "{expression}");
        }
    }
}
