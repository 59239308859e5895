//! One coordinate: is the map strictly monotone, with a derivative that is nowhere zero?

use super::ast::Names;
use super::derivative::derivative;
use super::expr::Ex;
use super::factor::factor;
use super::kinks::may_have_kinks;
use super::map::Map;
use super::mathematics::show;
use super::monotone;
use super::prove::Prover;
use super::range;
use super::sign::Strict;
use super::simplify::simplify_on;

#[derive(Clone, Debug)]
pub(crate) struct Proof {
    /// Positive for increasing.
    pub(crate) direction: Strict,
    /// ∂f/∂z in factored form.
    pub(crate) slope: Ex,
    pub(crate) note: String,
}

/// Accepts only what is proved; else the slope is returned, whose sign is not known.
pub(crate) fn prove(map: &Map<'_>, names: &Names) -> Result<Proof, Ex> {
    prove_by(Prover::new(), map, names)
}

/// The same with less effort: for what is only to be proposed.
pub(crate) fn prove_briefly(map: &Map<'_>, names: &Names) -> Result<Proof, Ex> {
    prove_by(Prover::brief(), map, names)
}

fn prove_by(mut prover: Prover, map: &Map<'_>, names: &Names) -> Result<Proof, Ex> {
    let Map { f, var, region, .. } = *map;
    let slope = factor(&simplify_on(&derivative(f, var), region));
    if let Some(direction) = monotone::direction(f, var, region)
        && direction.steep
    {
        let how = if direction.sign.is_positive() {
            "increasing"
        } else {
            "decreasing"
        };
        return Ok(Proof {
            direction: direction.sign,
            slope,
            note: format!("built from monotone parts, {how}"),
        });
    }
    let kinks = may_have_kinks(f, var);
    if kinks {
        // Its pieces are looked at by themselves.
        prover = prover.hasty();
    }
    let direction = match prover.sign(&slope, region) {
        // A reciprocal of |z| was seen to exist on either side of 0, but not there.
        _ if kinks && !range::is_defined(&slope, region) => {
            return by_pieces(map, names, slope);
        }
        sign => match sign.strict() {
            Some(sign) => sign,
            None => return by_pieces(map, names, slope),
        },
    };
    let relation = relation(direction);
    let how = if prover.subdivided {
        ", by cutting the domain"
    } else {
        ""
    };
    let text = show(&slope, names);
    let name = names.of(var);
    let note = if text.chars().count() <= 60 {
        format!("∂/∂{name} = {text} {relation}{how}")
    } else {
        format!("∂/∂{name} {relation}{how}")
    };
    Ok(Proof {
        direction,
        slope,
        note,
    })
}

fn relation(direction: Strict) -> &'static str {
    match direction {
        Strict::Positive => "> 0",
        Strict::Negative => "< 0",
    }
}

/// Where the slope jumps, one piece between kinks after the other.
fn by_pieces(map: &Map<'_>, names: &Names, slope: Ex) -> Result<Proof, Ex> {
    let pieces = map.kinked();
    let Some((direction, kinked)) = pieces.and_then(|kinked| Some((kinked.direction()?, kinked)))
    else {
        return Err(slope);
    };
    let (name, relation) = (names.of(map.var), relation(direction));
    let sides = match kinked.places() {
        Some(kinks) => {
            let kinks: Vec<String> = kinks.iter().map(|kink| show(kink, names)).collect();
            format!("either side of {name} = {}", kinks.join(", "))
        }
        None => "either side of every kink".to_owned(),
    };
    Ok(Proof {
        direction,
        slope,
        note: format!("∂/∂{name} {relation} on {sides}"),
    })
}
