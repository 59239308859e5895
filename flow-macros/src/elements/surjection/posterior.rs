//! The distribution of a layer's noise, where it is learned: one coupling or two, whose networks see the data and the context.

use crate::elements::knots::Knots;
use crate::elements::network::{Mlp, NetworkRules, Role, Task};
use crate::elements::univariate::Univariate;
use crate::plan::Kind;
use crate::rules::{Runtime, Tables, list};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

pub(super) struct Posterior<'a> {
    pub(super) network: &'a Mlp,
    pub(super) context: usize,
    /// Whether the noise lies in an interval, where a spline keeps it, or is any number.
    pub(super) on_interval: bool,
    /// What is seen of the data.
    pub(super) seen: Vec<Kind>,
    /// How many numbers of noise there are.
    pub(super) noise: usize,
    /// How many of them tell the others where to go.
    pub(super) first: usize,
}

impl Posterior<'_> {
    /// How many of the columns that are seen are numbers.
    pub(super) fn numbers(&self) -> usize {
        let is_code = |kind: &&Kind| matches!(kind, Kind::Category(_));
        self.seen.len() - self.seen.iter().filter(is_code).count()
    }

    /// How many columns the network sees, with one for every code.
    fn width(&self) -> usize {
        let columns = self.seen.iter().map(|kind| match kind {
            Kind::Real | Kind::Whole => 1,
            Kind::Category(codes) => *codes,
        });
        columns.sum()
    }

    fn univariate(&self) -> Univariate {
        if self.on_interval {
            Univariate::Spline(Knots::on_unit())
        } else {
            Univariate::Affine { scale: 0 }
        }
    }

    /// Of every coupling, how many numbers stay beside those that are seen, and how many move.
    fn couplings(&self) -> Vec<(usize, usize)> {
        let all = (0, self.noise);
        match self.first {
            0 => vec![all],
            first => vec![all, (first, self.noise - first)],
        }
    }

    fn tasks(&self) -> impl Iterator<Item = Task> {
        let per_number = self.univariate().params();
        let (width, context) = (self.width(), self.context);
        let couplings = self.couplings().into_iter();
        couplings.map(move |(stay, moves)| Task {
            role: Role::Given,
            reads: width + stay,
            angles: Vec::new(),
            context,
            moves,
            per_number,
            layout: None,
        })
    }

    /// Learned numbers, and those that the data set.
    pub(super) fn params(&self) -> usize {
        let numbers = self.numbers();
        let set = if numbers == 0 { 0 } else { 2 * numbers + 1 };
        let learned: usize = self.tasks().map(|task| self.network.params(&task)).sum();
        set + learned
    }

    pub(super) fn weights(&self) -> usize {
        self.tasks()
            .map(|task| self.network.multiply_adds(&task))
            .sum()
    }

    /// The arguments of the type, and the value.
    pub(super) fn runtime(
        &self,
        columns: &[usize],
        noise: &[usize],
        tables: &mut Tables,
    ) -> (TokenStream, TokenStream) {
        let number = Literal::usize_unsuffixed;
        let copies = tables.spare(self.width());
        let seen = columns.iter().zip(&self.seen).map(|(&column, &kind)| {
            let (column, sort) = (number(column), sort(kind));
            quote!((#column, #sort))
        });
        let start = number(copies.first().copied().unwrap_or(0));
        let seen = quote!(rt::Seen::new(&[#(#seen),*], #start));
        let univariate = self.univariate();
        let (ty, value) = univariate.runtime(tables);
        let cells = number(self.network.cells());
        let order = list(&[&copies[..], noise].concat());
        let couplings: Vec<TokenStream> = self
            .tasks()
            .map(|task| {
                let Runtime { value: net, .. } = self.network.runtime(&task, tables);
                quote!(rt::Coupling::new(#net, #order, #value))
            })
            .collect();
        let first = &couplings[0];
        let second = if let Some(second) = couplings.get(1) {
            quote!(::core::option::Option::Some(#second))
        } else {
            quote!(::core::option::Option::None)
        };
        (
            quote!(#ty, #cells),
            quote!(::core::option::Option::Some(rt::Posterior::new(#seen, #first, #second))),
        )
    }
}

/// How a dimension is seen.
fn sort(kind: Kind) -> TokenStream {
    match kind {
        Kind::Real | Kind::Whole => quote!(rt::Shown::Number),
        Kind::Category(codes) => {
            let codes = Literal::usize_unsuffixed(codes);
            quote!(rt::Shown::Code(#codes))
        }
    }
}
