//! A formula as it was written, before it is known what arrives at it.

use super::derive::{Derived, Part};
use super::proved::Formula;
use crate::formula;
use crate::formula::Interval;
use crate::rules::{Domain, Refusal, directed};
use std::rc::Rc;

/// A formula of one coordinate, for every dimension, or of as many as there are dimensions.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    formula: Rc<formula::Formula>,
    /// The name of the library's, such as `Power(2)`.
    name: Option<String>,
    /// Whether that name means the inverse of what is written.
    is_named_inverse: bool,
    dim: usize,
}

/// What becomes of a formula when it meets what arrives.
#[derive(Debug)]
pub(crate) struct Typed {
    /// The bijectors made of it, in turn, each with whether it runs backwards.
    pub(crate) made: Vec<(Formula, bool)>,
    /// What they produce, an interval per dimension.
    pub(crate) image: Vec<Interval>,
}

impl Written {
    /// A formula on `dim` dimensions; none if it has another number of coordinates, which has been reported.
    pub(crate) fn new(formula: &formula::Formula, dim: usize) -> Option<Self> {
        if formula.dim() > 1 && formula.dim() != dim {
            return None;
        }
        Some(Self {
            formula: Rc::new(formula.clone()),
            name: None,
            is_named_inverse: false,
            dim,
        })
    }

    /// The same under a name of the library; `inverse` if that is the name of the inverse.
    pub(crate) fn named(self, name: String, inverse: bool) -> Self {
        Self {
            name: Some(name),
            is_named_inverse: inverse,
            ..self
        }
    }

    fn text(&self) -> String {
        let written = || self.formula.to_string();
        self.name.clone().unwrap_or_else(written)
    }

    pub(crate) fn is_named_inverse(&self) -> bool {
        self.is_named_inverse
    }

    /// The canonical text of one direction.
    pub(crate) fn spec(&self, inverted: bool) -> String {
        directed(self.text(), inverted != self.is_named_inverse)
    }

    /// Meets what arrives: a formula of one coordinate becomes one for each kind of numbers that dimensions receive.
    pub(crate) fn typed(&self, domain: &Domain, inverted: bool) -> Result<Typed, Refusal> {
        let coordinates = self.formula.dim();
        let mut typed = Typed {
            made: Vec::new(),
            image: domain.intervals.clone(),
        };
        for (groups, receives) in self.parts(domain) {
            let part = Part {
                formula: &self.formula,
                text: self.spec(inverted),
                is_named: self.name.is_some(),
                groups: &groups,
                domain,
            };
            let Derived {
                analysis,
                against,
                image,
            } = part.derive(&receives, inverted)?;
            for group in &groups {
                for (&i, interval) in group.iter().zip(&image) {
                    typed.image[i] = *interval;
                }
            }
            let made = Formula {
                name: self.text(),
                // What was derived may be the inverse already.
                is_named_inverse: self.is_named_inverse != (inverted != against),
                coordinates,
                params: self.formula.params.len(),
                groups,
                dim: self.dim,
                analysis: Rc::new(analysis),
            };
            typed.made.push((made, against));
        }
        Ok(typed)
    }

    /// The groups of dimensions that receive the same in each coordinate, and what they receive.
    fn parts(&self, domain: &Domain) -> Vec<(Vec<Vec<usize>>, Vec<Interval>)> {
        let all: Vec<Vec<usize>> = if self.formula.dim() == 1 {
            (0..self.dim).map(|i| vec![i]).collect()
        } else {
            vec![(0..self.dim).collect()]
        };
        let mut parts: Vec<(Vec<Vec<usize>>, Vec<Interval>)> = Vec::new();
        for group in all {
            let receives = group.iter().map(|&i| domain.intervals[i]).collect();
            match parts.iter_mut().find(|(_, other)| *other == receives) {
                Some((groups, _)) => groups.push(group),
                None => parts.push((vec![group], receives)),
            }
        }
        parts
    }
}
