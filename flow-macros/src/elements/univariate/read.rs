//! The option `univariate` of an element.

use super::formula::derive;
use super::{COMPONENTS, MIXTURE_OPTIONS, NAMES, SCALES, Univariate};
use crate::arguments::{Check, did_you_mean};
use crate::ast::{Argument, Expr, ExprKind};
use crate::elements::knots::{CIRCULAR, CIRCULAR_OPTIONS, SPLINE_OPTIONS};
use crate::elements::text::numbered;
use std::rc::Rc;

const HELP: &str = "help: one of `affine`, `additive`, `spline(bins = 8, bound = 3)`, `mixture(components = 8)` and, of angles, `circular(bins = 8)`, or a formula such as `|z; a, b > 0| a + b * sinh(z)`";

/// More components are taken for a mistake.
const MAX_COMPONENTS: usize = 256;

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
            CIRCULAR => {
                let (values, options) = CIRCULAR_OPTIONS.sort(arguments, CIRCULAR, self);
                if let Some(value) = values.first() {
                    let help = "help: write `circular(bins = 8)`";
                    self.error(
                        value.loc,
                        format!("the size of a spline has a name\n{help}"),
                    );
                    return None;
                }
                return self.circular_knots(&options).map(Univariate::Spline);
            }
            "mixture" => return self.mixture(arguments),
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

impl Check<'_> {
    fn mixture(&self, arguments: &[Argument]) -> Option<Univariate> {
        let (values, options) = MIXTURE_OPTIONS.sort(arguments, "mixture", self);
        if let Some(value) = values.first() {
            let help = "help: write `mixture(components = 8)`";
            self.error(
                value.loc,
                format!("the size of a mixture has a name\n{help}"),
            );
            return None;
        }
        self.components(options[0])
    }

    /// A mixture of so many components.
    pub(crate) fn components(&self, count: Option<&Expr>) -> Option<Univariate> {
        let components = match count {
            Some(count) => self.whole(count, "the number of components", MAX_COMPONENTS)?,
            None => COMPONENTS,
        };
        Some(Univariate::Mixture { components })
    }
}
