//! `Split`: half of the dimensions of what leaves it, or the last k, come straight from the base, and what stands before it
//! acts on the rest. So it is `On` of what stands before.

use super::dimension::{self, narrows};
use super::joined::{Joined, NAME, call, written_out};
use crate::arguments::{Check, Options, Passing};
use crate::ast::{self, Call};
use crate::elements::Element;
use crate::elements::choose::Choose;
use crate::errors::Loc;
use crate::ir::{Chain, Kind, Node, Widening};
use crate::shape::{MAX_DIM, Shape};
use std::iter;

const OPTIONS: Options = Options { known: &["by"] };

/// As many dimensions as a flow may have, and more, could not be joined.
const MAX_JOINED: usize = 65_536;

/// A `Split` of which it is known how many dimensions it leaves.
struct Leaving {
    kept: usize,
    text: String,
    /// What chooses those that leave, if these are not the last.
    chosen: Option<Element>,
    loc: Loc,
}

/// Which dimensions come straight from the base. The first is the default.
const BY: [(&str, bool); 2] = [("place", false), ("likelihood", true)];

impl Check<'_> {
    /// A chain, in which what stands before a `Split` belongs to that.
    pub(super) fn chain(&self, elements: &[ast::Element]) -> Option<Chain> {
        let elements = written_out(elements);
        let calls: Vec<&Call> = elements.iter().filter_map(|e| call(e)).collect();
        let parts: Vec<&[&ast::Element]> = elements.split(|e| call(e).is_some()).collect();
        let misplaced = calls.first().filter(|_| parts[0].is_empty());
        if let Some(first) = misplaced {
            self.error(
                first.loc,
                format!("nothing stands before this `{NAME}`, so all dimensions come straight from the base\nhelp: leave it out, or put before it what acts on the others: `MAF(64) >> {NAME} >> …`"),
            );
        }
        // From the data to the base, fewer and fewer dimensions are left, or more where something narrows.
        let mut scope = self.of_first(self.dim);
        let mut checked: Vec<Vec<Option<Node>>> = Vec::new();
        let mut splits: Vec<Option<(Leaving, Option<Shape>)>> = Vec::new();
        for (i, part) in parts.iter().enumerate().rev() {
            let (nodes, before) = scope.nodes(part);
            checked.push(nodes);
            scope = before;
            if i > 0 {
                let shape = self.passing.borrow().shape().cloned();
                let leaving = scope.leaving(calls[i - 1]);
                scope = scope.of_first(leaving.as_ref().map(|leaving| leaving.kept));
                // Else what it keeps has been compared with what is fixed at the end of the chain.
                if let Some(leaving) = &leaving
                    && parts[i..]
                        .iter()
                        .flat_map(|part| part.iter())
                        .any(|e| narrows(e))
                {
                    let fixed = (leaving.kept, leaving.loc, format!("`{}`", leaving.text));
                    dimension::agree_before(parts[i - 1], fixed, self.report);
                }
                splits.push(leaving.map(|leaving| (leaving, shape)));
            }
        }
        // From the base to the data, they join.
        let mut chain = checked.pop()?.into_iter().collect::<Option<_>>().map(Chain);
        while let (Some(nodes), Some(split)) = (checked.pop(), splits.pop()) {
            let joined = split.zip(chain).map(|((leaving, shape), chain)| Node {
                kind: Kind::Split {
                    kept: leaving.kept,
                    chain,
                    text: leaving.text,
                    chosen: leaving.chosen,
                },
                loc: leaving.loc,
                shape,
            });
            let nodes = iter::once(joined).chain(nodes);
            chain = nodes.collect::<Option<_>>().map(Chain);
        }
        chain.filter(|_| misplaced.is_none())
    }

    /// Elements, checked in the order in which shapes are followed, from the data to the base; and what is known before them,
    /// where there are more dimensions if one of them narrows.
    fn nodes(&self, elements: &[&ast::Element]) -> (Vec<Option<Node>>, Self) {
        let mut at = self.clone();
        if self.against {
            let nodes = elements.iter().map(|e| at.element(e)).collect();
            return (nodes, at);
        }
        let mut nodes = Vec::with_capacity(elements.len());
        for (i, element) in elements.iter().enumerate().rev() {
            let mut node = at.element(element);
            if narrows(element) {
                let widening = at.dim.zip(node.as_ref());
                let widening = widening.map(|(dim, node)| node.widening(dim));
                if let Some(width) = widening.as_ref().map(Widening::width)
                    && width > MAX_DIM
                {
                    self.error(
                        element.loc,
                        format!("there are {width} dimensions before this, more than the {MAX_DIM} that a flow may have"),
                    );
                    node = None;
                }
                at = at.before(widening.as_ref().filter(|_| node.is_some()));
                if let (Some(dim), Some(node)) = (at.dim, &node) {
                    let fixed = (dim, node.loc, format!("`{node}`"));
                    dimension::agree_before(&elements[..i], fixed, self.report);
                }
            }
            nodes.push(node);
        }
        nodes.reverse();
        (nodes, at)
    }

    /// The same for the first dimensions alone.
    fn of_first(&self, dim: Option<usize>) -> Self {
        let first: Option<Vec<usize>> = dim.map(|dim| (0..dim).collect());
        Check {
            dim,
            labels: first.map_or_else(|| self.labels.clone(), |first| self.labels.select(&first)),
            ..*self
        }
    }

    /// Checks a `Split`.
    fn leaving(&self, call: &Call) -> Option<Leaving> {
        let (joined, by_likelihood) = self.joined(call)?;
        let passing = self.passing.borrow().clone();
        let kept = match passing.shape() {
            Some(shape) if !by_likelihood => {
                let channels = self.kept_channels(call, joined, shape);
                if channels.is_none() {
                    *self.passing.borrow_mut() = Passing::Lost;
                }
                let channels = channels?;
                *self.passing.borrow_mut() = Passing::Shape(shape.first(channels));
                channels * shape.places()
            }
            // What the data choose are dimensions, wherever they are.
            _ => {
                *self.passing.borrow_mut() = passing.broken("a `Split` behind this takes dimensions away wherever they are, `by = likelihood`\nhelp: without that it takes whole channels");
                self.kept(call, joined)?
            }
        };
        let mut arguments = match joined {
            Joined::Half => Vec::new(),
            Joined::Last(count) => vec![count.to_string()],
        };
        if by_likelihood {
            arguments.push("by = likelihood".into());
        }
        let text = if arguments.is_empty() {
            NAME.to_owned()
        } else {
            format!("{NAME}({})", arguments.join(", "))
        };
        let dim = self.dim?;
        let choose = || Choose::new(dim, dim - kept, text.clone());
        Some(Leaving {
            kept,
            chosen: by_likelihood.then(|| Element::Bijector(choose().into())),
            text,
            loc: call.loc,
        })
    }

    /// Its arguments: how many dimensions join, and whether the data choose them.
    fn joined(&self, call: &Call) -> Option<(Joined, bool)> {
        self.no_constants(call);
        let Some(sizes) = &call.sizes else {
            return call.constants.is_none().then_some((Joined::Half, false));
        };
        let (values, options) = OPTIONS.sort(&sizes.list, NAME, self);
        self.sizes_first(&sizes.list);
        let by_likelihood = self.choice("by", options[0], &BY)?;
        match values.as_slice() {
            [] => Some((Joined::Half, by_likelihood)),
            [count] => {
                let count = self.whole(count, "a number of dimensions", MAX_JOINED)?;
                Some((Joined::Last(count), by_likelihood))
            }
            [_, second, ..] => {
                self.error(
                    second.loc,
                    format!("`{NAME}` takes one number, of the dimensions that come straight from the base"),
                );
                None
            }
        }
    }

    /// How many channels are left for what stands before it.
    fn kept_channels(&self, call: &Call, joined: Joined, shape: &Shape) -> Option<usize> {
        let (channels, places) = (shape.channels(), shape.places());
        let more = shape
            .squeezed()
            .map(|_| format!("an `Unsqueeze` behind it makes {} of each", shape.merged()));
        let last = match channels {
            1 => None,
            _ => Some(format!("`{NAME}({places})` takes the last channel")),
        };
        let count = match joined {
            Joined::Half if channels.is_multiple_of(2) => return Some(channels / 2),
            Joined::Half => {
                let (s, have) = if channels == 1 {
                    ("", "has")
                } else {
                    ("s", "have")
                };
                let any = format!("`{NAME}(by = likelihood)` takes any dimensions");
                let help = match (last, more) {
                    (None, None) => any,
                    (last, more) => last.into_iter().chain(more).collect::<Vec<_>>().join("; "),
                };
                self.error(
                    call.loc,
                    format!(
                        "{channels} channel{s} of the shape {shape} {have} no half\nhelp: {help}"
                    ),
                );
                return None;
            }
            Joined::Last(count) => count,
        };
        if count.is_multiple_of(places) && count / places < channels {
            return Some(channels - count / places);
        }
        let whole = match channels {
            1 => more,
            _ => Some(format!("a multiple of {places} below {}", shape.dim())),
        };
        let any = (count < shape.dim()).then(|| {
            format!(
                "any dimensions, those that the data choose: `{NAME}({count}, by = likelihood)`"
            )
        });
        let help: Vec<String> = whole.into_iter().chain(any).collect();
        let help = match help.as_slice() {
            [] => "leave it out".to_owned(),
            help => help.join("; or "),
        };
        self.error(
            call.loc,
            format!("`{NAME}({count})` takes whole channels of the shape {shape}, {places} dimensions each, and must leave one\nhelp: {help}"),
        );
        None
    }

    /// How many dimensions are left for what stands before it.
    fn kept(&self, call: &Call, joined: Joined) -> Option<usize> {
        let dim = self.dim?;
        match joined {
            Joined::Half if dim % 2 == 0 => return Some(dim / 2),
            Joined::Last(count) if count < dim => return Some(dim - count),
            Joined::Half if dim == 1 => self.error(
                call.loc,
                "1 dimension has no half that could come straight from the base",
            ),
            Joined::Half => self.error(
                call.loc,
                format!("{dim} dimensions have no half\nhelp: say how many come straight from the base: `{NAME}({})`", dim / 2),
            ),
            Joined::Last(count) => {
                let s = if dim == 1 { "" } else { "s" };
                self.error(
                    call.loc,
                    format!("`{NAME}({count})` leaves none of {dim} dimension{s} for what stands before it\nhelp: fewer can come straight from the base: `{NAME}` takes half of them"),
                );
            }
        }
        None
    }
}
