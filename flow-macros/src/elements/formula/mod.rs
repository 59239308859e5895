//! `|z; a, b > 0| …`: bijections written as mathematics, and the elements of the library that are such formulas.
//!
//! A formula of one coordinate is applied to every dimension, with parameters per dimension; one of several
//! coordinates has as many as the flow has dimensions.

mod constants;
mod derive;

use super::{Arrival, Bijector, Rules, directed};
use crate::ast::Scalar;
use crate::formula::{self, Analysis, Var};
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::Arriving;
use crate::rules::Refusal;
use crate::rules::{Runtime, Tables};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::rc::Rc;

#[derive(Clone, Debug)]
pub(crate) struct Formula {
    /// What was written; none for what the rewrites have composed.
    written: Option<Rc<formula::Formula>>,
    /// The name of the library's, such as `Power(2)`, or what was composed.
    name: Option<String>,
    /// Whether it runs against the direction of what was written.
    inverted: bool,
    /// Whether the name means that direction.
    named_inverted: bool,
    coordinates: usize,
    params: usize,
    /// Each the dimensions that are the coordinates of one application.
    groups: Vec<Vec<usize>>,
    dim: usize,
    /// Made for what arrives, once that is known.
    derived: Option<Derived>,
}

/// A proved bijection, in the direction of the chain or against it.
#[derive(Clone, Debug)]
struct Derived {
    analysis: Rc<Analysis>,
    against: bool,
}

impl Derived {
    fn along(analysis: Analysis) -> Self {
        Self {
            analysis: Rc::new(analysis),
            against: false,
        }
    }
}

impl Formula {
    /// A formula on `dim` dimensions; none if it has another number of coordinates, which has been reported.
    pub(crate) fn written(written: &formula::Formula, dim: usize) -> Option<Self> {
        let coordinates = written.dim();
        if coordinates > 1 && coordinates != dim {
            return None;
        }
        let groups = if coordinates == 1 {
            (0..dim).map(|i| vec![i]).collect()
        } else {
            vec![(0..dim).collect()]
        };
        Some(Self {
            params: written.params.len(),
            written: Some(Rc::new(written.clone())),
            name: None,
            inverted: false,
            named_inverted: false,
            coordinates,
            groups,
            dim,
            derived: None,
        })
    }

    /// The same under a name of the library; `inverted` if that is the name of the inverse.
    pub(super) fn named(self, name: String, inverted: bool) -> Self {
        Self {
            name: Some(name),
            inverted,
            named_inverted: inverted,
            ..self
        }
    }

    /// Both as one: they must act on the same dimensions, with inverses in closed form.
    pub(crate) fn then(&self, next: &Self) -> Option<Self> {
        let (first, second) = (self.derived.as_ref()?, next.derived.as_ref()?);
        if self.coordinates != next.coordinates || first.against || second.against {
            return None;
        }
        if self.coordinates > 1 && self.groups != next.groups {
            return None;
        }
        let sorted = |formula: &Self| {
            let mut dims: Vec<usize> = formula.dims().collect();
            dims.sort_unstable();
            dims
        };
        if sorted(self) != sorted(next) {
            return None;
        }
        let groups = if next.params == 0 {
            &self.groups
        } else {
            &next.groups
        };
        if self.params > 0 && next.params > 0 && self.groups != next.groups {
            return None;
        }
        let both = first.analysis.then(&second.analysis)?;
        if ![&*first.analysis, &second.analysis, &both]
            .into_iter()
            .all(Analysis::is_closed)
        {
            return None;
        }
        Some(Self {
            written: None,
            name: Some(format!("{} >> {}", self.text(), next.text())),
            inverted: false,
            named_inverted: false,
            coordinates: self.coordinates,
            params: self.params + next.params,
            groups: groups.clone(),
            dim: self.dim,
            derived: Some(Derived {
                analysis: Rc::new(both),
                against: false,
            }),
        })
    }

    /// The text, whatever the dimensions that it acts on.
    fn text(&self) -> String {
        let text = match (&self.name, &self.written) {
            (Some(name), _) => name.clone(),
            (None, Some(written)) => written.to_string(),
            (None, None) => String::new(),
        };
        directed(text, self.inverted != self.named_inverted)
    }

    fn dims(&self) -> impl Iterator<Item = usize> {
        self.groups.iter().flatten().copied()
    }

    /// Whether no dimension is touched by both.
    pub(crate) fn is_apart(&self, other: &Self) -> bool {
        !self.dims().any(|i| other.dims().any(|j| i == j))
    }

    fn operations(&self) -> usize {
        let Some(derived) = &self.derived else {
            return 0;
        };
        let each: u32 = derived.analysis.forward.iter().map(formula::Ex::size).sum();
        each as usize * self.groups.len()
    }
}

impl Rules for Formula {
    /// Where it does not act on all dimensions, or on coordinates in another order, that is said too.
    fn spec(&self) -> String {
        let text = self.text();
        let in_order = self.coordinates == 1 || self.dims().is_sorted();
        if in_order && self.dims().count() == self.dim {
            return text;
        }
        let mut dims: Vec<usize> = self.dims().collect();
        if self.coordinates == 1 {
            dims.sort_unstable();
        }
        let s = if dims.len() == 1 { "" } else { "s" };
        let dims: Vec<String> = dims.iter().map(usize::to_string).collect();
        format!("{text}, in dimension{s} {}", dims.join(" "))
    }

    fn params(&self) -> usize {
        self.params * self.groups.len()
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.operations(),
            manner: "",
        }
    }

    fn arrive(&self, arriving: &Arriving) -> Result<Arrival, Refusal> {
        let Some(written) = &self.written else {
            return Ok(Arrival::unmade(arriving.intervals.clone()));
        };
        let mut image = arriving.intervals.clone();
        let mut made = Vec::new();
        for (groups, receives) in self.parts(arriving) {
            let mut part = Self {
                groups,
                ..self.clone()
            };
            let (derived, produces) = part.derive(written, &receives, arriving)?;
            for group in &part.groups {
                for (&i, interval) in group.iter().zip(&produces) {
                    image[i] = *interval;
                }
            }
            part.derived = Some(derived);
            made.push(part.into());
        }
        let made = Some(made);
        Ok(Arrival { made, image })
    }

    fn derived(&self) -> Vec<String> {
        let described = |derived: &Derived| derived.analysis.describe();
        self.derived.as_ref().map(described).unwrap_or_default()
    }

    fn inverse(&self) -> Bijector {
        let inverse = Self {
            inverted: !self.inverted,
            derived: self.derived.as_ref().map(|derived| Derived {
                analysis: Rc::clone(&derived.analysis),
                against: !derived.against,
            }),
            ..self.clone()
        };
        inverse.into()
    }

    fn dependence(&self) -> Dependence<'_> {
        match &self.derived {
            Some(derived) if self.coordinates > 1 => Dependence::Triangle {
                dims: &self.groups[0],
                order: &derived.analysis.steps,
                depends: &derived.analysis.dependencies,
                against: derived.against,
            },
            _ => Dependence::Elementwise,
        }
    }

    fn permuted(&self, p: &Permutation) -> Bijector {
        let moved = |group: &Vec<usize>| p.sources(group);
        let groups = self.groups.iter().map(moved).collect();
        Self {
            groups,
            ..self.clone()
        }
        .into()
    }

    fn bends(&self) -> bool {
        let bends = |derived: &Derived| derived.analysis.steps[0].slope.has(Var::Coord(0));
        self.coordinates == 1 && self.derived.as_ref().is_some_and(bends)
    }

    fn is_identity(&self) -> bool {
        let identity = |derived: &Derived| derived.analysis.is_identity();
        self.derived.as_ref().is_some_and(identity)
    }

    fn runtime(&self, tables: &mut Tables) -> Runtime {
        let Some(derived) = &self.derived else {
            return Runtime::default();
        };
        let number = Literal::usize_unsuffixed;
        let map = map(&derived.analysis, tables);
        let (n, p) = (number(self.coordinates), number(self.params));
        let groups = self.groups.iter().map(|group| {
            let group = group.iter().map(|&i| number(i));
            quote!([#(#group),*])
        });
        let runtime = Runtime {
            ty: quote!(rt::Formula<#map, #n, #p>),
            value: quote!(rt::Formula::new(#map, &[#(#groups),*])),
            size: quote!(.size()),
        };
        runtime.inverted_if(derived.against)
    }
}

/// The name of the type that computes a formula.
pub(super) fn map(analysis: &Analysis, tables: &mut Tables) -> TokenStream {
    let scalar = number(tables.scalar);
    let name = tables.item("Formula", |name| {
        formula::emit(analysis, name, scalar, &quote!(rt))
    });
    quote!(#name)
}

/// The scalar of a flow, in the words of formulas.
fn number(scalar: Scalar) -> formula::Scalar {
    match scalar {
        Scalar::F32 => formula::Scalar::F32,
        Scalar::F64 => formula::Scalar::F64,
    }
}
