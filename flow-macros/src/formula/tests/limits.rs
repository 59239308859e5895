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

/// Where z goes, what, and its limit; `?` where there is none, or where it depends on a and b.
const KNOWN: &[(&str, &str, &str)] = &[
    // Exponentials, powers, logarithms.
    ("∞", "z*exp(-z)", "0"),
    ("∞", "exp(z)/z^100", "∞"),
    ("∞", "exp(z) - z^3", "∞"),
    ("∞", "z^3 - exp(z)", "−∞"),
    ("∞", "exp(2*z) - exp(z)", "∞"),
    ("∞", "exp(z) - exp(2*z)", "−∞"),
    ("∞", "exp(z^2)/exp(z)", "∞"),
    ("∞", "exp(z - z^2)*z^9", "0"),
    ("∞", "exp(a*z)/z^b", "∞"),
    ("∞", "z^a*exp(-b*z)", "0"),
    ("∞", "exp(a*z - z)", "?"),
    ("∞", "z^a/z^b", "?"),
    ("∞", "z^a", "∞"),
    ("∞", "z^(-a)", "0"),
    ("∞", "a*z - b*z", "?"),
    ("∞", "a*z + b", "∞"),
    ("∞", "-a*z + b", "−∞"),
    ("∞", "a*z + b*z^2", "∞"),
    ("∞", "(a*z + 1)/(b*z - 1)", "a/b"),
    ("∞", "ln(z)/z", "0"),
    ("∞", "ln(z)^3/z^0.1", "0"),
    ("∞", "z/ln(z)", "∞"),
    ("∞", "ln(z) - z", "−∞"),
    ("∞", "z - ln(z)", "∞"),
    ("∞", "z - a*ln(z)", "∞"),
    ("∞", "1/ln(z)", "0"),
    ("∞", "ln(2*z) - ln(z)", "ln 2"),
    ("∞", "ln(z + 1) - ln(z)", "0"),
    ("∞", "ln(exp(z) + 1) - z", "0"),
    ("∞", "ln(1 + 3*exp(z)) - z", "ln 3"),
    ("∞", "ln(1 + a*exp(z)) - z", "ln a"),
    ("∞", "ln(exp(2*z) + exp(z)) - 2*z", "0"),
    ("∞", "softplus(z)/z", "1"),
    ("∞", "softplus(-z)*exp(z)", "1"),
    ("∞", "softplus(z) - z", "0"),
    ("∞", "exp(1/z)", "1"),
    ("∞", "z*(exp(1/z) - 1)", "1"),
    ("∞", "(1 + 1/z)^z", "e"),
    // Roots and quotients.
    ("∞", "sqrt(z^2 + z) - z", "1/2"),
    ("∞", "sqrt(z^2 + 1) - z", "0"),
    ("∞", "z*(sqrt(z^2 + 1) - z)", "1/2"),
    ("∞", "sqrt(z^2 + 1)/z", "1"),
    ("∞", "(z + 1)/(2*z - 3)", "1/2"),
    ("∞", "(1 - z)/(2*z)", "−1/2"),
    ("∞", "(z^2 + 1)/z", "∞"),
    ("∞", "1/z - 1/z^2", "0"),
    ("∞", "z/(a + z)", "1"),
    // What levels off.
    ("∞", "tanh(z)", "1"),
    ("∞", "(1 - tanh(z))*exp(2*z)", "2"),
    ("∞", "(1 - tanh(z))*exp(3*z)", "∞"),
    ("∞", "(1 - tanh(z))*exp(z)", "0"),
    ("∞", "atan(z)", "π/2"),
    ("∞", "z*(PI/2 - atan(z))", "1"),
    ("∞", "erf(z)", "1"),
    ("∞", "(1 - erf(z))*exp(z)", "0"),
    ("∞", "Phi(-z)*exp(z)", "0"),
    ("∞", "Phi(-z)*z^5", "0"),
    ("∞", "z*sigmoid(-z)", "0"),
    ("∞", "sigmoid(-z)*exp(z)", "1"),
    // What swings.
    ("∞", "sin(z)", "?"),
    ("∞", "z*sin(z)", "?"),
    ("∞", "sin(z)^2", "?"),
    ("∞", "exp(sin(z))", "?"),
    ("∞", "1/(2 + sin(z))", "?"),
    ("∞", "atan(sin(z))", "?"),
    ("∞", "sin(z)/z", "0"),
    ("∞", "z + sin(z)", "∞"),
    ("∞", "z - 2*sin(z)", "∞"),
    ("∞", "sin(z) - exp(z)", "−∞"),
    ("∞", "exp(-z)*cos(z)", "0"),
    ("∞", "z*sin(1/z)", "1"),
    ("∞", "cos(1/z)", "1"),
    ("∞", "z^2*(1 - cos(1/z))", "1/2"),
    // Hyperbolic functions.
    ("∞", "sinh(z)/exp(z)", "1/2"),
    ("∞", "sinh(z) - z^3", "∞"),
    ("∞", "ln(cosh(z)) - z", "−ln 2"),
    ("∞", "asinh(z) - ln(z)", "ln 2"),
    ("∞", "asinh(z)/ln(z)", "1"),
    ("∞", "abs(z) - z", "0"),
    ("∞", "abs(1 - z)/z", "1"),
    // On the other side.
    ("−∞", "exp(z)*z^2", "0"),
    ("−∞", "z^3", "−∞"),
    ("−∞", "z^2", "∞"),
    ("−∞", "1/z", "0"),
    ("−∞", "cbrt(z)", "−∞"),
    ("−∞", "sqrt(z^2 + 1) + z", "0"),
    ("−∞", "sqrt(z^2 + 1)/z", "−1"),
    ("−∞", "softplus(z)*exp(-z)", "1"),
    ("−∞", "exp(-z) + z", "∞"),
    ("−∞", "z - exp(-z)", "−∞"),
    ("−∞", "abs(z) + z", "0"),
    ("−∞", "z*abs(z)", "−∞"),
    ("−∞", "tanh(z)", "−1"),
    ("−∞", "sinh(z)*exp(z)", "−1/2"),
    ("−∞", "Phi(z)*z^4", "0"),
    ("−∞", "asinh(z)", "−∞"),
    // At an end that is a number.
    ("0", "ln(z)", "−∞"),
    ("0", "z*ln(z)", "0"),
    ("0", "z^a*ln(z)", "0"),
    ("0", "z^(-a)", "∞"),
    ("0", "z^a", "0"),
    ("0", "sin(z)/z", "1"),
    ("0", "tan(z)/z", "1"),
    ("0", "tanh(a*z)/z", "a"),
    ("0", "(exp(z) - 1)/z", "1"),
    ("0", "(exp(a*z) - 1)/(b*z)", "a/b"),
    ("0", "(1 - cos(z))/z^2", "1/2"),
    ("0", "ln(1 + z)/z", "1"),
    ("0", "exp(-1/z)/z^3", "0"),
    ("0", "exp(1/z)*z^3", "∞"),
    ("0", "ln(z) + 1/z", "∞"),
    ("0", "1/ln(z)", "0"),
    ("0", "z/ln(z)", "0"),
    ("0", "ln(z)^2", "∞"),
    ("0", "ln(z)^3", "−∞"),
    ("0", "z*logit(z)", "0"),
    ("0", "logit(z) - ln(z)", "0"),
    ("0", "logit(z)", "−∞"),
    ("0", "sqrt(z)/z", "∞"),
    ("0", "erf(z)/z", "2/√π"),
    ("0", "sin(1/z)", "?"),
    ("0", "z*sin(1/z)", "0"),
    ("0", "abs(z)/z", "1"),
    ("0", "1/tanh(z)", "∞"),
    ("0", "1/z^2 - 1/z", "∞"),
    ("0", "z^z", "1"),
    ("1", "ln(1 - z)", "−∞"),
    ("1", "(1 - z)*ln(1 - z)", "0"),
    ("1", "atanh(z)", "∞"),
    ("1", "atanh(z) + ln(1 - z)/2", "(ln 2)/2"),
    ("1", "logit(z) + ln(1 - z)", "0"),
    ("1", "ln(z)/(1 - z)", "−1"),
    ("1", "1/(1 - z)", "∞"),
    ("1", "(1 - z^2)/(1 - z)", "2"),
    ("1", "asin(z)", "π/2"),
    ("1", "1/(1 - z)^a", "∞"),
    ("1", "(1 - z)^a/(1 - z)^b", "?"),
    // These exist, and are not found: ∞, 0, 2 and √2.
    ("∞", "(z + 1)^3 - z^3", "?"),
    ("∞", "cosh(z) - sinh(z)", "?"),
    ("∞", "exp(asinh(z))/z", "?"),
    ("1", "acos(z)/sqrt(1 - z)", "?"),
];

/// The same with a and b any real numbers: coefficients may be zero, or have either sign.
const OF_ANY: &[(&str, &str, &str)] = &[
    ("∞", "z + a^2*z^2", "∞"),
    ("∞", "exp(z) + a^2*z", "∞"),
    ("∞", "-z - a^2*z^3", "−∞"),
    ("∞", "z - a^2*z", "?"),
    ("∞", "z^3 + a^2*z + b^2*z^2", "∞"),
    ("∞", "z + a^2*z^2 - b^2*z^2", "?"),
    ("∞", "z - a^2*z^2", "?"),
    ("∞", "-z + a^2*z^2", "?"),
    ("∞", "z + a*sin(z)", "∞"),
    ("∞", "z + a^2*exp(-z)", "∞"),
    ("∞", "z + a^2*z*sin(z)", "?"),
    ("∞", "exp(z) - a*z^9", "∞"),
    ("∞", "a*z", "?"),
    ("∞", "a*exp(-z)", "0"),
    ("∞", "a + exp(-z)", "a"),
    ("∞", "(1 + a^2)*z", "∞"),
    ("∞", "z/(1 + a^2)", "∞"),
    ("∞", "a*tanh(z)", "a"),
    ("∞", "z^(1 + a^2)", "∞"),
    ("∞", "exp(a*z)", "?"),
    ("∞", "z*exp(-(1 + a^2)*z)", "0"),
    ("−∞", "z + a^2*z^3", "−∞"),
    ("−∞", "-exp(-z) + a^2*z", "−∞"),
    ("−∞", "z^2 + a*z", "∞"),
    ("0", "a*z^2 + z", "0"),
    ("0", "1/z + a^2/z^2", "∞"),
    ("0", "ln(z) - a^2/z", "−∞"),
    ("0", "a + z*ln(z)", "a"),
];

#[test]
fn limits_are_those_of_calculus() {
    let mut bad = Vec::new();
    let mut check = |(end, text, wanted): &(&str, &str, &str), values| {
        let found = limit(text, end, values);
        if found != *wanted {
            bad.push(format!("{text} at {end}: {found}, not {wanted}"));
        }
    };
    for row in KNOWN {
        check(row, Interval::POSITIVE);
    }
    for row in OF_ANY {
        check(row, Interval::REAL);
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
