//! Bases at the start of a chain: one of all dimensions, or those of some, `On[0, 2](Circle) >> …`.

use crate::arguments::Check;
use crate::ast::{Atom, Call, Element, On};
use crate::bases::beside::Beside;
use crate::bases::{self, Base};
use std::rc::Rc;

/// The list and the base of an element that is one of some dimensions.
fn of_some(element: &Element) -> Option<(&On, &Call)> {
    match &element.atom {
        Atom::On(on) => match on.chain.elements.as_slice() {
            [only] => match &only.atom {
                Atom::Call(call) if bases::find(&call.name.value).is_some() => Some((on, call)),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// An element that is a base of all dimensions, with its entry.
pub(super) fn of_all(element: &Element) -> Option<(&Element, &Call, &'static bases::Named)> {
    match &element.atom {
        Atom::Call(call) => Some((element, call, bases::find(&call.name.value)?)),
        _ => None,
    }
}

/// Takes the bases off the front of a chain.
pub(super) fn bases(elements: &[Element]) -> (&[Element], &[Element]) {
    let count = match elements.first().and_then(of_all) {
        Some(_) => 1,
        None => elements
            .iter()
            .take_while(|element| of_some(element).is_some())
            .count(),
    };
    elements.split_at(count)
}

impl Check<'_> {
    /// Bases of some of the dimensions. What is left of these has the default one.
    pub(super) fn bases_beside(&self, own: &[Element]) -> Option<Base> {
        let mut parts: Vec<(Vec<usize>, Base)> = Vec::new();
        let mut fine = true;
        for (on, call) in own.iter().filter_map(of_some) {
            match self.base_of_some(on, call, &parts) {
                Some(part) => parts.push(part),
                None => fine = false,
            }
        }
        for element in own.iter().filter(|element| element.repeat.is_some()) {
            self.error(
                element.loc,
                "a base cannot be repeated: a sample starts once",
            );
            fine = false;
        }
        let dim = self.dim.filter(|_| fine)?;
        let left = (0..dim).filter(|i| parts.iter().all(|(columns, _)| !columns.contains(i)));
        let left: Vec<usize> = left.collect();
        let base = match parts.as_slice() {
            [] => bases::default_for(dim),
            [(_, only)] if left.is_empty() => only.clone(),
            _ => {
                if !left.is_empty() {
                    let default = bases::default_for(left.len());
                    parts.push((left, default));
                }
                Rc::new(Beside::new(parts, dim))
            }
        };
        Some(base)
    }

    fn base_of_some(
        &self,
        on: &On,
        call: &Call,
        parts: &[(Vec<usize>, Base)],
    ) -> Option<(Vec<usize>, Base)> {
        let columns = self.columns(on);
        let inside = Check {
            dim: columns.as_ref().map(Vec::len),
            ..self.clone()
        };
        let base = (bases::find(&call.name.value)?.check)(call, &inside);
        let (columns, base) = (columns?, base?);
        let taken = |column: &&usize| parts.iter().any(|(other, _)| other.contains(*column));
        if let Some(&column) = columns.iter().find(taken) {
            let what = self.labels.one(column);
            self.error(on.list, format!("{what} has a base already"));
            return None;
        }
        if !base.is_plain() {
            let name = base.name(0);
            self.error(
                call.loc,
                format!("this `{name}` is not the same in every dimension, so it stands for all of them or none\nhelp: `Uniform`, `Circle` and the like may stand in `On`"),
            );
            return None;
        }
        Some((columns, base))
    }
}
