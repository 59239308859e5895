//! Expressions at random of the shapes that rules look for, which those of the grammar seldom have.

use super::{interval, read};
use crate::formula::ast::Names;
use crate::formula::domain;
use crate::formula::expr::{Ex, Var};
use crate::formula::interval::{Bound, Interval};
use crate::formula::prove::inside;
use crate::formula::range::Region;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, RngExt, SeedableRng};

/// An expression in z, a and b that is defined on a region.
pub(in crate::formula) struct Shape {
    pub(in crate::formula) text: String,
    pub(in crate::formula) names: Names,
    pub(in crate::formula) region: Region,
    pub(in crate::formula) ex: Ex,
}

/// What `#` and a letter stand for: the first form where it stands deep, else any.
type Rules = [(char, &'static [&'static str])];

fn filled(rules: &Rules, letter: char, depth: u32, rng: &mut impl Rng) -> String {
    let (_, forms) = rules.iter().find(|(l, _)| *l == letter).unwrap();
    let among = if depth == 0 { 1 } else { forms.len() };
    let mut parts = forms[rng.random_range(0..among)].split('#');
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let mut rest = part.chars();
        let letter = rest.next().unwrap();
        text += &filled(rules, letter, depth.saturating_sub(1), rng);
        text += rest.as_str();
    }
    text
}

fn shapes(rules: &Rules, ranges: &[&'static str], seed: u64, count: usize) -> Vec<Shape> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut found: Vec<Shape> = Vec::new();
    while found.len() < count {
        let body = filled(rules, 's', 4, &mut rng);
        let [z, a, b] = [(); 3].map(|()| ranges[rng.random_range(0..ranges.len())]);
        let Ok(formula) = read(&format!("|z; a, b| {body} + 0*a + 0*b")) else {
            continue;
        };
        let region = Region {
            coords: vec![interval(z)],
            params: [a, b].map(interval).to_vec(),
        };
        let ex = formula.body[0].lower();
        let text = format!("{body}   on {z}, {a}, {b}");
        let is_new = found.iter().all(|shape| shape.text != text);
        if is_new && ex.has(Var::Coord(0)) && domain::check(&formula.body[0], &region).is_ok() {
            found.push(Shape {
                text,
                names: formula.names(),
                region,
                ex,
            });
        }
    }
    found
}

/// Regions of one point each.
pub(in crate::formula) fn points(region: &Region) -> Vec<Region> {
    let at = |interval: &Interval, share: f64| {
        Interval::point(Bound::Float(inside(interval, share)).exact())
    };
    let shares = [0.02, 0.11, 0.37, 0.52, 0.78, 0.93];
    let pairs = shares.iter().flat_map(|x| shares.map(|y| (*x, y)));
    let one = |(x, y): (f64, f64)| Region {
        coords: region.coords.iter().map(|i| at(i, x)).collect(),
        params: vec![
            at(&region.params[0], y),
            at(&region.params[1], 1.0 - 0.9 * x * y),
        ],
    };
    pairs.map(one).collect()
}

const SUMS: &Rules = &[
    (
        's',
        &[
            "#c + #t",
            "#c + #t - #c*#t",
            "#t - #t",
            "#c*#x^2 + #t + #c",
            "#x^2 - #c*#x*#y + #c*#y^2",
            "#c - #t - #t",
            "#n + #c*#w",
            "#n - #y*#w",
            "#y*(1 - #x) + #c*#x",
            "#c + #y*#x - #x*#y^2",
            "sqrt(#n + #x^2) + #c*#x",
            "sqrt(#n + #x^2) - #c*#y",
            "#f - #c*#f",
            "#p^a - #c*#p^b",
            "#p^#k - #q^#k",
            "#c/#n - #c/#n",
            "#f/#n - #c",
            "(#x - #y)^2 + #t",
            "#n*(#x - #y) + #c*#x",
            "#n^#k - #c*#t",
            "#e - #c*#e + #c",
            "#n/#e - #c*#f",
        ],
    ),
    ('c', &["1", "2", "1/2", "3", "0.1", "1.5", "0.9", "1/3"]),
    (
        't',
        &[
            "#x", "#c*#x", "#x*#y", "#c*#x*#y", "#c*#x^#k", "#f", "#c*#f", "#x*#f", "#w", "#y*#w",
            "#e",
        ],
    ),
    ('x', &["z", "z", "z", "a", "(z - a)", "(z + a)", "a*z"]),
    ('y', &["a", "b", "z", "(1 - a)", "(1 - z)"]),
    ('p', &["z", "(1 + z)", "exp(z)", "(z + a)"]),
    ('q', &["(z + 1)", "(2*z)", "(z + a)", "(1 + exp(z))"]),
    ('k', &["2", "3", "-1", "-2", "4", "1/2", "-3"]),
    (
        'n',
        &[
            "(1 + #x^2)",
            "(#c + exp(#x))",
            "cosh(#x)",
            "(1 + #y^2)",
            "sqrt(1 + #x^2)",
            "(2 + cos(#x))",
            "(1 + #x^4)",
            "(1 + abs(#x))",
        ],
    ),
    ('w', &["cos(#x)", "sin(#x)", "cos(2*#x)", "sin(#y)"]),
    (
        'e',
        &[
            "exp(#x)",
            "exp(-#x)",
            "exp(2*#x)",
            "exp(-#x^2)",
            "#x*exp(-#x)",
            "#x*exp(#x)",
            "exp(a*z)",
            "1/(1 + exp(#x))",
        ],
    ),
    (
        'f',
        &[
            "tanh(#x)",
            "sigmoid(#x)",
            "atan(#x)",
            "softplus(#x)",
            "asinh(#x)",
            "erf(#x)",
            "Phi(#x)",
            "sinh(#x)",
            "ln(1 + #x^2)",
            "#x/sqrt(1 + #x^2)",
            "#x/(1 + #x^2)",
            "1/tanh(#x)",
            "abs(#x)",
            "sigmoid(#x)*sigmoid(-#x)",
            "1/sinh(#x)^2",
            "ln(#x)",
            "1/#x",
            "tan(#x)",
        ],
    ),
];

/// Sums whose signs are to be proved.
pub(in crate::formula) fn sums(seed: u64, count: usize) -> Vec<Shape> {
    let ranges = ["R", "+", "01", "in (-1, 1)", "< 0", "> 1", "in (1/2, 2)"];
    shapes(SUMS, &ranges, seed, count)
}

const ENDS: &Rules = &[
    (
        's',
        &[
            "#g",
            "#g + #g",
            "#g - #g",
            "#g*#g",
            "(#g)/(#g)",
            "(#g + #g)/(#g - #g)",
            "(#g)^#k",
            "#f(#g)",
            "#f(#g - #g)",
            "#f(#g) - #f(#g)",
            "#g*(#f(#g) - #c)",
            "#g - ln(#g + #g)",
            "sqrt(#g + #g) - #g",
            "exp(#g - #g)",
            "exp(#g)*#f(#g)",
            "ln(#g) - ln(#g)",
            "tan(PI/2 + #g)",
            "#c*#g + a*#g",
        ],
    ),
    (
        'g',
        &[
            "z",
            "#c*z",
            "1/z",
            "a*z",
            "z^#k",
            "ln(z)",
            "exp(z)",
            "exp(-z)",
            "exp(-z^2)",
            "exp(z - z^2)",
            "exp(1/z)",
            "(z^2 + z)",
            "sqrt(z^2 + 1)",
            "(1 - z)",
            "ln(1 - z)",
            "1/(1 - z)",
            "ln(ln(z))",
            "ln(1/ln(z))",
            "ln(1 + z)",
            "sin(z)",
            "(a + 1/z)",
            "(b*z - a)",
            "z^a",
            "z*ln(z)",
            "exp(a*z)*z^b",
            "#f(z)",
            "#f(1/z)",
            "#f(-z)",
            "abs(z - 1)",
            "#c",
            "a",
        ],
    ),
    ('c', &["1", "2", "1/2", "3", "-1"]),
    ('k', &["2", "3", "-1", "-2", "1/2", "-1/2", "a", "(-b)"]),
    (
        'f',
        &[
            "tanh", "exp", "ln", "sqrt", "sin", "cos", "tan", "atan", "sinh", "cosh", "asinh",
            "acosh", "atanh", "sigmoid", "logit", "softplus", "erf", "Phi", "asin", "acos", "abs",
            "cbrt",
        ],
    ),
];

/// What grows, vanishes, levels off or cancels at an end.
pub(in crate::formula) fn ends(seed: u64, count: usize) -> Vec<Shape> {
    shapes(ENDS, &["R", "+", "01", "< 0", "> 1"], seed, count)
}

const DELICATE: &Rules = &[
    (
        's',
        &[
            "#e",
            "#e + #e",
            "#e - #e",
            "#e*#e",
            "#e/#e",
            "ln(#e)",
            "ln(#e + #e)",
            "ln(1 - #l)",
            "ln(#c + #e)",
            "1 - #l",
            "#e - 1",
            "1 - exp(-#p)",
            "#p^a*#q^(-a)",
            "#p^a/(1 + #p^a)",
            "(1 + #p)^#k - 1",
            "#h(#e)",
            "#h(#p/a)",
            "#p/#q*#e",
            "#p + sqrt(#p^2 + #c)",
            "z - sqrt(z^2 + b)",
            "sqrt(#p^2 + #q^2)",
            "1/sqrt(#e + #e)",
            "#c*#d + (1 - #c)*#d",
            "logit(#d/2 + #d/2)",
            "1 - #d/3 - 2*#d/3",
            "exp(-z^2/2)/Phi(z)",
            "z - b*tanh(z)/2",
            "1 - #l/cosh(z)^2",
            "sin(PI*z)",
            "tan(PI*z - PI/2)",
            "cos(asin(#l))",
            "sin(atan(z))",
            "#e/(#e + #e)",
            "b*sinh(z)/a",
            "exp(#p)*(exp(-#q) - exp(-2*#q))",
            "sinh(#p)/(exp(#q) - 1)",
        ],
    ),
    ('c', &["1/2", "2", "3", "1/4", "a", "b", "1/3", "0.1"]),
    ('k', &["2", "1/2", "a", "-1", "-a", "b"]),
    (
        'e',
        &[
            "exp(z)",
            "exp(-z)",
            "exp(2*z)",
            "exp(-z^2)",
            "exp(a*z)",
            "#c*exp(z)",
            "exp(z + #c)",
            "#p^a",
            "#p^(-b)",
            "exp(-1/#p)",
            "sigmoid(z)",
            "cosh(z)",
            "exp(#p)",
            "(1 + #p)",
            "(exp(#p) - 1)",
            "(1 - exp(-#p))",
            "sinh(#p)",
        ],
    ),
    (
        'p',
        &[
            "a",
            "exp(z)",
            "z^2",
            "softplus(z)",
            "z",
            "(1 + z^2)",
            "exp(-z)",
        ],
    ),
    (
        'q',
        &["b", "exp(z)", "(1 + exp(z))", "z^2", "(z^2 + a)", "cosh(z)"],
    ),
    (
        'l',
        &[
            "sigmoid(z)",
            "exp(-#p)",
            "tanh(z)",
            "tanh(z)^2",
            "Phi(z)",
            "erf(z)",
            "a",
            "#p/(1 + #p)",
            "sigmoid(z)^a",
        ],
    ),
    (
        'h',
        &[
            "asinh", "acosh", "atanh", "ln", "sinh", "cosh", "tanh", "logit", "softplus", "sqrt",
        ],
    ),
    (
        'd',
        &[
            "sigmoid(z)",
            "sigmoid(z + #c)",
            "Phi(z)",
            "sigmoid(-z)",
            "exp(-#p)",
        ],
    ),
];

/// What may overflow, underflow or cancel where it is computed as it is written.
pub(in crate::formula) fn delicate(seed: u64, count: usize) -> Vec<Shape> {
    shapes(DELICATE, &["R", "+", "01", "< 0"], seed, count)
}

const TURNING: &Rules = &[
    (
        's',
        &[
            "(#z - #r)^2",
            "(#z - #r)*(#z - #r)",
            "(#z - #r)*(#z - #r)*(#z - #r)",
            "(#z - #r)^3 + #r",
            "#z + #c*#f(#z)",
            "#z + a*#f(#z)",
            "#f(#z - #r)",
            "#z*exp(-#z)",
            "abs(#z - #r) + #c*#z",
            "#z - #c*abs(#z - #r)",
            "exp(#z) - #c*#z",
            "#z/(#z^2 + #c)",
            "ln(#z^2 + #c) + #z/3",
            "a*#z^2 + #z",
            "(#z - a)^2",
            "#z^4 - #c*#z^2",
            "sqrt(abs(#z - #r))*#z",
            "#c*#z + 0*#z^2 - #c*#z",
            "#f(a*#z) + #z/#c",
            "(#z - #r)^2*(#z - a)",
        ],
    ),
    ('z', &["z", "z", "2*z", "z/3", "(z + 1)", "(z + #r)"]),
    (
        'r',
        &[
            "1", "2", "1/3", "0.7", "-1", "PI/2", "0.123", "1000", "1e-3", "0", "2.5", "E", "1e7",
        ],
    ),
    ('c', &["1", "2", "1/2", "3", "0.1", "1.5", "1e-4"]),
    (
        'f',
        &[
            "sin", "cos", "tanh", "cosh", "atan", "softplus", "exp", "abs", "sigmoid", "sinh",
        ],
    ),
];

/// Formulas that turn or are flat somewhere, most of them, each with a domain.
pub(super) fn turning(seed: u64, count: usize) -> Vec<(String, &'static str)> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let domains = [
        "R",
        "+",
        "01",
        "in (-1, 3)",
        "> -1",
        "< 2",
        "in (0, PI)",
        "in (-PI, PI)",
    ];
    let mut formula = |_| {
        let body = filled(TURNING, 's', 3, &mut rng);
        let ranges = ["; a", "; a > 0", "; a in (0, 1)", "; a in (-2, 2)"];
        let used = body.contains("a*") || body.contains(" a)");
        let range = if used {
            ranges[rng.random_range(0..4)]
        } else {
            ""
        };
        (
            format!("|z{range}| {body}"),
            domains[rng.random_range(0..domains.len())],
        )
    };
    (0..count).map(&mut formula).collect()
}
