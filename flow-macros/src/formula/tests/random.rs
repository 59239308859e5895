//! Formulas written at random from the grammar: nothing that is accepted may turn out not to be a bijection.

use super::grammar::expression;
use super::read;
use super::run::run;
use crate::formula::analysis::{Analysis, Inverse, analyse};
use crate::formula::code::Code;
use crate::formula::derivative::derivative;
use crate::formula::eval;
use crate::formula::expr::{Ex, Var};
use crate::formula::interval::{Bound, Interval};
use crate::formula::prove::inside;
use crate::formula::range::{self, Region};
use crate::formula::reject::{Reason, Rejection};
use crate::formula::stable::{Lowering, Setting, WithImage};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, RngExt, SeedableRng};
use std::cmp::Ordering;
use std::collections::HashMap;

#[derive(Default, Debug)]
struct Count {
    accepted: usize,
    closed: usize,
    refuted: usize,
    vanishing: usize,
    outside: usize,
    undecided: usize,
    constant: usize,
    checked: usize,
    /// More than 50 ms.
    slow: usize,
    slowest: u128,
}

/// What an expression of one coordinate is certain to be at a point.
pub(super) fn enclose(ex: &Ex, at: &HashMap<Var, f64>) -> Interval {
    let point = |v: Var| Interval::point(Bound::Float(at.get(&v).copied().unwrap_or(0.0)));
    let region = Region {
        coords: vec![point(Var::Coord(0))],
        params: (0..at.len() - 1).map(|i| point(Var::Param(i))).collect(),
    };
    range::eval(ex, &region)
}

fn points(analysis: &Analysis, rng: &mut impl Rng) -> Vec<HashMap<Var, f64>> {
    let mut all = Vec::new();
    let domain = analysis.region.coords[0];
    for _ in 0..6 {
        let params: Vec<(Var, f64)> = analysis
            .region
            .params
            .iter()
            .enumerate()
            .map(|(i, r)| (Var::Param(i), inside(r, rng.random_range(0.1..0.9))))
            .collect();
        let mut shares: Vec<f64> = (0..24).map(|_| rng.random_range(0.005..0.995)).collect();
        // Geometrically closer to both ends.
        for step in 4..=24 {
            let close = 10f64.powf(-0.5 * f64::from(step)) * rng.random_range(0.3..1.0);
            shares.extend([close, 1.0 - close]);
        }
        shares.sort_by(f64::total_cmp);
        for share in shares {
            let mut at: HashMap<Var, f64> = params.iter().copied().collect();
            at.insert(Var::Coord(0), inside(&domain, share));
            all.push(at);
        }
    }
    all
}

#[expect(clippy::too_many_lines, reason = "one check after the other")]
fn accepted(
    text: &str,
    analysis: &Analysis,
    rng: &mut impl Rng,
    bad: &mut Vec<String>,
    count: &mut Count,
) {
    let component = &analysis.components[0];
    let f = &analysis.forward[0];
    let z = Var::Coord(0);
    let all = points(analysis, rng);
    // The graph that is printed as code, with parameters by name.
    let names: Vec<Var> = std::iter::once(z).chain((0..2).map(Var::Param)).collect();
    let symbol = |lowering: &mut Lowering<'_>, var: Var| {
        let index = names.iter().position(|v| *v == var).unwrap_or(0);
        lowering.graph.push(Code::Name(index))
    };
    let region = WithImage::new(&analysis.region, &analysis.image);
    let setting = Setting::new(&region, &[]);
    let mut lowering = Lowering::new(setting, &symbol);
    let lowered = [lowering.lower(f), lowering.lower(&analysis.log_det)];
    let mut previous: Option<(f64, f64, HashMap<Var, f64>)> = None;
    let written = derivative(f, z);
    let mut below: Option<(&HashMap<Var, f64>, Interval)> = None;
    for at in &all {
        // What intervals say is certain, however close to an end.
        for slope in [&written, &component.slope] {
            let values = enclose(slope, at);
            let wrong = if component.increasing {
                values.is_nonpositive()
            } else {
                values.is_nonnegative()
            };
            if wrong && values.lo != values.hi {
                bad.push(format!("{text}: the slope is in {values} at {at:?}"));
            }
        }
        let values = enclose(f, at);
        if let Some((low, lower)) = &below
            && at.iter().all(|(k, v)| *k == z || low[k] == *v)
            && at[&z] > low[&z]
        {
            let (first, second) = if component.increasing {
                (values, *lower)
            } else {
                (*lower, values)
            };
            if first.hi.compare(second.lo) == Ordering::Less {
                bad.push(format!("{text}: not monotone between {low:?} and {at:?}"));
            }
        }
        below = Some((at, values));
        let x = eval::with(f, at);
        let here = at[&z];
        let slope = eval::with(&component.slope, at);
        let log_det = eval::with(&analysis.log_det, at);
        if !x.is_finite() || x.abs() > 1e12 {
            previous = None;
            continue;
        }
        // Where rounding inside the formula has eaten the digits, numbers prove nothing.
        let width = |values: &Interval| values.hi.to_f64() - values.lo.to_f64();
        // Intervals know that u − |u| is 0 on one side; numbers round both.
        let largest: f64 = at.values().map(|value| value.abs()).sum();
        let sizes = if text.contains("abs") {
            1e-15 * largest * (1.0 + x.abs())
        } else {
            0.0
        };
        let noise = width(&values) + sizes;
        if !(noise < 1e-9 * (1e-3 + x.abs())) {
            previous = None;
            continue;
        }
        count.checked += 1;
        let values: Vec<f64> = names
            .iter()
            .map(|v| at.get(v).copied().unwrap_or(0.0))
            .collect();
        let ran = run(&lowering.graph, &values, &|x| x);
        let (x_code, log_det_code) = (ran[lowered[0]], ran[lowered[1]]);
        if !((x_code - x).abs() <= 1e-10 * (1.0 + x.abs()) + 10.0 * noise) {
            bad.push(format!("{text}: code gives {x_code} for {x} at {at:?}"));
        }
        // As much of the slope has to be left that its logarithm is one of it.
        let known = width(&enclose(&component.slope, at)) < 1e-10 * slope.abs()
            && width(&enclose(&analysis.log_det, at)) < 1e-10 * (1.0 + log_det.abs());
        if known
            && log_det.abs() < 15.0
            && !((log_det_code - log_det).abs() <= 1e-6 * (1.0 + log_det.abs()))
        {
            bad.push(format!(
                "{text}: code gives log_det {log_det_code} for {log_det} at {at:?}"
            ));
        }
        // Order.
        if let Some((z0, x0, at0)) = &previous
            && at.iter().all(|(k, v)| *k == z || at0[k] == *v)
            && here > *z0
        {
            let rising = (x - x0) * if component.increasing { 1.0 } else { -1.0 };
            if rising < -1e-9 * (1.0 + x.abs()) {
                bad.push(format!(
                    "{text}: not monotone between {z0} and {here}: {x0} and {x} with {at:?}"
                ));
            }
        }
        previous = Some((here, x, at.clone()));
        // The image contains the value.
        let room = 1e-9 * (1.0 + x.abs());
        let image = analysis.image[0];
        if x < image.lo.to_f64() - room || x > image.hi.to_f64() + room {
            bad.push(format!("{text}: {x} is outside the image {image}"));
        }
        // Slope and log-det.
        if known && slope.abs() > 1e-7 && slope.abs() < 1e7 {
            let sign = if component.increasing { 1.0 } else { -1.0 };
            if slope * sign < 0.0 {
                bad.push(format!("{text}: slope {slope} at {here}"));
            }
            if !((slope.abs().ln() - log_det).abs() < 1e-6 * (1.0 + log_det.abs())) {
                bad.push(format!(
                    "{text}: log_det {log_det} against {} at {at:?}",
                    slope.abs().ln()
                ));
            }
            let (lo, hi) = (
                analysis.region.coords[0].lo.to_f64(),
                analysis.region.coords[0].hi.to_f64(),
            );
            let h = 1e-4 * (0.1 + here.abs().min(10.0)).min(here - lo).min(hi - here);
            let shifted = |d: f64| {
                let mut at = at.clone();
                at.insert(z, here + d);
                eval::with(f, &at)
            };
            let numeric = (8.0 * (shifted(h) - shifted(-h))
                - (shifted(2.0 * h) - shifted(-2.0 * h)))
                / (12.0 * h);
            let most = 1e-4 * (1.0 + slope.abs()) + (10.0 * noise + 1e-13 * x.abs()) / h;
            let close = |numeric: f64| !numeric.is_finite() || (numeric - slope).abs() < most;
            // Next to a kink, the slope of the side on which the point lies.
            let one_sided = |h: f64| (4.0 * shifted(h) - shifted(2.0 * h) - 3.0 * x) / (2.0 * h);
            let kink = text.contains("abs") && [h, -h].into_iter().map(one_sided).any(close);
            // So close to an end that steps are rounded, intervals have to do.
            let rounded = h < 1e-5 * here.abs();
            if !close(numeric) && !kink && !rounded {
                bad.push(format!("{text}: slope {slope} against {numeric} at {at:?}"));
            }
            if let Inverse::Closed(inverse) = &component.inverse {
                let mut back = at.clone();
                back.remove(&z);
                back.insert(Var::Image(0), x);
                let found = eval::with(inverse, &back);
                let tolerance = 1e-6 * (1.0 + here.abs())
                    + (100.0 * noise + 1e-11 * (1.0 + x.abs())) / slope.abs();
                if !((found - here).abs() < tolerance) && slope.abs() > 1e-4 {
                    bad.push(format!(
                        "{text}: inverse gives {found} for {here} at {at:?}"
                    ));
                }
            }
        }
    }
}

fn refused(
    text: &str,
    (f, domain): (&Ex, Interval),
    names: &[&str],
    rejection: &Rejection,
    bad: &mut Vec<String>,
    count: &mut Count,
) {
    match &*rejection.reason {
        Reason::NotInjective {
            points: [a, b],
            others,
            ..
        } => {
            count.refuted += 1;
            let value = |z: f64| {
                eval::eval(f, &|var| match var {
                    Var::Coord(0) => z,
                    Var::Param(i) => others
                        .iter()
                        .find(|o| o.name == names[i])
                        .map_or(0.5, |o| o.number),
                    _ => f64::NAN,
                })
            };
            let (x, y) = (value(a.number), value(b.number));
            if !((x - y).abs() <= 1e-8 * (1e-12 + x.abs().max(y.abs())) || (x - y).abs() < 1e-9)
                || a.number == b.number
            {
                bad.push(format!("{text}: the witness {a}, {b} gives {x} and {y}"));
            }
        }
        Reason::DerivativeVanishes { at, .. } => {
            count.vanishing += 1;
            if !domain.contains(at.number) {
                bad.push(format!("{text}: the slope is said to vanish at {at}"));
            }
        }
        Reason::Degenerate { .. } => count.vanishing += 1,
        Reason::Undecided { .. } => {
            count.undecided += 1;
            if std::env::var("SHOW").is_ok() {
                println!("{text}\n   {rejection}");
            }
        }
        Reason::Constant { .. } => count.constant += 1,
        _ => count.outside += 1,
    }
}

fn trial(seed: u64, trials: usize) -> (Count, Vec<String>) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let (mut count, mut bad) = (Count::default(), Vec::new());
    for _ in 0..trials {
        let params = rng.random_range(0..3);
        let ranges = ["", " > 0", " in (0, 1)"];
        let (first, second) = (
            ranges[rng.random_range(0..3)],
            ranges[rng.random_range(0..3)],
        );
        let list = match params {
            0 => String::new(),
            1 => format!("; a{first}"),
            _ => format!("; a{first}, b{second}"),
        };
        let depth = rng.random_range(1..5);
        let mut body = expression(&mut rng, depth, params);
        // A parameter that is not used would be a mistake.
        for name in &["a", "b"][..params] {
            let mut words = body.split(|c: char| !c.is_alphanumeric());
            if !words.any(|word| word == *name) {
                body = format!("{body} + 0*{name}");
            }
        }
        let text = format!("|z{list}| {body}");
        let domain = [Interval::REAL, Interval::POSITIVE, Interval::UNIT][rng.random_range(0..3)];
        if std::env::var("TRACE").is_ok() {
            eprintln!("{text} on {domain}");
        }
        let formula = match read(&text) {
            Ok(formula) => formula,
            Err(e) => {
                bad.push(format!("{text}: {e}"));
                continue;
            }
        };
        let start = std::time::Instant::now();
        let result = analyse(&formula, &[domain]);
        let elapsed = start.elapsed().as_millis();
        count.slowest = count.slowest.max(elapsed);
        if elapsed > 50 {
            count.slow += 1;
        }
        if elapsed > 200 {
            let accepted = result.is_ok();
            println!("slow, {elapsed} ms: {text} on {domain}, accepted: {accepted}");
        }
        match result {
            Ok(analysis) => {
                count.accepted += 1;
                count.closed += usize::from(analysis.components[0].inverse != Inverse::Newton);
                accepted(
                    &format!("{text} on {domain}"),
                    &analysis,
                    &mut rng,
                    &mut bad,
                    &mut count,
                );
            }
            Err(rejection) => refused(
                &format!("{text} on {domain}"),
                (&formula.body[0].lower(), domain),
                &["a", "b"],
                &rejection,
                &mut bad,
                &mut count,
            ),
        }
    }
    (count, bad)
}

#[test]
fn a_hundred_random_formulas() {
    let (count, bad) = trial(1, 100);
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    assert!(count.accepted > 5, "{count:?}");
}

#[test]
#[ignore = "slow: cargo test --release -p flow-macros random -- --ignored"]
fn thousands_of_random_formulas() {
    let trials = std::env::var("TRIALS")
        .ok()
        .and_then(|t| t.parse().ok())
        .unwrap_or(20_000);
    let seed = std::env::var("SEED")
        .ok()
        .and_then(|t| t.parse().ok())
        .unwrap_or(2);
    let (count, mut bad) = trial(seed, trials);
    println!("{count:?}");
    // One of each formula is enough to look at.
    bad.dedup_by_key(|words| words.split(" on ").next().map(str::to_owned));
    assert!(
        bad.is_empty(),
        "{} failures\n{}",
        bad.len(),
        bad[..bad.len().min(40)].join("\n")
    );
}
