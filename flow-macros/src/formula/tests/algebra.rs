//! The parts of the algebra, each by itself, on expressions at random: forms that are to be equal overlap as intervals at
//! points, signs and ranges hold there, and all of it is as it is stored. `UPDATE=1` rewrites that.

use super::derived::{checksum, compare};
use super::grammar::expression;
use super::read;
use crate::formula::ast::Names;
use crate::formula::derivative::derivative;
use crate::formula::domain;
use crate::formula::expr::{Ex, Var};
use crate::formula::factor::{expand, factor, factor_for_code};
use crate::formula::interval::{Bound, Interval};
use crate::formula::invert::invert;
use crate::formula::limit::{Limit, Side};
use crate::formula::mathematics::show;
use crate::formula::monotone;
use crate::formula::prove::{Prover, inside, thorough_limit};
use crate::formula::range::{self, Region};
use crate::formula::sign::Sign;
use crate::formula::simplify::simplify_on;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use std::cmp::Ordering;
use std::fmt::Write;

const Z: Var = Var::Coord(0);

/// An expression that is defined on a region.
struct Case {
    text: String,
    names: Names,
    region: Region,
    ex: Ex,
}

fn cases() -> Vec<Case> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(23);
    let mut found = Vec::new();
    while found.len() < 1000 {
        let depth = rng.random_range(2..5);
        let body = expression(&mut rng, depth, 2);
        let all = [
            ("R", Interval::REAL),
            ("+", Interval::POSITIVE),
            ("01", Interval::UNIT),
        ];
        let [z, a, b] = [(); 3].map(|()| all[rng.random_range(0..3)]);
        let Ok(formula) = read(&format!("|z; a, b| {body} + 0*a + 0*b")) else {
            continue;
        };
        let region = Region {
            coords: vec![z.1],
            params: vec![a.1, b.1],
        };
        let ex = formula.body[0].lower();
        if ex.has(Z) && domain::check(&formula.body[0], &region).is_ok() {
            found.push(Case {
                text: format!("{body}   on {}, {}, {}", z.0, a.0, b.0),
                names: formula.names(),
                region,
                ex,
            });
        }
    }
    found
}

/// Regions of one point each.
fn points(region: &Region) -> Vec<Region> {
    let at = |interval: &Interval, share: f64| {
        Interval::point(Bound::Float(inside(interval, share)).exact())
    };
    let shares = [0.11, 0.37, 0.52, 0.78, 0.93];
    let one = |share: f64| Region {
        coords: region.coords.iter().map(|i| at(i, share)).collect(),
        params: region
            .params
            .iter()
            .map(|i| at(i, 1.0 - 0.9 * share))
            .collect(),
    };
    shares.into_iter().map(one).collect()
}

fn overlap(a: &Interval, b: &Interval) -> bool {
    a.lo.compare(b.hi) != Ordering::Greater && b.lo.compare(a.hi) != Ordering::Greater
}

fn is_possible(sign: Sign, values: &Interval) -> bool {
    match sign {
        Sign::Positive => !values.is_nonpositive(),
        Sign::NonNegative => !values.is_negative(),
        Sign::Zero => !values.is_positive() && !values.is_negative(),
        Sign::NonPositive => !values.is_positive(),
        Sign::Negative => !values.is_nonnegative(),
        Sign::Unknown => true,
    }
}

impl Case {
    fn limit(&self, end: Bound, side: Side) -> String {
        match thorough_limit(&self.ex, Z, end, side, &self.region) {
            Some(Limit::Finite(ex)) => show(&ex, &self.names),
            Some(Limit::PosInf) => "∞".to_owned(),
            Some(Limit::NegInf) => "−∞".to_owned(),
            None => "?".to_owned(),
        }
    }

    /// What the parts say, and what of it is wrong at points.
    fn look(&self, bad: &mut Vec<String>) -> String {
        let (ex, region) = (&self.ex, &self.region);
        let simple = simplify_on(ex, region);
        let slope = derivative(&simple, Z);
        let factored = factor(&slope);
        let values = range::eval(&simple, region);
        let (sign, rises) = [&simple, &factored]
            .map(|ex| Prover::new().sign(ex, region))
            .into();
        let direction = monotone::direction(&simple, Z, region);
        let same = [
            [ex, &simple],
            [&simple, &expand(&simple)],
            [&simple, &factor(&simple)],
            [&slope, &factored],
            [&slope, &factor_for_code(&slope)],
        ];
        for point in points(region) {
            let at = |ex: &Ex| range::eval(ex, &point);
            for [a, b] in same {
                if !overlap(&at(a), &at(b)) {
                    bad.push(format!("{}: {} is not {}", self.text, at(a), at(b)));
                }
            }
            let here = at(&simple);
            if !overlap(&here, &values) || !is_possible(sign, &here) {
                bad.push(format!(
                    "{}: {here} is not in {values}, {sign:?}",
                    self.text
                ));
            }
            let slope = at(&factored);
            let falls = direction.is_some_and(|d| !d.sign.is_positive());
            let turned = direction.map(|_| if falls { slope.neg() } else { slope });
            if !is_possible(rises, &slope) || turned.is_some_and(|s| s.is_negative()) {
                bad.push(format!(
                    "{}: slope {slope}, {rises:?}, {direction:?}",
                    self.text
                ));
            }
        }
        let domain = region.coords[0];
        let solved = invert(&simple, Z, &Ex::var(Var::Image(0)), region, &values);
        let mut forms: Vec<String> = same
            .iter()
            .flatten()
            .map(|f| show(f, &self.names))
            .collect();
        forms.extend(solved.map(|solved| show(&solved, &self.names)));
        format!(
            "{}   {sign:?} in {values}, from {} to {}, {}, slope {rises:?}, forms {:08x}",
            self.text,
            self.limit(domain.lo, Side::Above),
            self.limit(domain.hi, Side::Below),
            match direction {
                Some(d) if d.sign.is_positive() => "rising",
                Some(_) => "falling",
                None => "?",
            },
            checksum(&forms.join("\n")),
        )
    }
}

#[test]
fn every_part_keeps_its_word() {
    let (mut bad, mut found) = (Vec::new(), String::new());
    for case in cases() {
        writeln!(found, "{}", case.look(&mut bad)).unwrap();
    }
    assert!(bad.is_empty(), "{}", bad[..bad.len().min(20)].join("\n"));
    compare("algebra.txt", &found);
}
