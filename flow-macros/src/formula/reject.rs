//! Why a formula is refused, in words.

use super::ast::Extent;
use super::expr::Ex;
use super::interval::Interval;
use std::fmt;

#[derive(Clone, Debug)]
pub(crate) struct Rejection {
    pub(crate) reason: Box<Reason>,
    pub(crate) extent: Extent,
}

impl Rejection {
    pub(crate) fn new(reason: Reason, extent: Extent) -> Self {
        Self {
            reason: Box::new(reason),
            extent,
        }
    }
}

/// `z = 2` or `z ≈ 0.7391`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Value {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) number: f64,
    pub(crate) exact: bool,
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {}",
            self.name,
            if self.exact { "=" } else { "≈" },
            self.text
        )
    }
}

fn list(values: &[Value]) -> String {
    let texts: Vec<String> = values.iter().map(Value::to_string).collect();
    texts.join(", ")
}

fn with(values: &[Value]) -> String {
    if values.is_empty() {
        String::new()
    } else {
        format!(" (with {})", list(values))
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Reason {
    /// Two points of the domain have one image.
    NotInjective {
        domain: Interval,
        points: [Value; 2],
        image: String,
        others: Vec<Value>,
        help: Vec<String>,
    },
    /// The log-det would be −∞ at this point.
    DerivativeVanishes {
        at: Value,
        others: Vec<Value>,
        help: Vec<String>,
    },
    /// For this value of a parameter nothing depends on the coordinate.
    Degenerate {
        coordinate: String,
        others: Vec<Value>,
        help: Vec<String>,
    },
    OutsideDomain {
        function: String,
        needs: Interval,
        receives: Interval,
        argument: Ex,
        help: Vec<String>,
    },
    DividesByZero {
        receives: Interval,
        help: Vec<String>,
    },
    /// The derivative of `cbrt` is infinite at 0.
    SteepRoot {
        receives: Interval,
        help: Vec<String>,
    },
    LargeExponent,
    /// What arrives is not inside the range that the coordinate declares.
    OutsideRange {
        coordinate: String,
        declared: Interval,
        receives: Interval,
    },
    /// Neither a proof nor a witness.
    Undecided {
        what: String,
        help: Vec<String>,
    },
    /// No order of the coordinates makes the Jacobian triangular.
    Entangled {
        coordinates: Vec<String>,
    },
    /// A coordinate that nothing depends on.
    Constant {
        coordinate: String,
    },
    WrongCount {
        expected: usize,
        found: usize,
    },
}

impl Reason {
    /// Where the help goes of what may leave the domain of an operation.
    pub(super) fn of_domain(&mut self) -> Option<&mut Vec<String>> {
        match self {
            Self::OutsideDomain { help, .. }
            | Self::DividesByZero { help, .. }
            | Self::SteepRoot { help, .. } => Some(help),
            _ => None,
        }
    }
}

fn help(f: &mut fmt::Formatter<'_>, lines: &[String]) -> fmt::Result {
    lines
        .iter()
        .try_for_each(|line| write!(f, "\nhelp: {line}"))
}

impl fmt::Display for Rejection {
    #[expect(clippy::too_many_lines, reason = "a message after the other")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.reason {
            Reason::NotInjective {
                domain,
                points: [a, b],
                image,
                others,
                help: lines,
            } => {
                write!(
                    f,
                    "not one-to-one on {domain}: {a} and {b} both give {image}{}",
                    with(others)
                )?;
                help(f, lines)
            }
            Reason::DerivativeVanishes {
                at,
                others,
                help: lines,
            } => {
                write!(
                    f,
                    "the derivative vanishes at {at}{}, so the log-det would be −∞ there",
                    with(others)
                )?;
                help(f, lines)
            }
            Reason::Degenerate {
                coordinate,
                others,
                help: lines,
            } => {
                let where_it_is = if others.is_empty() {
                    String::new()
                } else {
                    format!("with {} ", list(others))
                };
                write!(
                    f,
                    "not one-to-one: {where_it_is}every {coordinate} has the same image"
                )?;
                help(f, lines)
            }
            Reason::OutsideDomain {
                function,
                needs,
                receives,
                help: lines,
                ..
            } => {
                write!(f, "`{function}` needs {needs}, but receives {receives}")?;
                help(f, lines)
            }
            Reason::DividesByZero {
                receives,
                help: lines,
            } => {
                write!(f, "this divisor may be 0: it ranges over {receives}")?;
                help(f, lines)
            }
            Reason::SteepRoot {
                receives,
                help: lines,
            } => {
                write!(
                    f,
                    "the derivative of `cbrt` is infinite at 0, but it receives {receives}"
                )?;
                help(f, lines)
            }
            Reason::LargeExponent => f.write_str("exponents are at most 1000 in absolute value"),
            Reason::OutsideRange {
                coordinate,
                declared,
                receives,
            } => write!(
                f,
                "`{coordinate}` is declared in {declared}, but receives {receives}\nhelp: put a bijector before it that maps onto {declared}"
            ),
            Reason::Undecided { what, help: lines } => {
                write!(f, "cannot decide whether this is one-to-one: {what}")?;
                help(f, lines)
            }
            Reason::Entangled { coordinates } => {
                let (last, front) = coordinates
                    .split_last()
                    .map_or(("", &[][..]), |(l, f)| (l.as_str(), f));
                write!(
                    f,
                    "no order of the coordinates makes this triangular: {} and {last} are entangled\nhelp: let each expression depend on its own coordinate and on coordinates solved before it",
                    front.join(", ")
                )
            }
            Reason::Constant { coordinate } => {
                write!(
                    f,
                    "the result does not depend on `{coordinate}`, so it cannot be undone\nhelp: use `{coordinate}` in the expression"
                )
            }
            Reason::WrongCount { expected, found } => {
                write!(
                    f,
                    "this formula has {expected} coordinates, but {found} dimensions arrive"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Extent, Reason, Rejection, Value};

    #[test]
    fn a_flat_formula_needs_no_parameter() {
        let said = |others: Vec<Value>| {
            let reason = Reason::Degenerate {
                coordinate: "z".into(),
                others,
                help: Vec::new(),
            };
            let extent = Extent::of(proc_macro2::Span::call_site());
            Rejection::new(reason, extent).to_string()
        };
        let zero = Value {
            name: "a".into(),
            text: "0".into(),
            number: 0.0,
            exact: true,
        };
        assert_eq!(
            said(Vec::new()),
            "not one-to-one: every z has the same image"
        );
        assert_eq!(
            said(vec![zero]),
            "not one-to-one: with a = 0 every z has the same image"
        );
    }
}
