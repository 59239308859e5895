//! Signs of expressions, as mathematics knows them: what each form of a proof must find, and what is not so.

use super::{interval, read};
use crate::formula::prove::Prover;
use crate::formula::range::Region;
use crate::formula::sign::Sign;
use crate::formula::simplify::simplify_on;

fn sign(text: &str, ranges: &str) -> Sign {
    let ranges: Vec<&str> = ranges.split(", ").collect();
    let names = &["z", "a", "b"][..ranges.len()];
    let list = match names.split_first() {
        Some((z, [])) => format!("|{z}|"),
        Some((z, params)) => format!("|{z}; {}|", params.join(", ")),
        None => unreachable!("there is a range"),
    };
    // A symbol that is not used would be a mistake.
    let unused = names.join(" + 0*");
    let formula =
        read(&format!("{list} {text} + 0*{unused}")).unwrap_or_else(|e| panic!("{text}: {e}"));
    let of = |range: &&str| match *range {
        "-" => interval("< 0"),
        "<>" => interval("in (-1, 1)"),
        "<π/2" => interval("in (0, PI/2)"),
        other => interval(other),
    };
    let region = Region {
        coords: ranges[..1].iter().map(of).collect(),
        params: ranges[1..].iter().map(of).collect(),
    };
    Prover::new().sign(&simplify_on(&formula.body[0].lower(), &region), &region)
}

/// Expressions in z, a and b, and where these are: `-` are negative numbers, `<>` those between −1 and 1,
/// `<π/2` those between 0 and π/2.
const POSITIVE: &[(&str, &str)] = &[
    // Of one function at two arguments.
    ("tanh(z) - tanh(z/2)", "+"),
    ("atan(2*z) - atan(z)", "+"),
    ("acos(z/2) - acos(z)", "01"),
    ("asinh(z + 1) - asinh(z)", "R"),
    ("2*erf(z + a) - 2*erf(z)", "R, +"),
    ("(z + 1)^0.5 - z^0.5", "+"),
    ("z^(-2) - (z + 1)^(-2)", "+"),
    ("(2*z)^1.5 - z^1.5", "+"),
    // Of one base with exponents that are no numbers.
    ("z^a - z^(a + 1)", "01, R"),
    ("z^(a + 1) - z^a", "> 1, R"),
    ("2*z^a - z^(a + 1)", "01, R"),
    ("z^a + z^(a + b)", "+, R, R"),
    // With hyperbolic functions below.
    ("z/tanh(z) - 1", "+"),
    ("1/tanh(z) - 1/z", "+"),
    ("1/z - 1/tanh(z)", "-"),
    ("1/z^2 - 1/sinh(z)^2", "+"),
    ("2 - tanh(z)/z", "+"),
    ("cosh(z) - 1/cosh(z)", "+"),
    ("1/tanh(z) - z/sinh(z)^2", "+"),
    ("1/tanh(z)^3 - 1/tanh(z)", "+"),
    // Affine in a symbol: by both of its ends.
    ("1 + b^2 - 2*a*b", "R, 01, R"),
    ("1 + b^2 + 2*a*b", "R, 01, R"),
    ("1 + b^2 + 2*a*b", "R, <>, R"),
    ("1 + z^2 - 2*z*a", "R, <>"),
    ("cosh(z) - a*sinh(z)", "R, <>"),
    ("1 + a*cos(z)", "R, <>"),
    ("1 - a*sin(z)*cos(b)", "R, 01, R"),
    ("exp(z) + a - a*exp(z)", "R, 01"),
    ("(1 - a)*exp(z) + a*exp(2*z)", "R, 01"),
    ("1 + a*(tanh(z) + z/cosh(z)^2)", "+, 01"),
    // Affine in a wave: by its extremes.
    ("1 + a*cos(z)/sqrt(1 + a^2)", "R, R"),
    ("2 + a*sin(z*b)/sqrt(1 + a^2) - cos(b)", "R, R, R"),
    ("exp(a) + a*cos(z)", "R, +"),
    // With sums of exponentials below.
    ("1/(1 + exp(z)) - 0.999/(2 + exp(z))", "R"),
    ("sigmoid(z) - 0.999*exp(z)/(2 + exp(z))", "R"),
    ("2.001*exp(z)/(2 + exp(z)) - sigmoid(z)", "R"),
    ("sigmoid(z) - 0.999*sigmoid(z - 1)", "R"),
    ("sigmoid(z)*sigmoid(-z) - exp(z)/(3 + exp(z))^2", "R"),
    // Positive between ends that it is zero at, or at one of them, which are none of its points.
    ("a*(1 - z)", "01, +"),
    ("z - a*z", "+, 01"),
    ("a*z + (1 - a)*z^2", "+, 01"),
    ("a + z - a*z", "01, 01"),
    ("z*(1 - a) + a*z^3", "+, 01"),
    ("(1 - a)*b + a*(1 - b)", "R, 01, 01"),
    ("2*a*z - a*z^2", "01, +"),
    // Odd powers of what is below 0 and reciprocals.
    ("-1/z^3", "-"),
    ("-1/(z - a)^3", "-, +"),
    ("1/(1 - z)^3", "01"),
    ("-(z - 1)^3", "01"),
    ("1/z^2", "-"),
    ("1/(z - 1)^2", "01"),
    ("-1/(z^2 - z)", "01"),
    ("-1/(z^2 - z)^3", "01"),
    // Corners of polynomials.
    ("1 - z^2*a^2", "01, 01"),
    ("2 - z^3 - a^3", "01, 01"),
    ("1 + z*a - z - a", "01, 01"),
    ("3 + z^2*a - 2*z*a^2 - a*z", "01, 01"),
    ("1 + 3*z^2*a - 2*z^3*a^2", "01, 01"),
    ("z^3 - z^2*a + z*a^2 + 1", "+, <>"),
    // Where it has a value at an end, and where there is none.
    ("1 + z*ln(z)", "01"),
    ("2 - tan(z)", "01"),
    ("z + 1/z - 1", "+"),
    // Quadratics, and roots beside what is smaller.
    ("z^2 + z + 1", "R"),
    ("z^4 - z^2 + 1", "R"),
    ("exp(2*z) - exp(z) + 1", "R"),
    ("z^2 + a*z + a^2 + 1", "R, R"),
    ("(z + a + b)^2 - 4*a*z", "+, +, +"),
    ("(z + a)^2 - 3*a*z + 1", "R, R"),
    ("sqrt(z^2 + 1) - z", "R"),
    ("sqrt(z^2 + 1) + z", "R"),
    ("sqrt(z^2 + a) - z", "R, +"),
    ("1 + z/sqrt(1 + z^2)", "R"),
    ("1 - a*z/sqrt(1 + z^2)", "R, <>"),
    ("2*sqrt(1 + z^2) + z", "R"),
    // Of one compound of several symbols.
    (
        "1/5 + a*z*sigmoid(a*z)*sigmoid(-a*z) + sigmoid(a*z)",
        "R, +",
    ),
    // By derivatives, ends and pieces.
    ("exp(z) - z", "R"),
    ("exp(z) - 1 - z", "+"),
    ("exp(z) - 1 - z", "-"),
    ("z - ln(1 + z)", "+"),
    ("z - sin(z)", "+"),
    ("sinh(z) - z", "+"),
    ("tan(z) - z", "<π/2"),
    ("z - tanh(z)", "+"),
    ("cosh(z) - 1", "+"),
    ("1 - z*exp(-z)", "R"),
    ("1/2 + z*exp(-z)", "+"),
    ("z*ln(z) + 1", "+"),
    ("z^3 - 3*z + 3", "+"),
    ("1 - z + z^2/2 - z^3/6 + z^4/24", "R"),
    ("z*(1 - z)", "01"),
    ("a*z*(1 - z)^b", "01, +, R"),
    ("z + a - z*a", "01, 01"),
    ("1 - z - a + z*a", "01, 01"),
    ("exp(-z^2) + 1 - 2*z^2*exp(-z^2)", "R"),
    ("Phi(z) + z*exp(-z^2/2)/sqrt(2*PI)", "+"),
    ("softplus(z) - z", "R"),
    ("softplus(z) - ln(2)", "+"),
    ("1/2 - sigmoid(z)*sigmoid(-z)", "R"),
];

/// What is zero somewhere and has one sign elsewhere.
const NOT_NEGATIVE: &[(&str, &str)] = &[
    ("z^2 + 2*z + 1", "R"),
    ("z^2 + 2*a*z + a^2", "R, R"),
    ("1 + cos(z)", "R"),
    ("exp(2*z) - 2*exp(z) + 1", "R"),
    ("z^2*exp(z)", "R"),
    ("(z - 1)^2*(z - a)^2", "R, R"),
    ("(z^2 - z)^2", "R"),
    ("z^2*(1 + cos(z))", "R"),
    ("abs(z - a)", "R, R"),
];

/// What has both signs, or may have for all that is known.
const MIXED: &[(&str, &str)] = &[
    ("tanh(z) - tanh(a)", "R, R"),
    ("tanh(z) - tanh(z/2)", "R"),
    ("atan(z) - atan(a)", "+, +"),
    ("sqrt(z) - sqrt(a)", "+, +"),
    ("z^a - z^(a + 1)", "+, R"),
    ("z^a - z^b", "01, R, R"),
    ("1/tanh(z) - 1/(2*z)", "<>"),
    ("1/z^2 - 2/sinh(z)^2", "+"),
    ("1 + b^2 - 3*a*b", "R, 01, R"),
    ("1 + 2*a*cos(z)", "R, <>"),
    ("cosh(z) - 2*a*sinh(z)", "R, <>"),
    ("1 + 1.5*a*cos(z)/sqrt(1 + a^2)", "R, R"),
    ("sigmoid(z) - 1.5*exp(z)/(2 + exp(z))", "R"),
    ("z^2 + 3*z + 1", "R"),
    (
        "1/20 + a*z*sigmoid(a*z)*sigmoid(-a*z) + sigmoid(a*z)",
        "R, +",
    ),
    // Positive at both ends, and not only between them.
    ("(z - 0.6)^2 - 1/10000", "01"),
    ("exp(z) + exp(1.2 - z) - 2*exp(0.6) - 1/1000", "01"),
    ("(a - 0.6)^2 + z^2 - 1/10000", "<>, 01"),
    ("z^4 - 3*z^2 + 1", "R"),
    ("z^2 + a*z + 1", "R, R"),
    ("(z + a + b)^2 - 5*a*z", "+, +, +"),
    ("sqrt(z^2 + 1) - 2*z", "R"),
    ("1/(z - a)^3", "+, +"),
    ("1/tan(z)", "+"),
    ("a*(1 - 2*z)", "01, +"),
    ("z - a", "01, 01"),
    ("1.1 + z*a - z - 1.2*a", "01, 01"),
    ("1 - 1.2*z^2*a^2", "01, 01"),
    ("sqrt(z^2 + a) - z", "R, R"),
    ("exp(z) - 3*z", "R"),
    ("exp(z) - 1 - z - z^2/2", "R"),
    ("z - 2*sin(z)", "+"),
    ("sinh(z) - 1.1*z", "+"),
    ("z*ln(z) + 1/3", "+"),
    ("1 - 3*z*exp(-z)", "R"),
    ("z^3 - 3*z + 1", "+"),
    ("z*(1 - z)", "R"),
    ("z + a - 2*z*a - 1/2", "01, 01"),
    ("abs(z) + 1/4 - abs(z - 1/2)", "R"),
    ("sigmoid(z)*sigmoid(-z) - 1/8", "R"),
    ("sigmoid(z) - 1.001*sigmoid(z - 1/1000)", "R"),
    // These are positive, and not found to be.
    ("z^2 + a^2 + b^2 - z*a - a*b - b*z + 1", "R, R, R"),
    ("abs(z) + 1 - abs(z - 1/2)", "R"),
];

#[test]
fn signs_are_those_of_mathematics() {
    let mut bad = Vec::new();
    let mut check = |text: &str, ranges: &str, wanted: Sign| {
        let found = sign(text, ranges);
        if found != wanted {
            bad.push(format!("{text} on {ranges}: {found:?}, not {wanted:?}"));
        }
    };
    for (text, ranges) in POSITIVE {
        check(text, ranges, Sign::Positive);
        check(&format!("-({text})"), ranges, Sign::Negative);
    }
    for (text, ranges) in NOT_NEGATIVE {
        check(text, ranges, Sign::NonNegative);
        check(&format!("-({text})"), ranges, Sign::NonPositive);
    }
    for (text, ranges) in MIXED {
        check(text, ranges, Sign::Unknown);
        check(&format!("-({text})"), ranges, Sign::Unknown);
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
