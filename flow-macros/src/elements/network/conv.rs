//! `conv(widths…, kernel = 3)`: convolutions one after the other, for couplings on shapes.

use super::activation::Activation;
use super::contract::{NetworkRules, Owner, Task, Written};
use super::start::Start;
use crate::arguments::{Check, Options};
use crate::rules::{Runtime, Tables};
use crate::sites::Layout;
use proc_macro2::Literal;
use quote::quote;

pub(super) const OPTIONS: Options = Options { known: &["kernel"] };

/// Taps along each axis, where nothing else is said.
pub(super) const KERNEL: usize = 3;

#[derive(Clone, Debug)]
pub(crate) struct Conv {
    /// Channels of the hidden layers.
    widths: Vec<usize>,
    kernel: usize,
    activation: Activation,
    start: Start,
}

pub(super) fn read(written: &Written<'_>, owner: Owner<'_>, check: &Check<'_>) -> Option<Conv> {
    let is_fit = check.knows_places("conv", written, owner);
    check.some_widths("conv", written);
    let widths = written.values.iter().map(|value| check.hidden_width(value));
    let widths: Vec<Option<usize>> = widths.collect();
    let kernel = check.kernel(written.options[0]);
    let activation = check.activation(owner.activation);
    let start = check.start(owner);
    is_fit?;
    if let Some(kernel) = kernel {
        let loc = written.options[0].map_or(written.loc, |kernel| kernel.loc);
        check.meets_places("`conv`", kernel / 2, loc, |far| {
            format!("`kernel = {}` is the same", 2 * far + 1)
        });
    }
    Some(Conv {
        widths: widths.into_iter().collect::<Option<_>>()?,
        kernel: kernel?,
        activation: activation?,
        start: start?,
    })
}

impl Conv {
    /// Inputs and outputs of every layer: channels.
    fn layers(&self, layout: &Layout, task: &Task) -> Vec<[usize; 2]> {
        let mut ends = vec![layout.stay.channels];
        ends.extend(&self.widths);
        ends.push(layout.moved.channels * task.per_number);
        ends.windows(2).map(|ends| [ends[0], ends[1]]).collect()
    }
}

impl NetworkRules for Conv {
    fn text(&self) -> String {
        let mut arguments: Vec<String> = self.widths.iter().map(usize::to_string).collect();
        if self.kernel != KERNEL {
            arguments.push(format!("kernel = {}", self.kernel));
        }
        format!("conv({})", arguments.join(", "))
    }

    fn activation_option(&self) -> Option<String> {
        self.activation.option()
    }

    fn options(&self) -> Vec<String> {
        self.start.option().into_iter().collect()
    }

    fn reach(&self) -> Option<usize> {
        Some((self.widths.len() + 1) * (self.kernel / 2))
    }

    /// The context comes in with the first layer.
    fn params(&self, task: &Task) -> usize {
        let layout = task.on_places();
        let layers = self.layers(&layout, task);
        let context = task.context * layers[0][1];
        let taps = layout.taps(self.kernel);
        let of_layers = layers
            .iter()
            .map(|[inputs, outputs]| (1 + taps * inputs) * outputs);
        context + of_layers.sum::<usize>()
    }

    /// Those of the sums that define a convolution. The runtime needs fewer, on large images a quarter, where it computes 3 × 3 taps by
    /// Winograd's tiles; that is its own affair, and differs from layer to layer.
    fn multiply_adds(&self, task: &Task) -> usize {
        let layout = task.on_places();
        let layers = self.layers(&layout, task);
        let context = task.context * layers[0][1] * layout.places();
        let pairs: usize = layers
            .iter()
            .map(|[inputs, outputs]| inputs * outputs)
            .sum();
        context + pairs * layout.meetings(self.kernel, 1)
    }

    fn runtime(&self, task: &Task, _tables: &mut Tables) -> Runtime {
        let number = Literal::usize_unsuffixed;
        let layout = task.on_places().runtime();
        let (context, per_number) = (number(task.context), number(task.per_number));
        let widths = self.widths.iter().map(|&width| number(width));
        let (kernel, activation) = (number(self.kernel), self.activation.runtime());
        let start = self.start.method();
        Runtime {
            ty: quote!(rt::Conv),
            value: quote! {
                rt::Conv::new(#layout, #context, #per_number, &[#(#widths),*], #kernel, #activation) #start
            },
        }
    }
}
