//! Neighbouring constant shifts and scales become one: `b·(a·z + c) + d = (a·b)·z + (b·c + d)`.
//!
//! Stable: constants are merged in f64, and stay apart where one would leave the numbers of f32 (`Constants::then`). Two
//! roundings are left of four, of terms that are no larger: where c and d cancel, they do so before z is there to be rounded to
//! their places.

use super::neighbours;
use super::record::Record;
use crate::elements::shift_scale::ShiftScale;
use crate::ir::{Line, Step};

pub(super) fn merge(line: &mut Line, record: &mut Record) -> bool {
    let dim = line.order.indices().len();
    neighbours::merge(line, record, |first, second| {
        let constants = first.rules().constants()?;
        let both = ShiftScale(constants.then(&second.rules().constants()?)?);
        let shape = second.shape.as_ref();
        Some(Step::new(both.into(), dim, first.loc).shaped(shape))
    })
}

#[cfg(test)]
mod tests {
    use crate::tests::simplified;

    #[test]
    fn constants_merge() {
        let (line, record) = simplified("Scale[1, 0.5] >> Shift[0.5, 0.25] >> Scale[2, 2]");
        assert_eq!(line, "Scale[2, 1] >> Shift[1, 0.5]");
        assert_eq!(
            record,
            [
                "`Scale[1, 0.5] >> Shift[0.5, 0.25]` merged into one",
                "`Scale[1, 0.5] >> Shift[0.5, 0.25] >> Scale[2, 2]` merged into one"
            ]
        );
    }

    #[test]
    fn what_cancels_vanishes() {
        let (line, _) =
            simplified("Shift[1, 2] >> Scale[2, 4] >> Invert(Shift[1, 2] >> Scale[2, 4])");
        assert_eq!(line, "");
    }
}
