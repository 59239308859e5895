//! [`ast::Flow`] to [`Flow`]: names, dimensions and arguments, and what arrives at each element.

mod beside;
mod dimension;
mod domains;
mod on;
mod split;

use crate::arguments::{Check, Passing, did_you_mean};
use crate::ast::{self, Atom, Call, Scalar};
use crate::bases::{self, Base};
use crate::elements::formula::Written;
use crate::elements::{self, Element, custom, elsewhere};
use crate::errors::Report;
use crate::ir::{Chain, Flow, Kind, Node};
use crate::labels::Labels;
use std::cell::RefCell;

/// What of a flow can be told even if it is broken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    pub(crate) scalar: Scalar,
    pub(crate) dim: Option<usize>,
    pub(crate) context: usize,
}

/// Checks a flow; a flow comes back if nothing is wrong with it.
pub(crate) fn flow(flow: &ast::Flow, report: &Report) -> (Header, Option<Flow>) {
    let scalar = flow
        .event
        .scalar
        .map_or_else(Scalar::default, |at| at.value);
    let dim = dimension::resolve(flow, report);
    let context = flow.event.context.map_or(0, |at| at.value);
    let labels = match dim {
        // Where something else fixes another number, that is the mistake.
        Some(dim) if flow.event.names.len() == dim => Labels::of(&flow.event.names, dim),
        _ => Labels::numbered(dim.unwrap_or(0)),
    };
    // Where something else fixes another number, that is the mistake.
    let shape = flow
        .event
        .shape
        .as_ref()
        .filter(|_| dim == flow.event.dim.map(|at| at.value));
    let passing = RefCell::new(Passing::of(shape));
    let check = Check {
        report,
        scalar,
        dim,
        context,
        labels: labels.clone(),
        passing: &passing,
        against: false,
    };
    let (base, elements) = check.base(&flow.chain.elements);
    check.count(&flow.chain);
    let chain = check.chain(elements);
    // Where dimensions join, what is left at the end of the way is not all of the base.
    let at_base = match split::joins(&flow.chain) {
        true => Passing::Flat,
        false => passing.into_inner(),
    };
    let header = Header {
        scalar,
        dim,
        context,
    };
    let checked = || {
        let (dim, base, chain) = (dim?, base?, chain?);
        scaled_once(&chain, report)?;
        let typed = domains::resolve(&base, &chain, &labels, report)?;
        Some(Flow {
            scalar,
            dim,
            context,
            shape: shape.cloned(),
            base_shape: at_base.shape().cloned(),
            labels,
            context_names: flow.event.context_names.clone(),
            base,
            chain,
            typed: typed.steps,
            support: typed.support,
            whole: typed.whole,
        })
    };
    let checked = if report.is_clean() { checked() } else { None };
    (header, checked)
}

/// Reports what brings a context to one scale that is there already.
fn scaled_once(chain: &Chain, report: &Report) -> Option<()> {
    let flat = chain.flat();
    let mut scales = flat.iter().filter(|occurrence| {
        matches!(occurrence.element, Element::Bijector(bijector) if bijector.rules().scales_context())
    });
    scales.next();
    let again = scales.next();
    if let Some(again) = again {
        report.error(
            again.loc,
            "the context is standardized already\nhelp: once is enough, wherever it stands",
        );
    }
    again.is_none().then_some(())
}

impl Check<'_> {
    /// Takes the base off the front of a chain, or supplies the default one.
    fn base<'e>(&self, elements: &'e [ast::Element]) -> (Option<Base>, &'e [ast::Element]) {
        if let Some((first, rest)) = elements.split_first()
            && let Atom::Call(call) = &first.atom
            && let Some(entry) = bases::find(&call.name.value)
        {
            if let Some(count) = first.repeat {
                self.error(count.loc, "a base cannot be repeated: a sample starts once");
            }
            return ((entry.check)(call, self), rest);
        }
        self.bases_beside(elements)
    }

    /// Guards against chains whose repetitions multiply beyond reason.
    fn count(&self, chain: &ast::Chain) {
        fn total(chain: &ast::Chain) -> usize {
            chain.elements.iter().fold(0, |sum, element| {
                let one = match &element.atom {
                    Atom::Group(chain) | Atom::Invert(chain) => total(chain),
                    Atom::On(on) => total(&on.chain),
                    _ => 1,
                };
                let count = element.repeat.map_or(1, |at| at.value);
                sum.saturating_add(one.saturating_mul(count))
            })
        }
        let total = total(chain);
        if total > split::MAX_ELEMENTS {
            self.error(
                chain.loc,
                format!(
                    "this chain repeats to {total} bijectors, but may have {}",
                    split::MAX_ELEMENTS
                ),
            );
        }
    }

    fn element(&self, element: &ast::Element) -> Option<Node> {
        let loc = element.loc;
        let passing = self.passing.borrow().clone();
        let shape = passing.shape().cloned();
        let node = |kind| Node {
            kind,
            loc,
            shape: shape.clone(),
        };
        let kind = self.atom(element)?;
        let Some(count) = element.repeat.map(|at| at.value).filter(|&count| count > 1) else {
            return Some(node(kind));
        };
        if *self.passing.borrow() != passing {
            // Every copy meets a shape of its own, so they are written out.
            let mut copies = vec![node(kind)];
            for _ in 1..count {
                let shape = self.passing.borrow().shape().cloned();
                let kind = self.atom(element)?;
                copies.push(Node { kind, loc, shape });
            }
            if !self.against {
                copies.reverse();
            }
            let chain = Chain(copies);
            return Some(node(Kind::Repeat { count: 1, chain }));
        }
        Some(node(match kind {
            Kind::Repeat { count: 1, chain } => Kind::Repeat { count, chain },
            kind => {
                // A call is refused without its count.
                let loc = match &element.atom {
                    Atom::Call(call) => call.loc,
                    _ => loc,
                };
                let chain = Chain(vec![Node { loc, ..node(kind) }]);
                Kind::Repeat { count, chain }
            }
        }))
    }

    /// An element without its count.
    fn atom(&self, element: &ast::Element) -> Option<Kind> {
        let loc = element.loc;
        Some(match &element.atom {
            Atom::Group(chain) => {
                let chain = self.chain(&chain.elements)?;
                Kind::Repeat { count: 1, chain }
            }
            Atom::Invert(chain) => self.invert(chain)?,
            Atom::On(on) => self.on(on)?,
            Atom::Call(call) => Kind::Element(self.call(call)?),
            Atom::Formula(formula) => {
                if !self.holds(formula, loc) {
                    return None;
                }
                Kind::Element(Element::Formula(Written::new(formula, self.dim?)?))
            }
            Atom::Path(path) => {
                let custom = custom::check(path, self)?;
                Kind::Element(Element::Bijector(custom.into()))
            }
            Atom::Broken => return None,
        })
    }

    fn invert(&self, chain: &ast::Chain) -> Option<Kind> {
        if let Some(call) = split::first(chain) {
            self.error(
                call.loc,
                "`Split` stands in `Invert`, where dimensions would leave in place of joining\nhelp: `On[…](…)` acts on some of the dimensions in either direction",
            );
            return None;
        }
        let against = Check {
            labels: self.labels.clone(),
            against: !self.against,
            ..*self
        };
        against.chain(&chain.elements).map(Kind::Invert)
    }

    fn on(&self, on: &ast::On) -> Option<Kind> {
        let columns = self.columns(on)?;
        dimension::agree_with_list(&on.chain, columns.len(), on.list, self.report);
        // On all dimensions in their order it is the chain itself.
        let is_whole = Some(columns.len()) == self.dim && columns.is_sorted();
        let flat = RefCell::new(Passing::Flat);
        let inside = Check {
            dim: Some(columns.len()),
            labels: self.labels.select(&columns),
            passing: if is_whole { self.passing } else { &flat },
            ..*self
        };
        let chain = inside.chain(&on.chain.elements)?;
        Some(if is_whole {
            Kind::Repeat { count: 1, chain }
        } else {
            Kind::On { columns, chain }
        })
    }

    fn call(&self, call: &Call) -> Option<Element> {
        let name = &call.name;
        if let Some(entry) = elements::find(&name.value) {
            return (entry.check)(call, self);
        }
        if bases::find(&name.value).is_some() {
            self.error(
                name.loc,
                format!("`{0}` is a base, and a base stands at the start of a chain\nhelp: write `{0} >> …`", name.value),
            );
        } else {
            let near = did_you_mean(&name.value, elements::names().chain(bases::names()));
            let hint = match elsewhere(&name.value) {
                Some(help) => format!("\nhelp: {help}"),
                None if near.is_empty() => format!(
                    "\nhelp: a bijector of your own is named by its path: `crate::{}`",
                    name.value
                ),
                None => near,
            };
            self.error(name.loc, format!("unknown bijector `{}`{hint}", name.value));
        }
        None
    }
}
