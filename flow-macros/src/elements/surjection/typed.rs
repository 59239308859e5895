//! A layer as a step of the chain.

use super::layer::{Layer, Written};
use super::posterior::Posterior;
use crate::formula::{self, Interval};
use crate::mixing::Dependence;
use crate::plan::{Cost, Kind};
use crate::rules::{Domain, Placement, Refusal, Rules, Runtime, Tables, list};
use proc_macro2::Literal;
use quote::quote;
use std::iter::once;
use std::ops::Range;

/// A layer that takes what arrives at it. Its dimensions are those of the data that it makes, then those that end here, and
/// then, if its noise is learned, those that its network sees beside.
#[derive(Clone, Debug)]
pub(crate) struct Surjection {
    written: Written,
    data: usize,
    /// How many end here.
    ending: usize,
    /// Whether it makes all of the data.
    is_whole: bool,
    /// What the others hold that go on to the data; the network sees these, if there is one.
    beside: Vec<Kind>,
    /// Where the numbers lie that are rounded down.
    sides: Vec<Interval>,
}

impl Surjection {
    /// Of so many dimensions of the data, where so many end.
    pub(super) fn new(
        written: Written,
        [data, ending]: [usize; 2],
        is_whole: bool,
        beside: &[Kind],
        sides: &[Interval],
    ) -> Self {
        Self {
            written,
            data,
            ending,
            is_whole,
            beside: beside.to_vec(),
            sides: sides.to_vec(),
        }
    }

    fn layer(&self) -> Layer {
        self.written.layer
    }

    /// How many of its columns are beside those that it changes.
    pub(crate) fn reads_beside(&self) -> usize {
        self.beside.len()
    }

    /// How many numbers of noise it takes.
    fn noise(&self) -> usize {
        match self.layer() {
            Layer::Dequantize => self.data,
            Layer::Argmax(_) => self.data + self.ending,
            Layer::Augment(_) => self.ending,
        }
    }

    /// What its network sees of the data, and in which of its dimensions.
    fn seen(&self) -> (Vec<Kind>, Vec<usize>) {
        // What it makes of a dimension, which is what it finds there on the way back.
        let own = self.changed();
        let kinds = own.clone().filter_map(|_| self.layer().makes());
        let beside = (self.data + self.ending..).take(self.beside.len());
        (
            kinds.chain(self.beside.iter().copied()).collect(),
            own.chain(beside).collect(),
        )
    }

    /// The dimensions of the data that it changes.
    fn changed(&self) -> Range<usize> {
        match self.layer() {
            Layer::Dequantize | Layer::Argmax(_) => 0..self.data,
            Layer::Augment(_) => 0..0,
        }
    }

    fn posterior(&self) -> Option<Posterior<'_>> {
        let network = self.written.network.as_ref()?;
        Some(Posterior {
            network,
            context: self.written.context,
            on_interval: self.layer() == Layer::Dequantize,
            seen: self.seen().0,
            noise: self.noise(),
            first: match self.layer() {
                Layer::Argmax(_) => self.data,
                Layer::Dequantize | Layer::Augment(_) => self.noise() / 2,
            },
        })
    }

    /// The numbers of a dimension of the data, as dimensions of this one: of every dimension, one after the other.
    fn numbers(&self) -> Vec<usize> {
        let more = self.ending / self.data.max(1);
        let of = |i: usize| {
            let ending = self.data + i * more;
            once(i).chain(ending..ending + more)
        };
        (0..self.data).flat_map(of).collect()
    }
}

impl Rules for Surjection {
    fn text(&self) -> String {
        self.written.text()
    }

    /// Of the columns that it reads and changes, its text speaks of the data that it makes.
    fn speaks_of(&self) -> Option<usize> {
        Some(if self.is_whole {
            0
        } else {
            self.changed().len()
        })
    }

    fn bounds(&self) -> Option<&'static str> {
        Some(self.layer().name())
    }

    fn params(&self) -> usize {
        self.posterior().map_or(0, |posterior| posterior.params())
    }

    fn is_set_by_data(&self) -> bool {
        self.posterior()
            .is_some_and(|posterior| posterior.numbers() > 0)
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: 0,
            manner: "",
        }
    }

    fn inverse_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.posterior().map_or(0, |posterior| posterior.weights()),
            manner: if self.written.network.is_some() {
                "in parallel"
            } else {
                ""
            },
        }
    }

    /// It stands where it takes what arrives, and is not asked again.
    fn image(&self, domain: &Domain, _: bool) -> Result<Vec<Interval>, Refusal> {
        Ok(domain.intervals.clone())
    }

    fn dependence(&self) -> Dependence<'_> {
        match self.layer() {
            Layer::Dequantize | Layer::Augment(_) => Dependence::Elementwise,
            Layer::Argmax(codes) => {
                let numbers = self.numbers();
                Dependence::Joined(numbers.chunks(codes).map(<[_]>::to_vec).collect())
            }
        }
    }

    fn reads_context(&self) -> bool {
        self.written.network.is_some()
    }

    fn runtime(&self, placement: &Placement, tables: &mut Tables) -> Runtime {
        let own = &placement.columns;
        let learned = self.written.network.is_some();
        let law = match (self.layer(), learned) {
            (Layer::Dequantize, false) => quote!(rt::Law::Unit),
            (Layer::Dequantize, true) => quote!(rt::Law::Centered),
            (Layer::Argmax(_) | Layer::Augment(_), _) => quote!(rt::Law::Normal),
        };
        let noise: Vec<usize> = match self.layer() {
            Layer::Dequantize => tables.spare(self.data),
            Layer::Argmax(codes) => {
                let (tops, numbers) = (tables.spare(self.data), self.numbers());
                let categories = numbers.chunks(codes).zip(tops);
                let of = |(numbers, top): (&[usize], usize)| {
                    let ending = placement.sources(&numbers[1..]);
                    once(top).chain(ending).collect::<Vec<_>>()
                };
                categories.flat_map(of).collect()
            }
            Layer::Augment(_) => own[self.data..][..self.ending].to_vec(),
        };
        tables.noise(&noise, &law);
        let columns = list(&noise);
        let layer = match self.layer() {
            Layer::Dequantize => {
                let numbers = list(&own[..self.data]);
                let ends = |side: &Interval| {
                    formula::interval([side.lo.to_f64(), side.hi.to_f64()], &quote!(rt))
                };
                let sides = self.sides.iter().map(ends);
                quote!(rt::Layer::Round(rt::Round::new(#numbers, #columns, &[#(#sides),*], #learned)))
            }
            Layer::Argmax(codes) => {
                let numbers = list(&placement.sources(&self.numbers()));
                let codes = Literal::usize_unsuffixed(codes);
                quote!(rt::Layer::Argmax(rt::Argmax::new(#numbers, #columns, #codes)))
            }
            Layer::Augment(_) => quote!(rt::Layer::Augment(rt::Augment::new(#columns))),
        };
        let (ty, posterior) = match self.posterior() {
            None => (quote!(rt::Affine, 0), quote!(::core::option::Option::None)),
            Some(posterior) => {
                let seen = placement.sources(&self.seen().1);
                // Of the noise of a category, the first number is the largest, by which the others are cut.
                let mut noise = noise;
                if let Layer::Argmax(codes) = self.layer() {
                    let (tops, others): (Vec<_>, Vec<_>) =
                        (0..noise.len()).partition(|i| i.is_multiple_of(codes));
                    let order = tops.into_iter().chain(others);
                    noise = order.map(|i| noise[i]).collect();
                }
                posterior.runtime(&seen, &noise, tables)
            }
        };
        Runtime {
            ty: quote!(rt::Surjection<#ty>),
            value: quote!(rt::Surjection::new(#layer, #posterior)),
        }
    }
}
