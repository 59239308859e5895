//! A formula that is proved to be a bijection of what arrives at it.

use super::emitted::map;
use crate::formula::{self, Analysis, LearnedEnd, Var};
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::{Placement, Rules, Runtime, Symmetric, Tables, directed};
use proc_macro2::Literal;
use quote::quote;
use std::rc::Rc;

/// A formula on some of the columns of a chain.
#[derive(Clone, Debug)]
pub(crate) struct Formula {
    /// What was written, the name of the library's, such as `Power(2)`, or what was composed.
    pub(super) name: String,
    /// Whether the name means the inverse of what was derived.
    pub(super) is_named_inverse: bool,
    pub(super) coordinates: usize,
    pub(super) params: usize,
    /// Each the columns that are the coordinates of one application.
    pub(super) groups: Vec<Vec<usize>>,
    /// Of the whole chain.
    pub(super) dim: usize,
    pub(super) analysis: Rc<Analysis>,
}

impl Formula {
    /// Both as one, where both run forwards: they must act on the same dimensions, with inverses in closed form.
    pub(crate) fn then(&self, next: &Self) -> Option<Self> {
        if self.coordinates != next.coordinates {
            return None;
        }
        if self.coordinates > 1 && self.groups != next.groups {
            return None;
        }
        // An end that is learned is that of what was written.
        if !self.is_box() || !next.is_box() {
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
        let both = self.analysis.then(&next.analysis)?;
        if ![&*self.analysis, &next.analysis, &both]
            .into_iter()
            .all(Analysis::is_closed)
        {
            return None;
        }
        Some(Self {
            name: format!("{} >> {}", self.forward_text(), next.forward_text()),
            is_named_inverse: false,
            coordinates: self.coordinates,
            params: self.params + next.params,
            groups: groups.clone(),
            dim: self.dim,
            analysis: Rc::new(both),
        })
    }

    /// The text of what was derived, whatever the dimensions that it acts on.
    fn forward_text(&self) -> String {
        directed(self.name.clone(), self.is_named_inverse)
    }

    /// The ends of its image that are learned.
    fn ends(&self) -> Vec<LearnedEnd> {
        self.analysis.learned_ends().unwrap_or_default()
    }

    fn dims(&self) -> impl Iterator<Item = usize> {
        self.groups.iter().flatten().copied()
    }
}

impl Rules for Formula {
    fn text(&self) -> String {
        self.name.clone()
    }

    fn is_named_inverse(&self) -> bool {
        self.is_named_inverse
    }

    fn acts_on(&self) -> Option<Vec<usize>> {
        let mut dims: Vec<usize> = self.dims().collect();
        if self.coordinates == 1 {
            dims.sort_unstable();
        }
        (!dims.is_sorted() || dims.len() < self.dim).then_some(dims)
    }

    fn params(&self) -> usize {
        // Of every end, whether data have set how far it may go, and how far that is.
        (self.params + 2 * self.ends().len()) * self.groups.len()
    }

    fn is_set_by_data(&self) -> bool {
        !self.is_box()
    }

    /// It is less where an end moves.
    fn is_box(&self) -> bool {
        !self.analysis.image_varies()
    }

    fn forward_cost(&self) -> Cost {
        let each: u32 = self.analysis.forward.iter().map(formula::Ex::size).sum();
        Cost {
            multiply_adds: each as usize * self.groups.len(),
            manner: "",
        }
    }

    fn derived(&self) -> Vec<String> {
        self.analysis.describe()
    }

    fn dependence(&self) -> Dependence<'_> {
        if self.coordinates > 1 {
            Dependence::Triangle {
                dims: &self.groups[0],
                order: &self.analysis.components,
                depends: &self.analysis.dependencies,
                against: false,
            }
        } else {
            Dependence::Elementwise
        }
    }

    /// It may stand on some of the columns, and says itself on which.
    fn permuted(&self, p: &Permutation) -> Option<Self> {
        let moved = |group: &Vec<usize>| p.sources(group);
        let groups = self.groups.iter().map(moved).collect();
        Some(Self {
            groups,
            ..self.clone()
        })
    }

    fn widened(&self, columns: &[usize], dim: usize) -> Option<Self> {
        let placed = |group: &Vec<usize>| group.iter().map(|&i| columns[i]).collect();
        let groups = self.groups.iter().map(placed).collect();
        Some(Self {
            groups,
            dim,
            ..self.clone()
        })
    }

    fn is_nonlinear(&self) -> bool {
        self.coordinates == 1 && self.analysis.components[0].slope.has(Var::Coord(0))
    }

    /// Parameters are one a dimension, and there are of their own.
    fn symmetric(&self) -> Symmetric {
        let [only] = self.analysis.forward.as_slice() else {
            return Symmetric::default();
        };
        let z = Var::Coord(0);
        let reflected = only.replace_var(z, &formula::Ex::var(z).neg());
        Symmetric {
            odd: reflected == only.neg(),
            alike: self.params == 0,
        }
    }

    fn is_identity(&self) -> bool {
        self.analysis.is_identity()
    }

    fn runtime(&self, _placement: &Placement, tables: &mut Tables) -> Runtime {
        let number = Literal::usize_unsuffixed;
        let map = map(&self.analysis, tables);
        let (n, p) = (number(self.coordinates), number(self.params));
        let groups = self.groups.iter().map(|group| {
            let group = group.iter().map(|&i| number(i));
            quote!([#(#group),*])
        });
        let groups = quote!(&[#(#groups),*]);
        let ends = self.ends().into_iter().map(|end| {
            let (param, output, lower) = (number(end.param), number(end.output), end.lower);
            quote!(rt::End { param: #param, output: #output, lower: #lower })
        });
        if self.is_box() {
            Runtime {
                ty: quote!(rt::Formula<#map, #n, #p>),
                value: quote!(rt::Formula::new(#map, #groups)),
            }
        } else {
            Runtime {
                ty: quote!(rt::Ended<#map, #n, #p>),
                value: quote!(rt::Ended::new(#map, #groups, &[#(#ends),*])),
            }
        }
    }
}
