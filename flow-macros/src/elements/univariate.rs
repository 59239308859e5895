//! What an autoregressive or coupling element does to one number, given parameters from its network: `univariate = affine`,
//! `additive`, `spline(bins = 8, bound = 3)`, or a formula, whose parameters then come from the network.

use super::formula::map;
use super::knots::{Knots, SPLINE_OPTIONS};
use super::text::numbered;
use crate::arguments::{Check, did_you_mean};
use crate::ast::{Argument, Expr, ExprKind};
use crate::formula::{self, Analysis, Bound, Formula, Interval, Name, Reason, Rejection, Var};
use crate::rules::Tables;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use std::rc::Rc;

/// Names of the language, and the variants of `rt::Scale`: how the network's output becomes a log-scale. The first is
/// the default.
const SCALES: &[(&str, &str)] = &[
    ("softclip", "Softclip"),
    ("exp", "Exp"),
    ("sigmoid", "Sigmoid"),
];

/// The scale that does not start at 1.
const SIGMOID: usize = 2;

const NAMES: [&str; 3] = ["affine", "additive", "spline"];

const HELP: &str = "help: one of `affine`, `additive` and `spline(bins = 8, bound = 3)`, or a formula such as `|z; a, b > 0| a + b * sinh(z)`";

#[derive(Clone, Debug)]
pub(crate) enum Univariate {
    /// `x = z·exp(s) + t`, with an index into the table of scales.
    Affine { scale: usize },
    /// `x = z + t`
    Additive,
    /// A monotone rational-quadratic spline.
    Spline(Knots),
    /// A formula of one coordinate.
    Formula {
        /// How it is written.
        text: String,
        analysis: Rc<Analysis>,
    },
}

impl Check<'_> {
    /// The univariate map of an element, with the options `univariate` and `scale`.
    pub(crate) fn univariate(
        &self,
        value: Option<&Expr>,
        scale: Option<&Expr>,
    ) -> Option<Univariate> {
        let univariate = match value.map(|value| (value, &value.kind)) {
            None => Univariate::Affine { scale: 0 },
            Some((value, ExprKind::Name(name))) => self.named(name, &[], value)?,
            Some((value, ExprKind::Call(name, arguments))) => {
                self.named(&name.value, arguments, value)?
            }
            Some((_, ExprKind::Broken)) => return None,
            Some((value, ExprKind::Formula(formula))) => Univariate::Formula {
                analysis: Rc::new(derive(formula, value, self)?),
                text: formula.to_string(),
            },
            Some((value, _)) => {
                let found = value.describe();
                self.error(
                    value.loc,
                    format!("expected a univariate map, found {found}\n{HELP}"),
                );
                return None;
            }
        };
        match (&univariate, scale) {
            (Univariate::Affine { .. }, scale) => {
                let scale = self.choice("scale", scale, &numbered(SCALES))?;
                Some(Univariate::Affine { scale })
            }
            (_, None) => Some(univariate),
            (_, Some(scale)) => {
                let own = match univariate.name() {
                    Some(name) => format!("`{name}` has none"),
                    None => {
                        "a formula has none\nhelp: leave it out; a range on a parameter bounds that"
                            .into()
                    }
                };
                let message = format!("`scale` bounds the log-scale of the `affine` map; {own}");
                self.error(scale.loc, message);
                None
            }
        }
    }

    fn named(&self, name: &str, arguments: &[Argument], value: &Expr) -> Option<Univariate> {
        let univariate = match name {
            "affine" => Univariate::Affine { scale: 0 },
            "additive" => Univariate::Additive,
            "spline" => {
                let (values, options) = SPLINE_OPTIONS.sort(arguments, "spline", self);
                if let Some(value) = values.first() {
                    let help = "help: write `spline(bins = 8, bound = 3)`";
                    self.error(
                        value.loc,
                        format!("the sizes of a spline have names\n{help}"),
                    );
                    return None;
                }
                return self.knots(&options).map(Univariate::Spline);
            }
            _ => {
                let hint = match did_you_mean(name, NAMES.into_iter()) {
                    hint if hint.is_empty() => format!("\n{HELP}"),
                    hint => hint,
                };
                self.error(value.loc, format!("unknown univariate map `{name}`{hint}"));
                return None;
            }
        };
        if let Some(argument) = arguments.first() {
            self.error(
                argument.value.loc,
                format!("`{name}` has no options\nhelp: write `{name}`"),
            );
            return None;
        }
        Some(univariate)
    }
}

impl Univariate {
    /// Its name, which a formula does not have.
    fn name(&self) -> Option<&'static str> {
        match self {
            Self::Affine { .. } => Some(NAMES[0]),
            Self::Additive => Some(NAMES[1]),
            Self::Spline(_) => Some(NAMES[2]),
            Self::Formula { .. } => None,
        }
    }

    /// Parameters for one number.
    pub(crate) fn params(&self) -> usize {
        match self {
            Self::Affine { .. } => 2,
            Self::Additive => 1,
            Self::Spline(knots) => knots.params(),
            Self::Formula { analysis, .. } => analysis.region.params.len(),
        }
    }

    /// The numbers that it takes, and those that it gives.
    pub(crate) fn maps(&self) -> [Interval; 2] {
        match self {
            Self::Affine { .. } | Self::Additive | Self::Spline(_) => [Interval::REAL; 2],
            Self::Formula { analysis, .. } => [analysis.domain()[0], analysis.image[0]],
        }
    }

    /// Whether a number is sent to an affine function of itself.
    pub(crate) fn is_affine(&self) -> bool {
        match self {
            Self::Affine { .. } | Self::Additive => true,
            Self::Spline(_) => false,
            Self::Formula { analysis, .. } => !analysis.steps[0].slope.has(Var::Coord(0)),
        }
    }

    /// Why a network that says nothing does not make it the identity, if so.
    pub(crate) fn starts_elsewhere(&self) -> Option<String> {
        match self {
            Self::Affine { scale: SIGMOID } => Some(
                "`scale = sigmoid` does not start at the identity\nhelp: leave the scale out, or `init`".into(),
            ),
            Self::Formula { analysis, .. } => {
                let start = analysis.starts_elsewhere()?;
                Some(format!(
                    "this formula does not start at the identity: {start}\nhelp: free parameters start at 0, those with one bound at a distance of 1 from it, those in an interval in its middle: write a formula that is the identity there, or leave out `init`"
                ))
            }
            _ => None,
        }
    }

    /// The mathematics that was derived for it, a line each.
    pub(crate) fn derived(&self) -> Vec<String> {
        match self {
            Self::Formula { analysis, .. } => analysis.describe(),
            _ => Vec::new(),
        }
    }

    /// The option `univariate`, where it is not the default.
    pub(crate) fn option(&self) -> Option<String> {
        let value = match self {
            Self::Affine { .. } => return None,
            Self::Additive => NAMES[1].to_owned(),
            Self::Spline(knots) => match knots.options() {
                options if options.is_empty() => NAMES[2].to_owned(),
                options => format!("{}({})", NAMES[2], options.join(", ")),
            },
            Self::Formula { text, .. } => text.clone(),
        };
        Some(format!("univariate = {value}"))
    }

    /// The option `scale`, where it is not the default.
    pub(crate) fn scale(&self) -> Option<String> {
        match self {
            Self::Affine { scale } if *scale > 0 => Some(format!("scale = {}", SCALES[*scale].0)),
            _ => None,
        }
    }

    /// The runtime's type and value.
    pub(crate) fn runtime(&self, tables: &mut Tables) -> (TokenStream, TokenStream) {
        match self {
            Self::Affine { scale } => {
                let scale = Ident::new(SCALES[*scale].1, Span::call_site());
                (
                    quote!(rt::Affine),
                    quote!(rt::Affine::new(rt::Scale::#scale)),
                )
            }
            Self::Additive => (
                quote!(rt::Lanes<rt::Additive, 1>),
                quote!(rt::Lanes(rt::Additive)),
            ),
            Self::Spline(knots) => (quote!(rt::Spline), knots.runtime()),
            Self::Formula { analysis, .. } => {
                let map = map(analysis, tables);
                let params = Literal::usize_unsuffixed(self.params());
                (quote!(rt::Lanes<#map, #params>), quote!(rt::Lanes(#map)))
            }
        }
    }
}

/// Proves that a formula is a bijection of the range of its coordinate, onto the same numbers whatever its parameters,
/// and has something to learn.
fn derive(formula: &Formula, value: &Expr, check: &Check<'_>) -> Option<Analysis> {
    let refuse = |message: String| {
        check.error(value.loc, message);
        None
    };
    let [coordinate] = formula.coords.as_slice() else {
        return refuse(format!(
            "a univariate map has one coordinate, found {}\nhelp: parameters stand after a semicolon: `|z; a, b > 0| …`",
            formula.dim()
        ));
    };
    if formula.params.is_empty() {
        return refuse(
            "this univariate map has no parameters, so the network would have nothing to say\nhelp: parameters stand after a semicolon: `|z; a, b > 0| …`".into(),
        );
    }
    if !check.holds(formula, value.loc) {
        return None;
    }
    match formula::analyse(formula, &[coordinate.interval()]) {
        Ok(analysis) if analysis.image_varies() => refuse(format!(
            "a univariate map must reach the same numbers whatever its parameters, but this one maps onto {}\nhelp: to reach all real numbers, for example `|z; a, b > 0| a + b * sinh(z)`; to reach all above 0, `|z; a| exp(a + z)`",
            analysis.show_images()
        )),
        Ok(analysis) => Some(analysis),
        Err(rejection) => {
            let part = value.loc.part(rejection.extent.start, rejection.extent.end);
            let message = undeclared(formula, coordinate, &rejection);
            check.error(part, message.unwrap_or_else(|| rejection.to_string()));
            None
        }
    }
}

/// What is said where a range of the coordinate is all that is missing: what arrives does not matter, for a univariate
/// map must take all of its range.
fn undeclared(formula: &Formula, coordinate: &Name, rejection: &Rejection) -> Option<String> {
    let Reason::OutsideDomain {
        function,
        needs,
        receives,
        ..
    } = &*rejection.reason
    else {
        return None;
    };
    let name = coordinate.text();
    let helps = |range: &&(&str, Interval)| {
        coordinate.range.is_none() && formula::analyse(formula, &[range.1]).is_ok()
    };
    let ranges = [
        (" > 0", Interval::POSITIVE),
        (" in (0, 1)", Interval::UNIT),
        (" in (-1, 1)", Interval::open(Bound::int(-1), Bound::ONE)),
    ];
    let (range, _) = ranges.iter().find(helps)?;
    Some(format!(
        "`{function}` needs {needs}, but receives {receives}\nhelp: declare which numbers the map takes: `|{name}{range}; …| …`"
    ))
}
