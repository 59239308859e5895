//! Types the chain: which numbers arrive at each element, from the base to the data.

use crate::bases::Base;
use crate::elements::{Arrival, Rules};
use crate::errors::Report;
use crate::formula::Interval;
use crate::ir::{Chain, Step};
use crate::mixing::Dependence;
use crate::rewrite;
use crate::rules::{Arriving, Refusal};

/// A chain whose every element takes what arrives at it.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) steps: Vec<Step>,
    pub(super) support: Vec<Interval>,
}

/// Follows a sample through the chain. Nothing comes back if an element cannot take what arrives; that has
/// been reported, for every element of which it can be told.
pub(super) fn resolve(base: &Base, chain: &Chain, dim: usize, report: &Report) -> Option<Typed> {
    let mut arriving = Arriving {
        intervals: vec![base.support(); dim],
        producers: vec![base.name().to_owned(); dim],
    };
    let mut steps = Vec::new();
    let mut refused = Vec::new();
    // Whether what arrives is not known, after a mistake.
    let mut lost = false;
    for step in rewrite::flat(chain) {
        let rules = step.bijector.rules();
        if lost {
            if is_real(rules, dim) {
                arriving = Arriving {
                    intervals: vec![Interval::REAL; dim],
                    producers: vec![rules.describe(); dim],
                };
                lost = false;
            }
            continue;
        }
        let Arrival { made, image } = match rules.arrive(&arriving) {
            Ok(arrival) => arrival,
            Err(Refusal { message, part }) => {
                // What is repeated is refused once.
                if !refused.contains(&step.loc.order()) {
                    refused.push(step.loc.order());
                    let loc = part.map_or(step.loc, |part| step.loc.part(part.start, part.end));
                    report.error(loc, message);
                }
                lost = true;
                continue;
            }
        };
        if let Dependence::Permuted(p) = rules.dependence() {
            arriving.producers = p.apply(&arriving.producers);
        } else {
            let changed = image.iter().zip(&arriving.intervals).map(|(a, b)| a != b);
            let producers = arriving.producers.iter_mut().zip(changed);
            for (producer, _) in producers.filter(|(_, changed)| *changed) {
                *producer = rules.describe();
            }
        }
        arriving.intervals = image;
        let loc = step.loc;
        let made = made.unwrap_or_else(|| vec![step.bijector.clone()]);
        steps.extend(made.into_iter().map(|bijector| Step { bijector, loc }));
    }
    refused.is_empty().then_some(Typed {
        steps,
        support: arriving.intervals,
    })
}

/// Whether an element takes all real numbers and no less, and gives all of them, so that what stands before it does
/// not matter to what stands behind it.
fn is_real(rules: &dyn Rules, dim: usize) -> bool {
    let at = |interval| {
        rules.arrive(&Arriving {
            intervals: vec![interval; dim],
            producers: vec![String::new(); dim],
        })
    };
    let gives_all = |arrival: Arrival| arrival.image.iter().all(Interval::is_real);
    at(Interval::UNIT).is_err() && at(Interval::REAL).is_ok_and(gives_all)
}
