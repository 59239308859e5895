//! Why a matrix is refused: it is singular, or the scalar of the flow cannot hold what undoes it.

use crate::ast::Scalar;
use crate::decimal::show;
use crate::formula::{Bound, Rational};
use crate::matrix::{Counterexample, Number, Square};

/// `(2, -1)`
fn tuple<T>(entries: &[T], text: impl Fn(&T) -> String) -> String {
    let entries: Vec<String> = entries.iter().map(text).collect();
    format!("({})", entries.join(", "))
}

/// Why a matrix cannot be undone: two points with one image, and what is wrong with the rows.
pub(super) fn singular(counterexample: &Counterexample) -> String {
    match counterexample {
        Counterexample::Exact { kernel, relation } => {
            let origin = tuple(kernel, |_| "0".into());
            let point = tuple(kernel, Rational::to_string);
            format!(
                "not invertible, determinant 0: z = {origin} and z = {point} both give {origin}\nhelp: its rows depend on each other: {}, counted from row 0",
                dependence(relation)
            )
        }
        Counterexample::Rounded { kernel } => {
            let origin = tuple(kernel, |_| "0".into());
            let point = tuple(kernel, |entry| Bound::Float(*entry).to_string());
            format!(
                "cannot tell whether this matrix is invertible: z = {origin} and z ≈ {point} both give {origin}, up to rounding\nhelp: whole numbers, fractions and short decimal numbers are computed exactly"
            )
        }
    }
}

/// `row 2 = 2 · row 1 − row 0`, of the factors with which all rows add to 0.
fn dependence(relation: &[Rational]) -> String {
    let mut terms = relation
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, r)| !r.is_zero());
    let Some((last, divisor)) = terms.next() else {
        return String::new();
    };
    let mut sum = String::new();
    for (i, factor) in terms {
        let factor = factor.div(divisor.neg()).unwrap_or(*factor);
        sum.push_str(match (sum.is_empty(), factor.is_negative()) {
            (true, false) => "",
            (true, true) => "−",
            (false, false) => " + ",
            (false, true) => " − ",
        });
        let factor = factor.abs();
        if !factor.is_one() {
            sum.push_str(&factor.to_string());
            sum.push_str(" · ");
        }
        sum.push_str("row ");
        sum.push_str(&i.to_string());
    }
    let sum = if sum.is_empty() { "0".into() } else { sum };
    format!("row {last} = {sum}")
}

/// Why the scalar of a flow cannot hold a matrix and its inverse, if so.
pub(super) fn beyond(matrix: &Square, inverse: &Square, scalar: Scalar) -> Option<String> {
    let (least, most, epsilon, help) = match scalar {
        Scalar::F32 => (
            f64::from(f32::MIN_POSITIVE),
            f64::from(f32::MAX),
            f64::from(f32::EPSILON),
            "\nhelp: declare the flow with `f64`",
        ),
        Scalar::F64 => (f64::MIN_POSITIVE, f64::MAX, f64::EPSILON, ""),
    };
    let name = scalar.name();
    let entries = matrix.0.iter().chain(&inverse.0).flatten();
    let beyond = |entry: &&Number| {
        let size = entry.value.abs();
        !(entry.is_zero() || (least..=most).contains(&size))
    };
    if let Some(entry) = entries.clone().find(beyond) {
        let entry = show(entry.value);
        return Some(format!(
            "this matrix cannot be inverted in {name}: the entry {entry}, of it or of its inverse, is beyond {name}{help}"
        ));
    }
    let condition = matrix.condition(inverse);
    (condition * epsilon >= 1.0 / (matrix.dim() + 4) as f64).then(|| {
        let condition = Bound::Float(condition);
        format!(
            "this matrix cannot be inverted in {name}: rounding is multiplied by up to {condition}, its condition number{help}"
        )
    })
}
