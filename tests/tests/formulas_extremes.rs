//! Formulas at ordinary and extreme points, both ways, with gradients, in both precisions, as they are written and as the rewriter
//! composes them, against 160 digits.
//!
//! `cargo test --release -p tests --test formulas_extremes -- --nocapture` prints the table of docs/ACCURACY.md.

#![allow(missing_docs, reason = "tests")]
#![allow(
    clippy::excessive_precision,
    clippy::unreadable_literal,
    clippy::approx_constant,
    clippy::too_many_lines,
    reason = "a table as it was computed"
)]

use flow_runtime::__private::flow_unsimplified;
use flow_runtime::prelude::*;
use tests::accuracy::{Case, Worst};

/// Last places that an error may have; back, 1e-5 in single, 2e-14 in double precision.
const MOST: Worst = Worst {
    forward: 20.0,
    back: 80.0,
};

const HEAD: &str = "| formula | f32 | f64 | f32, back | f64, back |\n|---|--:|--:|--:|--:|";

/// A line of the table of the documentation.
fn line(text: &str, worst: [Worst; 2]) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ").replace('|', "\\|");
    let [single, double] = worst;
    format!(
        "| `{text}` | {:.1} | {:.1} | {:.1} | {:.1} |",
        single.forward, double.forward, single.back, double.back
    )
}

/// A chain in both scalars, as it is written. Where it has a neighbour for its formula, also as it is rewritten, to one formula: else
/// that is the same code.
macro_rules! forms {
    ($case:ident, $rng:ident, Normal >> Exp >> $($formula:tt)*) => {
        [
            forms!(@ $case, $rng, "written", flow_unsimplified, Normal >> Exp >> $($formula)*),
            forms!(@ $case, $rng, "rewritten", flow, Normal >> Exp >> $($formula)*),
        ]
    };
    ($case:ident, $rng:ident, $($chain:tt)*) => {
        [forms!(@ $case, $rng, "written", flow_unsimplified, $($chain)*)]
    };
    (@ $case:ident, $rng:ident, $form:literal, $flow:ident, $($chain:tt)*) => {
        (
            $form,
            [
                $case.check($flow!(<f32, 1> = $($chain)*).init($rng), MOST),
                $case.check($flow!(<f64, 1> = $($chain)*).init($rng), MOST),
            ],
        )
    };
}

macro_rules! formulas {
    ($([$($chain:tt)*] [$($param:expr),*] { $([$($value:expr),*] [$($size:expr),*];)* })*) => {
        #[test]
        fn arithmetic_holds() {
            let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
            let mut failures = Vec::new();
            println!("{HEAD}");
            $({
                let case = Case {
                    text: stringify!($($chain)*),
                    params: &[$($param),*],
                    points: &[$([&[$($value),*], &[$($size),*]]),*],
                };
                let mut worst = [Worst::default(); 2];
                for (form, checked) in forms!(case, rng, $($chain)*) {
                    for (worst, (own, wrong)) in worst.iter_mut().zip(checked) {
                        *worst = worst.or(own);
                        failures.extend(wrong.into_iter().map(|wrong| format!("{form}, {wrong}")));
                    }
                }
                println!("{}", line(case.text, worst));
            })*
            assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
        }
    };
}

include!("../reference/formulas.rs");
