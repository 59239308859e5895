//! Limits as calculus knows them, and what has none.

use super::derived::compare;
use super::read;
use super::shapes::ends;
use crate::formula::eval;
use crate::formula::expr::{Ex, Var};
use crate::formula::interval::{Bound, Interval};
use crate::formula::limit::{Limit, Side};
use crate::formula::mathematics::show;
use crate::formula::prove::thorough_limit;
use crate::formula::range::Region;
use crate::formula::simplify::simplify_on;
use std::fmt::Write;

/// The limit of a text in z, with a and b in a range.
fn limit(text: &str, end: &str, values: Interval) -> String {
    let params = vec![values; 2];
    let list = "|z; a, b|";
    let formula = read(&format!("{list} {text} + 0*a + 0*b + 0*z")).unwrap();
    let (end, side, values) = match end {
        "∞" => (Bound::PosInf, Side::Below, Interval::POSITIVE),
        "−∞" => (
            Bound::NegInf,
            Side::Above,
            Interval::open(Bound::NegInf, Bound::ZERO),
        ),
        "0" => (Bound::ZERO, Side::Above, Interval::UNIT),
        "1" => (Bound::ONE, Side::Below, Interval::UNIT),
        other => panic!("{other} is no end"),
    };
    let region = Region {
        coords: vec![values],
        params,
    };
    let ex: Ex = simplify_on(&formula.body[0].lower(), &region);
    match thorough_limit(&ex, Var::Coord(0), end, side, &region) {
        Some(Limit::Finite(ex)) => show(&simplify_on(&ex, &region), &formula.names()),
        Some(Limit::PosInf) => "∞".to_owned(),
        Some(Limit::NegInf) => "−∞".to_owned(),
        None => "?".to_owned(),
    }
}

/// Where z goes, what, and its limit, as columns; `?` where there is none, or where it depends on a and b. These are positive, and
/// any real numbers below the last headline.
const KNOWN: &str = include_str!("limits.txt");

#[test]
fn limits_are_those_of_calculus() {
    let mut bad = Vec::new();
    let mut values = Interval::POSITIVE;
    for line in KNOWN.lines().filter(|line| !line.is_empty()) {
        if line.starts_with("# a and b any") {
            values = Interval::REAL;
        }
        if line.starts_with('#') {
            continue;
        }
        let columns = line.split("  ").map(str::trim);
        let columns: Vec<&str> = columns.filter(|column| !column.is_empty()).collect();
        let [end, text, wanted] = columns[..] else {
            panic!("three columns: {line}")
        };
        let found = limit(text, end, values);
        if found != wanted {
            bad.push(format!("{text} at {end}: {found}, not {wanted}"));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

/// Too slow, or by way of what is no number.
const BEYOND_FLOATS: [&str; 6] = [
    "1/z - ln(sin(-z) + exp(1/z)) ",
    "3 - ln(exp(-z^2) + ln(1 - z)) ",
    "atan(ln(ln(z)) - exp(-z)) ",
    "z*(ln(ln(1 + z)) - 3) ",
    "exp(z^3)*sinh((z^2 + z)) ",
    "(1 - z) - ln(2 + exp(-z)) ",
];

/// As they are stored, and where numbers come near what they are.
#[test]
fn limits_are_what_numbers_go_to() {
    let (mut bad, mut stored) = (Vec::new(), String::new());
    for shape in ends(51, 2500) {
        let (own, region) = (shape.region.coords[0], &shape.region);
        let ex = simplify_on(&shape.ex, region);
        let params: Vec<f64> = region.params.iter().map(Interval::sample).collect();
        write!(stored, "{}:", shape.text).unwrap();
        for (end, side) in [(own.lo, Side::Above), (own.hi, Side::Below)] {
            let limit = thorough_limit(&ex, Var::Coord(0), end, side, region);
            let place = |near: f64| match (end.is_finite(), side) {
                (true, Side::Above) => end.to_f64() + near,
                (true, Side::Below) => end.to_f64() - near,
                (false, _) => f64::copysign(1.0 / near, end.to_f64()),
            };
            // On the way, and nearly there; of a pole floats do not know on which side of it they are.
            let value = |near| eval::at_point(&ex, &[place(near)], &params);
            let early = value(1e-2);
            // Not so far where parts are beyond all floats.
            let mut late = [1e-5, 1e-3, 5e-3].into_iter().map(value);
            let late = late.find(|value| !value.is_nan()).unwrap_or(f64::NAN);
            let text = match &limit {
                Some(Limit::Finite(at)) => {
                    let at = simplify_on(at, region);
                    let wanted = eval::at_point(&at, &[f64::NAN], &params);
                    let away = |x: f64| (x - wanted).abs();
                    let near = 0.5 * away(early) + 1e-3 * (1.0 + wanted.abs());
                    // What is no number is near nothing.
                    if !(away(late) <= near) {
                        bad.push(format!("{}: {early}, {late} for {wanted}", shape.text));
                    }
                    show(&at, &shape.names)
                }
                Some(Limit::PosInf) => {
                    if !(late >= early.max(0.0) || late <= -1e15) {
                        bad.push(format!("{}: {early}, {late} for ∞", shape.text));
                    }
                    "∞".to_owned()
                }
                Some(Limit::NegInf) => {
                    if !(late <= early.min(0.0) || late >= 1e15) {
                        bad.push(format!("{}: {early}, {late} for −∞", shape.text));
                    }
                    "−∞".to_owned()
                }
                None => "?".to_owned(),
            };
            write!(stored, "  {text}").unwrap();
        }
        writeln!(stored).unwrap();
    }
    bad.retain(|line| !BEYOND_FLOATS.iter().any(|text| line.starts_with(text)));
    assert!(bad.is_empty(), "{} of them\n{}", bad.len(), bad.join("\n"));
    compare("ends.txt", &stored);
}
