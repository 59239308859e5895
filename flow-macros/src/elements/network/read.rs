//! Which network stands where widths stand.

use super::contract::{Owner, Written};
use super::{NETWORKS, Network};
use crate::arguments::{Check, Options, did_you_mean};
use crate::ast::{Argument, At, Call, Expr, ExprKind};
use crate::formula::Func;

impl Check<'_> {
    /// The arguments of an element that has a network: this, and options in the order of `known`.
    pub(crate) fn with_network<'e>(
        &self,
        call: &'e Call,
        known: Options,
    ) -> Option<(Written<'e>, Vec<Option<&'e Expr>>)> {
        let name = &call.name.value;
        self.no_constants(call);
        let Some(sizes) = &call.sizes else {
            if call.constants.is_none() {
                self.error(
                    call.loc,
                    format!("`{name}` needs the widths of its hidden layers: `{name}(64, 64)`"),
                );
            }
            return None;
        };
        let (values, options) = known.sort(&sizes.list, name, self);
        self.sizes_first(&sizes.list);
        let network = match values.iter().find_map(|value| named(value)) {
            Some(network) => self.named_network(name, &network, &values)?,
            None => Written {
                element: name,
                values,
                options: Vec::new(),
                loc: sizes.loc,
                row: 0,
            },
        };
        Some((network, options))
    }

    /// The network that is called by its name, which has to be alone.
    fn named_network<'e>(
        &self,
        element: &'e str,
        network: &Called<'e>,
        values: &[&Expr],
    ) -> Option<Written<'e>> {
        let &Called {
            name,
            arguments,
            value,
        } = network;
        let Some(row) = NETWORKS.iter().position(|known| known.name == name) else {
            let hint = match did_you_mean(name, NETWORKS.iter().map(|known| known.name)) {
                hint if !hint.is_empty() => hint,
                _ => format!("\nhelp: {}", every_example()),
            };
            self.error(value.loc, format!("unknown network `{name}`{hint}"));
            return None;
        };
        let mut others = values.iter().filter(|other| !std::ptr::eq(**other, value));
        if let Some(other) = others.next() {
            self.error(
                other.loc,
                format!(
                    "`{element}` has one network, and nothing stands beside `{name}(…)`, found {}",
                    other.describe()
                ),
            );
            return None;
        }
        let Some(arguments) = arguments else {
            let example = NETWORKS[row].example;
            self.error(
                value.loc,
                format!("`{name}` needs its sizes\nhelp: for example `{example}`"),
            );
            return None;
        };
        let (values, options) = NETWORKS[row].options.sort(arguments, name, self);
        self.sizes_first(arguments);
        Some(Written {
            element,
            values,
            options,
            loc: value.loc,
            row,
        })
    }

    /// The network of an element.
    pub(crate) fn network(&self, written: &Written<'_>, owner: Owner<'_>) -> Option<Network> {
        (NETWORKS[written.row].read)(written, owner, self)
    }
}

/// A network that is called by a name, its parentheses perhaps forgotten.
struct Called<'e> {
    name: &'e str,
    arguments: Option<&'e [Argument]>,
    value: &'e Expr,
}

/// What is called, unless it is a calculation.
fn named(value: &Expr) -> Option<Called<'_>> {
    let (name, arguments) = match &value.kind {
        ExprKind::Call(At { value: name, .. }, arguments) if Func::named(name).is_none() => {
            (name, Some(arguments.as_slice()))
        }
        ExprKind::Name(name) if NETWORKS.iter().any(|known| known.name == name) => (name, None),
        _ => return None,
    };
    Some(Called {
        name,
        arguments,
        value,
    })
}

/// All networks, as they are written.
fn every_example() -> String {
    let examples: Vec<String> = NETWORKS
        .iter()
        .map(|network| format!("`{}`", network.example))
        .collect();
    match examples.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("one of {} and {last}", rest.join(", ")),
        _ => format!("there is {}", examples.concat()),
    }
}
