//! The iteration that inverts where the coordinate cannot be isolated.
//!
//! It runs over lanes, so it neither branches nor stops early. Each round takes a Newton step, a Newton step on the
//! logarithm of the value (which is straight where the map grows like a power or an exponential), and a bisection on a
//! scale that halves exponents first. A step that leaves the bracket is replaced by the bisection. The point with the
//! smallest miss is the result, so that rounding noise at the end does no harm.

use super::analysis::Step;
use super::emit::{Emitter, Written};
use super::expr::{Ex, Var};
use super::interval::{Bound, Interval};
use super::tokens::{Scalar, ident};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::cell::RefCell;
use std::collections::HashMap;

/// Rounds of three steps each.
const fn rounds(scalar: Scalar) -> usize {
    match scalar {
        Scalar::F32 => 9,
        Scalar::F64 => 15,
    }
}

#[expect(clippy::too_many_lines, reason = "one iteration, written out once")]
pub(super) fn write(emitter: &Emitter<'_>, step: &Step, written: &mut Written) {
    let scalar = emitter.scalar;
    let t = scalar.ident();
    let lit = |value: f64| scalar.literal(value);
    let (tiny, huge, below_one) = match scalar {
        Scalar::F32 => (1e-18, 1e18, f64::from(1.0 - f32::EPSILON)),
        Scalar::F64 => (1e-150, 1e150, 1.0 - f64::EPSILON),
    };
    let var = Var::Coord(step.coord);
    let (z, x) = (emitter.name(var), emitter.name(Var::Image(step.output)));
    let domain = emitter.analysis.region.coords[step.coord];
    let (half, one, zero) = (lit(0.5), lit(1.0), lit(0.0));
    // The coordinate as a function of w, which runs over the line, the positive half-line, or (0, 1).
    let (lo, hi) = (domain.lo.to_f64(), domain.hi.to_f64());
    let (path, scale, low, high, start, middle) =
        match (domain.lo.is_finite(), domain.hi.is_finite()) {
            (false, false) => {
                let middle = quote!(m.sinh(#half * (m.asinh(low) + m.asinh(high))));
                (
                    quote!(w),
                    1.0,
                    signed(scalar, -huge),
                    lit(huge),
                    zero.clone(),
                    middle,
                )
            }
            (true, true) => {
                let (a, width) = (signed(scalar, lo), lit(hi - lo));
                let path = match (lo == 0.0, hi - lo == 1.0) {
                    (true, true) => quote!(w),
                    (true, false) => quote!(#width * w),
                    (false, true) => quote!(#a + w),
                    (false, false) => quote!(#a + #width * w),
                };
                let odds = quote!(m.sqrt(low * high / ((#one - low) * (#one - high))));
                let middle = quote!({ let odds = #odds; odds / (#one + odds) });
                (
                    path,
                    hi - lo,
                    lit(tiny),
                    lit(below_one),
                    half.clone(),
                    middle,
                )
            }
            (lower, _) => {
                let a = signed(scalar, if lower { lo } else { hi });
                let path = match (lower, lower && lo == 0.0) {
                    (_, true) => quote!(w),
                    (true, _) => quote!(#a + w),
                    (false, _) if hi == 0.0 => quote!(-w),
                    (false, _) => quote!(#a - w),
                };
                (
                    path,
                    if lower { 1.0 } else { -1.0 },
                    lit(tiny),
                    lit(huge),
                    one.clone(),
                    quote!(m.sqrt(low * high)),
                )
            }
        };
    // Value and slope along w.
    let none = RefCell::new(HashMap::new());
    let slope = match scale {
        1.0 => step.slope.clone(),
        -1.0 => step.slope.neg(),
        _ => width_of(&domain).map_or_else(|| step.slope.clone(), |width| step.slope.mul(&width)),
    };
    let (ids, graph) = emitter.lowering(&none, |lowering| {
        vec![
            lowering.lower(&emitter.analysis.forward[step.output]),
            lowering.lower(&slope),
        ]
    });
    let outer = std::mem::take(&mut written.statements);
    let results = emitter.write(&graph, &ids, written);
    let inner = std::mem::replace(&mut written.statements, outer);
    let [value, slope] = results.as_slice() else {
        return;
    };
    for used in [Var::Image(step.output)] {
        if !written.used.contains(&used) {
            written.used.push(used);
        }
    }
    written.uses_math = true;
    let rising = step.increasing == (scale > 0.0);
    let (miss, newton) = if rising {
        (quote!(value - #x), quote!(w - miss / slope))
    } else {
        (quote!(#x - value), quote!(w + miss / slope))
    };
    let (goal, logarithmic) = logarithmic(
        &emitter.analysis.image[step.output],
        step,
        emitter,
        &quote!(#x),
    );
    let rounds = Literal::usize_unsuffixed(rounds(scalar));
    let infinity = quote!(#t::INFINITY);
    let bracket = quote! {
        let (value, slope) = at(w);
        let miss = #miss;
        low = m.select_lt(miss, #zero, w, low);
        high = m.select_lt(miss, #zero, high, w);
        best = m.select_lt(m.abs(miss), least, w, best);
        least = m.select_lt(m.abs(miss), least, m.abs(miss), least);
    };
    let is_plain = path.to_string() == "w";
    let enter = if is_plain {
        quote!()
    } else {
        quote!(let #z = #path;)
    };
    let argument = if is_plain { z.clone() } else { ident("w") };
    let leave = if is_plain {
        quote!(best)
    } else {
        quote!({ let w = best; #path })
    };
    written.statements.extend(quote! {
        let at = |#argument: #t| {
            #enter
            #inner
            (#value, #slope)
        };
        let goal = #goal;
        let (mut low, mut high) = (#low, #high);
        let (mut w, mut best, mut least) = (#start, #start, #infinity);
        for _ in 0..#rounds {
            #bracket
            let newton = #newton;
            let middle = #middle;
            w = m.select_lt(low, newton, m.select_lt(newton, high, newton, middle), middle);
            #bracket
            let newton = #logarithmic;
            let middle = #middle;
            w = m.select_lt(low, newton, m.select_lt(newton, high, newton, middle), middle);
            let (value, _) = at(w);
            let miss = #miss;
            low = m.select_lt(miss, #zero, w, low);
            high = m.select_lt(miss, #zero, high, w);
            best = m.select_lt(m.abs(miss), least, w, best);
            least = m.select_lt(m.abs(miss), least, m.abs(miss), least);
            w = #middle;
        }
        let #z = #leave;
    });
}

fn signed(scalar: Scalar, value: f64) -> TokenStream {
    let literal = scalar.literal(value.abs());
    if value < 0.0 {
        quote!(-#literal)
    } else {
        literal
    }
}

fn width_of(domain: &Interval) -> Option<Ex> {
    Some(super::range::from_bound(domain.hi)?.sub(&super::range::from_bound(domain.lo)?))
}

/// ψ(x), and the Newton step on ψ(value) − ψ(x), with ψ logarithmic towards the ends of the image.
fn logarithmic(
    image: &Interval,
    step: &Step,
    emitter: &Emitter<'_>,
    x: &TokenStream,
) -> (TokenStream, TokenStream) {
    let scalar = emitter.scalar;
    let one = scalar.literal(1.0);
    let fixed = !emitter.analysis.image_ends[step.output]
        .iter()
        .flatten()
        .any(Ex::has_any);
    let from = |v: &TokenStream, end: Bound, above: bool| {
        let number = signed(scalar, end.to_f64());
        match (above, end.is_zero(), end.signum() < 0) {
            (true, true, _) => quote!(#v),
            (true, _, true) => {
                let number = scalar.literal(-end.to_f64());
                quote!((#v + #number))
            }
            (true, ..) => quote!((#v - #number)),
            (false, true, _) => quote!((-#v)),
            (false, ..) => quote!((#number - #v)),
        }
    };
    let value = quote!(value);
    match (fixed && image.lo.is_finite(), fixed && image.hi.is_finite()) {
        (true, false) => {
            let (gap, at_x) = (from(&value, image.lo, true), bare(from(x, image.lo, true)));
            let inner = bare(gap.clone());
            (
                quote!(m.ln(#at_x)),
                quote!(w - (m.ln(#inner) - goal) * #gap / slope),
            )
        }
        (false, true) => {
            let (gap, at_x) = (
                from(&value, image.hi, false),
                bare(from(x, image.hi, false)),
            );
            let inner = bare(gap.clone());
            (
                quote!(m.ln(#at_x)),
                quote!(w + (m.ln(#inner) - goal) * #gap / slope),
            )
        }
        (true, true) => {
            let width = scalar.literal(image.hi.to_f64() - image.lo.to_f64());
            let odds = |v: &TokenStream| {
                let (a, b) = (from(v, image.lo, true), from(v, image.hi, false));
                quote!(m.ln(#a / #b))
            };
            let (a, b) = (from(&value, image.lo, true), from(&value, image.hi, false));
            let (at_x, at_value) = (odds(x), odds(&value));
            (
                at_x,
                quote!(w - (#at_value - goal) * #a * #b / (#width * slope)),
            )
        }
        (false, false) => (
            quote!(m.copysign(m.ln_1p(m.abs(#x)), #x)),
            quote!(w - (m.copysign(m.ln_1p(m.abs(value)), value) - goal) * (#one + m.abs(value)) / slope),
        ),
    }
}

/// Without the parentheses around it.
fn bare(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(proc_macro2::TokenTree::Group(group)), None) => group.stream(),
        _ => tokens,
    }
}
