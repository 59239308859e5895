//! Whether every function in a formula is given only what it is defined for, looked up where it was written.

use super::ast::{Ast, Kind, Op};
use super::expr::Ex;
use super::func::Func;
use super::interval::{Bound, Interval};
use super::monotone;
use super::number::Rational;
use super::prove::{Prover, Sign};
use super::range::{self, Region};
use super::reject::{Reason, Rejection};
use super::settle::settle;

/// Refuses the first operation that could leave its domain.
pub(crate) fn check(ast: &Ast, region: &Region) -> Result<(), Rejection> {
    for child in ast.children() {
        check(child, region)?;
    }
    let refuse = |what: &str, argument: &Ast, needs: Interval, ex: &Ex| {
        Err(Rejection::new(
            Reason::OutsideDomain {
                function: what.to_owned(),
                needs,
                receives: range::eval(ex, region),
                argument: ex.clone(),
            },
            argument.extent,
        ))
    };
    match &ast.kind {
        Kind::Call(Func::Tan, a) => {
            let ex = settle(&a.lower(), region);
            if monotone::within_branch(&range::eval(&ex, region)) != Some(true) {
                return refuse(
                    "tan",
                    a,
                    Interval::open(Bound::pi(-1, 2), Bound::pi(1, 2)),
                    &ex,
                );
            }
        }
        Kind::Call(Func::Cbrt, a) => {
            let ex = settle(&a.lower(), region);
            if !Prover::new().sign(&ex, region).is_strict() {
                return Err(Rejection::new(
                    Reason::SteepRoot {
                        receives: range::eval(&ex, region),
                    },
                    a.extent,
                ));
            }
        }
        Kind::Call(f, a) if f.natural_domain() != Interval::REAL => {
            let ex = settle(&a.lower(), region);
            if !lies_in(&ex, &f.natural_domain(), region) {
                return refuse(f.name(), a, f.natural_domain(), &ex);
            }
        }
        Kind::Binary(Op::Div, _, b) => {
            let ex = settle(&b.lower(), region);
            if !Prover::new().sign(&ex, region).is_strict() {
                return Err(Rejection::new(
                    Reason::DividesByZero {
                        receives: range::eval(&ex, region),
                    },
                    b.extent,
                ));
            }
        }
        Kind::Binary(Op::Pow, b, e) => {
            let (base, exponent) = (settle(&b.lower(), region), e.lower());
            match exponent.as_num().map(|r| (r, r.integer())) {
                Some((r, Some(n))) if n.abs() <= 1000 => {
                    if r.is_negative() && !Prover::new().sign(&base, region).is_strict() {
                        return Err(Rejection::new(
                            Reason::DividesByZero {
                                receives: range::eval(&base, region),
                            },
                            b.extent,
                        ));
                    }
                }
                Some((r, _)) if r.abs() > Rational::int(1000) => {
                    return Err(Rejection::new(Reason::LargeExponent, e.extent));
                }
                _ => {
                    if !lies_in(&base, &Interval::POSITIVE, region) {
                        let what = match exponent.as_num() {
                            Some(r) => format!("^ {r}"),
                            None => "^".to_owned(),
                        };
                        return refuse(&what, b, Interval::POSITIVE, &base);
                    }
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn lies_in(ex: &Ex, interval: &Interval, region: &Region) -> bool {
    if range::eval(ex, region).is_inside(interval) {
        return true;
    }
    let beyond = |bound: Bound, flip: bool| {
        let Some(end) = range::from_bound(bound) else {
            return true;
        };
        let gap = if flip { end.sub(ex) } else { ex.sub(&end) };
        Prover::new().sign(&gap, region) == Sign::Positive
    };
    beyond(interval.lo, false) && beyond(interval.hi, true)
}
