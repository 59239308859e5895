//! Inverses by both ways, and what has none.

use super::{Counterexample, Number, Square};
use crate::formula::Rational;
use std::f64::consts::PI;

fn square(rows: &[&[f64]]) -> Square {
    let numbers = |row: &&[f64]| row.iter().map(|&value| Number::decimal(value)).collect();
    Square(rows.iter().map(numbers).collect())
}

/// The same without exact values.
fn rounded(rows: &[&[f64]]) -> Square {
    let numbers = |row: &&[f64]| row.iter().map(|&value| Number::new(value, None)).collect();
    Square(rows.iter().map(numbers).collect())
}

#[test]
fn inverses_are_exact() {
    let matrix = square(&[&[2.0, 1.0, 0.0], &[0.5, 3.0, 0.1], &[0.0, 0.0, -7.0]]);
    let inverse = matrix.inverse().unwrap();
    assert!(matrix.times(&inverse.matrix).is_identity());
    assert!((inverse.ln_det - 38.5_f64.ln()).abs() < 1e-15);
    assert_eq!(inverse.matrix.0[0][0].to_string(), "6/11");
    assert_eq!(inverse.matrix.inverse().unwrap().matrix, matrix);
}

#[test]
fn floats_agree_with_rationals() {
    let rows: [&[f64]; 3] = [&[0.0, 1.0, 2.0], &[1.0, 0.0, 3.0], &[4.0, -3.0, 8.0]];
    let (exact, float) = (
        square(&rows).inverse().unwrap(),
        rounded(&rows).inverse().unwrap(),
    );
    for (a, b) in exact
        .matrix
        .0
        .iter()
        .flatten()
        .zip(float.matrix.0.iter().flatten())
    {
        assert!((a.value - b.value).abs() < 1e-14, "{a} and {b}");
    }
    assert!((exact.ln_det - float.ln_det).abs() < 1e-14);
}

#[test]
fn what_is_singular_has_a_kernel() {
    let int = Rational::int;
    assert_eq!(
        square(&[&[1.0, 2.0], &[2.0, 4.0]]).inverse().unwrap_err(),
        Counterexample::Exact {
            kernel: vec![int(2), int(-1)],
            relation: vec![int(2), int(-1)],
        }
    );
    // 0.1 + 0.2 = 0.3, which floats do not know.
    assert_eq!(
        square(&[&[0.1, 1.0, 0.0], &[0.2, 1.0, 1.0], &[0.3, 2.0, 1.0]])
            .inverse()
            .unwrap_err(),
        Counterexample::Exact {
            kernel: vec![int(10), int(-1), int(-1)],
            relation: vec![int(1), int(1), int(-1)],
        }
    );
}

#[test]
fn what_may_be_singular_is_not_inverted() {
    let doubtful = rounded(&[&[PI, 2.0 * PI], &[1.0, 2.0]])
        .inverse()
        .unwrap_err();
    let Counterexample::Rounded { kernel } = doubtful else {
        panic!("{doubtful:?}");
    };
    assert!((kernel[0] + 2.0 * kernel[1]).abs() < 1e-9, "{kernel:?}");
    assert!(
        rounded(&[&[PI, 2.0 * PI], &[1.0, 2.0 + 1e-9]])
            .inverse()
            .is_ok()
    );
    // Rows of any size are equally far from singular.
    assert!(rounded(&[&[1e-300, 0.0], &[0.0, 1e300]]).inverse().is_ok());
    assert!(rounded(&[&[0.0, 0.0], &[0.0, PI]]).inverse().is_err());
}

#[test]
fn a_condition_knows_no_scale() {
    let matrix = square(&[&[1e-6, 0.0], &[0.0, 1e6]]);
    let inverse = matrix.inverse().unwrap().matrix;
    assert!((matrix.condition(&inverse) - 1.0).abs() < 1e-12);
    let close = square(&[&[1.0, 1.0], &[1.0, 1.000_001]]);
    assert!(close.condition(&close.inverse().unwrap().matrix) > 1e6);
}
