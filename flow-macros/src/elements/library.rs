//! The elements of the library that are formulas: one table.

use super::formula::Written;
use crate::arguments::Check;
use crate::ast::Call;
use crate::decimal::show;
use crate::formula;

/// A name, what it takes in parentheses, and the formula that it is.
struct Definition {
    name: &'static str,
    takes: Option<Constant>,
    formula: &'static str,
    /// Whether the name means the inverse of the formula.
    inverse: bool,
}

/// A constant for which `{}` stands in the formula.
#[derive(Clone, Copy)]
struct Constant {
    what: &'static str,
    /// Why a value of it makes no bijection, if so.
    fault: fn(f64) -> Option<String>,
}

const fn plain(name: &'static str, formula: &'static str) -> Definition {
    Definition {
        name,
        takes: None,
        formula,
        inverse: false,
    }
}

const fn taking(name: &'static str, constant: Constant, formula: &'static str) -> Definition {
    Definition {
        takes: Some(constant),
        ..plain(name, formula)
    }
}

const EXPONENT: Constant = Constant {
    what: "its exponent",
    fault: |exponent| {
        (exponent == 0.0).then(|| "an exponent of 0 sends every number to 1".to_owned())
    },
};

const SLOPE: Constant = Constant {
    what: "its slope below 0",
    fault: |slope| {
        (slope <= 0.0).then(|| {
            let shown = show(slope);
            format!("a slope must be above 0, found {shown}: it would not be one-to-one")
        })
    },
};

const TABLE: &[Definition] = &[
    plain("Exp", "|z| exp(z)"),
    plain("Log", "|z > 0| ln(z)"),
    plain("Softplus", "|z| softplus(z)"),
    plain("Sigmoid", "|z| sigmoid(z)"),
    plain("Logit", "|z in (0, 1)| logit(z)"),
    plain("Tanh", "|z| tanh(z)"),
    plain("Atanh", "|z in (-1, 1)| atanh(z)"),
    plain("Sinh", "|z| sinh(z)"),
    plain("Asinh", "|z| asinh(z)"),
    plain("Cos", "|z in (0, PI)| cos(z)"),
    plain("Acos", "|z in (-1, 1)| acos(z)"),
    plain("Reciprocal", "|z > 0| 1 / z"),
    plain("NormalCdf", "|z| Phi(z)"),
    Definition {
        inverse: true,
        ..plain("NormalQuantile", "|z| Phi(z)")
    },
    taking("Power", EXPONENT, "|z > 0| z^({})"),
    taking(
        "LeakyReLU",
        SLOPE,
        "|z| (1 + ({})) / 2 * z + (1 - ({})) / 2 * abs(z)",
    ),
];

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|definition| definition.name)
}

/// The same name, if it is one.
pub(super) fn name(name: &str) -> Option<&'static str> {
    names().find(|known| *known == name)
}

pub(super) fn check(call: &Call, check: &Check<'_>) -> Option<Written> {
    let name = &call.name.value;
    let definition = TABLE.iter().find(|definition| definition.name == name)?;
    check.no_constants(call);
    let mut text = definition.formula.to_owned();
    let mut called = name.clone();
    match (definition.takes, &call.sizes) {
        (None, None) => {}
        (None, Some(sizes)) => {
            check.nothing_in(sizes, name)?;
        }
        (Some(constant), sizes) => {
            let values = match sizes {
                Some(sizes) => check.constants(sizes)?,
                None => Vec::new(),
            };
            let [value] = values.as_slice() else {
                let what = constant.what;
                check.error(
                    sizes.as_ref().map_or(call.loc, |sizes| sizes.loc),
                    format!("`{name}` takes {what}, one constant\nhelp: for example `{name}(0.5)`"),
                );
                return None;
            };
            if let Some(fault) = (constant.fault)(value.value) {
                check.error(value.loc, fault);
                return None;
            }
            text = text.replace("{}", &show(value.value));
            called = format!("{name}({})", show(value.value));
        }
    }
    let dim = check.dim?;
    let Ok(written) = syn::parse::Parser::parse_str(formula::parse, &text) else {
        check.error(
            call.loc,
            format!("`{called}` is beyond what formulas can state"),
        );
        return None;
    };
    if !check.holds_called(&written, call.loc) {
        return None;
    }
    let formula = Written::new(&written, dim)?;
    Some(formula.named(called, definition.inverse))
}

#[cfg(test)]
mod tests {
    use super::TABLE;
    use crate::formula::{Interval, Name, analyse, parse};
    use syn::parse::Parser;

    /// All of them are bijections of their own domain, with inverses in closed form and images that stay.
    #[test]
    fn every_definition_is_proved() {
        for definition in TABLE {
            let text = definition.formula.replace("{}", "0.3");
            let formula = parse.parse_str(&text).unwrap();
            let domain: Vec<Interval> = formula.coords.iter().map(Name::interval).collect();
            let analysis = analyse(&formula, &domain).unwrap();
            let inverse = analysis.inverted(&analysis.image);
            assert!(inverse.is_some(), "{}", definition.name);
            assert!(!analysis.image_varies(), "{}", definition.name);
        }
    }
}
