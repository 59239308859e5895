//! Constants that the scalar of a flow cannot hold: written, or made of what was written.

use super::ast::{Ast, Extent, Formula};
use super::derivative::derivative;
use super::expr::{Ex, Node, Var};
use super::factor::factor;
use super::interval::{Bound, Interval};
use super::number::Rational;
use super::range::{self, Region};
use super::rust_tokens::Scalar;
use super::triangular;

/// A constant, and the smallest part of a formula in which it stands.
#[derive(Debug)]
pub(crate) struct Beyond {
    pub(crate) extent: Extent,
    /// Infinite where it is too large for every scalar.
    pub(crate) value: f64,
}

impl Formula {
    /// The first constant that is too small or too large, in the formula as it will be computed.
    pub(crate) fn beyond(&self, scalar: Scalar) -> Option<Beyond> {
        let ends = self.coords.iter().chain(&self.params).filter_map(|name| {
            let (range, extent) = name.range?;
            let mut ends = [range.lo, range.hi]
                .into_iter()
                .filter(|end| end.is_finite());
            let value = ends.find_map(|end| outside(&Interval::point(end), scalar))?;
            Some(Beyond { extent, value })
        });
        let body = self.body.iter().filter_map(|ast| innermost(ast, scalar));
        let forward: Vec<Ex> = self.body.iter().map(Ast::lower).collect();
        let own = triangular::order(&triangular::dependencies(&forward)).unwrap_or_default();
        let slopes = forward.iter().enumerate().flat_map(|(output, f)| {
            let own = &own;
            (0..self.dim()).filter_map(move |coord| {
                let value = of_slope(f, Var::Coord(coord), scalar)?;
                // What hardly depends on a coordinate that is known may, if not on the one that it adds.
                let matters = own.contains(&(output, coord)) || value.abs() > 1.0;
                let extent = self.body[output].extent;
                matters.then_some(Beyond { extent, value })
            })
        });
        ends.chain(body).chain(slopes).next()
    }
}

/// The number by which all of a slope is multiplied: in `(1e20*z + 1)*1e20` it stands nowhere else.
fn of_slope(f: &Ex, var: Var, scalar: Scalar) -> Option<f64> {
    let slope = factor(&derivative(f, var));
    outside_number(coefficient(&slope), scalar).filter(|_| !slope.is_zero())
}

fn innermost(ast: &Ast, scalar: Scalar) -> Option<Beyond> {
    let mut parts = ast.children().into_iter();
    parts.find_map(|part| innermost(part, scalar)).or_else(|| {
        let value = in_expression(&ast.lower(), scalar)?;
        Some(Beyond {
            extent: ast.extent,
            value,
        })
    })
}

fn in_expression(ex: &Ex, scalar: Scalar) -> Option<f64> {
    let nowhere = Region {
        coords: Vec::new(),
        params: Vec::new(),
    };
    let number = |ex: &Ex| outside(&range::eval(ex, &nowhere), scalar);
    if !ex.has_any() {
        return number(ex);
    }
    let coefficient =
        |term: &Ex, k: Rational| outside_number(coefficient(term) * k.to_f64(), scalar);
    match ex.node() {
        Node::Num(_) | Node::Pi | Node::Var(_) => None,
        Node::Sum(c, terms) => number(&Ex::num(*c)).or_else(|| {
            let mut terms = terms.iter();
            terms.find_map(|(t, k)| coefficient(t, *k).or_else(|| in_expression(t, scalar)))
        }),
        Node::Product(factors) => coefficient(ex, Rational::ONE).or_else(|| {
            let mut factors = factors.iter();
            factors.find_map(|(b, e)| in_expression(b, scalar).or_else(|| in_expression(e, scalar)))
        }),
        Node::Call(_, u) => in_expression(u, scalar),
    }
}

/// The numbers of a product together: exact arithmetic may have left them apart.
fn coefficient(ex: &Ex) -> f64 {
    match ex.node() {
        Node::Num(r) => r.to_f64(),
        Node::Sum(c, terms) if c.is_zero() && terms.len() == 1 => {
            coefficient(&terms[0].0) * terms[0].1.to_f64()
        }
        Node::Product(factors) => factors
            .iter()
            .filter_map(|(b, e)| Some(coefficient(b).powf(e.as_num()?.to_f64())))
            .filter(|power| !power.is_nan())
            .product(),
        _ => 1.0,
    }
}

/// The constant, if it is no normal number of the scalar; what is 0 here was too small for these numbers.
fn outside_number(value: f64, scalar: Scalar) -> Option<f64> {
    if value == 0.0 {
        return Some(value);
    }
    outside(&Interval::point(Bound::Float(value)), scalar)
}

/// The constant, if it certainly is no normal number of the scalar.
fn outside(values: &Interval, scalar: Scalar) -> Option<f64> {
    let (least, most) = match scalar {
        Scalar::F32 => (f64::from(f32::MIN_POSITIVE), f64::from(f32::MAX)),
        Scalar::F64 => (f64::MIN_POSITIVE, f64::MAX),
    };
    if !values.is_positive() && !values.is_negative() {
        return None;
    }
    let (lo, hi) = (values.lo.to_f64(), values.hi.to_f64());
    let (near, far) = if values.is_positive() {
        (lo, hi)
    } else {
        (hi, lo)
    };
    if near.abs() > most || !far.is_finite() {
        Some(far)
    } else {
        (far.abs() < least).then_some(far)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::tests::read;

    #[test]
    fn constants_stay_among_the_numbers() {
        let beyond = |text: &str, scalar| read(text).unwrap().beyond(scalar).map(|b| b.value);
        for (text, value) in [
            ("|z| 1e-30*1e-20*z", 1e-50),
            ("|z| 1e-30*(1e-20*z)", 1e-50),
            ("|z| 2^200*z", 2f64.powi(200)),
            ("|z| z/3^100", 3f64.powi(100)),
            ("|z| z/3^50/3^50", 3f64.powi(-100)),
            ("|z| (1e-25*z)^3 + z", 1e-75),
            ("|z| exp(-200)*z", (-200f64).exp()),
            ("|z| -z*1e20*1e20", 1e40),
            ("|z| z + 1e-30*(1e-20*sinh(z))", 1e-50),
            ("|z; a in (0, 1e-30*1e-20)| z + a", 1e-50),
            ("|z| (1e20*z + 1)*1e20", 1e40),
            ("|z| (1e20*sinh(z) + 1)*1e20", 1e40),
            ("|u, v| (u, (1e20*v + u)*1e20)", 1e40),
            ("|u, v| (u, 1e-30*sinh(1e-30*v) + u)", 1e-60),
            (
                "|u, v| (v + 1e-30*sinh(1e-30*u), 1e-30*sinh(1e-30*u))",
                1e-60,
            ),
        ] {
            let found = beyond(text, Scalar::F32).unwrap();
            assert!((found.abs() / value - 1.0).abs() < 1e-9, "{text}: {found}");
            assert!(beyond(text, Scalar::F64).is_none(), "{text}");
        }
        // The least and the largest of powers of two.
        for (text, scalar, is_beyond) in [
            ("|z| 2^(-126)*z", Scalar::F32, false),
            ("|z| 2^(-127)*z", Scalar::F32, true),
            ("|z| -z/2^126", Scalar::F32, false),
            ("|z| -z/2^127", Scalar::F32, true),
            ("|z| 2^127*z", Scalar::F32, false),
            ("|z| 2^128*z", Scalar::F32, true),
        ] {
            assert_eq!(beyond(text, scalar).is_some(), is_beyond, "{text}");
        }
        assert!(beyond("|z| 10^400*z", Scalar::F64).is_some());
        assert!(beyond("|z| exp(-1000)*z", Scalar::F64).is_some());
        // Less than the smallest number, though each of them is one.
        let tiny = "1e-30*".repeat(11);
        let vanishes = beyond(&format!("|z| {tiny}sinh(z)"), Scalar::F64);
        assert_eq!(vanishes, Some(0.0));
        for text in [
            "|z| 1e-30*z*1e20",
            "|z| z - z*0 + 1e30",
            "|z| z + sin(PI)",
            "|z| exp(z - 200)",
            "|z| z + 1e-20*softplus(1e-20*z)",
            "|u, v| (u, v + 1e-20*tanh(1e-20*u))",
            "|z| (1e20*z + 1)*1e-20",
        ] {
            assert!(beyond(text, Scalar::F32).is_none(), "{text}");
        }
    }
}
