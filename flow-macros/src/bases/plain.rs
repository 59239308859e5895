//! Bases that are one density of one number in every dimension, with nothing to learn: a row each. `StudentT(dof = 5)` takes an
//! argument, the others none.

use crate::arguments::{Check, Options};
use crate::ast::Call;
use crate::decimal::show;
use crate::formula::Interval;
use crate::rules::{BaseRules, Entry, Symmetry};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::rc::Rc;

/// All that is known of such a base.
#[derive(Debug)]
struct Row {
    name: &'static str,
    support: Interval,
    /// About which number it is even, which `Abs` relies on: what is even about none is no row, or this becomes an option.
    center: f64,
    /// Its type in the runtime, which is its value too where it takes no arguments.
    runtime: fn() -> TokenStream,
}

/// Those that take no arguments.
const ROWS: &[Row] = &[
    Row {
        name: "Uniform",
        support: Interval::UNIT,
        center: 0.5,
        runtime: || quote!(rt::Uniform),
    },
    Row {
        name: "Logistic",
        support: Interval::REAL,
        center: 0.0,
        runtime: || quote!(rt::Logistic),
    },
    Row {
        name: "Laplace",
        support: Interval::REAL,
        center: 0.0,
        runtime: || quote!(rt::Laplace),
    },
    Row {
        name: "Circle",
        support: Interval::CIRCLE,
        center: 0.0,
        runtime: || quote!(rt::Circle),
    },
];

static STUDENT_T_ROW: Row = Row {
    name: "StudentT",
    support: Interval::REAL,
    center: 0.0,
    runtime: || quote!(rt::StudentT),
};

/// The names of [`ROWS`].
pub(super) static ENTRIES: [Entry<Rc<dyn BaseRules>>; ROWS.len()] = {
    let mut entries = [Entry::new("", without_arguments); ROWS.len()];
    let mut i = 0;
    while i < ROWS.len() {
        entries[i].name = ROWS[i].name;
        i += 1;
    }
    entries
};

pub(super) const STUDENT_T: Entry<Rc<dyn BaseRules>> = Entry::new(STUDENT_T_ROW.name, student_t);

#[derive(Debug)]
struct Plain {
    row: &'static Row,
    /// The degrees of freedom of `StudentT`.
    dof: Option<f64>,
}

fn without_arguments(call: &Call, check: &Check<'_>) -> Option<Rc<dyn BaseRules>> {
    let row = ROWS.iter().find(|row| row.name == call.name.value)?;
    let sizes = call.sizes.as_ref();
    let sizes = sizes.filter(|sizes| !sizes.list.is_empty());
    if let Some(arguments) = sizes.or(call.constants.as_ref()) {
        let name = row.name;
        let help = if row.support == Interval::CIRCLE {
            String::new()
        } else {
            format!("\nhelp: elements after it shift and scale it: `{name} >> Scale[…]`")
        };
        check.error(arguments.loc, format!("`{name}` takes no arguments{help}"));
        return None;
    }
    Some(Rc::new(Plain { row, dof: None }))
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
    Some(Rc::new(Plain {
        row: &STUDENT_T_ROW,
        dof: Some(dof.value),
    }))
}

impl BaseRules for Plain {
    fn name(&self, _i: usize) -> &'static str {
        self.row.name
    }

    fn spec(&self) -> Option<String> {
        let name = self.row.name;
        Some(match self.dof {
            Some(dof) => format!("{name}(dof = {})", show(dof)),
            None => name.to_owned(),
        })
    }

    fn support(&self, _i: usize) -> Interval {
        self.row.support
    }

    fn is_plain(&self) -> bool {
        true
    }

    fn symmetry(&self, dim: usize) -> Symmetry {
        Symmetry::independent(&vec![self.row.center; dim], &vec![0; dim], self.row.name)
    }

    fn runtime(&self) -> TokenStream {
        let ty = (self.row.runtime)();
        match self.dof {
            Some(dof) => {
                let dof = Literal::f64_unsuffixed(dof);
                quote!(#ty::new(#dof))
            }
            None => ty,
        }
    }
}
