//! A constant matrix with one entry in each row and each column is a permutation, then shifts and scales, which cost
//! less.
//!
//! Stable: the same products and sums, without the terms that are 0; where z is ∞, without the NaN of 0·∞.

use super::record::Record;
use crate::elements::Bijector;
use crate::elements::permute::Permute;
use crate::elements::shift_scale::ShiftScale;
use crate::ir::{Line, Step};

pub(super) fn split(line: &mut Line, record: &mut Record) -> bool {
    let mut steps: Vec<Step> = Vec::with_capacity(line.steps.len());
    let (mut changed, dim) = (false, line.order.indices().len());
    let voice = line.voice();
    for step in line.steps.drain(..) {
        let parts = match &step.bijector {
            Bijector::Matrix(matrix) => matrix.monomial(),
            _ => None,
        };
        let Some((permutation, constants)) = parts else {
            steps.push(step);
            continue;
        };
        let constants = ShiftScale(constants);
        let parts: [Bijector; 2] = [Permute::new(permutation).into(), constants.into()];
        let mut parts = parts.to_vec();
        parts.retain(|part| !part.rules().is_identity());
        let specs: Vec<String> = parts.iter().map(|part| part.rules().text()).collect();
        record.note(format!(
            "`{}` is `{}`",
            voice.describe(&step),
            specs.join(" >> ")
        ));
        let columns = &step.placement.columns;
        steps.extend(parts.into_iter().map(|bijector| {
            let part = Step::new(bijector, columns.len(), step.loc).on(columns, dim);
            part.shaped(step.shape.as_ref())
        }));
        changed = true;
    }
    line.steps = steps;
    changed
}

#[cfg(test)]
mod tests {
    use crate::tests::simplified;

    #[test]
    fn a_matrix_with_one_entry_a_row_is_a_permutation_and_a_scale() {
        let (line, record) = simplified("Matrix[[0, 0, 2], [1, 0, 0], [0, -1, 0]] >> MAF(8)");
        assert_eq!(
            line,
            "Scale[1, -1, 2] >> MAF(8), in order 2 0 1 >> order [2, 0, 1]"
        );
        assert_eq!(
            record[0],
            "`Matrix[[0, 0, 2], [1, 0, 0], [0, -1, 0]]` is `Permute[2, 0, 1] >> Scale[2, 1, -1]`"
        );
    }

    #[test]
    fn what_is_left_of_it_may_be_one_of_the_two() {
        assert_eq!(simplified("Matrix[[0, 1], [1, 0]]").0, " >> order [1, 0]");
        assert_eq!(
            simplified("Matrix[[2, 0], [0, 1/3]]").0,
            "Scale[2, 0.3333333333333333]"
        );
    }
}
