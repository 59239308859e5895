//! Bases without parameters per dimension: `Uniform`, `Logistic`, `Laplace`, and `StudentT(dof = 5)`.

use crate::arguments::{Check, Options};
use crate::ast::Call;
use crate::decimal::show;
use crate::formula::Interval;
use crate::rules::{BaseRules, Entry, Symmetry};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::rc::Rc;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Plain {
    Uniform,
    Logistic,
    Laplace,
    /// With its degrees of freedom.
    StudentT(f64),
    /// Angles.
    Circle,
}

pub(super) const UNIFORM: Entry<Rc<dyn BaseRules>> = Entry::new("Uniform", |call, check| {
    without_arguments(Plain::Uniform, call, check)
});
pub(super) const LOGISTIC: Entry<Rc<dyn BaseRules>> = Entry::new("Logistic", |call, check| {
    without_arguments(Plain::Logistic, call, check)
});
pub(super) const LAPLACE: Entry<Rc<dyn BaseRules>> = Entry::new("Laplace", |call, check| {
    without_arguments(Plain::Laplace, call, check)
});
pub(super) const CIRCLE: Entry<Rc<dyn BaseRules>> = Entry::new("Circle", |call, check| {
    without_arguments(Plain::Circle, call, check)
});
pub(super) const STUDENT_T: Entry<Rc<dyn BaseRules>> = Entry::new("StudentT", student_t);

fn without_arguments(base: Plain, call: &Call, check: &Check<'_>) -> Option<Rc<dyn BaseRules>> {
    let sizes = call.sizes.as_ref();
    let sizes = sizes.filter(|sizes| !sizes.list.is_empty());
    if let Some(arguments) = sizes.or(call.constants.as_ref()) {
        let name = base.name(0);
        let help = match base {
            Plain::Circle => String::new(),
            _ => format!("\nhelp: elements after it shift and scale it: `{name} >> Scale[…]`"),
        };
        check.error(arguments.loc, format!("`{name}` takes no arguments{help}"));
        return None;
    }
    Some(Rc::new(base))
}

const OPTIONS: Options = Options { known: &["dof"] };

fn student_t(call: &Call, check: &Check<'_>) -> Option<Rc<dyn BaseRules>> {
    check.no_constants(call);
    let Some(sizes) = &call.sizes else {
        if call.constants.is_none() {
            check.error(
                call.loc,
                "`StudentT` needs its degrees of freedom: `StudentT(dof = 5)`",
            );
        }
        return None;
    };
    let (values, options) = OPTIONS.sort(&sizes.list, "StudentT", check);
    let (Some(dof), []) = (options[0], values.as_slice()) else {
        check.error(
            values.first().map_or(sizes.loc, |value| value.loc),
            "`StudentT` needs its degrees of freedom by name\nhelp: write `StudentT(dof = 5)`",
        );
        return None;
    };
    let dof = check.constant(dof)?;
    if dof.value <= 0.0 {
        let shown = show(dof.value);
        check.error(
            dof.loc,
            format!("the degrees of freedom must be above 0, found {shown}"),
        );
        return None;
    }
    Some(Rc::new(Plain::StudentT(dof.value)))
}

impl BaseRules for Plain {
    fn name(&self, _i: usize) -> &'static str {
        match self {
            Self::Uniform => "Uniform",
            Self::Logistic => "Logistic",
            Self::Laplace => "Laplace",
            Self::StudentT(_) => "StudentT",
            Self::Circle => "Circle",
        }
    }

    fn spec(&self) -> Option<String> {
        Some(match self {
            Self::StudentT(dof) => format!("StudentT(dof = {})", show(*dof)),
            Self::Uniform | Self::Logistic | Self::Laplace | Self::Circle => {
                self.name(0).to_owned()
            }
        })
    }

    fn support(&self, _i: usize) -> Interval {
        match self {
            Self::Uniform => Interval::UNIT,
            Self::Circle => Interval::CIRCLE,
            Self::Logistic | Self::Laplace | Self::StudentT(_) => Interval::REAL,
        }
    }

    fn is_plain(&self) -> bool {
        true
    }

    fn symmetry(&self, dim: usize) -> Symmetry {
        let center = match self {
            Self::Uniform => 0.5,
            Self::Logistic | Self::Laplace | Self::StudentT(_) | Self::Circle => 0.0,
        };
        Symmetry::independent(&vec![center; dim], &vec![0; dim], self.name(0))
    }

    fn runtime(&self) -> TokenStream {
        match self {
            Self::Uniform => quote!(rt::Uniform),
            Self::Logistic => quote!(rt::Logistic),
            Self::Laplace => quote!(rt::Laplace),
            Self::Circle => quote!(rt::Circle),
            Self::StudentT(dof) => {
                let dof = Literal::f64_unsuffixed(*dof);
                quote!(rt::StudentT::new(#dof))
            }
        }
    }
}
