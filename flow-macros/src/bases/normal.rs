//! `Normal`, or `Normal[loc = [..], scale = [..]]`: independent Gaussians. `Normal(learned)` and
//! `Normal(widths…)` start here, too.

use super::conditional;
use super::gaussians::Gaussians;
use crate::arguments::{Check, Options};
use crate::ast::{At, Call, ExprKind, Scalar};
use crate::decimal::show;
use crate::rules::{BaseRules, Entry, Symmetry};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::rc::Rc;

pub(super) const NORMAL: Entry<Rc<dyn BaseRules>> = Entry {
    name: "Normal",
    dim,
    check,
};

const OPTIONS: Options = Options {
    known: &["loc", "scale"],
};

#[derive(Clone, Debug)]
pub(crate) struct Normal {
    loc: Vec<f64>,
    scale: Vec<f64>,
}

impl Normal {
    pub(super) fn standard(dim: usize) -> Self {
        Self {
            loc: vec![0.0; dim],
            scale: vec![1.0; dim],
        }
    }

    fn is_standard(&self) -> bool {
        self.loc.iter().all(|m| *m == 0.0) && self.scale.iter().all(|s| *s == 1.0)
    }
}

impl BaseRules for Normal {
    fn spec(&self) -> Option<String> {
        if self.is_standard() {
            return None;
        }
        let mut options = Vec::new();
        for (name, values, default) in [("loc", &self.loc, 0.0), ("scale", &self.scale, 1.0)] {
            if values.iter().any(|value| *value != default) {
                let values: Vec<String> = values.iter().map(|&value| show(value)).collect();
                options.push(format!("{name} = [{}]", values.join(", ")));
            }
        }
        Some(format!("Normal[{}]", options.join(", ")))
    }

    fn name(&self, _i: usize) -> &'static str {
        "Normal"
    }

    fn is_plain(&self) -> bool {
        self.is_standard()
    }

    fn symmetry(&self, dim: usize) -> Symmetry {
        let same = |i: usize| {
            let same = |j: &usize| self.loc[*j] == self.loc[i] && self.scale[*j] == self.scale[i];
            (0..i).find(same).unwrap_or(i)
        };
        let marks: Vec<usize> = (0..dim).map(same).collect();
        Symmetry::independent(&self.loc, &marks, self.name(0))
    }

    fn runtime(&self) -> TokenStream {
        if self.is_standard() {
            return quote!(rt::Normal::STANDARD);
        }
        let loc = self.loc.iter().map(|&m| Literal::f64_unsuffixed(m));
        let scale = self.scale.iter().map(|&s| Literal::f64_unsuffixed(s));
        quote!(rt::Normal::new(&[#(#loc),*], &[#(#scale),*]))
    }
}

/// The first of the two lists says it.
fn dim(call: &Call) -> Option<At<usize>> {
    call.constants
        .as_ref()?
        .list
        .iter()
        .find_map(|argument| match &argument.value.kind {
            ExprKind::List(list) if !list.is_empty() => Some(At {
                value: list.len(),
                loc: argument.value.loc,
            }),
            _ => None,
        })
}

fn check(call: &Call, check: &Check<'_>) -> Option<Rc<dyn BaseRules>> {
    if let Some(sizes) = &call.sizes {
        if let Some(constants) = &call.constants {
            check.error(
                constants.loc,
                "location and scale are either learned or constants\nhelp: leave out one of the two",
            );
            return None;
        }
        if let [argument] = sizes.list.as_slice()
            && argument.name.is_none()
            && matches!(&argument.value.kind, ExprKind::Name(name) if name == "learned")
        {
            return Some(Rc::new(Gaussians::normal(check.dim?)));
        }
        return conditional::check(call, sizes, check);
    }
    let Some(constants) = &call.constants else {
        return Some(Rc::new(Normal::standard(check.dim?)));
    };
    let (values, options) = OPTIONS.sort(&constants.list, "Normal", check);
    if let [first, ..] = values.as_slice() {
        check.error(
            first.loc,
            "expected an option\nhelp: write `Normal[loc = [..], scale = [..]]`",
        );
    }
    let list = |option: Option<_>, default: f64| match option {
        None => check.dim.map(|dim| vec![default; dim]),
        Some(expr) => {
            let list = check.constant_list(expr)?;
            if default == 1.0 {
                positive(&list, check)?;
            }
            let values: Vec<f64> = list.iter().map(|at| at.value).collect();
            if let Some(dim) = check.dim.filter(|dim| *dim != values.len()) {
                // Where the first list disagrees with the flow, that has been said.
                let first = self::dim(call).filter(|first| first.value == dim);
                if first.is_some() || values.is_empty() {
                    check.error(
                        expr.loc,
                        format!(
                            "expected {dim} constants, one per dimension, found {}",
                            values.len()
                        ),
                    );
                }
                return None;
            }
            Some(values)
        }
    };
    let (loc, scale) = (list(options[0], 0.0), list(options[1], 1.0));
    Some(Rc::new(Normal {
        loc: loc?,
        scale: scale?,
    }))
}

fn positive(scales: &[At<f64>], check: &Check<'_>) -> Option<()> {
    // A reciprocal has to be a number, too.
    let (least, help) = match check.scalar {
        Scalar::F32 => (
            f64::from(f32::MIN_POSITIVE),
            "\nhelp: declare the flow with `f64`",
        ),
        Scalar::F64 => (f64::MIN_POSITIVE, ""),
    };
    let mut fine = Some(());
    for scale in scales {
        let shown = show(scale.value);
        if scale.value <= 0.0 {
            check.error(scale.loc, format!("a scale must be above 0, found {shown}"));
        } else if scale.value < least || scale.value > 1.0 / least {
            let scalar = check.scalar.name();
            let message = format!("a scale of {shown} cannot be inverted in {scalar}{help}");
            check.error(scale.loc, message);
        } else {
            continue;
        }
        fine = None;
    }
    fine
}
