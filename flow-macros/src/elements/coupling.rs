//! `Coupling(widths…, split = …)`: some dimensions stay as they are, and tell a network how to move the others,
//! `x_i = f(z_i; θ_i(z_stay))`. `RealNVP`, `NICE` and `NSF` are its cases with an affine, an additive and a spline map.

use super::conditioner::{Conditioner, Written};
use super::knots::KNOTS;
use super::split::Split;
use super::univariate::Univariate;
use crate::arguments::{Check, Options};
use crate::ast::{Call, Expr};
use crate::formula::Interval;
use crate::labels::Labels;
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Arriving, Entry, Placement, Refusal, Rules, Runtime, Tables, list};
use proc_macro2::Literal;
use quote::quote;
use std::mem::swap;

pub(crate) const COUPLING: Entry<Coupling> = Entry::new("Coupling", |call, check| {
    const OPTIONS: Options = options(&[
        "split",
        "activation",
        "residual",
        "init",
        "univariate",
        "scale",
    ]);
    coupling("Coupling", OPTIONS, call, check, |check, options| {
        check.univariate(options[0], options[1])
    })
});

pub(crate) const REAL_NVP: Entry<Coupling> = Entry::new("RealNVP", |call, check| {
    const OPTIONS: Options = options(&["split", "activation", "residual", "init", "scale"]);
    coupling("RealNVP", OPTIONS, call, check, |check, options| {
        check.univariate(None, options[0])
    })
});

pub(crate) const NICE: Entry<Coupling> = Entry::new("NICE", |call, check| {
    const OPTIONS: Options = options(&["split", "activation", "residual", "init"]);
    coupling("NICE", OPTIONS, call, check, |_, _| {
        Some(Univariate::Additive)
    })
});

pub(crate) const NSF: Entry<Coupling> = Entry::new("NSF", |call, check| {
    const OPTIONS: Options = options(&[
        "split",
        "activation",
        "residual",
        "init",
        KNOTS[0],
        KNOTS[1],
        KNOTS[2],
        KNOTS[3],
        KNOTS[4],
    ]);
    coupling("NSF", OPTIONS, call, check, |check, options| {
        check.knots(options).map(Univariate::Spline)
    })
});

const fn options(known: &'static [&'static str]) -> Options {
    Options { known }
}

/// Options that every coupling has; those of its univariate map follow.
const SHARED: usize = 4;

#[derive(Clone, Debug)]
pub(crate) struct Coupling {
    /// As written.
    name: &'static str,
    context: usize,
    conditioner: Conditioner,
    univariate: Univariate,
    split: Split,
    /// The dimensions that stay, then those that move.
    order: Vec<usize>,
    staying: usize,
}

fn coupling(
    name: &'static str,
    known: Options,
    call: &Call,
    check: &Check<'_>,
    univariate: impl Fn(&Check<'_>, &[Option<&Expr>]) -> Option<Univariate>,
) -> Option<Coupling> {
    let (values, options) = check.with_network(call, known)?;
    let widths = values.iter().map(|value| check.hidden_width(value));
    let widths = widths.collect();
    let univariate = univariate(check, &options[SHARED..]);
    let written = Written {
        activation: options[1],
        residual: options[2],
        init: options[3],
    };
    let conditioner = check.conditioner(&values, widths, written, univariate.as_ref());
    let dim = check.dim?;
    if dim == 1 {
        let help = if check.context > 0 {
            "help: `MAF(64)` on 1 dimension reads the context alone"
        } else {
            "help: `Spline(8)` learns a map of 1 dimension"
        };
        check.error(
            call.loc,
            format!("`{name}` needs at least 2 dimensions: one to stay as it is, and one for that to move\n{help}"),
        );
        return None;
    }
    let split = check.split(options[0], dim);
    let (conditioner, univariate, split) = (conditioner?, univariate?, split?);
    let (mut order, moved): (Vec<usize>, Vec<usize>) = (0..dim).partition(|&i| split.keeps(i, dim));
    let staying = order.len();
    order.extend(moved);
    Some(Coupling {
        name,
        context: check.context,
        conditioner,
        univariate,
        split,
        order,
        staying,
    })
}

impl Coupling {
    fn stay(&self) -> &[usize] {
        &self.order[..self.staying]
    }

    fn moved(&self) -> &[usize] {
        &self.order[self.staying..]
    }

    /// Weights and biases: every layer is dense.
    fn count(&self) -> (usize, usize) {
        let outputs = self.moved().len() * self.univariate.params();
        self.conditioner.dense(self.staying + self.context, outputs)
    }
}

impl Rules for Coupling {
    fn text(&self) -> String {
        let mut arguments: Vec<String> = self.conditioner.widths().collect();
        arguments.extend(self.split.option());
        arguments.extend(self.conditioner.activation_option());
        match &self.univariate {
            Univariate::Spline(knots) if self.name == NSF.name => arguments.extend(knots.options()),
            univariate if self.name == COUPLING.name => arguments.extend(univariate.option()),
            _ => {}
        }
        arguments.extend(self.univariate.scale());
        arguments.extend(self.conditioner.options());
        format!("{}({})", self.name, arguments.join(", "))
    }

    fn describe(&self, placement: &Placement, labels: &Labels) -> String {
        let spec = self.spec(placement.inverted);
        if placement.is_plain() {
            return spec;
        }
        if self.order.len() > 8 {
            return format!("{spec}, in permuted order");
        }
        let moved = placement.sources(self.moved());
        let moved: Vec<&str> = moved.iter().map(|&i| labels.bare(i)).collect();
        format!("{spec}, moving {}", moved.join(" "))
    }

    fn params(&self) -> usize {
        let (weights, biases) = self.count();
        weights + biases
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.count().0,
            manner: "in parallel",
        }
    }

    fn derived(&self) -> Vec<String> {
        self.univariate.derived()
    }

    /// What moves must be exactly what the univariate map takes: of less, the image would not be known. What stays
    /// may be anything.
    fn arrive(&self, arriving: &Arriving, inverted: bool) -> Result<Vec<Interval>, Refusal> {
        let [mut needs, mut gives] = self.univariate.maps();
        if inverted {
            swap(&mut needs, &mut gives);
        }
        let mut image = arriving.intervals.clone();
        for &i in self.moved() {
            if image[i] != needs {
                let spec = self.spec(inverted);
                return Err(Refusal::of_domain(&spec, &needs, arriving, i));
            }
            image[i] = gives;
        }
        Ok(image)
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Coupled {
            stay: self.stay().to_vec(),
            moved: self.moved().to_vec(),
            affine: self.univariate.is_affine(),
        }
    }

    fn reads_context(&self) -> bool {
        true
    }

    fn runtime(&self, placement: &Placement, tables: &mut Tables) -> Runtime {
        let number = Literal::usize_unsuffixed;
        let (stay, moved) = (number(self.staying), number(self.moved().len()));
        let (context, per_dim) = (number(self.context), number(self.univariate.params()));
        let (net, cells) = self.conditioner.net(
            2,
            tables,
            |widths| quote!(rt::Made::coupling((#stay, #moved), #context, #per_dim, #widths)),
        );
        let activation = self.conditioner.activation();
        let (univariate, value) = self.univariate.runtime(tables);
        let order = list(&placement.sources(&self.order));
        Runtime {
            ty: quote!(rt::Coupling<#univariate, #cells>),
            value: quote!(rt::Coupling::new(#net, #activation, #order, #value)),
        }
    }
}
