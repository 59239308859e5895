//! Constant expressions, evaluated in f64.

use super::check::Check;
use super::names::did_you_mean;
use crate::ast::{Argument, Arguments, At, Expr, ExprKind, Op, Scalar};
use crate::decimal::show;
use crate::formula;
use std::f64::consts::{E, PI};

/// What an expression is wrong about; it has been reported.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reported;

const CONSTANTS: [(&str, f64); 2] = [("PI", PI), ("E", E)];
type Function = fn(f64) -> f64;

const FUNCTIONS: [(&str, Function); 3] = [("sqrt", f64::sqrt), ("exp", f64::exp), ("ln", f64::ln)];

/// The digits of a number, in decimal, and its suffix.
pub(super) fn digits(literal: &str) -> Option<(String, String)> {
    match syn::parse_str::<syn::Lit>(literal).ok()? {
        syn::Lit::Int(int) => Some((int.base10_digits().to_owned(), int.suffix().to_owned())),
        syn::Lit::Float(float) => {
            Some((float.base10_digits().to_owned(), float.suffix().to_owned()))
        }
        _ => None,
    }
}

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
        let value = self.evaluate(expr).ok()?;
        let held = match self.scalar {
            Scalar::F32 => f64::from(value as f32),
            Scalar::F64 => value,
        };
        let loc = expr.loc;
        if held.is_finite() {
            return Some(At { value, loc });
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

    fn evaluate(&self, expr: &Expr) -> Result<f64, Reported> {
        match &expr.kind {
            ExprKind::Number(text) => self.number(text, expr),
            ExprKind::Name(name) => {
                let known = CONSTANTS.iter().find(|(known, _)| known == name);
                known.map(|(_, value)| *value).ok_or_else(|| {
                    let names = CONSTANTS.iter().map(|(name, _)| *name);
                    let near = did_you_mean(name, names);
                    let hint = match formula::constant(name) {
                        Some(meant) => format!("\nhelp: write `{meant}`"),
                        None if near.is_empty() => {
                            "\nhelp: the constants with names are `PI` and `E`; those of Rust cannot be read here".into()
                        }
                        None => near,
                    };
                    self.error(expr.loc, format!("unknown constant `{name}`{hint}"));
                    Reported
                })
            }
            ExprKind::Negate(inner) => self.evaluate(inner).map(|value| -value),
            ExprKind::Binary(op, left, right) => {
                let (left, right) = (self.evaluate(left), self.evaluate(right));
                self.binary(*op, left?, right?, expr)
            }
            ExprKind::Call(name, arguments) => self.function(name, arguments, expr),
            ExprKind::List(_) => self.refuse(expr, "expected a constant, found a list"),
            ExprKind::Formula(_) => self.refuse(expr, "expected a constant, found a formula"),
            ExprKind::Broken => Err(Reported),
        }
    }

    fn refuse(&self, expr: &Expr, message: impl Into<String>) -> Result<f64, Reported> {
        self.error(expr.loc, message);
        Err(Reported)
    }

    fn number(&self, text: &str, expr: &Expr) -> Result<f64, Reported> {
        let Some((digits, suffix)) = digits(text) else {
            return self.refuse(expr, format!("expected a constant, found `{text}`"));
        };
        if !suffix.is_empty() {
            let message = format!(
                "a constant has no suffix: the flow says what its scalar is\nhelp: write `{digits}`"
            );
            return self.refuse(expr, message);
        }
        match digits.parse() {
            Ok(value) => Ok(value),
            Err(_) => self.refuse(expr, format!("expected a constant, found `{text}`")),
        }
    }

    fn binary(&self, op: Op, left: f64, right: f64, expr: &Expr) -> Result<f64, Reported> {
        Ok(match op {
            Op::Add => left + right,
            Op::Subtract => left - right,
            Op::Multiply => left * right,
            Op::Divide if right == 0.0 => return self.refuse(expr, "division by zero"),
            Op::Divide => left / right,
            Op::Power => {
                let power = left.powf(right);
                if power.is_nan() {
                    let (left, right) = (show(left), show(right));
                    let message = format!("`({left})^{right}` is not a real number");
                    return self.refuse(expr, message);
                }
                power
            }
        })
    }

    fn function(
        &self,
        name: &At<String>,
        arguments: &[Argument],
        expr: &Expr,
    ) -> Result<f64, Reported> {
        let known = FUNCTIONS.iter().find(|(known, _)| *known == name.value);
        let Some((_, function)) = known else {
            let hint = match did_you_mean(&name.value, FUNCTIONS.iter().map(|(name, _)| *name)) {
                hint if hint.is_empty() => {
                    "\nhelp: the functions of constants are `sqrt`, `exp` and `ln`".into()
                }
                hint => hint,
            };
            let message = format!("unknown function `{}` in a constant{hint}", name.value);
            self.error(name.loc, message);
            return Err(Reported);
        };
        let [Argument { name: None, value }] = arguments else {
            return self.refuse(expr, format!("`{}` takes one value", name.value));
        };
        let argument = self.evaluate(value)?;
        let value = function(argument);
        if value.is_finite() {
            return Ok(value);
        }
        let message = format!(
            "`{}({})` is not a finite number",
            name.value,
            show(argument)
        );
        self.refuse(expr, message)
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::chain;

    #[test]
    fn precedence_is_that_of_mathematics() {
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
        ] {
            let shift = chain(&format!("Shift[{expression}, 1]")).to_string();
            assert_eq!(shift, format!("Shift[{value}, 1]"), "{expression}");
        }
    }
}
