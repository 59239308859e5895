//! `mlp(widths…)`: hidden layers one after the other, masked where every number depends on those before it.

use super::activation::Activation;
use super::contract::{NetworkRules, Owner, Role, Task, Written};
use super::masked;
use super::start::Start;
use crate::arguments::Check;
use crate::ast::Expr;
use crate::rules::{Runtime, Tables};
use proc_macro2::Literal;
use quote::quote;

#[derive(Clone, Debug)]
pub(crate) struct Mlp {
    /// As written: of the hidden layers, or of the residual blocks.
    widths: Vec<usize>,
    activation: Activation,
    residual: bool,
    start: Start,
}

pub(super) fn read(written: &Written<'_>, owner: Owner<'_>, check: &Check<'_>) -> Option<Mlp> {
    check.some_widths(written.element, written);
    if let Some(patch) = owner.patch {
        check.error(
            patch.loc,
            "`patch` cuts the dimensions into the tokens of `attention(…)`, and there is none\nhelp: write `attention(64, layers = 2, heads = 4)`, or leave `patch` out",
        );
    }
    let width = |value: &&Expr| match owner.role {
        Role::Autoregressive => masked_width(value, check),
        Role::Coupling | Role::Given => check.hidden_width(value),
    };
    let widths: Vec<Option<usize>> = written.values.iter().map(width).collect();
    let widths = widths.into_iter().collect::<Option<_>>();
    of_widths(widths, &written.values, owner, check)
}

/// The same with widths that have been read, of these values if they are written.
fn of_widths(
    widths: Option<Vec<usize>>,
    values: &[&Expr],
    owner: Owner<'_>,
    check: &Check<'_>,
) -> Option<Mlp> {
    let activation = check.activation(owner.activation);
    let residual = check.choice(
        "residual",
        owner.residual,
        &[("false", false), ("true", true)],
    );
    let start = check.start(owner);
    let widths = widths?;
    let first = *widths.first()?;
    if residual == Some(true) {
        for (value, width) in values.iter().zip(&widths) {
            if *width != first {
                check.error(
                    value.loc,
                    format!("residual blocks are added to each other, so all have one width: {width} here, but {first} first"),
                );
            }
        }
    }
    Some(Mlp {
        widths,
        activation: activation?,
        residual: residual?,
        start: start?,
    })
}

impl Mlp {
    /// A network of what is given, from values, or with these widths if there are none, and options of the element.
    pub(crate) fn given(
        values: &[&Expr],
        widths: &[usize],
        [activation, residual]: [Option<&Expr>; 2],
        check: &Check<'_>,
    ) -> Option<Self> {
        let owner = Owner {
            role: Role::Given,
            activation,
            residual,
            init: None,
            patch: None,
            univariate: None,
        };
        let read = values.iter().map(|value| check.hidden_width(value));
        let widths = if values.is_empty() {
            Some(widths.to_vec())
        } else {
            read.collect::<Vec<_>>().into_iter().collect()
        };
        of_widths(widths, values, owner, check)
    }

    /// Whether it has these widths, and no options.
    pub(crate) fn is_plain(&self, widths: &[usize]) -> bool {
        self.widths == widths && self.activation.option().is_none() && !self.residual
    }

    /// How many cells its table has, of what is given and what that moves.
    pub(crate) fn cells(&self) -> usize {
        2 * (self.layers().len() + 1)
    }
}

/// A hidden layer must have a unit of each degree, or dimensions come apart.
fn masked_width(value: &Expr, check: &Check<'_>) -> Option<usize> {
    let width = check.hidden_width(value)?;
    let dim = check.dim?;
    let degrees = masked::degrees(dim, check.context);
    if width < degrees {
        // Dimensions from here on see only those before.
        let from = width - usize::from(check.context > 0);
        let to = dim - 1;
        let and = if from + 1 == to { "and" } else { "to" };
        let [first, last] = [from, to].map(|i| check.labels.short(i));
        let dimensions = if check.labels.names().is_empty() {
            "dimensions "
        } else {
            ""
        };
        let units = if width == 1 { "unit" } else { "units" };
        check.error(
            value.loc,
            format!(
                "{width} hidden {units} cannot carry {degrees} autoregressive degrees: {dimensions}{first} {and} {last} would be independent of each other, given those before\nhelp: use at least {degrees}, better several times that"
            ),
        );
        return None;
    }
    Some(width)
}

impl Mlp {
    /// The widths of all hidden layers: with residual blocks, a linear layer and then two a block.
    fn layers(&self) -> Vec<usize> {
        if self.residual {
            vec![self.widths[0]; 2 * self.widths.len() + 1]
        } else {
            self.widths.clone()
        }
    }

    /// Weights and biases.
    fn count(&self, task: &Task) -> (usize, usize) {
        let layers = self.layers();
        match task.role {
            Role::Autoregressive => {
                let per_dim = [task.seen() / task.reads, task.per_number];
                masked::count(task.reads, task.context, &layers, per_dim)
            }
            Role::Coupling | Role::Given => {
                let outputs = task.moves * task.per_number;
                dense(task.seen() + task.context, &layers, outputs)
            }
        }
    }
}

/// Weights and biases where every layer is dense.
fn dense(inputs: usize, layers: &[usize], outputs: usize) -> (usize, usize) {
    let (mut weights, mut biases, mut seen) = (0, 0, inputs);
    for &units in layers.iter().chain([&outputs]) {
        weights += seen * units;
        biases += units;
        seen = units;
    }
    (weights, biases)
}

impl NetworkRules for Mlp {
    fn text(&self) -> String {
        let widths: Vec<String> = self.widths.iter().map(usize::to_string).collect();
        widths.join(", ")
    }

    fn activation_option(&self) -> Option<String> {
        self.activation.option()
    }

    fn options(&self) -> Vec<String> {
        let residual = self.residual.then(|| "residual = true".to_owned());
        residual.into_iter().chain(self.start.option()).collect()
    }

    fn sees_angles(&self) -> bool {
        true
    }

    fn params(&self, task: &Task) -> usize {
        let (weights, biases) = self.count(task);
        weights + biases
    }

    fn multiply_adds(&self, task: &Task) -> usize {
        self.count(task).0
    }

    /// A table of cells, one for each layer, the output's included, and each position: of a coupling two, what stays and
    /// what moves.
    fn runtime(&self, task: &Task, tables: &mut Tables) -> Runtime {
        let number = Literal::usize_unsuffixed;
        let layers = self.layers();
        let widths = layers.iter().map(|&width| number(width));
        let widths = quote!(&[#(#widths),*]);
        let (reads, moves) = (number(task.reads), number(task.moves));
        let (context, per_number) = (number(task.context), number(task.per_number));
        let seen = number(task.seen());
        let coupling = quote!(rt::Made::coupling((#seen, #moves), #context, #per_number, #widths));
        let (positions, made) = match task.role {
            Role::Autoregressive if task.angles.is_empty() => (
                task.reads,
                quote!(rt::Made::new(#reads, #context, #per_number, #widths)),
            ),
            Role::Autoregressive => (
                task.reads,
                quote!(rt::Made::angles(#reads, #context, #per_number, #widths)),
            ),
            Role::Coupling => (2, coupling),
            Role::Given => (2, quote!(#coupling.zero_outputs())),
        };
        let residual = self.residual.then(|| quote!(.residual()));
        let start = self.start.method();
        let cells = number((layers.len() + 1) * positions);
        let net = tables.constant(
            "NET",
            &quote!(rt::Made<#cells>),
            &quote!(#made #residual #start),
        );
        let activation = self.activation.runtime();
        let masked = Runtime {
            ty: quote!(rt::Masked<#cells>),
            value: quote!(rt::Masked::new(#net, #activation)),
        };
        let Runtime { ty, value } = &masked;
        let angles = &task.angles;
        if angles.is_empty() {
            return masked;
        }
        Runtime {
            ty: quote!(rt::Angles<#ty>),
            value: quote!(rt::Angles::new(#value, &[#(#angles),*])),
        }
    }
}
