//! Types the chain: which numbers arrive at each element, from the base to the data.

use crate::bases::Base;
use crate::elements::{Arrival, Refusal};
use crate::errors::Report;
use crate::formula::Interval;
use crate::ir::{Chain, Step};
use crate::mixing::Dependence;
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
    /// How messages speak of what produced each of these.
    pub(crate) producers: Vec<String>,
}

impl Arriving {
    /// Whether the same arrives in every dimension.
    pub(crate) fn is_uniform(&self) -> bool {
        let first = &self.intervals[0];
        self.intervals.iter().all(|other| other == first)
    }
}

/// Follows a sample through the chain. Nothing comes back if an element cannot take what arrives; that has
/// been reported.
pub(super) fn resolve(base: &Base, chain: &Chain, dim: usize, report: &Report) -> Option<Typed> {
    let mut arriving = Arriving {
        intervals: vec![base.support(); dim],
        producers: vec![base.name().to_owned(); dim],
    };
    let mut steps = Vec::new();
    for step in rewrite::flat(chain) {
        let rules = step.bijector.rules();
        let Arrival { made, image } = match rules.arrive(&arriving) {
            Ok(arrival) => arrival,
            Err(Refusal { message, part }) => {
                let loc = part.map_or(step.loc, |part| step.loc.part(part.start, part.end));
                report.error(loc, message);
                return None;
            }
        };
        if let Dependence::Permuted(p) = rules.dependence() {
            arriving.producers = p.apply(&arriving.producers);
        } else {
            let changed = image.iter().zip(&arriving.intervals).map(|(a, b)| a != b);
            for (producer, _) in arriving
                .producers
                .iter_mut()
                .zip(changed)
                .filter(|(_, c)| *c)
            {
                *producer = rules.describe();
            }
        }
        arriving.intervals = image;
        let loc = step.loc;
        let made = made.unwrap_or_else(|| vec![step.bijector.clone()]);
        steps.extend(made.into_iter().map(|bijector| Step { bijector, loc }));
    }
    Some(Typed {
        steps,
        support: arriving.intervals,
    })
}
