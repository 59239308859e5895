//! Types the chain: which numbers arrive at each element, from the base to the data.

use crate::bases::Base;
use crate::elements::Refusal;
use crate::errors::Report;
use crate::formula::Interval;
use crate::ir::{Chain, Step};
use crate::rewrite;

/// A chain whose every element takes what arrives at it.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) steps: Vec<Step>,
    pub(super) support: Vec<Interval>,
}

/// What arrives at an element.
#[derive(Clone, Debug)]
pub(crate) struct Arriving {
    /// An interval per dimension.
    pub(crate) intervals: Vec<Interval>,
    /// How messages speak of what produced these.
    pub(crate) producer: String,
}

/// Follows a sample through the chain. Nothing comes back if an element cannot take what arrives; that has
/// been reported.
pub(super) fn resolve(base: &Base, chain: &Chain, dim: usize, report: &Report) -> Option<Typed> {
    let mut arriving = Arriving {
        intervals: vec![base.support(); dim],
        producer: base.name().to_owned(),
    };
    let mut steps = Vec::new();
    for step in rewrite::flat(chain) {
        let rules = step.bijector.rules();
        let (bijector, image) = match rules.arrive(&arriving) {
            Ok((derived, image)) => (derived.unwrap_or_else(|| step.bijector.clone()), image),
            Err(Refusal { message, part }) => {
                let loc = part.map_or(step.loc, |part| step.loc.part(part.start, part.end));
                report.error(loc, message);
                return None;
            }
        };
        if image != arriving.intervals {
            arriving = Arriving {
                intervals: image,
                producer: rules.spec(),
            };
        }
        steps.push(Step {
            bijector,
            loc: step.loc,
        });
    }
    Some(Typed {
        steps,
        support: arriving.intervals,
    })
}
