//! `x_i = z_i·exp(s_i) + t_i`: `Affine` learns both; `ActNorm` starts with mean and scale of the first batch; `Standardize`
//! has those of all data, and `Standardize(context)` those of all contexts, for the networks that see them.

use super::text::with_options;
use crate::arguments::{Check, Options, Over};
use crate::ast::{Argument, Call, ExprKind};
use crate::formula::Interval;
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Domain, Entry, Placement, Refusal, Rules, Runtime, Tables, real};
use proc_macro2::Literal;
use quote::quote;

pub(crate) const AFFINE: Entry<Diagonal> =
    Entry::new("Affine", |call, check| diagonal(call, check, Kind::Affine));

pub(crate) const ACT_NORM: Entry<Diagonal> = Entry::new("ActNorm", |call, check| {
    diagonal(call, check, Kind::ActNorm)
});

pub(crate) const STANDARDIZE: Entry<Diagonal> =
    Entry::new("Standardize", |call, check| {
        match call.sizes.as_ref().map(|sizes| sizes.list.as_slice()) {
            Some([only]) if is_context(only) => of_context(call, check),
            _ => diagonal(call, check, Kind::Standardize),
        }
    });

const OPTIONS: Options = Options { known: &["over"] };

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Affine,
    ActNorm,
    Standardize,
    /// Of the dimensions of the context, and not of the data.
    Context,
}

#[derive(Clone, Debug)]
pub(crate) struct Diagonal {
    kind: Kind,
    over: Over,
}

/// `context`, as in `Standardize(context)`.
fn is_context(argument: &Argument) -> bool {
    let is_word = matches!(&argument.value.kind, ExprKind::Name(name) if name == "context");
    argument.name.is_none() && is_word
}

fn of_context(call: &Call, check: &Check<'_>) -> Option<Diagonal> {
    check.no_constants(call);
    if check.context == 0 {
        check.error(
            call.loc,
            "this flow has no context\nhelp: one follows a bar: `<2 | 3>`",
        );
        return None;
    }
    call.constants.is_none().then_some(Diagonal {
        kind: Kind::Context,
        over: Over::each(check.context),
    })
}

fn diagonal(call: &Call, check: &Check<'_>, kind: Kind) -> Option<Diagonal> {
    let [over] = check.only_options(call, OPTIONS)?[..] else {
        return None;
    };
    let over = check.over(over)?;
    Some(Diagonal { kind, over })
}

impl Diagonal {
    pub(super) fn act_norm(over: Over) -> Self {
        let kind = Kind::ActNorm;
        Self { kind, over }
    }
}

impl Rules for Diagonal {
    fn text(&self) -> String {
        let name = match self.kind {
            Kind::Affine => "Affine",
            Kind::ActNorm => "ActNorm",
            Kind::Standardize => "Standardize",
            Kind::Context => "Standardize(context)",
        };
        with_options(name, self.over.option())
    }

    fn params(&self) -> usize {
        2 * self.over.count + usize::from(self.is_set_by_data())
    }

    fn is_set_by_data(&self) -> bool {
        self.kind != Kind::Affine
    }

    fn scales_context(&self) -> bool {
        self.kind == Kind::Context
    }

    /// In either direction the same happens to a context.
    fn inverse(&self) -> Option<Self> {
        self.scales_context().then(|| self.clone())
    }

    /// Whatever the dimensions that it stands on, it is no matter of these.
    fn widened(&self, _columns: &[usize], _dim: usize) -> Option<Self> {
        self.scales_context().then(|| self.clone())
    }

    fn touches(&self) -> Option<Vec<usize>> {
        self.scales_context().then(Vec::new)
    }

    fn image(&self, domain: &Domain, inverted: bool) -> Result<Vec<Interval>, Refusal> {
        if self.scales_context() {
            return Ok(domain.intervals.clone());
        }
        real(&self.spec(inverted), domain)
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.over.count * self.over.places,
            manner: "",
        }
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Elementwise
    }

    fn runtime(&self, placement: &Placement, _tables: &mut Tables) -> Runtime {
        let order = placement.list();
        let set_by = match self.kind {
            Kind::Affine => quote!(Nothing),
            Kind::ActNorm => quote!(FirstBatch),
            Kind::Standardize => quote!(AllData),
            Kind::Context => {
                let contexts = Literal::usize_unsuffixed(self.over.count);
                return Runtime {
                    ty: quote!(rt::ContextScale),
                    value: quote!(rt::ContextScale::new(#contexts)),
                };
            }
        };
        let over = self.over.runtime();
        Runtime {
            ty: quote!(rt::Diagonal),
            value: quote!(rt::Diagonal::new(#order, rt::SetBy::#set_by) #over),
        }
    }
}
