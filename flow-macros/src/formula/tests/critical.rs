//! Formulas at the edge: `f − k·g` with k just beyond what leaves a bijection, wherever on the domain that is decided.

use super::grammar::expression;
use super::random::enclose;
use super::read;
use crate::formula::analysis::analyse;
use crate::formula::derivative::derivative;
use crate::formula::domain;
use crate::formula::eval;
use crate::formula::expr::Var;
use crate::formula::interval::Interval;
use crate::formula::prove::inside;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, RngExt, SeedableRng};
use std::collections::HashMap;

type Point = HashMap<Var, f64>;

#[derive(Default, Debug)]
struct Count {
    /// Formulas whose slope was seen to have both signs.
    beyond: usize,
    /// Formulas as near to that on the other side, and how many of them are accepted.
    within: usize,
    accepted: usize,
}

/// From 1e-12 of the domain, or from far out, to its middle.
fn points(domain: &Interval, params: usize, rng: &mut impl Rng) -> Vec<Point> {
    let mut coords: Vec<f64> = (1..40)
        .map(|i| inside(domain, f64::from(i) / 40.0))
        .collect();
    for step in 3..=24 {
        let close = 10f64.powf(-0.5 * f64::from(step)) * rng.random_range(0.3..1.0);
        coords.extend([close, 1.0 - close].map(|share| inside(domain, share)));
        let far = 10f64.powf(0.25 * f64::from(step));
        coords.extend([far, -far]);
    }
    coords.retain(|z| domain.contains_bound(crate::formula::interval::Bound::Float(*z)));
    let shares = [1e-9, 1e-3, 0.2, 0.5, 0.8, 0.999, 1.0 - 1e-9];
    let values: &[f64] = if params > 0 { &shares } else { &shares[..1] };
    let mut all = Vec::new();
    for share in values {
        let param = inside(&Interval::UNIT, *share);
        all.extend(
            coords
                .iter()
                .map(|z| Point::from([(Var::Coord(0), *z), (Var::Param(0), param)])),
        );
    }
    all
}

fn trial(seed: u64, trials: usize) -> (Count, Vec<String>) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let (mut count, mut bad) = (Count::default(), Vec::new());
    for _ in 0..trials {
        let domain = [Interval::REAL, Interval::POSITIVE, Interval::UNIT][rng.random_range(0..3)];
        let params = rng.random_range(0..2);
        let depth = rng.random_range(1..4);
        let f = expression(&mut rng, depth, params);
        let depth = rng.random_range(0..3);
        let g = expression(&mut rng, depth, 0);
        let list = ["", "; a in (0, 1)"][params];
        let Some((size, near)) = edge(&f, &g, list, &domain, params, &mut rng) else {
            continue;
        };
        for (k, beyond) in near {
            if !(1e-6..1e6).contains(&k.abs()) || !size.is_finite() {
                continue;
            }
            let text = format!("|z{list}| {f} - ({k:e})*({g}){}", ["", " + 0*a"][params]);
            let Ok(formula) = read(&text) else { continue };
            if std::env::var("TRACE").is_ok() {
                eprintln!("{text} on {domain}");
            }
            if !beyond {
                count.within += 1;
                count.accepted += usize::from(analyse(&formula, &[domain]).is_ok());
                continue;
            }
            let slope = derivative(&formula.body[0].lower(), Var::Coord(0));
            let all = points(&domain, params, &mut Xoshiro256PlusPlus::seed_from_u64(1));
            let seen = all.iter().map(|at| (at, enclose(&slope, at)));
            let seen: Vec<_> = seen.collect();
            let falls = seen.iter().find(|(_, s)| s.is_negative());
            let rises = seen.iter().find(|(_, s)| s.is_positive());
            let (Some((low, _)), Some((high, _))) = (falls, rises) else {
                continue;
            };
            count.beyond += 1;
            if let Ok(analysis) = analyse(&formula, &[domain]) {
                let proof = &analysis.components[0].proof;
                bad.push(format!(
                    "{text} on {domain}: {proof}, but falls at {low:?} and rises at {high:?}"
                ));
            }
        }
    }
    (count, bad)
}

/// Coefficients on either side of the least and of the largest quotient of both slopes.
fn edge(
    f: &str,
    g: &str,
    list: &str,
    domain: &Interval,
    params: usize,
    rng: &mut impl Rng,
) -> Option<(f64, Vec<(f64, bool)>)> {
    let region = crate::formula::range::Region {
        coords: vec![*domain],
        params: vec![Interval::UNIT; params],
    };
    let slope = |text: &str| {
        let formula = read(text).ok()?;
        domain::check(&formula.body[0], &region).ok()?;
        Some(derivative(&formula.body[0].lower(), Var::Coord(0)))
    };
    let (df, dg) = (
        slope(&format!("|z{list}| {f}{}", ["", " + 0*a"][params]))?,
        slope(&format!("|z| {g}"))?,
    );
    let all = points(domain, params, &mut Xoshiro256PlusPlus::seed_from_u64(1));
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for at in &all {
        let quotient = eval::with(&df, at) / eval::with(&dg, at);
        if quotient.is_finite() {
            least = least.min(quotient);
            most = most.max(quotient);
        }
    }
    if !(least < most) {
        return None;
    }
    let gap = 10f64.powf(rng.random_range(-11.0..-1.0));
    let step = |x: f64| gap * x.abs().max(1e-6);
    let near = vec![
        (least + step(least), true),
        (least - step(least), false),
        (most - step(most), true),
        (most + step(most), false),
    ];
    Some((least.abs().max(most.abs()), near))
}

#[test]
fn what_is_just_beyond_is_never_accepted() {
    let (count, bad) = trial(1, 300);
    println!("{count:?}");
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    assert!(count.beyond > 30 && count.accepted > 5, "{count:?}");
}

#[test]
#[ignore = "slow: cargo test --release -p flow-macros random -- --ignored"]
fn thousands_just_beyond_random_bounds() {
    let number = |name: &str, other| {
        let given = std::env::var(name).ok();
        given.and_then(|text| text.parse().ok()).unwrap_or(other)
    };
    let (count, bad) = trial(number("SEED", 2), number("TRIALS", 20_000) as usize);
    println!("{count:?}");
    assert!(
        bad.is_empty(),
        "{} failures\n{}",
        bad.len(),
        bad[..bad.len().min(40)].join("\n")
    );
}
