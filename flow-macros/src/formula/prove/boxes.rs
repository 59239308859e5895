//! Where no form of an expression shows its sign: bounds on as many small boxes as that takes, as long as a budget lasts.

use super::cutting::best_cut;
use super::ends::jumps;
use super::forms::spread;
use super::sample::{inside, sampled_sign};
use super::waves::one_period;
use super::{Prover, Sign, Strict};
use crate::formula::eval;
use crate::formula::expr::Ex;
use crate::formula::factor::expand;
use crate::formula::interval::Interval;
use crate::formula::range::{self, Region};

/// What all boxes together may cost, in nodes of expressions that are bounded: before anything else is tried, and at last.
const FEW: u32 = 2_000;
const MANY: u32 = 30_000;
/// After how many cuts a box without end may lie where only its limits matter.
const FAR: u32 = 3;
/// How often a box may be cut until it is one, and one that has no end.
const DEEPEST: u32 = 40;
const FARTHEST: u32 = 16;

/// What has one sign and one zero with an expression, or the opposite sign.
struct Form {
    ex: Ex,
    turned: bool,
}

impl Prover {
    /// The strict sign of an expression, if a few boxes show it.
    pub(super) fn on_few_boxes(&mut self, ex: &Ex, region: &Region) -> Option<Strict> {
        self.on_boxes(ex, region, FEW)
    }

    /// The same with patience.
    pub(super) fn on_many_boxes(&mut self, ex: &Ex, region: &Region) -> Option<Strict> {
        self.on_boxes(ex, region, MANY)
    }

    /// The strict sign that an expression has everywhere in a region.
    fn on_boxes(&mut self, ex: &Ex, region: &Region, mut left: u32) -> Option<Strict> {
        // What jumps is proved piece by piece.
        if region.vars().any(|var| jumps(ex, var, region)) {
            return None;
        }
        let expected = sampled_sign(ex, region)?;
        let forms = forms(ex, region);
        let whole = one_period(ex, region).unwrap_or_else(|| region.clone());
        let mut open = vec![(whole, 0)];
        let mut was_cut = false;
        while let Some((part, depth)) = open.pop() {
            was_cut |= depth > 0;
            if self.is_bounded(&forms, &part, expected, (depth, &mut left))? {
                continue;
            }
            let deepest = if endless(&part) > 0 {
                FARTHEST
            } else {
                DEEPEST
            };
            if depth >= deepest || has_other_sign_inside(ex, &part, expected) {
                return None;
            }
            let (first, second) = halves(&forms[0].ex, &part, depth)?;
            open.extend([(second, depth + 1), (first, depth + 1)]);
        }
        self.subdivided |= was_cut;
        Some(expected)
    }

    /// Whether bounds show the sign that is expected; nothing where the budget is spent.
    fn is_bounded(
        &mut self,
        forms: &[Form],
        part: &Region,
        expected: Strict,
        (depth, left): (u32, &mut u32),
    ) -> Option<bool> {
        type Way = fn(&mut Prover, &Ex, &Region) -> Sign;
        // Each with what it costs for a node.
        let plain: (Way, u32) = (|_, ex, part| Sign::of(&range::eval(ex, part)), 1);
        let further: Option<(Way, u32)> = match endless(part) {
            0 => Some((|prover, ex, part| prover.by_center(ex, part), 3)),
            1 if depth > FAR => Some((|prover, ex, part| prover.far_out(ex, part), 12)),
            1 if depth > 0 => Some((|prover, ex, part| prover.by_one_function(ex, part), 4)),
            _ => None,
        };
        for (way, cost) in std::iter::once(plain).chain(further) {
            for Form { ex, turned } in forms {
                *left = left.checked_sub((1 + ex.size()) * cost)?;
                let sign = way(self, ex, part).strict();
                if sign.map(|sign| if *turned { sign.neg() } else { sign }) == Some(expected) {
                    return Some(true);
                }
            }
        }
        Some(false)
    }
}

impl Prover {
    fn far_out(&mut self, ex: &Ex, part: &Region) -> Sign {
        match self.by_parts(ex, part) {
            sign if sign.is_strict() => sign,
            _ => self.by_one_function(ex, part),
        }
    }

    fn by_one_function(&mut self, ex: &Ex, part: &Region) -> Sign {
        let expected = sampled_sign(ex, part);
        let found = expected.and_then(|expected| self.isolated(ex, part, 1, expected));
        found.map_or(Sign::Unknown, Sign::from)
    }
}

/// As a sum of fractions, the same written out, and without the factors whose sign is known.
fn forms(ex: &Ex, region: &Region) -> Vec<Form> {
    let plain = |ex: Ex| Form { ex, turned: false };
    let sum = spread(&ex.factors());
    let written_out = sum.as_ref().map(expand);
    let sums = sum.into_iter().chain(written_out);
    let mut rest = Vec::new();
    let mut turned = false;
    for (base, exponent) in ex.factors() {
        match Sign::of(&range::eval(&base.pow(&exponent), region)) {
            Sign::Positive => {}
            Sign::Negative => turned = !turned,
            _ => rest.push((base, exponent)),
        }
    }
    let rest = Form {
        ex: Ex::product(rest),
        turned,
    };
    let mut all: Vec<Form> = Vec::new();
    for form in sums.map(plain).chain([rest]) {
        if !all.iter().any(|known| known.ex == form.ex) {
            all.push(form);
        }
    }
    all
}

/// Cut where it narrows the bounds most, and every other time where the box is widest: along a symbol without bounds it may narrow
/// nothing at first.
fn halves(ex: &Ex, part: &Region, depth: u32) -> Option<(Region, Region)> {
    if depth.is_multiple_of(2) {
        return best_cut(ex, part);
    }
    let squeezed = |x: f64| {
        if x.is_finite() {
            x / (1.0 + x.abs())
        } else {
            x.signum()
        }
    };
    let width = |own: &Interval| squeezed(own.hi.to_f64()) - squeezed(own.lo.to_f64());
    let vars = part.vars().filter(|var| ex.has(*var));
    let widest = vars.max_by(|a, b| width(&part.get(*a)).total_cmp(&width(&part.get(*b))))?;
    let (below, above) = part.get(widest).split()?;
    Some((part.with(widest, below), part.with(widest, above)))
}

/// How many symbols of a region have no bound on some side.
fn endless(region: &Region) -> usize {
    let endless = |own: &&Interval| !own.lo.is_finite() || !own.hi.is_finite();
    region
        .coords
        .iter()
        .chain(&region.params)
        .filter(endless)
        .count()
}

fn has_other_sign_inside(ex: &Ex, region: &Region, expected: Strict) -> bool {
    let middle = |interval| inside(interval, 0.5);
    let coords: Vec<f64> = region.coords.iter().map(middle).collect();
    let params: Vec<f64> = region.params.iter().map(middle).collect();
    eval::at_point(ex, &coords, &params) * expected.number() as f64 <= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::ast::Name;
    use crate::formula::tests::{interval, read};

    fn shown(text: &str, domain: &str, budget: u32) -> Option<Strict> {
        let formula = read(text).unwrap();
        let region = Region {
            coords: vec![interval(domain)],
            params: formula.params.iter().map(Name::interval).collect(),
        };
        Prover::new().on_boxes(&formula.body[0].lower(), &region, budget)
    }

    #[test]
    fn what_is_just_above_zero_is_told_from_what_is_just_below() {
        for (text, domain, enough, too_little) in [
            ("|z| C + z/cosh(z)^2 + tanh(z)", "R", "1.1997", "1.1996"),
            ("|z| C + sin(z)/(1 + z^2)", "R", "0.4375", "0.4374"),
            ("|z| C + z*exp(-z^2/2)", "R", "0.60654", "0.60652"),
            ("|z| C + z^2*exp(-z)*(z - 2)", "+", "0.3679", "0.3678"),
            (
                "|z| (z^3 - 3*z^2 + C)/(1 + z^2)",
                "in (0, 10)",
                "4.01",
                "3.99",
            ),
            ("|z; a in (0, 1)| C - a*z*exp(-z)", "+", "0.3679", "0.3678"),
            (
                "|z; a in (-1, 1)| C + a*z/(1 + z^4)",
                "R",
                "0.5699",
                "0.5698",
            ),
            ("|z| C + sin(z) + cos(3*z)/3", "R", "1.2319", "1.2318"),
        ] {
            for (sign, turned) in [(Strict::Positive, ""), (Strict::Negative, "-1*")] {
                let with = |number: &str| {
                    let (names, sum) = text.rsplit_once('|').unwrap();
                    let text = format!("{names}| {turned}({})", sum.replace('C', number));
                    shown(&text, domain, MANY)
                };
                assert_eq!(with(enough), Some(sign), "{text}");
                assert_eq!(with(too_little), None, "{text}");
            }
        }
    }

    #[test]
    fn what_is_zero_somewhere_has_no_strict_sign() {
        for (text, domain) in [
            ("|z| z^2", "R"),
            ("|z| 1 + cos(z)", "R"),
            ("|z| exp(z) - 1 - z", "R"),
            ("|z; a in (0, 1)| (z - a)^2", "01"),
            ("|z| abs(z)*(1 + z/abs(z))", "R"),
        ] {
            assert_eq!(shown(text, domain, MANY), None, "{text}");
        }
    }

    #[test]
    fn a_budget_ends_it() {
        let text = "|z| 1.1997 + z/cosh(z)^2 + tanh(z)";
        assert_eq!(shown(text, "R", MANY), Some(Strict::Positive));
        assert_eq!(shown(text, "R", 50), None);
    }
}
