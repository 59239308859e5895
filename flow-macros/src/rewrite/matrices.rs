//! A constant matrix and the constant shifts, scales and matrices beside it become one affine map, with one
//! log-determinant: `B·(A·z + b) + c = (B·A)·z + (B·b + c)`.
//!
//! Stable: products are exact where constants are rational, else in f64, and the bounds that refuse a matrix as singular in this
//! scalar hold for the merged one too: where it is not within them, both stay.

use super::neighbours;
use super::record::Record;
use crate::ast::Scalar;
use crate::elements::Bijector;
use crate::elements::matrix::Matrix;
use crate::ir::{Line, Step};

pub(super) fn merge(line: &mut Line, record: &mut Record) -> bool {
    neighbours::merge(line, record, |first, second| {
        let (matrix, columns) = match (&first.bijector, &second.bijector) {
            (Bijector::Matrix(matrix), _) => (matrix, &first.placement.columns),
            (_, Bijector::Matrix(matrix)) => (matrix, &second.placement.columns),
            _ => return None,
        };
        let as_matrix = |step| of_columns(step, columns, matrix.scalar());
        let both = as_matrix(first)?.then(&as_matrix(second)?)?;
        let dim = first.placement.dim;
        let both = Step::new(both.into(), columns.len(), first.loc).on(columns, dim);
        Some(both.shaped(second.shape.as_ref()))
    })
}

/// A constant element as a matrix of these columns, if it touches no other.
fn of_columns(step: &Step, columns: &[usize], scalar: Scalar) -> Option<Matrix> {
    if let Bijector::Matrix(matrix) = &step.bijector {
        return (step.placement.columns == *columns).then(|| matrix.clone());
    }
    let constants = step.rules().constants()?;
    let inside = constants.moved().iter().all(|i| columns.contains(i));
    inside.then(|| Matrix::diagonal(&constants.select(columns), scalar))
}

#[cfg(test)]
mod tests {
    use crate::tests::simplified;

    #[test]
    fn constants_merge_into_a_matrix() {
        let (line, record) =
            simplified("Shift[1, 0] >> Matrix[[2, 1], [0, 1]] >> Scale[1, 3] >> Shift[0, 1/3]");
        assert_eq!(
            line,
            "Matrix[[2, 1], [0, 3]] >> Shift[2, 0.3333333333333333]"
        );
        assert_eq!(
            record[0],
            "`Scale[1, 3] >> Shift[0, 0.3333333333333333]` merged into one"
        );
        assert_eq!(record.len(), 3);
    }

    #[test]
    fn matrices_multiply_in_the_order_of_the_chain() {
        let (line, _) = simplified("Matrix[[1, 1], [0, 1]] >> Matrix[[1, 0], [1, 1]]");
        assert_eq!(line, "Matrix[[1, 1], [1, 2]]");
    }

    #[test]
    fn a_matrix_and_its_inverse_vanish() {
        let text = "Matrix[[2, 1], [1/3, 1]] >> Shift[1, 2]";
        let (line, _) = simplified(&format!("{text} >> Invert({text})"));
        assert_eq!(line, "");
    }

    #[test]
    fn what_comes_close_to_singular_stays_apart() {
        let (line, _) = simplified("Matrix[[1, 1000], [0, 1]] >> Matrix[[1, 0], [1000, 1]]");
        assert_eq!(
            line,
            "Matrix[[1, 1000], [0, 1]] >> Matrix[[1, 0], [1000, 1]]"
        );
    }
}
