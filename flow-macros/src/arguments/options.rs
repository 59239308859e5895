//! `name = value` arguments.

use super::check::Check;
use super::evaluate::evaluate;
use super::names::did_you_mean;
use crate::ast::{Argument, Arguments, Call, Expr, ExprKind};
use crate::errors::Report;
use crate::formula::Rational;
use crate::parse::integer;

/// The options that an element knows, by name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) known: &'static [&'static str],
}

impl Options {
    /// Sorts arguments into values without a name and the known options, in the order of
    /// `self.known`; reports what is unknown or given twice.
    pub(crate) fn sort<'e>(
        self,
        arguments: &'e [Argument],
        element: &str,
        check: &Check<'_>,
    ) -> (Vec<&'e Expr>, Vec<Option<&'e Expr>>) {
        let mut values = Vec::new();
        let mut options = vec![None; self.known.len()];
        for argument in arguments {
            let Some(name) = &argument.name else {
                values.push(&argument.value);
                continue;
            };
            match self.known.iter().position(|known| *known == name.value) {
                Some(i) if options[i].is_some() => {
                    check.error(name.loc, format!("option `{}` is given twice", name.value));
                }
                Some(i) => options[i] = Some(&argument.value),
                None => {
                    let hint = match did_you_mean(&name.value, self.known.iter().copied()) {
                        hint if !hint.is_empty() => hint,
                        _ if self.known.is_empty() => String::new(),
                        _ => format!("\nhelp: {}", its(self.known)),
                    };
                    check.error(
                        name.loc,
                        format!("`{element}` has no option `{}`{hint}", name.value),
                    );
                }
            }
        }
        (values, options)
    }
}

impl Check<'_> {
    /// One of a few names; `table[0]` where the option is not given.
    pub(crate) fn choice<T: Copy>(
        &self,
        option: &str,
        value: Option<&Expr>,
        table: &[(&'static str, T)],
    ) -> Option<T> {
        let Some(value) = value else {
            return table.first().map(|(_, default)| *default);
        };
        let names = || table.iter().map(|(name, _)| *name);
        let (ExprKind::Name(name) | ExprKind::Number(name)) = &value.kind else {
            if !matches!(value.kind, ExprKind::Broken) {
                let all = listed(&names().collect::<Vec<_>>());
                self.error(
                    value.loc,
                    format!(
                        "expected a name for `{option}`, found {}\nhelp: one of {all}",
                        value.describe()
                    ),
                );
            }
            return None;
        };
        if let Some((_, chosen)) = table.iter().find(|(known, _)| known == name) {
            return Some(*chosen);
        }
        let hint = match did_you_mean(name, names()) {
            hint if !hint.is_empty() => hint,
            _ => format!("\nhelp: one of {}", listed(&names().collect::<Vec<_>>())),
        };
        let message = match table {
            [(only, _)] => format!("`{option}` can be `{only}` alone, found `{name}`"),
            _ => format!("unknown {option} `{name}`{hint}"),
        };
        self.error(value.loc, message);
        None
    }

    /// A whole number that is at least 1 and at most `most`; `what` says of what.
    pub(crate) fn whole(&self, value: &Expr, what: &str, most: usize) -> Option<usize> {
        let ExprKind::Number(text) = &value.kind else {
            self.not_whole(value, &format!("{what}, a whole number"));
            return None;
        };
        match integer(text) {
            Some(0) => self.error(value.loc, format!("{what} must be at least 1, found 0")),
            Some(number) if number > most => {
                let message = format!("{what} must be at most {most}, found {number}");
                self.error(value.loc, message);
            }
            Some(number) => return Some(number),
            None => self.not_whole(value, &format!("{what}, a whole number")),
        }
        None
    }

    /// Reports what stands where a whole number must, and what was probably meant.
    pub(crate) fn not_whole(&self, value: &Expr, expected: &str) {
        let help = match &value.kind {
            ExprKind::Broken => return,
            ExprKind::Name(_) | ExprKind::Path(_) => {
                "\nhelp: constants of Rust cannot be read here: write the number out".into()
            }
            ExprKind::Number(text) => match syn::parse_str(text) {
                Ok(syn::Lit::Int(number)) => {
                    format!("\nhelp: write `{}`", number.base10_digits())
                }
                Ok(syn::Lit::Str(_)) => "\nhelp: numbers stand without quotes".into(),
                _ => String::new(),
            },
            _ => match whole(value) {
                Some(number) if number >= 0 => format!("\nhelp: write `{number}`"),
                _ => String::new(),
            },
        };
        let found = value.describe();
        self.error(
            value.loc,
            format!("expected {expected}, found {found}{help}"),
        );
    }

    /// Reports sizes behind options: they are easily overlooked there.
    pub(crate) fn sizes_first(&self, arguments: &[Argument]) {
        let options = arguments.iter().skip_while(|first| first.name.is_none());
        for late in options.filter(|late| late.name.is_none()) {
            if let ExprKind::Number(_) | ExprKind::Call(..) = &late.value.kind {
                let found = late.value.describe();
                self.error(
                    late.value.loc,
                    format!("{found} stands behind an option\nhelp: what has no name comes first"),
                );
            }
        }
    }

    /// The options of an element that takes nothing else, in the order of `options.known`.
    pub(crate) fn only_options<'e>(
        &self,
        call: &'e Call,
        options: Options,
    ) -> Option<Vec<Option<&'e Expr>>> {
        self.no_constants(call);
        let name = &call.name.value;
        let list = call.sizes.as_ref().map_or(&[][..], |sizes| &sizes.list);
        let (values, found) = options.sort(list, name, self);
        for value in &values {
            let help = match options.known {
                [] => format!("help: write `{name}`"),
                known => format!("help: {}", its(known)),
            };
            self.error(value.loc, format!("`{name}` takes no sizes\n{help}"));
        }
        (values.is_empty() && call.constants.is_none()).then_some(found)
    }

    /// Refuses whatever stands in the parentheses of an element that takes nothing; empty ones are no mistake.
    pub(crate) fn nothing_in(&self, sizes: &Arguments, name: &str) -> Option<()> {
        if sizes.list.is_empty() {
            return Some(());
        }
        self.error(
            sizes.loc,
            format!("`{name}` takes no arguments\nhelp: write `{name}`"),
        );
        None
    }

    /// Reports arguments in the kind of brackets that the element does not take.
    pub(crate) fn no_sizes(&self, call: &Call) {
        if let Some(sizes) = &call.sizes {
            let name = &call.name.value;
            self.error(
                sizes.loc,
                format!("`{name}` is not learned: it takes no sizes\nhelp: constants stand in brackets: `{name}[…]`"),
            );
        }
    }

    /// As [`no_sizes`](Self::no_sizes), for brackets.
    pub(crate) fn no_constants(&self, call: &Call) {
        if let Some(constants) = &call.constants {
            let name = &call.name.value;
            self.error(
                constants.loc,
                format!("`{name}` takes no constants\nhelp: sizes and options stand in parentheses: `{name}(…)`"),
            );
        }
    }
}

/// The whole number that an expression is worth.
fn whole(value: &Expr) -> Option<i128> {
    let report = Report::default();
    let number = evaluate(value, &report);
    // What is wrong with it matters no more than that it is no whole number.
    report.dismissed();
    number?.exact.and_then(Rational::integer)
}

/// What an element's options are.
fn its(options: &[&str]) -> String {
    match options {
        [one] => format!("its option is `{one}`"),
        many => format!("its options are {}", listed(many)),
    }
}

/// `a`, `b` and `c`.
pub(super) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
