//! How many dimensions a flow has: what is declared, else what the first element fixes.

use crate::ast::{At, Atom, Call, Chain, ExprKind, Flow};
use crate::bases;
use crate::elements::{self};
use crate::errors::{Loc, Report};
use crate::formula::Name;
use crate::rules::Dim;

/// Up to this many constants are shown where an element is named.
const SHOWN: usize = 6;

/// An element that acts on a certain number of dimensions.
#[derive(Debug)]
struct Fixed {
    dim: At<usize>,
    text: String,
}

/// Finds the number of dimensions. Each element that disagrees is an error, and so is, once, the place
/// that it disagrees with.
pub(super) fn resolve(flow: &Flow, report: &Report) -> Option<usize> {
    let mut fixed = Vec::new();
    collect(&flow.chain, &mut fixed);
    let declared = flow.event.dim.map(|dim| Fixed {
        dim,
        text: "the declaration".into(),
    });
    let Some(first) = declared.as_ref().or(fixed.first()) else {
        // What is unknown or could not be read may be what would have said it.
        let unreadable = flow.event.is_written || flow.chain.elements.is_empty();
        if is_known(&flow.chain) && !unreadable {
            let help = match &flow.name {
                Some(name) => format!("declare it: `struct {name}<2>`"),
                None => "declare it: `flow!(<f32, 2> = …)`".into(),
            };
            report.error(
                flow.chain.loc,
                format!("nothing here fixes the number of dimensions\nhelp: {help}"),
            );
        }
        return None;
    };
    agree(first, &fixed, report);
    Some(first.dim.value)
}

/// Reports what in a chain disagrees with the list of dimensions that it is for, which stands at `list`.
pub(super) fn agree_with_list(chain: &Chain, dim: usize, list: Loc, report: &Report) {
    let mut fixed = Vec::new();
    collect(chain, &mut fixed);
    let first = Fixed {
        dim: At {
            value: dim,
            loc: list,
        },
        text: "the list of `On`".into(),
    };
    agree(&first, &fixed, report);
}

fn agree(first: &Fixed, fixed: &[Fixed], report: &Report) {
    let dim = first.dim.value;
    let mut agreed = true;
    for other in fixed.iter().filter(|other| other.dim.value != dim) {
        agreed = false;
        report.error(
            other.dim.loc,
            format!(
                "{} here, but {} fixed by {}",
                dimensions(other.dim.value),
                if dim == 1 {
                    "1 was".into()
                } else {
                    format!("{dim} were")
                },
                first.text
            ),
        );
    }
    if !agreed {
        report.error(
            first.dim.loc,
            format!(
                "{} fixed here",
                if dim == 1 {
                    "1 dimension is".into()
                } else {
                    format!("{dim} dimensions are")
                }
            ),
        );
    }
}

fn dimensions(dim: usize) -> String {
    if dim == 1 {
        "1 dimension".into()
    } else {
        format!("{dim} dimensions")
    }
}

/// Whether every element of a chain is one that the language has.
fn is_known(chain: &Chain) -> bool {
    chain.elements.iter().all(|element| match &element.atom {
        Atom::Group(chain) | Atom::Invert(chain) => is_known(chain),
        Atom::On(on) => is_known(&on.chain),
        Atom::Call(call) => dim_of(call).is_some(),
        Atom::Formula(_) | Atom::Path(_) => true,
        Atom::Broken => false,
    })
}

fn collect(chain: &Chain, fixed: &mut Vec<Fixed>) {
    for element in &chain.elements {
        match &element.atom {
            Atom::Group(chain) | Atom::Invert(chain) => collect(chain, fixed),
            Atom::Call(call) => fixed.extend(of_call(call)),
            // A formula of one coordinate is applied to each dimension.
            Atom::Formula(formula) if formula.dim() > 1 => {
                let names: Vec<String> = formula.coords.iter().map(Name::text).collect();
                fixed.push(Fixed {
                    dim: At {
                        value: formula.dim(),
                        loc: element.loc,
                    },
                    text: format!("`|{}| …`", names.join(", ")),
                });
            }
            // What is fixed in it is a number of its own.
            Atom::On(_) | Atom::Formula(_) | Atom::Path(_) | Atom::Broken => {}
        }
    }
}

/// How an element that the language has says its dimension.
fn dim_of(call: &Call) -> Option<Dim> {
    let name = &call.name.value;
    elements::find(name)
        .map(|entry| entry.dim)
        .or_else(|| bases::find(name).map(|entry| entry.dim))
}

fn of_call(call: &Call) -> Option<Fixed> {
    let dim = dim_of(call)?(call)?;
    let name = &call.name.value;
    let constants = &call.constants.as_ref()?.list;
    let numbers: Option<Vec<&str>> = constants
        .iter()
        .map(|constant| match &constant.value.kind {
            ExprKind::Number(text) if constant.name.is_none() => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let shown = match numbers {
        Some(numbers) if numbers.len() <= SHOWN => numbers.join(", "),
        _ => "…".into(),
    };
    Some(Fixed {
        dim,
        text: format!("`{name}[{shown}]`"),
    })
}
