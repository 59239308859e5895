//! Why an element cannot take what arrives, and what would make it fit.

use super::domain::Domain;
use crate::formula::{Extent, Interval};

/// Why an element cannot take what arrives.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) message: String,
    /// The part of the element that is to blame, if it is not the whole.
    pub(crate) part: Option<Extent>,
}

impl Refusal {
    /// ``  `acos` needs (−1, 1), but `Exp` produces (0, ∞) ``; `i` is the dimension.
    pub(crate) fn of_domain(what: &str, needs: &Interval, domain: &Domain, i: usize) -> Self {
        Self::unmet(&format!("`{what}` needs {needs}"), needs, domain, i)
    }

    /// Of an element whose network would read an angle as a number, and see a jump where there is none.
    pub(crate) fn of_angle(what: &str, domain: &Domain, i: usize) -> Self {
        let (producer, place) = (&domain.producers[i], domain.labels.one(i));
        Self {
            message: format!(
                "the network of `{what}` cannot read angles, but `{producer}` produces one in {place}\nhelp: hidden widths alone, as in `(64, 64)`, mean a network that can"
            ),
            part: None,
        }
    }

    /// The same, where `claim` says in its own words who needs what.
    pub(crate) fn unmet(claim: &str, needs: &Interval, domain: &Domain, i: usize) -> Self {
        let (found, producer) = (&domain.intervals[i], &domain.producers[i]);
        let place = if domain.is_uniform() {
            String::new()
        } else {
            format!(" in {}", domain.labels.one(i))
        };
        let mut message = format!("{claim}, but `{producer}` produces {found}{place}");
        if *found == Interval::CIRCLE && needs.is_real() {
            message.push_str("\nhelp: `univariate = circular` turns and bends angles");
        } else if *needs == Interval::CIRCLE && domain.is_uniform() {
            message.push_str("\nhelp: angles start at the base `Circle`");
        } else if !domain.is_uniform() {
            message.push_str("\nhelp: `On[…](…)` changes some of the dimensions alone");
        } else if let Some(help) = onto(found, needs) {
            message = format!("{message}\nhelp: put {help} between them");
        }
        Self {
            message,
            part: None,
        }
    }
}

/// What takes numbers of one interval to those that are needed, as it is written, if that is short.
fn onto(found: &Interval, needs: &Interval) -> Option<String> {
    // Of each interval, what takes it to all real numbers, and what takes these to it.
    let known = |interval: &Interval| match interval.to_string().as_str() {
        "(−∞, ∞)" => Some(("", "")),
        "(0, ∞)" => Some(("Log", "Softplus")),
        "(0, 1)" => Some(("Logit", "Sigmoid")),
        "(−1, 1)" => Some(("Atanh", "Tanh")),
        "(−π/2, π/2)" => Some(("|z| tan(z)", "|z| atan(z)")),
        "(0, π)" => Some(("|z| logit(z / PI)", "|z| PI * sigmoid(z)")),
        _ => None,
    };
    let parts = [known(found)?.0, known(needs)?.1];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| format!("`{}`", parts.join(" >> ")))
}
