//! Compile time: parsing, analysing and emitting formulas, in the build that is running.

use super::accepted::TABLE;
use super::on;
use crate::formula::emit::emit;
use crate::formula::rust_tokens::{Scalar, ident};
use quote::quote;
use std::time::Instant;

#[test]
fn twenty_formulas_take_a_fraction_of_a_second() {
    let start = Instant::now();
    let mut slowest = (0, "");
    for (text, domain, _) in TABLE {
        let one = Instant::now();
        let analysis = on(text, domain).unwrap();
        let _ = emit(&analysis, &ident("F"), Scalar::F32, &quote!(rt));
        slowest = slowest.max((one.elapsed().as_micros(), *text));
    }
    let each = start.elapsed().as_micros() / TABLE.len() as u128;
    println!(
        "{each} µs a formula, at most {} µs for {}",
        slowest.0, slowest.1
    );
    // Twenty in 0.3 s is 15 ms each; a loaded machine is allowed twice that.
    assert!(each < 30_000, "{each} µs");
}
