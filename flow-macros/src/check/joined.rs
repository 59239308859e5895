//! `Split` as it is written: how many dimensions join, and how often.

use crate::ast::{self, Atom, Call, ExprKind};
use crate::parse::integer;
use std::iter;

pub(super) const NAME: &str = "Split";

/// How many bijectors a chain may have, with all repetitions written out.
pub(super) const MAX_ELEMENTS: usize = 1000;

/// How many dimensions join what stands before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// As many as there are.
    Half,
    Last(usize),
}

impl Joined {
    /// As arguments say it, if they can be read. Reports nothing.
    pub(super) fn of(call: &Call) -> Option<Self> {
        let arguments = call.sizes.as_ref().map_or(&[][..], |sizes| &sizes.list);
        let mut numbers = arguments.iter().filter(|argument| argument.name.is_none());
        match numbers.next().map(|argument| &argument.value.kind) {
            None => Some(Self::Half),
            Some(ExprKind::Number(text)) => integer(text).map(Self::Last),
            Some(_) => None,
        }
    }

    /// How many dimensions there are after it, where there are so many before.
    pub(super) fn widened(self, kept: usize) -> usize {
        match self {
            Self::Half => kept.saturating_mul(2),
            Self::Last(joined) => kept.saturating_add(joined),
        }
    }
}

/// The call of a `Split`, if an element is that.
pub(super) fn call(element: &ast::Element) -> Option<&Call> {
    match &element.atom {
        Atom::Call(call) if call.name.value == NAME => Some(call),
        _ => None,
    }
}

/// Whether a `Split` joins dimensions of the chain itself: in `On` it joins those of the list.
pub(super) fn joins(chain: &ast::Chain) -> bool {
    chain.elements.iter().any(|element| match &element.atom {
        Atom::Group(chain) => joins(chain),
        _ => call(element).is_some(),
    })
}

/// The first `Split` of a chain, wherever it stands.
pub(super) fn first(chain: &ast::Chain) -> Option<&Call> {
    chain
        .elements
        .iter()
        .find_map(|element| match &element.atom {
            Atom::Group(chain) | Atom::Invert(chain) => first(chain),
            Atom::On(on) => first(&on.chain),
            _ => call(element),
        })
}

/// The elements, where groups with a `Split` in them are written out: what stands in such a group, or before it, acts on
/// fewer dimensions from copy to copy. Not more of them than are refused.
pub(super) fn written_out(elements: &[ast::Element]) -> Vec<&ast::Element> {
    let mut all = Vec::new();
    for element in elements {
        let one = match &element.atom {
            Atom::Group(chain) if joins(chain) => written_out(&chain.elements),
            _ if call(element).is_some() => vec![element],
            _ => {
                all.push(element);
                continue;
            }
        };
        let count = element.repeat.map_or(1, |at| at.value);
        let room = (MAX_ELEMENTS + 1).saturating_sub(all.len());
        all.extend(iter::repeat_n(one, count).flatten().take(room));
    }
    all
}
