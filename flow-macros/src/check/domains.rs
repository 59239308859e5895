//! Types the chain: which numbers arrive at each element, from the base to the data.

use crate::bases::Base;
use crate::elements::Element;
use crate::elements::formula::Written;
use crate::elements::surjection::{self, Layer, Place, refuse_after};
use crate::errors::{Loc, Report};
use crate::formula::Interval;
use crate::ir::{Flat, Occurrence, Step};
use crate::labels::Labels;
use crate::mixing::Dependence;
use crate::plan::Kind;
use crate::rules::{Domain, Refusal, Symmetry};
use crate::shape::Shape;

/// A chain whose every element takes what arrives at it.
#[derive(Debug)]
pub(super) struct Typed {
    /// What each element became, in turn.
    pub(super) steps: Vec<Vec<Step>>,
    /// An interval per dimension of the data; of whole numbers, before they are rounded down.
    pub(super) support: Vec<Interval>,
    /// What each of them holds at the end.
    pub(super) kinds: Vec<Kind>,
}

/// Follows a sample through the chain. Nothing comes back if an element cannot take what arrives; that has
/// been reported, for every element of which it can be told.
pub(super) fn resolve(
    base: &Base,
    flat: &Flat<'_>,
    labels: &Labels,
    report: &Report,
) -> Option<Typed> {
    let dim = flat.width;
    let mut domain = Domain {
        intervals: (0..dim).map(|i| base.support(i)).collect(),
        producers: (0..dim).map(|i| base.name(i).to_owned()).collect(),
        labels: labels.clone(),
        symmetry: base.symmetry(dim),
    };
    let mut steps = Vec::new();
    let mut held = Held {
        kinds: vec![Kind::Real; dim],
        goes_on: vec![true; dim],
        fills_box: vec![true; dim],
    };
    let mut refused = Vec::new();
    // Whether what arrives is not known, after a mistake.
    let mut lost = false;
    for occurrence in &flat.occurrences {
        let columns = &occurrence.columns;
        if let Element::Surjection(written) = occurrence.element {
            if lost {
                continue;
            }
            match held.narrow(written, occurrence, &domain) {
                Ok((step, image)) => {
                    for (&column, image) in columns.iter().zip(image) {
                        domain.intervals[column] = image;
                    }
                    // Columns that it only reads stay what they are, and so do those beside which it had noise.
                    let mut changed = occurrence.ending.clone();
                    if written.layer.makes().is_some() {
                        changed.extend(columns);
                    }
                    domain.symmetry.mix(&changed, &written.text());
                    steps.push(vec![step]);
                }
                Err(Refusal { message, .. }) => {
                    report.error(occurrence.loc, message);
                    refused.push(occurrence.loc.order());
                    lost = true;
                }
            }
            continue;
        }
        let element = Untyped::of(occurrence, columns.len());
        if lost {
            if columns.len() == dim && element.is_real(dim) {
                domain = Domain {
                    intervals: vec![Interval::REAL; dim],
                    producers: vec![element.describe(labels); dim],
                    labels: labels.clone(),
                    symmetry: Symmetry::none(dim, &element.describe(labels)),
                };
                lost = false;
            }
            continue;
        }
        let own = domain.select(columns);
        let followed = held.follow(&element, &own.labels, columns);
        let followed = followed.and_then(|()| held.can_move(&element, columns));
        let typed = followed.and_then(|()| element.typed(&own));
        let (made, image) = match typed {
            Ok(typed) => typed,
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
                domain.producers[column].clone_from(&producers[i]);
            } else if image[i] != own.intervals[i] {
                domain.producers[column] = element.describe(&own.labels);
            }
            domain.intervals[column] = image[i];
        }
        let placed: Vec<Step> = made.iter().map(|step| step.on(columns, dim)).collect();
        for step in &placed {
            step.carry(&mut domain.symmetry, &element.describe(&own.labels));
            held.pass(step);
        }
        steps.push(placed);
    }
    let data = &flat.data;
    refused.is_empty().then(|| Typed {
        steps,
        support: data.iter().map(|&i| domain.intervals[i]).collect(),
        kinds: data.iter().map(|&i| held.kinds[i]).collect(),
    })
}

/// What columns hold, and which of them go on to the data.
struct Held {
    kinds: Vec<Kind>,
    goes_on: Vec<bool>,
    /// Whether a column may be any number of its interval, whatever the others are.
    fills_box: Vec<bool>,
}

impl Held {
    /// A layer that narrows, and what it makes of the columns that it leaves.
    fn narrow(
        &mut self,
        written: &surjection::Written,
        occurrence: &Occurrence<'_>,
        domain: &Domain,
    ) -> Result<(Step, Vec<Interval>), Refusal> {
        let Occurrence {
            columns, ending, ..
        } = occurrence;
        let dim = self.kinds.len();
        let is_own = |column: &usize| columns.contains(column) || ending.contains(column);
        let beside: Vec<usize> = (0..dim)
            .filter(|&column| self.goes_on[column])
            .filter(|column| match written.layer {
                // It changes none, and sees all.
                Layer::Augment(_) => !ending.contains(column),
                Layer::Dequantize | Layer::Argmax(_) => !is_own(column),
            })
            .collect();
        let own: Vec<usize> = columns.iter().chain(ending).copied().collect();
        if own.iter().any(|&column| !self.fills_box[column]) {
            let text = written.text();
            return Err(Refusal {
                message: format!(
                    "`{text}` has noise of its own for every number, but those that arrive are not free to be any\nhelp: `Simplex`, `Ordered`, `Sort` and ends that are learned may stand on other dimensions, by `On[…](…)`"
                ),
                part: None,
            });
        }
        let of = |columns: &[usize]| -> Vec<Kind> {
            columns.iter().map(|&column| self.kinds[column]).collect()
        };
        let (kinds, others) = (of(&own), of(&beside));
        let place = Place {
            domain: &domain.select(&own),
            kinds: &kinds,
            data: columns.len(),
            beside: &others,
        };
        let (made, image) = written.typed(&place)?;
        let read = made.reads_beside();
        let mut step = Step::new(made.into(), dim, occurrence.loc);
        step.placement.columns = own
            .into_iter()
            .chain(beside.into_iter().take(read))
            .collect();
        for &column in columns {
            if let Some(kind) = written.layer.makes() {
                self.kinds[column] = kind;
            }
        }
        for &column in ending {
            self.goes_on[column] = false;
        }
        Ok((step, image))
    }

    /// What becomes of the box that columns fill.
    fn pass(&mut self, step: &Step) {
        let columns = &step.placement.columns;
        match step.dependence() {
            Dependence::Permuted(p) => self.fills_box = p.apply(&self.fills_box),
            Dependence::Elementwise if step.rules().is_box() => {}
            _ => {
                let fills = columns.iter().all(|&column| self.fills_box[column]);
                for &column in columns {
                    self.fills_box[column] = fills && step.rules().is_box();
                }
            }
        }
    }

    /// Refuses a stochastic layer where not all numbers arrive: it would leave those that do.
    fn can_move(&self, element: &Untyped<'_>, columns: &[usize]) -> Result<(), Refusal> {
        let Untyped::Step(step) = element else {
            return Ok(());
        };
        if step.rules().target().is_none() || columns.iter().all(|&column| self.fills_box[column]) {
            return Ok(());
        }
        Err(Refusal {
            message: format!(
                "`{}` moves among all real numbers, but an element before it keeps to some of them\nhelp: `Simplex`, `Ordered`, `Sort` and ends that are learned may stand behind it",
                step.rules().text()
            ),
            part: None,
        })
    }

    /// What becomes of it where any other element acts on these columns.
    fn follow(
        &mut self,
        element: &Untyped<'_>,
        labels: &Labels,
        columns: &[usize],
    ) -> Result<(), Refusal> {
        let before: Vec<Kind> = columns.iter().map(|&column| self.kinds[column]).collect();
        let Some(kind) = before.iter().find(|kind| **kind != Kind::Real) else {
            return Ok(());
        };
        let Untyped::Step(step) = element else {
            return Err(refuse_after(&element.describe(labels), *kind));
        };
        // It acts on no dimension.
        if step.rules().scales_context() {
            return Ok(());
        }
        let Dependence::Permuted(p) = step.dependence() else {
            return Err(refuse_after(&element.describe(labels), *kind));
        };
        for (&column, after) in columns.iter().zip(p.apply(&before)) {
            self.kinds[column] = after;
        }
        Ok(())
    }
}

/// An element before it is known what arrives at it.
enum Untyped<'a> {
    /// A step whatever arrives, if it takes that.
    Step(Box<Step>),
    /// Several, one after the other, under one name.
    Steps { steps: Vec<Step>, spec: String },
    Formula {
        written: &'a Written,
        inverted: bool,
        dim: usize,
        loc: Loc,
        shape: Option<&'a Shape>,
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
                Self::Step(Box::new(if inverted { step.inverse() } else { step }))
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
            Element::Surjection(_) => unreachable!("a layer that narrows has been seen to"),
        }
    }

    /// How messages speak of it.
    fn describe(&self, labels: &Labels) -> String {
        match self {
            Self::Step(step) => step.describe(labels),
            Self::Steps { spec, .. } => spec.clone(),
            Self::Formula {
                written, inverted, ..
            } => written.spec(*inverted),
        }
    }

    /// The steps that it becomes, and what these produce.
    fn typed(&self, domain: &Domain) -> Result<(Vec<Step>, Vec<Interval>), Refusal> {
        match self {
            Self::Step(step) => {
                let image = step.image(domain)?;
                Ok((vec![step.meeting(domain)], image))
            }
            Self::Steps { steps, .. } => {
                let (mut between, mut met) = (domain.clone(), Vec::new());
                for step in steps {
                    met.push(step.meeting(&between));
                    between.intervals = step.image(&between)?;
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
                let typed = written.typed(domain, *inverted)?;
                let made = typed.made.into_iter().map(|(formula, against)| {
                    let mut step = Step::new(formula.into(), *dim, *loc).shaped(*shape);
                    step.placement.inverted = against;
                    step
                });
                Ok((made.collect(), typed.image))
            }
        }
    }

    /// Whether it takes all real numbers and no less, and gives all of them, so that what stands before it does not
    /// matter to what stands behind it.
    fn is_real(&self, dim: usize) -> bool {
        let at = |interval| {
            self.typed(&Domain {
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
