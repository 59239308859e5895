//! The arguments of the layers: a count, then hidden widths and options.

use super::layer::{Layer, WIDTHS, Written};
use crate::arguments::{Check, Options};
use crate::ast::{Call, Expr};
use crate::elements::network::Mlp;
use crate::rules::Entry;

/// The names of all layers.
pub(crate) const NAMES: [&str; 3] = [DEQUANTIZE.name, ARGMAX.name, AUGMENT.name];

/// Codes, and dimensions, beyond these are taken for mistakes.
const MAX_COUNT: usize = 1024;

const OPTIONS: Options = Options {
    known: &["activation", "residual"],
};

pub(crate) const DEQUANTIZE: Entry<Written> = Entry::new("Dequantize", |call, check| {
    let (values, options) = arguments(call, check);
    written(Layer::Dequantize, &values, &options, check)
});

pub(crate) const ARGMAX: Entry<Written> = Entry::new("Argmax", |call, check| {
    let help = "a number of codes, `Argmax(3)`, and may have hidden widths, `Argmax(3, 32, 32)`";
    let (codes, widths, options) = counted(call, check, "the number of codes", help)?;
    if codes == 1 {
        check.error(
            call.loc,
            "a category of 1 code is always the same\nhelp: leave its dimension out",
        );
        return None;
    }
    let mut written = written(Layer::Argmax(codes), &widths, &options, check)?;
    if written.network.is_none() {
        let options = [options[0], options[1]];
        written.network = Some(Mlp::given(&[], &WIDTHS, options, check)?);
    }
    Some(written)
});

pub(crate) const AUGMENT: Entry<Written> = Entry::new("Augment", |call, check| {
    let help = "a number of dimensions, `Augment(2)`, and may have hidden widths, `Augment(2, 32)`";
    let (more, widths, options) = counted(call, check, "the number of dimensions", help)?;
    written(Layer::Augment(more), &widths, &options, check)
});

/// Values and options of a call that may have none.
fn arguments<'e>(call: &'e Call, check: &Check<'_>) -> (Vec<&'e Expr>, Vec<Option<&'e Expr>>) {
    check.no_constants(call);
    match &call.sizes {
        None => (Vec::new(), vec![None; OPTIONS.known.len()]),
        Some(sizes) => {
            let read = OPTIONS.sort(&sizes.list, &call.name.value, check);
            check.sizes_first(&sizes.list);
            read
        }
    }
}

/// The same, with a count before the other values.
#[expect(clippy::type_complexity, reason = "values and options")]
fn counted<'e>(
    call: &'e Call,
    check: &Check<'_>,
    what: &str,
    help: &str,
) -> Option<(usize, Vec<&'e Expr>, Vec<Option<&'e Expr>>)> {
    let (values, options) = arguments(call, check);
    let Some((count, widths)) = values.split_first() else {
        if call.constants.is_none() {
            check.error(call.loc, format!("`{}` needs {help}", call.name.value));
        }
        return None;
    };
    let count = check.whole(count, what, MAX_COUNT)?;
    Some((count, widths.to_vec(), options))
}

fn written(
    layer: Layer,
    widths: &[&Expr],
    options: &[Option<&Expr>],
    check: &Check<'_>,
) -> Option<Written> {
    let network = if widths.is_empty() {
        let unused = options.iter().flatten().next();
        if let Some(option) = unused.filter(|_| !matches!(layer, Layer::Argmax(_))) {
            let name = layer.name();
            check.error(
                option.loc,
                format!(
                    "this is an option of a network, and `{name}` has none without hidden widths"
                ),
            );
            return None;
        }
        None
    } else {
        let options = [options[0], options[1]];
        Some(Mlp::given(widths, &[], options, check)?)
    };
    check.dim?;
    Some(Written {
        layer,
        network,
        context: check.context,
    })
}
