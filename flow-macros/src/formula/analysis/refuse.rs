//! Why one coordinate is refused: the witness, with the values of other symbols, and what to write instead.

use crate::formula::ast::Names;
use crate::formula::derivative::derivative;
use crate::formula::eval;
use crate::formula::expr::{Ex, Var};
use crate::formula::factor::factor;
use crate::formula::interval::{Bound, Interval};
use crate::formula::mathematics::show;
use crate::formula::prove::{doubled, inside};
use crate::formula::range::Region;
use crate::formula::reject::{Reason, Value};
use crate::formula::suggest;
use crate::formula::witness::{self, Counterexample, Kind};

/// What was to be proved.
pub(super) struct Claim<'a> {
    pub(super) f: &'a Ex,
    pub(super) var: Var,
    pub(super) region: &'a Region,
    pub(super) names: &'a Names,
}

impl Claim<'_> {
    /// Why it does not hold, or else that it could not be shown.
    pub(super) fn unproved(&self, slope: &Ex) -> Reason {
        let waves = doubled(slope);
        let searched = waves.as_ref().unwrap_or(slope);
        match witness::search(self.f, searched, self.var, self.region) {
            Some(found) => self.refuted(&found),
            None => self.undecided(slope),
        }
    }

    fn refuted(&self, found: &Counterexample) -> Reason {
        match &found.kind {
            Kind::Pair {
                points: [a, b],
                image,
            } => {
                // All turning points near by, to propose what lies between them.
                let turns = turning_points(self.f, self.var, self.region, found);
                Reason::NotInjective {
                    domain: self.region.get(self.var),
                    points: [self.value(self.var, *a), self.value(self.var, *b)],
                    image: image.clone(),
                    others: self.others(found, |_| true),
                    help: self.instead(&turns),
                }
            }
            Kind::Vanishes { at, exact } => {
                let mut at = self.value(self.var, *at);
                at.exact &= exact;
                let help = self.instead(&[at.number, -at.number]);
                Reason::DerivativeVanishes {
                    at,
                    others: self.in_slope(found),
                    help,
                }
            }
            Kind::Flat => Reason::Degenerate {
                coordinate: self.names.of(self.var),
                others: self.in_slope(found),
                help: self.instead(&[]),
            },
        }
    }

    fn undecided(&self, slope: &Ex) -> Reason {
        let text = show(slope, self.names);
        let what = if text.chars().count() <= 80 {
            format!("could not show that {text} keeps one sign")
        } else {
            format!(
                "could not show that the derivative in {} keeps one sign",
                self.names.of(self.var)
            )
        };
        let help = self.instead(&[]);
        Reason::Undecided { what, help }
    }

    /// Each line is proved; of what is undecided there may be none.
    pub(super) fn instead(&self, turns: &[f64]) -> Vec<String> {
        suggest::lines(self.f, self.var, self.region, self.names, turns)
    }

    /// A range of a parameter with which the proof goes through: what is monotone on all of a domain is no better on a part of it.
    pub(super) fn of_parameters(&self) -> Option<String> {
        suggest::of_parameters(self.f, self.var, self.region, self.names)
    }

    fn value(&self, var: Var, bound: Bound) -> Value {
        let (text, exact) = witness::print(bound);
        Value {
            name: self.names.of(var),
            text,
            number: bound.to_f64(),
            exact,
        }
    }

    fn others(&self, found: &Counterexample, matters: impl Fn(Var) -> bool) -> Vec<Value> {
        let others = found.others.iter().filter(|(v, _)| matters(*v));
        others.map(|(v, b)| self.value(*v, *b)).collect()
    }

    /// Where the derivative is zero, only what stands in it matters.
    fn in_slope(&self, found: &Counterexample) -> Vec<Value> {
        let slope = derivative(self.f, self.var);
        self.others(found, |v| slope.has(v))
    }
}

fn turning_points(f: &Ex, var: Var, region: &Region, found: &Counterexample) -> Vec<f64> {
    let fixed = found
        .others
        .iter()
        .fold(region.clone(), |r, (v, b)| r.with(*v, Interval::point(*b)));
    let slope = factor(&derivative(f, var));
    let at = |x: f64| {
        eval::eval(&slope, &|v| {
            if v == var { x } else { fixed.get(v).sample() }
        })
    };
    let own = region.get(var);
    let grid: Vec<f64> = (-120..=120)
        .map(|i| {
            if own.lo.is_finite() && own.hi.is_finite() {
                inside(&own, f64::from(i + 121) / 242.0)
            } else {
                f64::from(i) * 0.1003
            }
        })
        .filter(|x| own.contains(*x))
        .collect();
    grid.windows(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(|(lo, hi)| at(*lo).signum() * at(*hi).signum() < 0.0)
        .map(|(lo, hi)| eval::crossing(&at, lo, hi))
        .collect()
}
