//! Expressions at random: everything that can be written, and more than its share of kinks and of singular ends.

use rand::{Rng, RngExt};

fn number(rng: &mut impl Rng) -> String {
    ["1", "2", "3", "0.5", "1.5", "0.1", "PI", "4", "1/3", "10"][rng.random_range(0..10)].to_owned()
}

pub(super) fn expression(rng: &mut impl Rng, depth: u32, params: usize) -> String {
    let pick = rng.random_range(0..100);
    if depth == 0 || pick < 12 {
        return match rng.random_range(0..10) {
            0..=5 => "z".into(),
            6..=7 if params > 0 => ["a", "b"][rng.random_range(0..params)].into(),
            _ => number(rng),
        };
    }
    let go = |rng: &mut _| expression(rng, depth - 1, params);
    match pick {
        12..=34 => format!("({} + {})", go(rng), go(rng)),
        35..=44 => format!("({} - {})", go(rng), go(rng)),
        45..=62 => format!("{} * {}", go(rng), go(rng)),
        63..=69 => format!("({}) / ({})", go(rng), go(rng)),
        70..=77 => format!(
            "({})^{}",
            go(rng),
            ["2", "3", "-1", "0.5", "5", "a", "-2"]
                [rng.random_range(0..if params > 0 { 7 } else { 5 })]
        ),
        78 => format!("-({})", go(rng)),
        79..=82 => kink(rng, params),
        83..=85 => edge(rng),
        _ => {
            let functions = [
                "exp", "ln", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh",
                "tanh", "asinh", "acosh", "atanh", "sigmoid", "logit", "softplus", "erf", "Phi",
                "abs", "exp", "tanh", "softplus", "sinh", "exp", "ln", "asinh",
            ];
            format!(
                "{}({})",
                functions[rng.random_range(0..functions.len())],
                go(rng)
            )
        }
    }
}

/// What is steep, flat or infinite only next to an end of the domain, if it is that anywhere.
fn edge(rng: &mut impl Rng) -> String {
    let scale = ["", "0.01 * ", "1e-4 * ", "1e-8 * ", "30 * ", "1e3 * "][rng.random_range(0..6)];
    let from = ["z", "(1 - z)", "(1 + z)", "(z + 1e-6)", "(1.0001 - z)"][rng.random_range(0..5)];
    let edges = [
        "z^0.5",
        "z^1.5",
        "z^0.1",
        "z^(2/3)",
        "cbrt(z)",
        "ln(z)",
        "z * ln(z)",
        "1/z",
        "z^2",
        "z - cbrt(z)",
        "exp(-1/z)",
        "asin(z)",
        "acosh(1 + z)",
        "atanh(z)",
        "logit(z)",
        "sqrt(z)^3",
    ];
    let edge = edges[rng.random_range(0..edges.len())].replace('z', from);
    format!("({scale}({edge}))")
}

/// What has a kink at one point: an absolute value, or one side of it.
fn kink(rng: &mut impl Rng, params: usize) -> String {
    let at = match rng.random_range(0..6) {
        0..=2 => "z".to_owned(),
        3 => format!("({} * z)", number(rng)),
        4 => format!("(z - {})", number(rng)),
        _ if params > 0 => ["(a * z)", "(z - a)", "(z / a)"][rng.random_range(0..3)].to_owned(),
        _ => format!("({} * z - {})", number(rng), number(rng)),
    };
    match rng.random_range(0..4) {
        0 => format!("abs({at})"),
        1 => format!("({at} + abs({at}))/2"),
        2 => format!("exp(({at} - abs({at}))/2)"),
        _ => format!("{at}/(1 + abs({at}))"),
    }
}

/// Where the values of a formula lie that rises by construction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    Real,
    Positive,
    Unit,
}

/// A formula that rises wherever its parameters `a` and `b` are positive: sums, products and compositions of what rises, and
/// differences whose slopes are known to be smaller. `z` has the values `given`, the formula those that are asked for.
pub(super) fn rising(rng: &mut impl Rng, depth: u32, given: Values, wanted: Values) -> String {
    let leaf = match (given, wanted) {
        (Values::Real, Values::Positive) => ["exp(z)", "softplus(z)"][rng.random_range(0..2)],
        (Values::Real, Values::Unit) => ["sigmoid(z)", "Phi(z)"][rng.random_range(0..2)],
        (Values::Positive, Values::Unit) => ["z/(1 + z)", "tanh(z)"][rng.random_range(0..2)],
        _ => "z",
    };
    if depth == 0 {
        return leaf.to_owned();
    }
    let forms: &[&str] = match wanted {
        Values::Real => &[
            "(R + Q)",
            "(a*R - b)",
            "C*R",
            "(R + a)/C",
            "R^3 + C*Q",
            "cbrt(P)",
            "sinh(R)",
            "asinh(C*R)",
            "ln(P)",
            "logit(U)",
            "(P - 1/P)",
            "-1/P",
            "-P^(-a)",
            "(R - 0.4*abs(R))",
            "(z + abs(z - a)/2)",
            "(z + 0.9*sin(z))",
            "(z - tanh(b*z)/(1 + b))",
            "(z + z*exp(-z^2)/2)",
            "(R + erf(Q))",
            "atan(R) + Q/C",
            "sinh(a*asinh(z) - b)",
            "(P^a - 1)/a",
            "ln(expm)",
            "(1 + a)*R + b*atan(Q)",
        ],
        Values::Positive => &[
            "exp(R)",
            "softplus(R)",
            "(P + W)",
            "P*W",
            "P^C",
            "P^a",
            "sqrt(P)",
            "sqrt(a + P^2)",
            "ln(1 + P)",
            "expm",
            "P*exp(W)",
            "cosh(P)",
            "(z + sqrt(z^2 + b))",
            "1/(-ln(U))",
            "U/(1 - U)",
            "(P + a)",
            "a*P/C",
            "exp(-a/P)",
            "softplus(P) - ln(2)",
        ],
        Values::Unit => &[
            "sigmoid(R)",
            "Phi(R)",
            "P/(1 + P)",
            "(1 - exp(-P))",
            "U*V",
            "U^a",
            "(1 - (1 - U)^b)",
            "(1 + erf(R))/2",
            "(1 + tanh(R))/2",
            "exp(-1/P)",
            "(U + V)/2",
            "(1/2 + atan(R)/PI)",
            "tanh(P)",
            "exp(-a*exp(-R))",
        ],
    };
    let form = forms[rng.random_range(0..forms.len())].replace("expm", "(exp(P) - 1)");
    let mut parts: Vec<(char, String)> = "RQ"
        .chars()
        .map(|part| (part, Values::Real))
        .chain("PW".chars().map(|part| (part, Values::Positive)))
        .chain("UV".chars().map(|part| (part, Values::Unit)))
        .map(|(part, values)| (part, rising(rng, depth - 1, given, values)))
        .collect();
    parts.push((
        'C',
        ["2", "3", "0.5", "1/3", "1.5"][rng.random_range(0..5)].into(),
    ));
    let part = |letter: char| parts.iter().find(|(part, _)| *part == letter);
    // `PI` and `Phi` are names.
    let words = form.replace("PI", "π").replace("Phi", "φ");
    let filled: String = words
        .chars()
        .map(|letter| match part(letter) {
            Some((_, text)) if text.len() > 1 => format!("({text})"),
            Some((_, text)) => text.clone(),
            None => letter.to_string(),
        })
        .collect();
    filled.replace('π', "PI").replace('φ', "Phi")
}
