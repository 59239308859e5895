//! [`ast::Flow`] to [`Flow`]: names, dimensions and arguments, and what arrives at each element.

mod beside;
mod dimension;
mod domains;
mod joined;
mod on;
mod split;
mod stochastic;

use crate::arguments::{Check, Passing, did_you_mean};
use crate::ast::{self, Atom, Call, Scalar};
use crate::bases::{self, Base};
use crate::elements::formula::Written;
use crate::elements::{self, Element, custom, elsewhere, stochastic as layers, surjection};
use crate::errors::Report;
use crate::ir::{Chain, Flat, Flow, Kind, Node, Occurrence, Widening};
use crate::labels::Labels;
use crate::shape::Shape;
use beside::of_all;
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
    check.count(&flow.chain);
    let (own, elements) = beside::bases(&flow.chain.elements);
    let chain = check.chain(elements);
    // Where dimensions join or end, what is left at the end of the way has not the shape of the base.
    let passing_at_base = if joined::joins(&flow.chain) {
        Passing::Flat
    } else {
        passing.borrow().clone()
    };
    let at_base = check.at_base(elements, chain.as_ref());
    if let (Some(dim), Some(narrow)) =
        (at_base.dim, elements.iter().find(|e| dimension::narrows(e)))
    {
        let fixed = (dim, narrow.loc, "what narrows behind it".into());
        dimension::agree_before(&own.iter().collect::<Vec<_>>(), fixed, report);
    }
    let base = at_base.base(own);
    let header = Header {
        scalar,
        dim,
        context,
    };
    let checked = || {
        let (dim, base, chain) = (dim?, base?, chain?);
        let flat = chain.flat(dim);
        scaled_once(&flat, report)?;
        stochastic::stochastic(&flat, &base, report)?;
        let columns = column_labels(&labels, &flat);
        let typed = domains::resolve(&base, &flat, &columns, report)?;
        let data = flat.data;
        Some(Flow {
            scalar,
            dim,
            context,
            shape: shape.cloned(),
            base_shape: passing_at_base.shape().cloned(),
            labels,
            columns,
            data,
            context_names: flow.event.context_names.clone(),
            base,
            typed: typed.steps,
            support: typed.support,
            kinds: typed.kinds,
            chain,
        })
    };
    let checked = if report.is_clean() { checked() } else { None };
    if checked.is_none() && report.is_clean() {
        // Constants are compared with the dimensions behind the last layer that changes their number; before it, with none.
        report.error(
            flow.chain.loc,
            "the numbers of dimensions in this chain do not agree\nhelp: `Split`, `Argmax` and `Augment` change them: count from the data to the base",
        );
    }
    (header, checked)
}

/// Reports what brings a context to one scale that is there already.
fn scaled_once(flat: &Flat<'_>, report: &Report) -> Option<()> {
    let mut scales = flat.occurrences.iter().filter(|occurrence| {
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

/// What the columns of a chain are called: as the dimensions of the data that they become, or that they end in.
fn column_labels(labels: &Labels, flat: &Flat<'_>) -> Labels {
    let mut texts = vec![String::new(); flat.width];
    for (i, &column) in flat.data.iter().enumerate() {
        labels.bare(i).clone_into(&mut texts[column]);
    }
    // From the data to the base, so that what ends in a column finds it called.
    for occurrence in flat.occurrences.iter().rev() {
        let Occurrence {
            columns, ending, ..
        } = occurrence;
        let each = (ending.len() / columns.len().max(1)).max(1);
        let in_a_column = matches!(occurrence.element, Element::Surjection(written) if written.layer.before().0 > 1);
        for (i, &column) in ending.iter().enumerate() {
            texts[column] = if in_a_column {
                format!("{}.{}", texts[columns[i / each]], i % each + 1)
            } else {
                format!("noise.{i}")
            };
        }
    }
    labels.renamed(texts)
}

impl Check<'_> {
    /// The base that the elements at the front of a chain are, or the default one.
    fn base(&self, own: &[ast::Element]) -> Option<Base> {
        let Some((first, call, entry)) = own.first().and_then(of_all) else {
            return self.bases_beside(own);
        };
        if let Some(count) = first.repeat {
            self.error(count.loc, "a base cannot be repeated: a sample starts once");
        }
        (entry.check)(call, self)
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
        if total > joined::MAX_ELEMENTS {
            self.error(
                chain.loc,
                format!(
                    "this chain repeats to {total} bijectors, but may have {}",
                    joined::MAX_ELEMENTS
                ),
            );
        }
    }

    /// What is known at the base; nothing of the dimensions if something narrows, and that is wrong.
    fn at_base(&self, elements: &[ast::Element], chain: Option<&Chain>) -> Self {
        match (self.dim, chain) {
            (Some(dim), Some(chain)) => self.before(Some(&chain.widening(dim))),
            _ if elements.iter().any(dimension::narrows) => self.before(None),
            _ => self.clone(),
        }
    }

    /// What is known before something that narrows.
    fn before(&self, widening: Option<&Widening>) -> Self {
        let Some(widening) = widening else {
            return Self {
                dim: None,
                ..self.clone()
            };
        };
        if widening.is_none() {
            return self.clone();
        }
        let mut texts = Vec::with_capacity(widening.width());
        for (i, &count) in widening.counts.iter().enumerate() {
            let text = self.labels.bare(i);
            texts.extend((0..count).map(|part| match count {
                1 => text.to_owned(),
                _ => format!("{text}.{part}"),
            }));
        }
        texts.extend((0..widening.more).map(|i| format!("noise.{i}")));
        self.passing.replace_with(|passing| passing.broken("a layer behind this changes how many dimensions there are\nhelp: what knows channels stands behind that layer"));
        Self {
            dim: Some(widening.width()),
            labels: self.labels.renamed(texts),
            ..self.clone()
        }
    }

    fn element(&self, element: &ast::Element) -> Option<Node> {
        let loc = element.loc;
        if let Some(count) = element.repeat.filter(|count| count.value > 1)
            && dimension::narrows(element)
        {
            self.error(
                count.loc,
                "what makes one number of several cannot be repeated: there are more dimensions before it than after",
            );
            return None;
        }
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
            // What is beyond this many has been refused.
            for _ in 1..count.min(joined::MAX_ELEMENTS) {
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
        if let Some(call) = joined::first(chain) {
            self.error(
                call.loc,
                "`Split` stands in `Invert`, where dimensions would leave in place of joining\nhelp: `On[…](…)` acts on some of the dimensions in either direction",
            );
            return None;
        }
        self.is_invertible(chain)?;
        let against = Check {
            labels: self.labels.clone(),
            against: !self.against,
            ..*self
        };
        against.chain(&chain.elements).map(Kind::Invert)
    }

    /// Refuses layers that have no inverse.
    fn is_invertible(&self, chain: &ast::Chain) -> Option<()> {
        let mut walks = Vec::new();
        chain.find(&layers::NAMES, &mut walks);
        for call in &walks {
            self.error(
                call.loc,
                format!(
                    "`{}` stands in `Invert`, but a step of a Markov chain has no inverse\nhelp: put it outside: it leaves its density in place from either side",
                    call.name.value
                ),
            );
        }
        let mut layers = Vec::new();
        chain.find(&surjection::NAMES, &mut layers);
        for call in &layers {
            let why = match call.name.value.as_str() {
                "Dequantize" => "many numbers are rounded down to one",
                "Argmax" => "many numbers have the same largest one",
                _ => "what it leaves out is lost",
            };
            self.error(
                call.loc,
                format!(
                    "`{}` cannot be inverted: {why}\nhelp: it stands at the end of a chain",
                    call.name.value
                ),
            );
        }
        (layers.is_empty() && walks.is_empty()).then_some(())
    }

    fn on(&self, on: &ast::On) -> Option<Kind> {
        let columns = self.columns(on)?;
        dimension::agree_with_list(&on.chain, columns.len(), on.list, self.report);
        // On all dimensions in their order it is the chain itself.
        let is_whole = Some(columns.len()) == self.dim && columns.is_sorted();
        // Whole channels keep their places; what a `Split` inside does to them ends with it.
        let shares = is_whole && !joined::joins(&on.chain);
        let part = self.passing.borrow().part(&columns);
        let own = RefCell::new(part.clone());
        let inside = Check {
            dim: Some(columns.len()),
            labels: self.labels.select(&columns),
            passing: if shares { self.passing } else { &own },
            ..*self
        };
        let chain = inside.chain(&on.chain.elements);
        // A `Split` has taken channels away, and no places.
        let ended = own.into_inner();
        let places = |passing: &Passing| passing.shape().map(Shape::size);
        let keeps = ended == part || joined::joins(&on.chain) && places(&ended) == places(&part);
        if !shares && !keeps {
            // The others have not changed theirs.
            self.passing.replace_with(|passing| passing.broken("an `On[…]` behind this changes the places of some dimensions, and not of the others\nhelp: `Split` leaves the channels before it a shape"));
        }
        let chain = chain?;
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
            let as_map =
                elsewhere(&name.value).map_or(String::new(), |help| format!("\nhelp: {help}"));
            self.error(
                name.loc,
                format!("`{0}` is a base, and a base stands at the start of a chain\nhelp: write `{0} >> …`{as_map}", name.value),
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
