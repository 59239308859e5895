//! Whether every function in a formula is given only what it is defined for, looked up where it was written.

use super::ast::{Ast, Extent, Kind, Op};
use super::expr::{Ex, Node};
use super::functions::{Break, Func};
use super::interval::{Bound, Interval};
use super::monotone;
use super::number::Rational;
use super::prove::Prover;
use super::range::{self, Region};
use super::reject::{Reason, Rejection};
use super::sign::Sign;
use super::simplify::simplify_on;

/// Refuses the first operation that could leave its domain.
pub(crate) fn check(ast: &Ast, region: &Region) -> Result<(), Rejection> {
    if let Kind::Binary(Op::Div, a, b) = &ast.kind
        && let Kind::Call(Func::Tan, angle) = &b.kind
        && has_cotangent(angle, region)
    {
        check(a, region)?;
        return check(angle, region);
    }
    for child in ast.children() {
        check(child, region)?;
    }
    let given = |argument: &Ast| Argument {
        ex: simplify_on(&argument.lower(), region),
        extent: argument.extent,
        region,
    };
    match &ast.kind {
        Kind::Call(Func::Sqrt, a) if given(a).is_size() => Ok(()),
        Kind::Call(f, a) => match f.row().breaks {
            Break::Poles => given(a).lies_between_poles(),
            Break::Steep => given(a).is_not_zero(|receives| Reason::SteepRoot {
                receives,
                help: Vec::new(),
            }),
            Break::Nowhere | Break::Corner | Break::Jump => match f.natural_domain() {
                Interval::REAL => Ok(()),
                domain => given(a).lies_in(f.name(), domain),
            },
        },
        Kind::Binary(Op::Div, _, b) => given(b).divides(),
        Kind::Binary(Op::Pow, b, e) => given(b).is_raised_to(e),
        _ => Ok(()),
    }
}

/// Whether 1/tan is finite: at the poles of tan it is 0.
fn has_cotangent(angle: &Ast, region: &Region) -> bool {
    let sine = Ex::call(Func::Sin, &simplify_on(&angle.lower(), region));
    Sign::of(&range::eval(&sine, region)).is_strict()
}

/// What an operation is given.
struct Argument<'a> {
    ex: Ex,
    extent: Extent,
    region: &'a Region,
}

impl Argument<'_> {
    fn values(&self) -> Interval {
        range::eval(&self.ex, self.region)
    }

    fn outside(&self, function: &str, needs: Interval) -> Rejection {
        let reason = Reason::OutsideDomain {
            function: function.to_owned(),
            needs,
            receives: self.values(),
            argument: self.ex.clone(),
            help: Vec::new(),
        };
        Rejection::new(reason, self.extent)
    }

    fn lies_in(&self, function: &str, needs: Interval) -> Result<(), Rejection> {
        if lies_in(&self.ex, &needs, self.region) {
            Ok(())
        } else {
            Err(self.outside(function, needs))
        }
    }

    fn lies_between_poles(&self) -> Result<(), Rejection> {
        if monotone::within_branch(&self.values()) == Some(true) {
            return Ok(());
        }
        let branch = Interval::open(Bound::pi(-1, 2), Bound::pi(1, 2));
        Err(self.outside("tan", branch))
    }

    fn is_not_zero(&self, otherwise: impl Fn(Interval) -> Reason) -> Result<(), Rejection> {
        if Prover::new().sign(&self.ex, self.region).is_strict() {
            Ok(())
        } else {
            Err(Rejection::new(otherwise(self.values()), self.extent))
        }
    }

    fn divides(&self) -> Result<(), Rejection> {
        self.is_not_zero(|receives| Reason::DividesByZero {
            receives,
            help: Vec::new(),
        })
    }

    fn is_raised_to(&self, exponent: &Ast) -> Result<(), Rejection> {
        let Some(r) = exponent.lower().as_num() else {
            return if self.is_size_raised_to(exponent) {
                Ok(())
            } else {
                self.lies_in("^", Interval::POSITIVE)
            };
        };
        match r.integer() {
            _ if r.abs() > Rational::int(1000) => {
                Err(Rejection::new(Reason::LargeExponent, exponent.extent))
            }
            Some(_) if r.is_negative() => self.divides(),
            Some(_) => Ok(()),
            None if self.is_size_raised_to(exponent) => Ok(()),
            None => self.lies_in(&format!("^ {r}"), Interval::POSITIVE),
        }
    }

    /// |u|^k with k > 0, which is 0 where u is: the map is cut there, and what its slope does is looked at.
    fn is_size_raised_to(&self, exponent: &Ast) -> bool {
        let exponent = simplify_on(&exponent.lower(), self.region);
        self.is_size() && range::eval(&exponent, self.region).is_positive()
    }

    fn is_size(&self) -> bool {
        matches!(self.ex.node(), Node::Call(Func::Abs, _))
    }
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
