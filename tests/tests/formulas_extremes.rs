//! Formulas at ordinary and extreme points, both ways, with gradients, in both precisions, against 160 digits.
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

use flow_runtime::prelude::*;
use tests::accuracy::{Case, Worst};

/// Last places that an error may have: 1e-5 in single, 2e-14 in double precision.
const MOST: f64 = 80.0;

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
                let double = flow_runtime::__private::flow_unsimplified!(<f64, 1> = $($chain)*).init(rng);
                let single = flow_runtime::__private::flow_unsimplified!(<f32, 1> = $($chain)*).init(rng);
                let (double, wrong) = case.check(double, MOST);
                failures.extend(wrong);
                let (single, wrong) = case.check(single, MOST);
                failures.extend(wrong);
                println!("{}", line(case.text, [single, double]));
            })*
            assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
        }
    };
}

include!("../reference/formulas.rs");
