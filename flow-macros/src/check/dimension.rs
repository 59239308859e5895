//! How many dimensions a flow has: what is declared, else what the first element fixes.

use super::joined::{self, Joined};
use crate::ast::{At, Atom, Call, Chain, Element, ExprKind, Flow};
use crate::bases;
use crate::elements::{self};
use crate::errors::{Loc, Report};
use crate::formula::Name;
use crate::rules::Dim;
use crate::shape::MAX_DIM;

/// Up to this many constants are shown where an element is named.
const SHOWN: usize = 6;

/// An element that acts on a certain number of dimensions.
#[derive(Debug)]
struct Fixed {
    dim: At<usize>,
    text: String,
    /// How many there are at the end of the chain, with those that join behind it.
    whole: usize,
}

impl Fixed {
    fn new(dim: At<usize>, text: String) -> Self {
        let whole = dim.value;
        Self { dim, text, whole }
    }
}

/// Finds the number of dimensions. Each element that disagrees is an error, and so is, once, the place
/// that it disagrees with.
pub(super) fn resolve(flow: &Flow, report: &Report) -> Option<usize> {
    let mut fixed = Vec::new();
    collect(&flow.chain, &mut fixed);
    let declared = flow.event.dim;
    let declared = declared.map(|dim| Fixed::new(dim, "the declaration".into()));
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
    if first.whole > MAX_DIM {
        let whole = first.whole;
        report.error(
            first.dim.loc,
            format!("with those that join by `{}`, these are {whole} dimensions, more than the {MAX_DIM} that a flow may have", joined::NAME),
        );
        return None;
    }
    Some(first.whole)
}

/// Reports what in a chain disagrees with the list of dimensions that it is for, which stands at `list`.
pub(super) fn agree_with_list(chain: &Chain, dim: usize, list: Loc, report: &Report) {
    let mut fixed = Vec::new();
    collect(chain, &mut fixed);
    let dim = At {
        value: dim,
        loc: list,
    };
    let first = Fixed::new(dim, "the list of `On`".into());
    agree(&first, &fixed, report);
}

/// The same of elements that stand before something which fixes the number: how many, where, and what it is.
pub(super) fn agree_before(
    elements: &[&Element],
    (dim, loc, text): (usize, Loc, String),
    report: &Report,
) {
    let mut fixed = Vec::new();
    collect_last(elements, &mut fixed);
    let first = Fixed::new(At { value: dim, loc }, text);
    agree(&first, &fixed, report);
}

/// Whether there are more dimensions before an element than behind it.
pub(super) fn narrows(element: &Element) -> bool {
    let mut found = Vec::new();
    element.find(&["Argmax", "Augment"], &mut found);
    !found.is_empty()
}

fn agree(first: &Fixed, fixed: &[Fixed], report: &Report) {
    let joining = |fixed: &Fixed| {
        let whole = fixed.whole;
        (whole != fixed.dim.value)
            .then(|| format!(", and {whole} with those that join by `{}`", joined::NAME))
    };
    let mut agreed = true;
    for other in fixed.iter().filter(|other| other.whole != first.whole) {
        agreed = false;
        report.error(
            other.dim.loc,
            format!(
                "{} here{}, but {} fixed by {}",
                dimensions(other.dim.value),
                joining(other).unwrap_or_default(),
                if first.whole == 1 {
                    "1 was".into()
                } else {
                    format!("{} were", first.whole)
                },
                first.text
            ),
        );
    }
    if !agreed {
        let dim = first.dim.value;
        report.error(
            first.dim.loc,
            format!(
                "{} fixed here{}",
                if dim == 1 {
                    "1 dimension is".into()
                } else {
                    format!("{dim} dimensions are")
                },
                joining(first).unwrap_or_default()
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
        Atom::Call(call) => joined::call(element).is_some() || dim_of(call).is_some(),
        Atom::Formula(_) | Atom::Path(_) => true,
        Atom::Broken => false,
    })
}

fn collect(chain: &Chain, fixed: &mut Vec<Fixed>) {
    collect_last(&joined::written_out(&chain.elements), fixed);
}

/// What fixes the number of dimensions behind the last element that narrows.
fn collect_last(elements: &[&Element], fixed: &mut Vec<Fixed>) {
    let last = elements.iter().rposition(|element| narrows(element));
    // In a group, what stands behind it there counts too.
    let behind = last.map_or(0, |last| match &elements[last].atom {
        Atom::Group(_) => last,
        _ => last + 1,
    });
    collect_joined(&elements[behind..], fixed);
}

fn collect_joined(elements: &[&Element], fixed: &mut Vec<Fixed>) {
    for (i, element) in elements.iter().enumerate() {
        let own = fixed.len();
        collect_from(element, fixed);
        // A base is of all dimensions. What joins others is known, or else their number here says nothing of the chain's.
        let behind = elements[i + 1..].iter().filter(|_| !is_base(element));
        let joined: Option<Vec<Joined>> = behind
            .filter_map(|element| joined::call(element).map(Joined::of))
            .collect();
        match joined {
            Some(joined) => {
                for fixed in &mut fixed[own..] {
                    let joined = joined.iter();
                    fixed.whole = joined.fold(fixed.whole, |dim, joined| joined.widened(dim));
                }
            }
            None => fixed.truncate(own),
        }
    }
}

fn is_base(element: &Element) -> bool {
    matches!(&element.atom, Atom::Call(call) if bases::find(&call.name.value).is_some())
}

fn collect_from(element: &Element, fixed: &mut Vec<Fixed>) {
    match &element.atom {
        Atom::Group(chain) | Atom::Invert(chain) => collect(chain, fixed),
        Atom::Call(call) => fixed.extend(of_call(call)),
        // A formula of one coordinate is applied to each dimension.
        Atom::Formula(formula) if formula.dim() > 1 => {
            let names: Vec<String> = formula.coords.iter().map(Name::text).collect();
            let dim = At {
                value: formula.dim(),
                loc: element.loc,
            };
            fixed.push(Fixed::new(dim, format!("`|{}| …`", names.join(", "))));
        }
        // What is fixed in it is a number of its own.
        Atom::On(_) | Atom::Formula(_) | Atom::Path(_) | Atom::Broken => {}
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
    Some(Fixed::new(dim, format!("`{name}[{shown}]`")))
}
