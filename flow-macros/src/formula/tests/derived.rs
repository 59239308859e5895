//! What is derived from formulas, as a text: `UPDATE=1 cargo test -p flow-macros derived` rewrites what is stored.
//!
//! That it is right is for the other tests to say. This one sees where a proof, an inverse or the choice of code has become
//! another one.

use super::grammar::expression;
use super::{accepted, everyday, on};
use crate::formula::analysis::Analysis;
use crate::formula::emit::emit;
use crate::formula::rust_tokens::{Scalar, ident};
use quote::quote;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use std::fmt::Write;

/// FNV-1a, which is the same everywhere.
pub(in crate::formula) fn checksum(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Of the code there is only a checksum: it is as long as all else together, and shown with `SHOW`.
fn code(analysis: &Analysis) -> u32 {
    let code = emit(analysis, &ident("F"), Scalar::F64, &quote!(rt)).to_string();
    if std::env::var("SHOW").is_ok() {
        println!("{code}");
    }
    checksum(&code)
}

pub(super) fn derived(text: &str, domain: &str) -> Vec<String> {
    match on(text, domain) {
        Ok(analysis) => {
            let mut lines = analysis.describe();
            lines.push(format!("code {:08x}", code(&analysis)));
            lines
        }
        Err(rejection) => rejection.to_string().lines().map(str::to_owned).collect(),
    }
}

/// Formulas that nobody would write, each with one of the domains.
fn odd_ones(seed: u64, domains: &[&'static str]) -> Vec<(String, &'static str)> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut formula = |_| {
        let params = rng.random_range(0..3);
        let depth = rng.random_range(2..5);
        let body = expression(&mut rng, depth, params);
        let range = ["", " > 0", " in (0, 1)"][rng.random_range(0..3)];
        let list: Vec<String> = ["a", "b"][..params]
            .iter()
            .map(|name| format!("{name}{range}"))
            .collect();
        // A parameter that is not used would be a mistake.
        let uses = ["", " + 0*a", " + 0*a + 0*b"][params];
        let text = format!("|z; {}| {body}{uses}", list.join(", ")).replace("; |", "|");
        (text, domains[rng.random_range(0..domains.len())])
    };
    (0..1000).map(&mut formula).collect()
}

#[test]
fn nothing_is_derived_otherwise() {
    let mut found = String::new();
    let accepted = accepted::TABLE
        .iter()
        .map(|(text, domain, _)| (*text, *domain));
    let everyday = everyday::CORPUS
        .iter()
        .map(|(text, domain, _)| (*text, *domain));
    for (text, domain) in accepted.chain(everyday) {
        writeln!(found, "{text}   on {domain}").unwrap();
        for line in derived(text, domain) {
            writeln!(found, "    {line}").unwrap();
        }
    }
    found += "\nat random:\n";
    let elsewhere = [
        "< 0",
        "> 1",
        "in (-1, 1)",
        "in (0.25, PI)",
        "in (-3, -2)",
        "> -1",
    ];
    let odd = odd_ones(11, &["R", "+", "01"]).into_iter();
    for (text, domain) in odd.chain(odd_ones(12, &elsewhere)) {
        let lines = derived(&text, domain);
        let all = checksum(&lines.join("\n"));
        writeln!(found, "{all:08x} {text}   on {domain}").unwrap();
    }
    compare("derived.txt", &found);
}

/// With what is stored beside this file.
pub(in crate::formula) fn compare(name: &str, found: &str) {
    let path = format!("{}/src/formula/tests/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(&path, found).unwrap();
    }
    let old = std::fs::read_to_string(&path).unwrap_or_default();
    let lines = old.lines().zip(found.lines());
    let differ: Vec<_> = lines.filter(|(a, b)| a != b).collect();
    assert!(
        old == found,
        "{} lines of {name} differ, the first ones: {:#?}\nrun with UPDATE=1 and read them",
        differ.len(),
        &differ[..differ.len().min(8)]
    );
}
