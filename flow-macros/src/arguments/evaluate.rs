//! What a constant is worth. A constant is a formula without coordinates: the functions are those of formulas, and what
//! the algebra shows to be a rational number is that number, `sin(PI)` being 0.

use super::names::did_you_mean;
use crate::ast::{Argument, At, Expr, ExprKind};
use crate::decimal::show;
use crate::errors::{Loc, Report};
use crate::formula::{self, Ex, Func, Op, Rational};
use crate::matrix::Number;
use std::f64::consts::{E, PI};

/// The value in double precision, and the expression that it is of; none where a number in it is too long for the algebra.
struct Value {
    float: f64,
    expression: Option<Ex>,
}

impl Value {
    fn new(float: f64, expression: Option<Ex>) -> Self {
        let exact = expression.as_ref().and_then(Ex::as_num);
        let float = exact.map_or(float, |exact| {
            nearest(exact).unwrap_or_else(|| exact.to_f64())
        });
        Self { float, expression }
    }

    fn named(name: &str) -> Option<Self> {
        match name {
            "PI" => Some(Self::new(PI, Some(Ex::pi()))),
            "E" => Some(Self::new(E, Some(Ex::one().exp()))),
            _ => None,
        }
    }

    fn is_zero(&self) -> bool {
        self.exact()
            .map_or(self.float == 0.0, |exact| exact == Rational::ZERO)
    }

    fn exact(&self) -> Option<Rational> {
        self.expression.as_ref()?.as_num()
    }

    /// The same operation on both.
    fn with(&self, other: &Self, float: fn(f64, f64) -> f64, exact: fn(&Ex, &Ex) -> Ex) -> Self {
        let both = self.expression.as_ref().zip(other.expression.as_ref());
        let expression = both.map(|(a, b)| exact(a, b));
        Self::new(float(self.float, other.float), expression)
    }
}

/// The float nearest to a fraction of numbers that are floats themselves.
fn nearest(exact: Rational) -> Option<f64> {
    const LONGEST: i128 = 1 << f64::MANTISSA_DIGITS;
    let (numerator, denominator) = (exact.numerator(), exact.denominator());
    (numerator.abs() <= LONGEST && denominator <= LONGEST)
        .then(|| numerator as f64 / denominator as f64)
}

/// The value of a constant expression, exact where it is rational; reports what is wrong with it.
pub(super) fn evaluate(expr: &Expr, report: &Report) -> Option<Number> {
    let value = value(expr, report)?;
    Some(Number::new(value.float, value.exact()))
}

fn value(expr: &Expr, report: &Report) -> Option<Value> {
    let message = match &expr.kind {
        ExprKind::Number(text) => match number(text) {
            Ok(value) => return Some(value),
            Err(message) => message,
        },
        ExprKind::Name(name) => match Value::named(name) {
            Some(value) => return Some(value),
            None => unknown(name),
        },
        ExprKind::Negate(inner) => {
            let Value { float, expression } = value(inner, report)?;
            return Some(Value::new(-float, expression.map(|ex| ex.neg())));
        }
        ExprKind::Binary(op, left, right) => {
            let (left, right) = (value(left, report), value(right, report));
            match binary(*op, &left?, &right?) {
                Ok(value) => return Some(value),
                Err(message) => message,
            }
        }
        ExprKind::Call(name, arguments) => return call(name, arguments, expr.loc, report),
        ExprKind::List(_) => "expected a constant, found a list".into(),
        ExprKind::Formula(_) => "expected a constant, found a formula".into(),
        ExprKind::Path(path) => format!(
            "expected a constant, found the path `{}`\nhelp: constants of Rust cannot be read here: write the number out, or `PI`",
            path.text()
        ),
        ExprKind::Broken => return None,
    };
    report.error(expr.loc, message);
    None
}

fn number(text: &str) -> Result<Value, String> {
    let foreign = || format!("expected a constant, found `{text}`");
    let (digits, suffix) = match syn::parse_str(text) {
        Ok(syn::Lit::Int(int)) => (int.base10_digits().to_owned(), int.suffix().to_owned()),
        Ok(syn::Lit::Float(x)) => (x.base10_digits().to_owned(), x.suffix().to_owned()),
        _ => return Err(foreign()),
    };
    if !suffix.is_empty() {
        return Err(format!(
            "a constant has no suffix: the flow says what its scalar is\nhelp: write `{digits}`"
        ));
    }
    let float = digits.parse().map_err(|_| foreign())?;
    Ok(Value::new(float, Rational::parse(&digits).map(Ex::num)))
}

fn unknown(name: &str) -> String {
    if Func::named(name).is_some() {
        return format!("`{name}` is a function\nhelp: write `{name}(1)`");
    }
    // Every letter is near `E`.
    let near = match name.chars().count() {
        1 => String::new(),
        _ => did_you_mean(name, ["PI", "E"].into_iter()),
    };
    let hint = match formula::constant(name) {
        Some(meant) => format!("\nhelp: write `{meant}`"),
        None if near.is_empty() => {
            "\nhelp: the constants with names are `PI` and `E`; those of Rust cannot be read here"
                .into()
        }
        None => near,
    };
    format!("unknown constant `{name}`{hint}")
}

fn binary(op: Op, left: &Value, right: &Value) -> Result<Value, String> {
    Ok(match op {
        Op::Add => left.with(right, |a, b| a + b, Ex::add),
        Op::Sub => left.with(right, |a, b| a - b, Ex::sub),
        Op::Mul => left.with(right, |a, b| a * b, Ex::mul),
        Op::Div if right.is_zero() => return Err("division by zero".into()),
        Op::Div => left.with(right, |a, b| a / b, Ex::div),
        Op::Pow => {
            let power = left.float.powf(right.float);
            if power.is_nan() {
                let (left, right) = (show(left.float), show(right.float));
                return Err(format!("`({left})^{right}` is not a real number"));
            }
            if !power.is_finite() {
                return Ok(Value::new(power, None));
            }
            left.with(right, f64::powf, Ex::pow)
        }
    })
}

/// Numbers have gaps: where a function with poles is larger than this, its argument is the pole itself, rounded.
const BESIDE_A_POLE: f64 = 1e15;

fn call(name: &At<String>, arguments: &[Argument], loc: Loc, report: &Report) -> Option<Value> {
    let Some(function) = Func::named(&name.value) else {
        let message = if Value::named(&name.value).is_some() {
            format!(
                "`{0}` is not a function\nhelp: write `{0} * (…)`",
                name.value
            )
        } else {
            formula::unknown(&name.value, true, &[])
        };
        report.error(name.loc, message);
        return None;
    };
    let [Argument { name: None, value }] = arguments else {
        report.error(loc, format!("`{}` takes one value", name.value));
        return None;
    };
    let argument = self::value(value, report)?;
    let float = function.evaluate(argument.float);
    let is_pole = function.has_poles() && float.abs() > BESIDE_A_POLE;
    if float.is_finite() && !is_pole {
        let expression = argument.expression;
        return Some(Value::new(
            float,
            expression.map(|argument| Ex::call(function, &argument)),
        ));
    }
    let shown = show(argument.float);
    let message = format!("`{}({shown})` is not a finite number", name.value);
    report.error(loc, message);
    None
}
