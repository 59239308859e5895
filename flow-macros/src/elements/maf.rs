//! `MAF(widths…)`, the masked autoregressive flow: `x_i = f(z_i; θ_i(x_<i))`, by default `z_i·exp(s_i) + t_i`; and `IAF(widths…)`,
//! which is exactly `Invert(MAF(widths…))`.

use super::conditioner::{Conditioner, Written};
use super::univariate::Univariate;
use crate::arguments::{Check, Options};
use crate::ast::{Call, Expr};
use crate::formula::Interval;
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Arriving, Entry, Placement, Refusal, Rules, Runtime, Tables};
use proc_macro2::Literal;
use quote::quote;
use std::mem::swap;

pub(crate) const MAF: Entry<Maf> =
    Entry::new("MAF", |call, check| autoregressive(call, check, false));

pub(crate) const IAF: Entry<Maf> =
    Entry::new("IAF", |call, check| autoregressive(call, check, true));

const OPTIONS: Options = Options {
    known: &["activation", "univariate", "scale", "residual", "init"],
};

#[derive(Clone, Debug)]
pub(crate) struct Maf {
    dim: usize,
    context: usize,
    conditioner: Conditioner,
    univariate: Univariate,
    /// Whether it is called `IAF`, which is inverted by itself.
    is_named_inverse: bool,
}

fn autoregressive(call: &Call, check: &Check<'_>, is_named_inverse: bool) -> Option<Maf> {
    let name = &call.name.value;
    let (values, options) = check.with_network(call, OPTIONS)?;
    let widths = values.iter().map(|value| width(value, check)).collect();
    let univariate = check.univariate(options[1], options[2]);
    let written = Written {
        activation: options[0],
        residual: options[3],
        init: options[4],
    };
    let conditioner = check.conditioner(&values, widths, written, univariate.as_ref());
    let dim = check.dim?;
    let (conditioner, univariate) = (conditioner?, univariate?);
    if dim == 1 && check.context == 0 {
        let does = match univariate {
            Univariate::Affine { .. } => "it only shifts and scales",
            Univariate::Additive => "it only shifts",
            Univariate::Spline(_) => "it is one spline",
            Univariate::Formula { .. } => "its parameters are constants",
        };
        check.report.warning(
            call.loc,
            format!("`{name}` on 1 dimension has nothing to condition on: {does}, and its hidden layers are left out"),
        );
    }
    Some(Maf {
        dim,
        context: check.context,
        conditioner,
        univariate,
        is_named_inverse,
    })
}

/// A hidden layer must have a unit of each degree, or dimensions come apart.
fn width(value: &Expr, check: &Check<'_>) -> Option<usize> {
    let width = check.hidden_width(value)?;
    let dim = check.dim?;
    let degrees = degrees(dim, check.context);
    if width < degrees {
        // Dimensions from here on see only those before.
        let from = width - usize::from(check.context > 0);
        let to = dim - 1;
        let and = if from + 1 == to { "and" } else { "to" };
        let units = if width == 1 { "unit" } else { "units" };
        check.error(
            value.loc,
            format!(
                "{width} hidden {units} cannot carry {degrees} autoregressive degrees: dimensions {from} {and} {to} would be independent of each other, given those before\nhelp: use at least {degrees}, better several times that"
            ),
        );
        return None;
    }
    Some(width)
}

/// How many degrees hidden units have: 1 to D − 1, and 0 for units that see nothing but a context.
fn degrees(dim: usize, context: usize) -> usize {
    dim - usize::from(context == 0)
}

impl Maf {
    /// Units of each degree in a layer: dealt out in turn.
    fn units(&self, width: usize) -> Vec<usize> {
        let degrees = degrees(self.dim, self.context);
        (0..degrees)
            .map(|degree| width / degrees + usize::from(degree < width % degrees))
            .collect()
    }

    /// Weights and biases. Only what the masks let through exists: a unit of degree d sees what has
    /// degree d or less, the parameters of a dimension what has less than its place.
    fn count(&self) -> (usize, usize) {
        let first = usize::from(self.context == 0);
        let widths = self.conditioner.layers();
        let layers: Vec<Vec<usize>> = widths.iter().map(|&w| self.units(w)).collect();
        let per_dim = self.univariate.params();
        let (mut weights, mut biases) = (0, 0);
        for (l, layer) in layers.iter().enumerate() {
            let mut seen = 0;
            for (g, &units) in layer.iter().enumerate() {
                seen = match l.checked_sub(1) {
                    Some(below) => seen + layers[below][g],
                    None => self.context + first + g,
                };
                weights += units * seen;
                biases += units;
            }
        }
        // The first dimension sees units of degree 0 alone, which exist only with a context.
        let last = layers.last().map_or(&[][..], Vec::as_slice);
        let (own, later) = last.split_at(if first == 0 { 1.min(last.len()) } else { 0 });
        let mut seen: usize = own.iter().sum();
        weights += per_dim * seen;
        for units in later {
            seen += units;
            weights += per_dim * seen;
        }
        biases += per_dim * self.dim;
        (weights, biases)
    }

    fn sweep(&self, manner: &'static str) -> Cost {
        Cost {
            multiply_adds: self.count().0,
            manner,
        }
    }
}

impl Rules for Maf {
    fn text(&self) -> String {
        let mut arguments: Vec<String> = self.conditioner.widths().collect();
        arguments.extend(self.conditioner.activation_option());
        arguments.extend(self.univariate.option());
        arguments.extend(self.univariate.scale());
        arguments.extend(self.conditioner.options());
        let name = if self.is_named_inverse { "IAF" } else { "MAF" };
        format!("{name}({})", arguments.join(", "))
    }

    fn is_named_inverse(&self) -> bool {
        self.is_named_inverse
    }

    fn describe(&self, placement: &Placement) -> String {
        let (spec, order) = (self.spec(placement.inverted), placement.columns.indices());
        if placement.columns.is_identity() {
            spec
        } else if order.iter().copied().eq((0..self.dim).rev()) {
            format!("{spec}, in reverse order")
        } else if self.dim <= 8 {
            let order: Vec<String> = order.iter().map(usize::to_string).collect();
            format!("{spec}, in order {}", order.join(" "))
        } else {
            format!("{spec}, in permuted order")
        }
    }

    fn params(&self) -> usize {
        let (weights, biases) = self.count();
        weights + biases
    }

    fn forward_cost(&self) -> Cost {
        self.sweep("in sequence")
    }

    fn inverse_cost(&self) -> Cost {
        self.sweep("in parallel")
    }

    fn derived(&self) -> Vec<String> {
        self.univariate.derived()
    }

    /// Takes in every dimension exactly what the univariate map takes: of less, the image would not be known.
    fn arrive(&self, arriving: &Arriving, inverted: bool) -> Result<Vec<Interval>, Refusal> {
        let [mut needs, mut gives] = self.univariate.maps();
        if inverted {
            swap(&mut needs, &mut gives);
        }
        let mut intervals = arriving.intervals.iter();
        match intervals.position(|found| *found != needs) {
            None => Ok(vec![gives; self.dim]),
            Some(i) => {
                let spec = self.spec(inverted);
                Err(Refusal::of_domain(&spec, &needs, arriving, i))
            }
        }
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Triangular {
            order: (0..self.dim).collect(),
            affine: self.univariate.is_affine(),
        }
    }

    fn reads_context(&self) -> bool {
        true
    }

    fn runtime(&self, placement: &Placement, tables: &mut Tables) -> Runtime {
        let number = Literal::usize_unsuffixed;
        let (dim, context) = (number(self.dim), number(self.context));
        let per_dim = number(self.univariate.params());
        let (net, cells) = self.conditioner.net(
            self.dim,
            tables,
            |widths| quote!(rt::Made::new(#dim, #context, #per_dim, #widths)),
        );
        let activation = self.conditioner.activation();
        let (univariate, value) = self.univariate.runtime(tables);
        let order = placement.list();
        Runtime {
            ty: quote!(rt::Maf<#univariate, #cells>),
            value: quote!(rt::Maf::new(#net, #activation, #order, #value)),
            size: quote!(.size()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Conditioner, Maf, Univariate};
    use crate::rules::Rules;

    fn maf(dim: usize, context: usize, widths: &[usize]) -> Maf {
        Maf {
            dim,
            context,
            conditioner: Conditioner::of(widths),
            univariate: Univariate::Affine { scale: 0 },
            is_named_inverse: false,
        }
    }

    /// Counts what a mask written out as a matrix lets through.
    fn by_masks(dim: usize, context: usize, widths: &[usize]) -> usize {
        let first = usize::from(context == 0);
        let count = dim - first;
        let mut below: Vec<usize> = (1..=dim).chain((0..context).map(|_| 0)).collect();
        let mut params = 0;
        for &width in widths {
            let layer: Vec<usize> = if count == 0 {
                Vec::new()
            } else {
                (0..width).map(|j| first + j % count).collect()
            };
            for unit in &layer {
                params += 1 + below.iter().filter(|degree| *degree <= unit).count();
            }
            below = layer;
        }
        let outputs = (1..=dim).map(|i| 2 * (1 + below.iter().filter(|d| **d < i).count()));
        params + outputs.sum::<usize>()
    }

    #[test]
    fn the_textbook_flow_has_its_number_of_parameters() {
        assert_eq!(maf(2, 0, &[128, 128]).params(), 17_028);
    }

    #[test]
    fn parameters_are_what_the_masks_let_through() {
        for dim in 1..7 {
            for context in [0, 1, 3] {
                for widths in [&[9][..], &[8, 7], &[6, 11, 6]] {
                    assert_eq!(
                        maf(dim, context, widths).params(),
                        by_masks(dim, context, widths),
                        "{dim} | {context}, {widths:?}"
                    );
                }
            }
        }
    }
}
