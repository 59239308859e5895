//! What a layer takes, and what it makes of it.

use super::layer::{Layer, Written};
use super::typed::Surjection;
use crate::formula::{Bound, Interval};
use crate::plan::Kind;
use crate::rules::{Domain, Refusal};

/// Where a layer stands.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    /// What arrives at the columns of the data, and at those that end here: of every dimension of the data, one after the other,
    /// then the others.
    pub(crate) domain: &'a Domain,
    /// What those hold.
    pub(crate) kinds: &'a [Kind],
    /// How many dimensions of the data it acts on.
    pub(crate) data: usize,
    /// What the other columns hold that go on to the data.
    pub(crate) beside: &'a [Kind],
}

impl Written {
    /// The layer, and what it makes of every dimension of the data.
    pub(crate) fn typed(&self, place: &Place<'_>) -> Result<(Surjection, Vec<Interval>), Refusal> {
        let (data, domain) = (place.data, place.domain);
        let intervals = &domain.intervals;
        // `Augment` does nothing to what goes on.
        let changed = match self.layer {
            Layer::Augment(_) => data..intervals.len(),
            Layer::Dequantize | Layer::Argmax(_) => 0..intervals.len(),
        };
        if let Some(kind) = place.kinds[changed.clone()]
            .iter()
            .find(|kind| **kind != Kind::Real)
        {
            return refuse(self.again(*kind));
        }
        match self.layer {
            Layer::Dequantize => self.whole_ends(domain)?,
            Layer::Argmax(_) | Layer::Augment(_) => {
                if let Some(i) = changed.clone().find(|&i| !intervals[i].is_real()) {
                    let text = self.text();
                    return Err(Refusal::of_domain(&text, &Interval::REAL, domain, i));
                }
            }
        }
        let image = match self.layer {
            Layer::Dequantize | Layer::Augment(_) => intervals[..data].to_vec(),
            Layer::Argmax(codes) => {
                let codes = Bound::int(i64::try_from(codes).unwrap_or(i64::MAX));
                vec![Interval::open(Bound::int(-1), codes); data]
            }
        };
        let beside = match &self.network {
            Some(_) => place.beside,
            None => &[],
        };
        let ending = place.kinds.len() - data;
        let made = Surjection::new(
            self.clone(),
            [data, ending],
            place.beside.is_empty(),
            beside,
            &intervals[..data],
        );
        Ok((made, image))
    }

    /// From one whole number to another, so that all that is rounded down to one has a density.
    fn whole_ends(&self, domain: &Domain) -> Result<(), Refusal> {
        let between = |end: f64| end.is_finite() && end.fract() != 0.0;
        let mut intervals = domain.intervals.iter();
        let cut = intervals.position(|at| between(at.lo.to_f64()) || between(at.hi.to_f64()));
        let Some(i) = cut else {
            return Ok(());
        };
        let (found, producer) = (&domain.intervals[i], &domain.producers[i]);
        let (text, place) = (self.text(), domain.labels.one(i));
        refuse(format!(
            "`{text}` needs an interval that ends at whole numbers, but `{producer}` produces {found} in {place}"
        ))
    }

    fn again(&self, kind: Kind) -> String {
        let (text, held) = (self.text(), name(kind));
        if self.layer == Layer::Dequantize && kind == Kind::Whole {
            format!("a second `{text}` has nothing to round: what arrives are whole numbers")
        } else {
            format!("`{text}` needs real numbers, but what arrives are {held}")
        }
    }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Real => "real numbers",
        Kind::Whole => "whole numbers",
        Kind::Category(_) => "codes of categories",
    }
}

/// Nothing but permutations may follow where a dimension holds no real numbers any more.
pub(crate) fn refuse_after(spec: &str, kind: Kind) -> Refusal {
    let held = name(kind);
    let layer = match kind {
        Kind::Category(codes) => format!("Argmax({codes})"),
        Kind::Real | Kind::Whole => "Dequantize".to_owned(),
    };
    Refusal {
        message: format!(
            "`{spec}` stands after `{layer}`, but {held} can only be permuted\nhelp: put it before `{layer}`"
        ),
        part: None,
    }
}

fn refuse<T>(message: String) -> Result<T, Refusal> {
    Err(Refusal {
        message,
        part: None,
    })
}
