//! Types the chain: which numbers arrive at each element, from the base to the data.

use crate::bases::Base;
use crate::elements::formula::Written;
use crate::elements::{Element, dequantize};
use crate::errors::{Loc, Report};
use crate::formula::Interval;
use crate::ir::{Chain, Occurrence, Step};
use crate::labels::Labels;
use crate::mixing::Dependence;
use crate::rules::{Arriving, Refusal, Symmetry, directed};
use crate::shape::Shape;

/// A chain whose every element takes what arrives at it.
#[derive(Debug)]
pub(super) struct Typed {
    /// What each element became, in turn.
    pub(super) steps: Vec<Vec<Step>>,
    pub(super) support: Vec<Interval>,
    /// Which dimensions are rounded down to whole numbers at the end.
    pub(super) whole: Vec<bool>,
}

/// Follows a sample through the chain. Nothing comes back if an element cannot take what arrives; that has
/// been reported, for every element of which it can be told.
pub(super) fn resolve(
    base: &Base,
    chain: &Chain,
    labels: &Labels,
    report: &Report,
) -> Option<Typed> {
    let dim = labels.len();
    let mut arriving = Arriving {
        intervals: (0..dim).map(|i| base.support(i)).collect(),
        producers: (0..dim).map(|i| base.name(i).to_owned()).collect(),
        labels: labels.clone(),
        symmetry: base.symmetry(dim),
    };
    let mut steps = Vec::new();
    let mut rounded = vec![false; dim];
    let mut refused = Vec::new();
    // Whether what arrives is not known, after a mistake.
    let mut lost = false;
    for occurrence in chain.flat() {
        let whole: Vec<usize> = (0..dim).collect();
        let columns = occurrence.columns.as_ref().unwrap_or(&whole);
        let element = Untyped::of(&occurrence, columns.len());
        if lost {
            if columns.len() == dim && element.is_real(dim) {
                arriving = Arriving {
                    intervals: vec![Interval::REAL; dim],
                    producers: vec![element.describe(labels); dim],
                    labels: labels.clone(),
                    symmetry: Symmetry::none(dim, &element.describe(labels)),
                };
                lost = false;
            }
            continue;
        }
        let own = arriving.select(columns);
        let arrival = element.arrive(&own).and_then(|(made, image)| {
            element.round(&own.labels, &made, columns, &mut rounded)?;
            Ok((made, image))
        });
        let (made, image) = match arrival {
            Ok(arrival) => arrival,
            Err(Refusal { message, part }) => {
                let loc = occurrence.loc;
                // What is repeated is refused once.
                if !refused.contains(&loc.order()) {
                    refused.push(loc.order());
                    let loc = part.map_or(loc, |part| loc.part(part.start, part.end));
                    report.error(loc, message);
                }
                lost = true;
                continue;
            }
        };
        let permuted = match made.as_slice() {
            [only] => match only.dependence() {
                Dependence::Permuted(p) => Some(p.apply(&own.producers)),
                _ => None,
            },
            _ => None,
        };
        for (i, &column) in columns.iter().enumerate() {
            if let Some(producers) = &permuted {
                arriving.producers[column].clone_from(&producers[i]);
            } else if image[i] != own.intervals[i] {
                arriving.producers[column] = element.describe(&own.labels);
            }
            arriving.intervals[column] = image[i];
        }
        let placed: Vec<Step> = made.iter().map(|step| step.on(columns, dim)).collect();
        for step in &placed {
            step.carry(&mut arriving.symmetry, &element.describe(&own.labels));
        }
        steps.push(placed);
    }
    refused.is_empty().then_some(Typed {
        steps,
        support: arriving.intervals,
        whole: rounded,
    })
}

/// An element before it is known what arrives at it.
enum Untyped<'a> {
    /// A step whatever arrives, if it takes that.
    Step(Step),
    /// Several, one after the other, under one name.
    Steps {
        steps: Vec<Step>,
        spec: String,
    },
    Formula {
        written: &'a Written,
        inverted: bool,
        dim: usize,
        loc: Loc,
        shape: Option<&'a Shape>,
    },
    Dequantize {
        inverted: bool,
    },
}

impl<'a> Untyped<'a> {
    fn of(occurrence: &Occurrence<'a>, dim: usize) -> Self {
        let Occurrence {
            element,
            inverted,
            loc,
            shape,
            ..
        } = *occurrence;
        match element {
            Element::Bijector(bijector) => {
                let step = Step::new(bijector.clone(), dim, loc).shaped(shape);
                Self::Step(if inverted { step.inverse() } else { step })
            }
            Element::Glow(glow) => {
                let steps = glow.written_out().map(|bijector| {
                    let step = Step::new(bijector, dim, loc).shaped(shape);
                    if inverted { step.inverse() } else { step }
                });
                let mut steps = Vec::from(steps);
                if inverted {
                    steps.reverse();
                }
                let spec = glow.spec(inverted);
                Self::Steps { steps, spec }
            }
            Element::Formula(written) => Self::Formula {
                written,
                inverted,
                dim,
                loc,
                shape,
            },
            Element::Dequantize => Self::Dequantize { inverted },
        }
    }

    /// Keeps account of which dimensions are rounded down, of which it acts on these columns.
    fn round(
        &self,
        labels: &Labels,
        made: &[Step],
        columns: &[usize],
        rounded: &mut [bool],
    ) -> Result<(), Refusal> {
        let before: Vec<bool> = columns.iter().map(|&column| rounded[column]).collect();
        let after = match (self, made) {
            (Self::Dequantize { .. }, _) if !before.contains(&true) => vec![true; columns.len()],
            (_, [only]) if let Dependence::Permuted(p) = only.dependence() => p.apply(&before),
            _ if before.contains(&true) => dequantize::refuse_after(&self.describe(labels))?,
            _ => return Ok(()),
        };
        for (&column, after) in columns.iter().zip(after) {
            rounded[column] = after;
        }
        Ok(())
    }

    /// How messages speak of it.
    fn describe(&self, labels: &Labels) -> String {
        match self {
            Self::Step(step) => step.describe(labels),
            Self::Steps { spec, .. } => spec.clone(),
            Self::Formula {
                written, inverted, ..
            } => written.spec(*inverted),
            Self::Dequantize { inverted } => directed(dequantize::NAME.into(), *inverted),
        }
    }

    /// The steps that it becomes, and what these produce.
    fn arrive(&self, arriving: &Arriving) -> Result<(Vec<Step>, Vec<Interval>), Refusal> {
        match self {
            Self::Step(step) => {
                let image = step.arrive(arriving)?;
                Ok((vec![step.meeting(arriving)], image))
            }
            Self::Steps { steps, .. } => {
                let (mut between, mut met) = (arriving.clone(), Vec::new());
                for step in steps {
                    met.push(step.meeting(&between));
                    between.intervals = step.arrive(&between)?;
                }
                Ok((met, between.intervals))
            }
            Self::Formula {
                written,
                inverted,
                dim,
                loc,
                shape,
            } => {
                let arrival = written.arrive(arriving, *inverted)?;
                let made = arrival.made.into_iter().map(|(formula, against)| {
                    let mut step = Step::new(formula.into(), *dim, *loc).shaped(*shape);
                    step.placement.inverted = against;
                    step
                });
                Ok((made.collect(), arrival.image))
            }
            Self::Dequantize { inverted } => {
                dequantize::arrive(arriving, *inverted)?;
                Ok((Vec::new(), arriving.intervals.clone()))
            }
        }
    }

    /// Whether it takes all real numbers and no less, and gives all of them, so that what stands before it does not
    /// matter to what stands behind it.
    fn is_real(&self, dim: usize) -> bool {
        let at = |interval| {
            self.arrive(&Arriving {
                intervals: vec![interval; dim],
                producers: vec![String::new(); dim],
                labels: Labels::numbered(dim),
                symmetry: Symmetry::none(dim, ""),
            })
        };
        at(Interval::UNIT).is_err()
            && at(Interval::REAL).is_ok_and(|(_, image)| image.iter().all(Interval::is_real))
    }
}
