//! Whatever is written: an answer, in bounded time, and never a panic.

use super::read;
use crate::formula::analysis::analyse;
use crate::formula::emit::emit;
use crate::formula::interval::Interval;
use crate::formula::rust_tokens::{Scalar, ident};
use quote::quote;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use std::time::Instant;

fn survives(text: &str) {
    let start = Instant::now();
    if let Ok(formula) = read(text) {
        for domain in [Interval::REAL, Interval::UNIT] {
            match analyse(&formula, &vec![domain; formula.dim()]) {
                Ok(analysis) => drop(emit(&analysis, &ident("F"), Scalar::F64, &quote!(rt))),
                Err(rejection) => drop(rejection.to_string()),
            }
        }
    }
    assert!(
        start.elapsed().as_secs_f64() < 8.0,
        "{:?} for {text}",
        start.elapsed()
    );
}

#[test]
fn extremes() {
    for f in [
        "sin", "exp", "tanh", "softplus", "ln", "sinh", "abs", "cbrt",
    ] {
        for depth in [5, 20, 46, 300] {
            survives(&format!(
                "|z| {}z{}",
                format!("{f}(").repeat(depth),
                ")".repeat(depth)
            ));
        }
    }
    for depth in [10, 47, 500] {
        survives(&format!("|z| {}z{}", "(".repeat(depth), ")".repeat(depth)));
        survives(&format!("|z| {}z", "-".repeat(depth)));
        survives(&format!("|z| z{}", "^z".repeat(depth)));
        survives(&format!("|z| z{}", "^2".repeat(depth)));
        survives(&format!("|z| z{}", " + z^3".repeat(depth)));
        survives(&format!("|z| z{}", " * (z + 1)".repeat(depth)));
        survives(&format!("|z| z{}", " / (z + 2)".repeat(depth)));
    }
    let terms: Vec<String> = (1..90).map(|k| format!("sin({k}*z)/{k}")).collect();
    survives(&format!("|z| {}", terms.join(" + ")));
    let powers: Vec<String> = (1..60)
        .map(|k| format!("z^{k}/{k}.12345678901234567"))
        .collect();
    survives(&format!("|z| {}", powers.join(" + ")));
    survives(
        "|z| 123456789012345678901234567890*z*123456789012345678901234567890*123456789012345678901234567890",
    );
    survives("|z| (1e-30*z + 1e-30)^900 + 1e30^500*z");
    survives("|z in (0, 1e30)| z/1e-30");
    survives("|z| z*0/0");
    survives("|z| z + 1/(2 - 2)");
    survives("|z| z + ln(0) + ln(-1) + sqrt(-2) + logit(5) + acosh(0)");
    survives("|z| z^z + (0 - 2)^z + 0^z + 0^(-z)");
    survives("|z| exp(1e30*z) + tan(1e30) + sin(1e20*z)");
    let many: Vec<String> = (0..32).map(|i| format!("v{i}")).collect();
    survives(&format!("|{}| ({})", many.join(", "), many.join(", ")));
    let chain: Vec<String> = (0..32)
        .map(|i| {
            if i == 0 {
                "v0".into()
            } else {
                format!("v{i} + v{}^2", i - 1)
            }
        })
        .collect();
    survives(&format!("|{}| ({})", many.join(", "), chain.join(", ")));
    let ring: Vec<String> = (0..32)
        .map(|i| format!("v{i} + v{}", (i + 1) % 32))
        .collect();
    survives(&format!("|{}| ({})", many.join(", "), ring.join(", ")));
}

#[test]
fn token_salad() {
    let words = [
        "|", "z", "a", ";", ",", "(", ")", "+", "-", "*", "/", "^", "exp", "ln", "PI", "E", "1",
        "0.5", "2", "in", ">", "<", "=", ".", "sin", "[", "]", "{", "}", "&", "'a", "\"s\"", "0",
        "inf", "||", "::", "as", "let", "1e9", "7f32", "_", "#", "Phi", "abs",
    ];
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
    for round in 0..4000 {
        let length = rng.random_range(0..14);
        let mut text: Vec<&str> = if round % 2 == 0 {
            vec!["|", "z", "|"]
        } else {
            Vec::new()
        };
        text.extend((0..length).map(|_| words[rng.random_range(0..words.len())]));
        let text = text.join(" ");
        if text.parse::<proc_macro2::TokenStream>().is_ok() {
            survives(&text);
        }
    }
}
