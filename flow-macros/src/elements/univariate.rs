//! What an autoregressive or coupling element does to one number, given parameters from its network: `univariate = affine`,
//! `additive` or `spline(bins = 8, bound = 3)`.

use crate::ast::{Argument, At, Expr, ExprKind};
use crate::check::{Check, Options, did_you_mean, show};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

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

#[derive(Clone, Debug)]
pub(crate) enum Univariate {
    /// `x = z·exp(s) + t`, with an index into the table of scales.
    Affine { scale: usize },
    /// `x = z + t`
    Additive,
    /// A monotone rational-quadratic spline.
    Spline(Knots),
}

/// The sizes of a spline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Knots {
    pub(crate) bins: usize,
    pub(crate) bound: f64,
}

impl Default for Knots {
    fn default() -> Self {
        Self {
            bins: 8,
            bound: 3.0,
        }
    }
}

/// The sizes of a spline, as options.
pub(crate) const KNOTS: Options = Options {
    known: &["bins", "bound"],
    planned: &[],
};

/// More bins are taken for a mistake; the least widths of all of them must fit.
const MAX_BINS: usize = 512;

/// Between these the bound of a box makes sense in either scalar.
const BOUNDS: [f64; 2] = [1e-3, 1e6];

impl Check<'_> {
    /// The univariate map of an element, with the options `univariate` and `scale`.
    pub(super) fn univariate(
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
            Some((value, ExprKind::Formula)) => {
                self.error(
                    value.loc,
                    "a formula as the univariate map is not supported yet",
                );
                return None;
            }
            Some((value, _)) => {
                let help = "help: one of `affine`, `additive` and `spline(bins = 8, bound = 3)`";
                self.error(value.loc, format!("expected a univariate map\n{help}"));
                return None;
            }
        };
        match (&univariate, scale) {
            (Univariate::Affine { .. }, scale) => {
                let scale = self.choice("scale", scale, &super::numbered(SCALES))?;
                Some(Univariate::Affine { scale })
            }
            (_, None) => Some(univariate),
            (_, Some(scale)) => {
                let own = univariate.name();
                let message =
                    format!("`scale` bounds the log-scale of the `affine` map; `{own}` has none");
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
                let (values, options) = KNOTS.sort(arguments, "spline", self);
                if let Some(value) = values.first() {
                    let help = "help: write `spline(bins = 8, bound = 3)`";
                    self.error(
                        value.loc,
                        format!("the sizes of a spline have names\n{help}"),
                    );
                    return None;
                }
                return self.knots(options[0], options[1]).map(Univariate::Spline);
            }
            _ => {
                let hint = match did_you_mean(name, NAMES.into_iter()) {
                    hint if hint.is_empty() => {
                        "\nhelp: one of `affine`, `additive` and `spline`".into()
                    }
                    hint => hint,
                };
                self.error(value.loc, format!("unknown univariate map `{name}`{hint}"));
                return None;
            }
        };
        if let Some(argument) = arguments.first() {
            self.error(argument.value.loc, format!("`{name}` has no options"));
            return None;
        }
        Some(univariate)
    }

    /// The sizes of a spline, from its options.
    pub(super) fn knots(&self, bins: Option<&Expr>, bound: Option<&Expr>) -> Option<Knots> {
        let default = Knots::default();
        let bins = match bins {
            Some(bins) => self.whole(bins, "the number of bins", MAX_BINS),
            None => Some(default.bins),
        };
        let bound = match bound {
            Some(bound) => self.bound(bound),
            None => Some(default.bound),
        };
        Some(Knots {
            bins: bins?,
            bound: bound?,
        })
    }

    fn bound(&self, expr: &Expr) -> Option<f64> {
        let At { value, loc } = self.constant(expr)?;
        let [least, most] = BOUNDS;
        if !(least..=most).contains(&value) {
            let message = format!(
                "the bound of a spline must be between {} and {}, found {}\nhelp: the spline covers [−bound, bound]; outside it is the identity",
                show(least),
                show(most),
                show(value)
            );
            self.error(loc, message);
            return None;
        }
        Some(value)
    }
}

impl Knots {
    /// Parameters for one number.
    pub(crate) fn params(self) -> usize {
        3 * self.bins - 1
    }

    /// The sizes that are not the default ones, as options.
    pub(crate) fn options(self) -> Vec<String> {
        let mut options = Vec::new();
        let default = Self::default();
        if self.bins != default.bins {
            options.push(format!("bins = {}", self.bins));
        }
        if self.bound != default.bound {
            options.push(format!("bound = {}", show(self.bound)));
        }
        options
    }

    pub(crate) fn runtime(self) -> TokenStream {
        let bins = Literal::usize_unsuffixed(self.bins);
        let bound = Literal::f64_unsuffixed(self.bound);
        quote!(rt::Spline::new(#bins, #bound))
    }
}

impl Univariate {
    fn name(&self) -> &'static str {
        match self {
            Self::Affine { .. } => NAMES[0],
            Self::Additive => NAMES[1],
            Self::Spline(_) => NAMES[2],
        }
    }

    /// Parameters for one number.
    pub(crate) fn params(&self) -> usize {
        match self {
            Self::Affine { .. } => 2,
            Self::Additive => 1,
            Self::Spline(knots) => knots.params(),
        }
    }

    /// Whether a number is sent to an affine function of itself.
    pub(crate) fn is_affine(&self) -> bool {
        !matches!(self, Self::Spline(_))
    }

    /// Whether parameters of 0 make it the identity.
    pub(crate) fn starts_at_identity(&self) -> bool {
        !matches!(self, Self::Affine { scale: SIGMOID })
    }

    /// The option `univariate`, where it is not the default.
    pub(crate) fn option(&self) -> Option<String> {
        let options = match self {
            Self::Affine { .. } => return None,
            Self::Additive => Vec::new(),
            Self::Spline(knots) => knots.options(),
        };
        let name = self.name();
        Some(if options.is_empty() {
            format!("univariate = {name}")
        } else {
            format!("univariate = {name}({})", options.join(", "))
        })
    }

    /// The option `scale`, where it is not the default.
    pub(crate) fn scale(&self) -> Option<String> {
        match self {
            Self::Affine { scale } if *scale > 0 => Some(format!("scale = {}", SCALES[*scale].0)),
            _ => None,
        }
    }

    /// The runtime's type and value.
    pub(crate) fn runtime(&self) -> (TokenStream, TokenStream) {
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
        }
    }
}
