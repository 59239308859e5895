//! `wavenet(channels, layers = n, kernel = 3)`: dilated convolutions with gates, for couplings on sound.

use super::activation::Activation;
use super::contract::{NetworkRules, Owner, Task, Written};
use super::conv::KERNEL;
use super::start::Start;
use crate::arguments::{Check, Options};
use crate::rules::{Runtime, Tables};
use crate::sites::Layout;
use proc_macro2::Literal;
use quote::quote;

pub(super) const OPTIONS: Options = Options {
    known: &["layers", "kernel"],
};

/// The taps of more layers would be further apart than any sound is long.
const MAX_LAYERS: usize = 12;

#[derive(Clone, Debug)]
pub(crate) struct Wavenet {
    channels: usize,
    layers: usize,
    kernel: usize,
    activation: Activation,
    start: Start,
}

pub(super) fn read(written: &Written<'_>, owner: Owner<'_>, check: &Check<'_>) -> Option<Wavenet> {
    let is_fit = check.knows_places("wavenet", written, owner);
    let is_sound = is_fit.is_some_and(|()| is_sound(written, check));
    let channels = if let [channels] = written.values[..] {
        check.hidden_width(channels)
    } else {
        let help = "help: for example `wavenet(32, layers = 4)`";
        let message = format!("`wavenet` needs its channels, the same in every layer\n{help}");
        check.error(written.loc, message);
        None
    };
    let layers = if let Some(layers) = written.options[0] {
        check.whole(layers, "a number of layers", MAX_LAYERS)
    } else {
        let help = "help: with 4 it looks 15 places far: `layers = 4`";
        let message = format!("`wavenet` needs its number of layers\n{help}");
        check.error(written.loc, message);
        None
    };
    let kernel = check.kernel(written.options[1]);
    let activation = check.activation(owner.activation);
    let start = check.start(owner);
    is_sound.then_some(())?;
    if let (Some(layers), Some(kernel)) = (layers, kernel) {
        let half = kernel / 2;
        let loc = written.options[0].map_or(written.loc, |layers| layers.loc);
        let name = format!(
            "the last layer of `wavenet`, in which taps are {} apart,",
            1_usize << (layers - 1)
        );
        check.meets_places(&name, half << (layers - 1), loc, |far| {
            // All layers together look half · (2ⁿ − 1) places far.
            let reaches = |n: &usize| half * ((1 << n) - 1) >= far;
            let fitting = (1..layers).find(reaches).filter(|n| half << (n - 1) <= far);
            let three = |far: usize| (far + 1).next_power_of_two().ilog2();
            fitting.map_or_else(
                || format!("`layers = {}, kernel = 3` look as far", three(far)),
                |layers| format!("`layers = {layers}` look as far"),
            )
        });
    }
    Some(Wavenet {
        channels: channels?,
        layers: layers?,
        kernel: kernel?,
        activation: activation?,
        start: start?,
    })
}

/// Whether there is one axis; reports it if there are two.
fn is_sound(written: &Written<'_>, check: &Check<'_>) -> bool {
    let passing = check.passing.borrow();
    let shape = passing.shape().filter(|shape| shape.size()[0] > 1);
    if let Some(shape) = shape {
        check.error(
            written.loc,
            format!("`wavenet` looks along one axis, but the shape is {shape}\nhelp: `conv(64, 64)` looks along two"),
        );
    }
    shape.is_none()
}

/// A convolution: its inputs and outputs, its taps, and how far apart they are.
struct Part {
    ends: [usize; 2],
    taps: usize,
    dilation: usize,
}

impl Wavenet {
    /// All convolutions, in the order of their parameters; the gates are those with a context.
    fn parts(&self, layout: &Layout, task: &Task) -> Vec<Part> {
        let channels = self.channels;
        let outputs = layout.moved.channels * task.per_number;
        let place = |inputs, outputs| Part {
            ends: [inputs, outputs],
            taps: 1,
            dilation: 1,
        };
        let gate = |layer| Part {
            ends: [channels, 2 * channels],
            taps: self.kernel,
            dilation: 1_usize << layer,
        };
        let mut parts = vec![place(layout.stay.channels, channels)];
        parts.extend((0..self.layers).flat_map(|l| [gate(l), place(channels, channels)]));
        // The residuals of all layers but the last, and the first of the two combinations at the end.
        parts.extend((0..self.layers).map(|_| place(channels, channels)));
        parts.push(place(channels, outputs));
        parts
    }

    /// What the context is multiplied with at each place.
    fn of_context(&self, task: &Task) -> usize {
        task.context * 2 * self.channels * self.layers
    }
}

impl NetworkRules for Wavenet {
    fn text(&self) -> String {
        let kernel = match self.kernel {
            KERNEL => String::new(),
            kernel => format!(", kernel = {kernel}"),
        };
        let (channels, layers) = (self.channels, self.layers);
        format!("wavenet({channels}, layers = {layers}{kernel})")
    }

    fn activation_option(&self) -> Option<String> {
        self.activation.option()
    }

    fn options(&self) -> Vec<String> {
        self.start.option().into_iter().collect()
    }

    fn reach(&self) -> Option<usize> {
        Some(self.kernel / 2 * ((1 << self.layers) - 1))
    }

    fn params(&self, task: &Task) -> usize {
        let parts = self.parts(&task.on_places(), task).into_iter();
        let own = parts.map(|Part { ends, taps, .. }| (1 + taps * ends[0]) * ends[1]);
        own.sum::<usize>() + self.of_context(task)
    }

    fn multiply_adds(&self, task: &Task) -> usize {
        let layout = task.on_places();
        let parts = self.parts(&layout, task).into_iter();
        let own = parts.map(|part| {
            let [inputs, outputs] = part.ends;
            inputs * outputs * layout.meetings(part.taps, part.dilation)
        });
        own.sum::<usize>() + self.of_context(task) * layout.places()
    }

    fn runtime(&self, task: &Task, _tables: &mut Tables) -> Runtime {
        let number = Literal::usize_unsuffixed;
        let layout = task.on_places().runtime();
        let (context, per_number) = (number(task.context), number(task.per_number));
        let (channels, layers) = (number(self.channels), number(self.layers));
        let (kernel, activation) = (number(self.kernel), self.activation.runtime());
        let start = self.start.method();
        Runtime {
            ty: quote!(rt::Wavenet),
            value: quote! {
                rt::Wavenet::new(
                    #layout, #context, #per_number, #channels, #layers, #kernel, #activation
                ) #start
            },
        }
    }
}
