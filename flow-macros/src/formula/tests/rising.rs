//! Formulas that rise by construction: none may be refuted, nearly all must be proved, and all are derived as they are stored.

use super::derived::{checksum, compare, derived};
use super::grammar::{Values, rising};
use super::on;
use crate::formula::eval;
use crate::formula::expr::Var;
use crate::formula::prove::inside;
use crate::formula::reject::Reason;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use std::fmt::Write;

/// Formulas, each with the domain that it is written for, and whether it falls.
fn formulas(seed: u64, count: usize) -> Vec<(String, &'static str, bool)> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let all = [
        (Values::Real, "R"),
        (Values::Positive, "+"),
        (Values::Unit, "01"),
    ];
    let mut formula = |_| {
        let (given, domain) = all[rng.random_range(0..3)];
        let (wanted, _) = all[rng.random_range(0..3)];
        let depth = rng.random_range(1..4);
        let body = rising(&mut rng, depth, given, wanted);
        let falls = rng.random_range(0..6) == 0;
        let body = if falls { format!("-({body})") } else { body };
        let words = body.split(|c: char| !c.is_alphanumeric());
        let words: Vec<&str> = words.collect();
        let range = [" > 0", " in (0, 1)", " in (0.5, 2)"][rng.random_range(0..3)];
        let list: Vec<String> = ["a", "b"]
            .into_iter()
            .filter(|name| words.contains(name))
            .map(|name| format!("{name}{range}"))
            .collect();
        let text = format!("|z; {}| {body}", list.join(", ")).replace("; |", "|");
        (text, domain, falls)
    };
    (0..count).map(&mut formula).collect()
}

#[test]
fn what_rises_is_proved() {
    let (mut bad, mut found, mut proved, mut all) = (Vec::new(), String::new(), 0, 0);
    for (text, domain, falls) in formulas(31, 600).into_iter().chain(formulas(32, 400)) {
        let lines = derived(&text, domain);
        writeln!(
            found,
            "{:08x} {text}   on {domain}",
            checksum(&lines.join("\n"))
        )
        .unwrap();
        all += 1;
        match on(&text, domain) {
            Ok(analysis) => {
                proved += 1;
                if analysis.components[0].increasing == falls {
                    bad.push(format!("{text} on {domain}: the wrong direction"));
                }
                // The image holds what is attained.
                let region = &analysis.region;
                for share in [0.01, 0.3, 0.5, 0.8, 0.99] {
                    let value = eval::eval(&analysis.forward[0], &|var| match var {
                        Var::Param(i) => inside(&region.params[i], 0.4),
                        _ => inside(&region.coords[0], share),
                    });
                    let image = analysis.image[0];
                    let room = 1e-9 * (1.0 + value.abs());
                    let (lo, hi) = (image.lo.to_f64(), image.hi.to_f64());
                    if value.is_finite() && !(lo - room <= value && value <= hi + room) {
                        bad.push(format!("{text} on {domain}: {value} is not in {image}"));
                    }
                }
            }
            Err(rejection) => {
                if !matches!(*rejection.reason, Reason::Undecided { .. }) {
                    bad.push(format!("{text} on {domain}: {rejection}"));
                } else if std::env::var("SHOW").is_ok() {
                    println!("{text} on {domain}\n{rejection}");
                }
            }
        }
    }
    assert!(
        bad.is_empty(),
        "{} wrong\n{}",
        bad.len(),
        bad[..bad.len().min(30)].join("\n")
    );
    assert!(proved * 100 >= all * 90, "{proved} of {all} are proved");
    compare("rising.txt", &found);
}
