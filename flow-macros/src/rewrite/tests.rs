//! The laws as a system: each says whether it found something to do, and all together they come to an end.

use super::{LAWS, Record, simplify};
use crate::ir::Line;
use crate::tests::{chain_of, specs};

fn checked(text: &str) -> Line {
    let (flow, _) = chain_of(text);
    Line::new(flow.steps(), &flow.labels)
}

/// One chain for each law, in their order, on which it has something to do.
const EACH: [&str; 7] = [
    "<2> = MAF(8) >> Shift[0, 0]",
    "Shift[1, 2] >> Shift[-1, -2] >> MAF(8)",
    "Matrix[[0, 1], [2, 0]] >> MAF(8)",
    "Scale[2, 3] >> Shift[1, 1] >> Scale[5, 7] >> MAF(8)",
    "Matrix[[1, 1], [0, 1]] >> Matrix[[1, 0], [1, 1]] >> MAF(8)",
    "<2> = MAF(8) >> Tanh >> Exp",
    "Permute[1, 0] >> MAF(8)",
];

#[test]
fn each_law_says_whether_it_changed_something() {
    for (i, (law, text)) in LAWS.iter().zip(EACH).enumerate() {
        let mut all = checked(text);
        let before = (all.steps.len(), specs(&all.steps));
        let mut record = Record::default();
        assert!(law(&mut all, &mut record), "{text}");
        assert_ne!((all.steps.len(), specs(&all.steps)), before, "{text}");
        let said = record.lines().len();
        assert!(said > 0, "{text}");
        // A second time there is nothing left.
        assert!(!law(&mut all, &mut record), "{text}");
        assert_eq!(record.lines().len(), said, "{text}");
        // And none of the laws finds anything where there is nothing.
        let mut nothing = checked("<2> = MAF(8) >> IAF(8)");
        assert!(!law(&mut nothing, &mut record), "law {i}");
    }
}

#[test]
fn what_is_simplified_stays_so() {
    for text in EACH {
        let mut all = checked(text);
        assert!(!simplify(&mut all).lines().is_empty(), "{text}");
        let once = specs(&all.steps);
        assert!(simplify(&mut all).lines().is_empty(), "{text}");
        assert_eq!(specs(&all.steps), once);
    }
}

#[test]
fn a_record_says_everything_once() {
    let mut all = checked("<2> = 3 * (Shift[0, 0] >> MAF(8))");
    let record = simplify(&mut all);
    assert_eq!(record.lines(), ["`Shift[0, 0]` does nothing: left out"]);
}
