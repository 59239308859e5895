//! The network of an autoregressive or coupling element: hidden widths, `activation`, `residual`, `init`.

use super::text::numbered;
use super::univariate::Univariate;
use crate::arguments::{Check, Options};
use crate::ast::{Call, Expr, ExprKind};
use crate::rules::Tables;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

/// Names of the language, and the variants of `rt::Activation`. The first is the default.
const ACTIVATIONS: &[(&str, &str)] = &[
    ("relu", "Relu"),
    ("tanh", "Tanh"),
    ("elu", "Elu"),
    ("silu", "Silu"),
    ("gelu", "Gelu"),
];

/// Layers and widths beyond these are taken for mistakes.
const MAX_LAYERS: usize = 64;
const MAX_WIDTH: usize = 65_536;

/// How the weights of a network start. The first is the default.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Start {
    /// Hidden units spread over the data, and an element near the identity.
    Random,
    /// The last layer at zero, and the element at the identity.
    Identity,
    /// Glorot's range in every layer.
    Glorot,
}

const STARTS: [(&str, Start); 3] = [
    ("random", Start::Random),
    ("identity", Start::Identity),
    ("glorot", Start::Glorot),
];

#[derive(Clone, Debug)]
pub(crate) struct Conditioner {
    /// As written: of the hidden layers, or of the residual blocks.
    widths: Vec<usize>,
    /// An index into the table.
    activation: usize,
    residual: bool,
    start: Start,
}

/// The options of a conditioner, as they were written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<'e> {
    pub(crate) activation: Option<&'e Expr>,
    pub(crate) residual: Option<&'e Expr>,
    pub(crate) init: Option<&'e Expr>,
}

impl Check<'_> {
    /// The arguments of an element that has a network: hidden widths, and options in the order of `known`.
    pub(crate) fn with_network<'e>(
        &self,
        call: &'e Call,
        known: Options,
    ) -> Option<(Vec<&'e Expr>, Vec<Option<&'e Expr>>)> {
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
        if values.is_empty() {
            self.error(
                sizes.loc,
                format!("`{name}` needs at least one hidden width\nhelp: for example `{name}(64)`"),
            );
        }
        if values.len() > MAX_LAYERS {
            self.error(
                sizes.loc,
                format!("`{name}` may have at most {MAX_LAYERS} hidden layers"),
            );
        }
        Some((values, options))
    }

    /// A hidden width, a whole number.
    pub(crate) fn hidden_width(&self, value: &Expr) -> Option<usize> {
        let meant = match &value.kind {
            ExprKind::Name(name) if ACTIVATIONS.iter().any(|(known, _)| known == name) => {
                format!("an activation is an option: `activation = {name}`")
            }
            ExprKind::List(_) => "widths stand one after the other: `MAF(64, 64)`".into(),
            _ => return self.whole(value, "a hidden width", MAX_WIDTH),
        };
        self.error(
            value.loc,
            format!(
                "expected a hidden width, a whole number, found {}\nhelp: {meant}",
                value.describe()
            ),
        );
        None
    }

    /// A network; `widths` are the widths that `values` were read as.
    pub(crate) fn conditioner(
        &self,
        values: &[&Expr],
        widths: Vec<Option<usize>>,
        written: Written<'_>,
        univariate: Option<&Univariate>,
    ) -> Option<Conditioner> {
        let activation = self.choice("activation", written.activation, &numbered(ACTIVATIONS));
        let residual = self.choice(
            "residual",
            written.residual,
            &[("false", false), ("true", true)],
        );
        let start = self.choice("init", written.init, &STARTS);
        if let (Some(Start::Identity), Some(init), Some(univariate)) =
            (start, written.init, univariate)
            && let Some(message) = univariate.starts_elsewhere()
        {
            self.error(init.loc, message);
        }
        let widths: Vec<usize> = widths.into_iter().collect::<Option<_>>()?;
        let first = *widths.first()?;
        if residual == Some(true) {
            for (value, width) in values.iter().zip(&widths) {
                if *width != first {
                    self.error(
                        value.loc,
                        format!("residual blocks are added to each other, so all have one width: {width} here, but {first} first"),
                    );
                }
            }
        }
        Some(Conditioner {
            widths,
            activation: activation?,
            residual: residual?,
            start: start?,
        })
    }
}

impl Conditioner {
    /// The widths of all hidden layers: with residual blocks, a linear layer and then two a block.
    pub(crate) fn layers(&self) -> Vec<usize> {
        if self.residual {
            vec![self.widths[0]; 2 * self.widths.len() + 1]
        } else {
            self.widths.clone()
        }
    }

    /// Weights and biases where every layer is dense, from `inputs` to `outputs`.
    pub(crate) fn dense(&self, inputs: usize, outputs: usize) -> (usize, usize) {
        let (mut weights, mut biases, mut seen) = (0, 0, inputs);
        for units in self.layers().into_iter().chain([outputs]) {
            weights += seen * units;
            biases += units;
            seen = units;
        }
        (weights, biases)
    }

    pub(crate) fn widths(&self) -> impl Iterator<Item = String> {
        self.widths.iter().map(usize::to_string)
    }

    /// The option `activation`, where it is not the default.
    pub(crate) fn activation_option(&self) -> Option<String> {
        let name = ACTIVATIONS[self.activation].0;
        (self.activation > 0).then(|| format!("activation = {name}"))
    }

    /// The other options that are not the default ones.
    pub(crate) fn options(&self) -> Vec<String> {
        let residual = self.residual.then(|| "residual = true".to_owned());
        let init = STARTS
            .iter()
            .skip(1)
            .find(|(_, start)| *start == self.start);
        let init = init.map(|(name, _)| format!("init = {name}"));
        residual.into_iter().chain(init).collect()
    }

    /// The table of the network: its name, and how many cells it has, one for each of so many positions and each layer,
    /// the output's included. `made` is the runtime's network of layers with these widths.
    pub(crate) fn net(
        &self,
        positions: usize,
        tables: &mut Tables,
        made: impl Fn(&TokenStream) -> TokenStream,
    ) -> (Ident, Literal) {
        let layers = self.layers();
        let widths = layers.iter().map(|&width| Literal::usize_unsuffixed(width));
        let made = made(&quote!(&[#(#widths),*]));
        let residual = self.residual.then(|| quote!(.residual()));
        let start = match self.start {
            Start::Random => None,
            Start::Identity => Some(quote!(.silent())),
            Start::Glorot => Some(quote!(.glorot())),
        };
        let cells = Literal::usize_unsuffixed((layers.len() + 1) * positions);
        let name = tables.constant(
            "NET",
            &quote!(rt::Made<#cells>),
            &quote!(#made #residual #start),
        );
        (name, cells)
    }

    pub(crate) fn activation(&self) -> TokenStream {
        let activation = Ident::new(ACTIVATIONS[self.activation].1, Span::call_site());
        quote!(rt::Activation::#activation)
    }
}
