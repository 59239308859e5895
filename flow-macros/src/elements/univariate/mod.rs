//! What an autoregressive or coupling element does to one number, given parameters from its network: `univariate = affine`,
//! `additive`, `spline(bins = 8, bound = 3)`, `mixture(components = 8)`, or a formula, whose parameters then come from the
//! network.

mod formula;
mod read;

use super::formula::map;
use super::knots::{CIRCULAR, Knots};
use crate::arguments::Options;
use crate::formula::{Analysis, Interval, Var};
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

const NAMES: [&str; 5] = ["affine", "additive", "spline", "mixture", CIRCULAR];

/// Of a mixture; `Check::components` takes its value.
pub(crate) const MIXTURE_OPTIONS: Options = Options {
    known: &["components"],
};

/// Components of a mixture that does not say how many.
const COMPONENTS: usize = 8;

#[derive(Clone, Debug)]
pub(crate) enum Univariate {
    /// `x = z·exp(s) + t`, with an index into the table of scales.
    Affine { scale: usize },
    /// `x = z + t`
    Additive,
    /// A monotone rational-quadratic spline, of the circle too.
    Spline(Knots),
    /// The distribution function of a mixture of logistic distributions.
    Mixture { components: usize },
    /// A formula of one coordinate.
    Formula {
        /// How it is written.
        text: String,
        analysis: Rc<Analysis>,
    },
}

impl Univariate {
    /// Its name, which a formula does not have.
    fn name(&self) -> Option<&'static str> {
        match self {
            Self::Affine { .. } => Some(NAMES[0]),
            Self::Additive => Some(NAMES[1]),
            Self::Spline(knots) if knots.is_circular() => Some(CIRCULAR),
            Self::Spline(_) => Some(NAMES[2]),
            Self::Mixture { .. } => Some(NAMES[3]),
            Self::Formula { .. } => None,
        }
    }

    /// Parameters for one number.
    pub(crate) fn params(&self) -> usize {
        match self {
            Self::Affine { .. } => 2,
            Self::Additive => 1,
            Self::Spline(knots) => knots.params(),
            Self::Mixture { components } => 3 * components,
            Self::Formula { analysis, .. } => analysis.region.params.len(),
        }
    }

    /// The numbers that it takes, and those that it gives.
    pub(crate) fn maps(&self) -> [Interval; 2] {
        match self {
            Self::Affine { .. } | Self::Additive | Self::Mixture { .. } => [Interval::REAL; 2],
            Self::Spline(knots) => [knots.interval(); 2],
            Self::Formula { analysis, .. } => [analysis.domain()[0], analysis.image[0]],
        }
    }

    /// Whether the numbers are angles.
    pub(crate) fn is_circular(&self) -> bool {
        matches!(self, Self::Spline(knots) if knots.is_circular())
    }

    /// Whether a number is sent to an affine function of itself.
    pub(crate) fn is_affine(&self) -> bool {
        match self {
            Self::Affine { .. } | Self::Additive => true,
            Self::Spline(_) => false,
            Self::Mixture { components } => *components == 1,
            Self::Formula { analysis, .. } => !analysis.components[0].slope.has(Var::Coord(0)),
        }
    }

    /// Why a network that says nothing does not make it the identity, if so.
    pub(crate) fn starts_elsewhere(&self) -> Option<String> {
        match self {
            Self::Affine { scale: SIGMOID } => Some(
                "`scale = sigmoid` does not start at the identity\nhelp: leave the scale out, or `init`".into(),
            ),
            Self::Mixture { components } if *components > 1 => Some(
                "the components of a mixture start in different places, or they would learn the same: that is not the identity\nhelp: leave `init` out".into(),
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

    /// The element that it is by itself, without a network, if there is one of that name.
    pub(crate) fn alone(&self) -> Option<String> {
        match self {
            Self::Spline(knots) => {
                let mut arguments = vec![knots.bins.to_string()];
                arguments.extend(knots.options_but_bins());
                Some(format!("Spline({})", arguments.join(", ")))
            }
            Self::Mixture { components } => Some(format!("LogisticMixture({components})")),
            _ => None,
        }
    }

    /// The option `univariate`, where it is not the default.
    pub(crate) fn option(&self) -> Option<String> {
        let value = match self {
            Self::Affine { .. } => return None,
            Self::Additive => NAMES[1].to_owned(),
            Self::Spline(knots) => knots.map(),
            Self::Mixture {
                components: COMPONENTS,
            } => NAMES[3].to_owned(),
            Self::Mixture { components } => format!("{}(components = {components})", NAMES[3]),
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
                quote!(rt::Columnwise<rt::Additive, 1>),
                quote!(rt::Columnwise(rt::Additive)),
            ),
            Self::Spline(knots) => knots.runtime(),
            Self::Mixture { components } => {
                let components = Literal::usize_unsuffixed(*components);
                (quote!(rt::Mixture), quote!(rt::Mixture::new(#components)))
            }
            Self::Formula { analysis, .. } => {
                let map = map(analysis, tables);
                let params = Literal::usize_unsuffixed(self.params());
                (
                    quote!(rt::Columnwise<#map, #params>),
                    quote!(rt::Columnwise(#map)),
                )
            }
        }
    }
}
