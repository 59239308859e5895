//! Where a map has kinks: the arguments of its absolute values, and the points at which they are zero.

use crate::formula::derivative::derivative;
use crate::formula::eval;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::factor::factor;
use crate::formula::functions::Func;
use crate::formula::interval::{Bound, Interval};
use crate::formula::invert::invert;
use crate::formula::number::Rational;
use crate::formula::prove::{Prover, inside};
use crate::formula::range::{self, Region};
use crate::formula::sign::{Sign, Strict};
use crate::formula::simplify::simplify_on;
use crate::formula::witness::snap;
use std::collections::HashMap;

/// The arguments of absolute values that depend on a symbol, those inside others first.
pub(super) fn kinked(ex: &Ex, var: Var) -> Vec<Ex> {
    let mut found = Vec::new();
    collect(ex, var, &mut found);
    found
}

fn collect(ex: &Ex, var: Var, found: &mut Vec<Ex>) {
    if !ex.has(var) {
        return;
    }
    match ex.node() {
        Node::Num(_) | Node::Pi | Node::Var(_) => {}
        Node::Sum(_, terms) => terms.iter().for_each(|(t, _)| collect(t, var, found)),
        Node::Product(factors) => {
            for (base, exponent) in factors {
                collect(base, var, found);
                collect(exponent, var, found);
            }
        }
        Node::Call(f, u) => {
            collect(u, var, found);
            if *f == Func::Abs && !found.contains(u) {
                found.push(u.clone());
            }
        }
    }
}

/// With ±u for |u|.
pub(super) fn smooth(ex: &Ex, u: &Ex, sign: Strict) -> Ex {
    let straight = u.scale(Rational::int(sign.number()));
    ex.rebuild(&mut HashMap::new(), &mut |node| match node.node() {
        Node::Call(Func::Abs, v) if v == u => Some(straight.clone()),
        _ => None,
    })
}

/// Positive where `u ≥ 0` everywhere, negative where `u ≤ 0`.
pub(super) fn one_sign(u: &Ex, region: &Region) -> Option<Strict> {
    match Prover::new().sign(u, region) {
        Sign::Positive | Sign::NonNegative | Sign::Zero => Some(Strict::Positive),
        Sign::Negative | Sign::NonPositive => Some(Strict::Negative),
        Sign::Unknown => None,
    }
}

/// An exact number inside the interval of the coordinate at which `u` is zero, or seems to be: nothing rests on it.
pub(super) fn root_inside(u: &Ex, var: Var, region: &Region) -> Option<Bound> {
    let whole = region.get(var);
    // Apart from the ends.
    let between = Interval::open(whole.lo, whole.hi);
    let within = |at: &Bound| between.contains_bound(*at);
    let solved = root(u, var, region).and_then(|root| range::as_bound(&root));
    solved
        .filter(within)
        .or_else(|| crossing(u, var, region).filter(within))
}

/// The coordinate where `u` is zero, as far as that can be solved for.
fn root(u: &Ex, var: Var, region: &Region) -> Option<Ex> {
    invert(u, var, &Ex::zero(), region, &Interval::REAL)
        .map(|root| simplify_on(&root, region))
        .filter(|root| !root.has(var))
}

/// The simple number where `u` changes its sign for some value of the other symbols.
fn crossing(u: &Ex, var: Var, region: &Region) -> Option<Bound> {
    let value = |x: f64| {
        eval::eval(u, &|v| {
            if v == var { x } else { region.get(v).sample() }
        })
    };
    let whole = region.get(var);
    let grid: Vec<f64> = (1..48)
        .map(|i| inside(&whole, f64::from(i) / 48.0))
        .collect();
    let (lo, hi) = grid
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .find(|(a, b)| value(*a).signum() * value(*b).signum() < 0.0)?;
    snap(eval::crossing(&value, lo, hi))
}

/// A change of coordinate: w = c·z + d, with c > 0.
#[derive(Clone, Debug)]
pub(super) struct Linear {
    /// w, in z.
    pub(super) forward: Ex,
    /// z, in w, which has the same symbol.
    pub(super) inverse: Ex,
    /// c
    pub(super) slope: Ex,
}

impl Linear {
    /// To a coordinate that is 0 at a kink, one that moves with other symbols if there is any.
    ///
    /// It takes a coordinate that is any real number to any real number again, whatever the others are; a coordinate of
    /// an interval stays what it is.
    pub(super) fn to_kink(f: &Ex, var: Var, region: &Region) -> Self {
        let mut roots = Vec::new();
        if region.get(var).is_real() {
            let arguments = kinked(f, var).into_iter();
            roots.extend(arguments.filter_map(|u| Some((root(&u, var, region)?, u))));
        }
        let moving = |(root, _): &&(Ex, Ex)| range::as_bound(root).is_none();
        let z = Ex::var(var);
        let Some((root, u)) = roots.iter().find(moving).or(roots.first()) else {
            return Self {
                forward: z.clone(),
                inverse: z,
                slope: Ex::one(),
            };
        };
        // Of a linear argument the slope comes along, so that it cancels wherever the same argument stands.
        let slope = factor(&derivative(u, var));
        let values = range::eval(&slope, region);
        let slope = if root.has_any() && !slope.has(var) && values.is_positive() {
            slope
        } else if root.has_any() && !slope.has(var) && values.is_negative() {
            slope.neg()
        } else {
            Ex::one()
        };
        let shift = slope.mul(root);
        Self {
            forward: slope.mul(&z).sub(&shift),
            inverse: z.add(&shift).div(&slope),
            slope,
        }
    }
}
