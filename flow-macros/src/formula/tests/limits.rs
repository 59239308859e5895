//! Limits as calculus knows them, and what has none.

use super::read;
use crate::formula::expr::{Ex, Var};
use crate::formula::interval::{Bound, Interval};
use crate::formula::limit::{Limit, Side};
use crate::formula::mathematics::show;
use crate::formula::prove::thorough_limit;
use crate::formula::range::Region;
use crate::formula::simplify::simplify_on;

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
