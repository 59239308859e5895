//! `attention(width, layers = n, heads = h)`: a causal transformer, whose tokens are patches as large as the element's option
//! `patch` says: so many dimensions, or, of a shape, so many places along each axis.

use super::contract::{NetworkRules, Owner, Role, Task, Written};
use super::start::Start;
use crate::arguments::{Check, Passing};
use crate::ast::Expr;
use crate::rules::{Runtime, Tables};
use proc_macro2::Literal;
use quote::quote;

/// More layers, or heads, are taken for a mistake.
const MAX_LAYERS: usize = 64;
const MAX_HEADS: usize = 64;

/// How much wider the hidden layer between two norms is.
const WIDENED: usize = 4;

/// Layers and heads where it is not said how many.
const LAYERS: usize = 2;
const HEADS: usize = 4;

#[derive(Clone, Debug)]
pub(crate) struct Attention {
    width: usize,
    layers: usize,
    heads: usize,
    patch: Patch,
    start: Start,
}

/// How the dimensions are cut into tokens.
#[derive(Clone, Debug)]
struct Patch {
    /// As written.
    side: usize,
    /// The dimensions of one.
    dims: usize,
    /// All dimensions, one patch after the other, where that is not their own order.
    order: Option<Vec<usize>>,
}

pub(super) fn read(
    written: &Written<'_>,
    owner: Owner<'_>,
    check: &Check<'_>,
) -> Option<Attention> {
    if owner.role != Role::Autoregressive {
        check.error(
            written.loc,
            format!("`{}` cannot have `attention(…)`, which tells dimensions how to move by those before them\nhelp: `MAF` and `IAF` can", written.element),
        );
        return None;
    }
    let own = |option: Option<&Expr>, name: &str, has: &str| {
        option.map(|expr| {
            let message = format!("`attention(…)` has no option `{name}`: {has}");
            check.error(expr.loc, message);
        })
    };
    let unknown = [
        own(owner.activation, "activation", "its layers have `gelu`"),
        own(owner.residual, "residual", "its layers are residual blocks"),
    ];
    let count = |option: Option<&Expr>, default, what, most| match option {
        Some(value) => check.whole(value, what, most),
        None => Some(default),
    };
    let width = width(written, check);
    let layers = count(
        written.options[0],
        LAYERS,
        "the number of layers",
        MAX_LAYERS,
    );
    let heads = count(written.options[1], HEADS, "the number of heads", MAX_HEADS);
    let patch = patch(owner.patch, check);
    let start = check.start(owner);
    let (width, heads) = (width?, heads?);
    if !width.is_multiple_of(heads) {
        let at = written.options[1].map_or(written.loc, |heads| heads.loc);
        let nearest = (1..=heads)
            .rev()
            .find(|heads| width.is_multiple_of(*heads))?;
        check.error(
            at,
            format!(
                "{heads} heads cannot share {width} units equally\nhelp: `heads = {nearest}` can"
            ),
        );
        return None;
    }
    let is_known = unknown.iter().all(Option::is_none);
    is_known.then_some(Attention {
        width,
        layers: layers?,
        heads,
        patch: patch?,
        start: start?,
    })
}

/// The width of all layers.
fn width(written: &Written<'_>, check: &Check<'_>) -> Option<usize> {
    let [width, others @ ..] = written.values.as_slice() else {
        check.error(
            written.loc,
            "`attention(…)` needs its width\nhelp: for example `attention(64, layers = 2, heads = 4)`",
        );
        return None;
    };
    if let Some(other) = others.first() {
        check.error(
            other.loc,
            "`attention(…)` has one width, which is that of all its layers\nhelp: `layers = 2` says how many these are",
        );
        return None;
    }
    check.hidden_width(width)
}

/// How the dimensions are cut, which must leave none over.
fn patch(written: Option<&Expr>, check: &Check<'_>) -> Option<Patch> {
    let side = match written {
        Some(expr) => check.whole(expr, "the size of a patch", usize::MAX)?,
        None => 1,
    };
    let passing = check.passing.borrow();
    let cut = |side: usize| match passing.shape() {
        Some(shape) => shape.patches(side).map(|order| Patch {
            side,
            dims: shape.channels() * if shape.is_sound() { side } else { side * side },
            order: (!order.is_sorted()).then_some(order),
        }),
        None => check.dim?.is_multiple_of(side).then_some(Patch {
            side,
            dims: side,
            order: None,
        }),
    };
    if *passing == Passing::Lost {
        return None;
    }
    let dim = check.dim?;
    let patch = cut(side);
    if let (None, Some(expr)) = (&patch, written) {
        let fits = |side: &usize| cut(*side).is_some();
        let below = (1..side.min(dim + 1)).rev().find(fits);
        let above = (side..=dim).find(fits);
        let sizes: Vec<String> = below
            .into_iter()
            .chain(above)
            .map(|n| format!("`patch = {n}`"))
            .collect();
        let found = match passing.shape() {
            Some(shape) if shape.is_sound() => {
                format!("the shape {shape} cannot be cut into pieces of length {side}")
            }
            Some(shape) => {
                format!("the shape {shape} cannot be cut into squares of {side} × {side}")
            }
            None => format!("{dim} dimensions cannot be cut into patches of {side}"),
        };
        let help = sizes.join(" or ");
        check.error(expr.loc, format!("{found}\nhelp: {help} would do"));
    }
    patch
}

impl Attention {
    /// Weights, each with how often a sample is multiplied with it, apart from biases: these are counted once, and so are the
    /// places of tokens.
    fn matrices(&self, task: &Task) -> [(usize, usize); 4] {
        let (width, tokens) = (self.width, task.reads / self.patch.dims);
        let layer = (4 + 2 * WIDENED) * width * width;
        let outputs = self.patch.dims * task.per_number;
        let read = if tokens > 1 {
            self.patch.dims * width
        } else {
            0
        };
        [
            (task.context * width, 1),
            (read, tokens - 1),
            (self.layers * layer, tokens),
            (width * outputs, tokens),
        ]
    }
}

impl NetworkRules for Attention {
    fn text(&self) -> String {
        let Self {
            width,
            layers,
            heads,
            ..
        } = self;
        format!("attention({width}, layers = {layers}, heads = {heads})")
    }

    fn activation_option(&self) -> Option<String> {
        None
    }

    fn options(&self) -> Vec<String> {
        let patch = (self.patch.side > 1).then(|| format!("patch = {}", self.patch.side));
        patch.into_iter().chain(self.start.option()).collect()
    }

    fn patch(&self) -> usize {
        self.patch.dims
    }

    fn order(&self) -> Option<&[usize]> {
        self.patch.order.as_deref()
    }

    fn params(&self, task: &Task) -> usize {
        let weights: usize = self.matrices(task).iter().map(|(weights, _)| weights).sum();
        let places = task.reads / self.patch.dims * self.width;
        let biases = self.layers * (5 + WIDENED) * self.width + self.patch.dims * task.per_number;
        weights + places + biases
    }

    /// A token is multiplied with the keys and values of all tokens up to itself.
    fn multiply_adds(&self, task: &Task) -> usize {
        let products = self.matrices(task).map(|(weights, times)| weights * times);
        let tokens = task.reads / self.patch.dims;
        let attended = self.layers * 2 * self.width * (tokens * (tokens + 1) / 2);
        products.iter().sum::<usize>() + attended
    }

    fn runtime(&self, task: &Task, tables: &mut Tables) -> Runtime {
        let number = Literal::usize_unsuffixed;
        let (dim, patch) = (number(task.reads), number(self.patch.dims));
        let (context, per_number) = (number(task.context), number(task.per_number));
        let (width, layers, heads) = (number(self.width), number(self.layers), number(self.heads));
        let start = match self.start {
            Start::Random => None,
            Start::Identity => Some(quote!(.zero_outputs())),
            Start::Glorot => Some(quote!(.glorot())),
        };
        let ty = quote!(rt::Attention);
        let sizes = quote!((#dim, #patch), #context, #per_number, #width, #layers, #heads);
        let net = tables.constant("NET", &ty, &quote!(rt::Attention::new(#sizes) #start));
        Runtime {
            ty,
            value: quote!(#net),
        }
    }
}
