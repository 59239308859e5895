//! Each way to prove a sign by itself: what one of them fails to see, another one may, and hides the failure.

use super::cleared::cleared;
use super::compound::in_compound;
use super::exponentials::in_exponentials;
use super::forms::{
    affine, expanded, ordered, quadratic, root_dominates, spread, swinging, without_power,
};
use super::sample::sampled_sign;
use super::{DEPTH, Prover, Sign, polynomial};
use crate::formula::expr::{Ex, Var};
use crate::formula::factor::factor;
use crate::formula::limit::Side;
use crate::formula::mathematics::show;
use crate::formula::range::{self, Region};
use crate::formula::sign::Strict;
use crate::formula::simplify::simplify_on;
use crate::formula::tests::derived::compare;
use crate::formula::tests::shapes::{Shape, points, sums};
use std::fmt::Write;

/// Names of ways, and what they say.
fn said(ex: &Ex, region: &Region) -> Vec<(&'static str, Sign)> {
    type Way = fn(&Ex, &Region) -> Option<Sign>;
    let ways: &[(&'static str, Way)] = &[
        ("quadratic", |ex, on| {
            quadratic(&mut Prover::new(), ex, on, DEPTH)
        }),
        ("expanded", |ex, on| {
            quadratic(&mut Prover::new(), &expanded(ex)?, on, DEPTH)
        }),
        ("root", |ex, on| {
            root_dominates(&mut Prover::new(), ex, on, DEPTH)
        }),
        ("polynomial", polynomial::sign),
        ("affine", |ex, on| {
            affine(&mut Prover::shallow(), ex, on, (1, 0))
        }),
        ("swinging", |ex, on| {
            swinging(&mut Prover::shallow(), ex, on, (1, 0))
        }),
        ("ordered", |ex, on| {
            ordered(&mut Prover::shallow(), ex, on, (1, 0))
        }),
        ("center", |ex, on| Some(Prover::new().by_center(ex, on))),
        ("parts", |ex, on| Some(Prover::new().by_parts(ex, on))),
        ("cleared", |ex, on| {
            let (plain, turned) = cleared(ex, on)?;
            let sign = Prover::shallow().sign(&plain, on);
            Some(if turned { sign.neg() } else { sign })
        }),
        ("without power", |ex, on| {
            let sign = Prover::shallow().sign(&without_power(ex, on)?, on);
            sign.is_strict().then_some(sign)
        }),
        ("compound", |ex, on| {
            let (rest, wider) = in_compound(ex, on)?;
            let sign = Prover::shallow().sign(&rest, &wider);
            sign.is_strict().then_some(sign)
        }),
        ("spread", |ex, on| {
            let (_, product) = ex.split_coefficient();
            Some(Sign::of(&range::eval(&spread(&product.factors())?, on)))
        }),
        ("shifted", |ex, on| {
            Prover::shallow().shifted(ex, on, (1, 0))
        }),
        ("exponentials", |ex, on| {
            Some(Prover::shallow().sign(&in_exponentials(ex)?, on))
        }),
        ("isolated", |ex, on| {
            let expected = sampled_sign(ex, on)?;
            let found = Prover::new().isolated(ex, on, 1, expected)?;
            Some(found.into())
        }),
        ("boxes", |ex, on| {
            let found = Prover::new().on_few_boxes(ex, on)?;
            Some(found.into())
        }),
        ("falling", |ex, on| by_course(ex, on, Strict::Negative)),
        ("rising", |ex, on| by_course(ex, on, Strict::Positive)),
        ("whole", |ex, on| Some(Prover::brief().sign(ex, on))),
    ];
    let each = ways.iter();
    each.filter_map(|(name, way)| Some((*name, way(ex, region)?)))
        .filter(|(_, sign)| *sign != Sign::Unknown)
        .collect()
}

fn by_course(ex: &Ex, region: &Region, expected: Strict) -> Option<Sign> {
    let var = Var::Coord(0);
    ex.has(var)
        .then(|| Prover::shallow().by_monotonicity(ex, var, region, 1, expected))
}

fn look(shape: &Shape, region: &Region, bad: &mut Vec<String>) -> String {
    let var = Var::Coord(0);
    let own = region.get(var);
    let ex = factor(&simplify_on(&shape.ex, region));
    let mut line = format!("{} in {own}:", shape.text);
    let values: Vec<_> = points(region).iter().map(|p| range::eval(&ex, p)).collect();
    for (name, sign) in said(&ex, region) {
        write!(line, " {name} {sign:?},").unwrap();
        let wrong = values.iter().find(|here| match sign {
            Sign::Positive => here.is_nonpositive(),
            Sign::NonNegative => here.is_negative(),
            Sign::Zero => here.is_positive() || here.is_negative(),
            Sign::NonPositive => here.is_positive(),
            Sign::Negative => here.is_nonnegative(),
            Sign::Unknown => false,
        });
        if let Some(here) = wrong {
            bad.push(format!("{}: {name} {sign:?}, and {here}", shape.text));
        }
    }
    let end = |at| Prover::shallow().at_end(&ex, var, at, region, 1);
    let (low, high) = (end((own.lo, Side::Above)), end((own.hi, Side::Below)));
    let sampled = sampled_sign(&ex, region);
    write!(line, " at points {sampled:?}, from {low:?} to {high:?}").unwrap();
    if let Some((plain, turned)) = cleared(&ex, region) {
        let turned = if turned { "−" } else { "" };
        write!(
            line,
            ", over what is cleared {turned}({})",
            show(&plain, &shape.names)
        )
        .unwrap();
    }
    line
}

/// On the whole of the region, and on both parts of a cut, where ends belong to it.
#[test]
fn each_way_to_a_sign_keeps_its_word() {
    let (mut bad, mut found) = (Vec::new(), String::new());
    for shape in sums(41, 700) {
        let var = Var::Coord(0);
        let whole = shape.region.get(var);
        let (left, right) = whole.split().unwrap();
        for part in [whole, left, right] {
            let region = shape.region.with(var, part);
            writeln!(found, "{}", look(&shape, &region, &mut bad)).unwrap();
        }
    }
    assert!(bad.is_empty(), "{}", bad[..bad.len().min(20)].join("\n"));
    compare("signs.txt", &found);
}
