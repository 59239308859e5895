//! Layers that are no bijections: what leaves the chain is narrowed on its way to the data, and noise widens it again.

mod argmax;
mod augment;
mod narrow;
mod posterior;
mod round;
mod seen;

pub use argmax::Argmax;
pub use augment::Augment;
pub use posterior::Posterior;
pub use round::Round;
pub use seen::{Seen, Shown};

use crate::bijectors::coupling::Coupling;
use crate::element::{Block, Element, Preparation, Pullback, Scaling, Size, Slot, compiled, touch};
use crate::made::Masked;
use crate::parts::Parts;
use crate::real::Real;
use crate::univariate::Univariate;
use narrow::Narrow;
use rand::Rng;

/// Which layer it is.
#[derive(Clone, Copy, Debug)]
pub enum Layer {
    /// `Dequantize`.
    Round(Round),
    /// `Argmax`.
    Argmax(Argmax),
    /// `Augment`.
    Augment(Augment),
}

impl Layer {
    const fn tape(&self) -> usize {
        match self {
            Self::Round(_) | Self::Augment(_) => 0,
            Self::Argmax(argmax) => argmax.tape(),
        }
    }

    /// The columns of noise that come from the standard normal distribution; of the others the density is 1.
    fn normal(&self) -> &'static [usize] {
        match self {
            Self::Round(_) => &[],
            Self::Argmax(argmax) => argmax.noise,
            Self::Augment(augment) => augment.noise,
        }
    }

    fn of<T: Real>(&self) -> &dyn Narrow<T> {
        match self {
            Self::Round(round) => round,
            Self::Argmax(argmax) => argmax,
            Self::Augment(augment) => augment,
        }
    }
}

/// A layer of a chain that narrows it (Nielsen, Jaini, Hoogeboom, Winther & Welling 2020).
///
/// **Forward** what the layer does: rounding down, the place of the largest number, leaving numbers out.
///
/// **Inverse** the same undone by noise: with ε of a fixed law and u = g(ε; x), of density q(u | x), the block goes from
/// (x, ε) to the numbers v of the chain, and the logarithm of |det ∂v/∂ε| / q(ε) is added. So what is summed up on the way
/// to the base is ln p(v) − ln q(v | x), of which the mean over ε is a lower bound of ln P(x).
///
/// **Parameters** those of g, if it is learned.
///
/// **Cost** none forward, where nothing is drawn; that of g in the inverse.
#[derive(Clone, Copy, Debug)]
pub struct Surjection<U, const CELLS: usize> {
    layer: Layer,
    posterior: Option<Posterior<U, CELLS>>,
}

impl<U: Copy, const CELLS: usize> Surjection<U, CELLS> {
    /// A layer whose noise is learned, or is used as it is drawn.
    pub const fn new(layer: Layer, posterior: Option<Posterior<U, CELLS>>) -> Self {
        Self { layer, posterior }
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        Slot::total(&self.slots())
    }

    /// Of the posterior, and of the layer.
    const fn slots(&self) -> [Slot; 2] {
        let posterior = match &self.posterior {
            Some(posterior) => posterior.size(),
            None => Size::NONE,
        };
        let tape = self.layer.tape();
        Slot::layout([posterior, Size { tape, ..Size::NONE }])
    }

    fn code<T: Real>(&self) -> Code<'_, T>
    where
        U: Univariate<T>,
        Coupling<Masked<CELLS>, U>: Element<T>,
    {
        let slots = self.slots();
        Code {
            layer: &self.layer,
            posterior: self.posterior.as_ref().map(|g| g as &dyn Element<T>),
            size: Slot::total(&slots),
            slots,
        }
    }
}

compiled! { S => [U: Univariate<S> + Copy, const CELLS: usize] Surjection<U, CELLS>: Code<'_, S>
    = |surjection| &surjection.code()
}

/// The same with the types of its network forgotten.
struct Code<'a, T> {
    layer: &'a Layer,
    posterior: Option<&'a dyn Element<T>>,
    size: Size,
    slots: [Slot; 2],
}

/// A layer as an element that is told u.
struct Told<'a, T>(&'a dyn Narrow<T>);

impl<T: Real> Element<T> for Told<'_, T> {
    fn size(&self) -> Size {
        Size::NONE
    }

    fn forward(&self, _: &[T], block: &mut Block<'_, T>) {
        self.0.narrow(block.rows, block.x);
    }

    fn inverse(&self, _: &[T], block: &mut Block<'_, T>) {
        self.0.widen(block);
    }

    fn forward_pullback(&self, _: &[T], _: &mut Pullback<'_, T>) {}

    fn inverse_pullback(&self, _: &[T], pull: &mut Pullback<'_, T>) {
        self.0.widen_pullback(pull);
    }
}

impl<T: Real> Element<T> for Code<'_, T> {
    fn size(&self) -> Size {
        self.size
    }

    fn parts(&self, parts: &mut Parts) {
        if let Some(posterior) = self.posterior {
            self.slots[0].parts(posterior, parts);
        }
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        if let Some(posterior) = self.posterior {
            self.slots[0].init(posterior, params, rng);
        }
    }

    fn prepare(&self, params: &mut [T], data: &mut Preparation<'_, T>) {
        if let Some(posterior) = self.posterior {
            posterior.prepare(self.slots[0].params_mut(params), data);
        }
    }

    fn trained(&self, trained: &mut [bool]) {
        if let Some(posterior) = self.posterior {
            self.slots[0].trained(posterior, trained);
        }
    }

    fn scaling(&self) -> Scaling {
        Scaling::Drawn
    }

    /// What a network sees does not change, and the columns with which it works hold nothing.
    fn touches(&self, touched: &mut [bool]) {
        let (data, noise) = match self.layer {
            Layer::Round(round) => (round.columns, round.noise),
            Layer::Argmax(argmax) => (argmax.numbers, argmax.noise),
            Layer::Augment(augment) => (&[][..], augment.noise),
        };
        touch(touched, data.iter().chain(noise).copied());
    }

    /// Where a sample goes, noise is not asked for.
    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        self.slots[1].forward(&Told(self.layer.of()), params, block);
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        let half_ln_2pi = T::from_f64(0.5 * std::f64::consts::TAU.ln());
        for &column in self.layer.normal() {
            let noise = &block.x[column * block.rows..][..block.rows];
            for (log_det, &noise) in block.log_det.iter_mut().zip(noise) {
                *log_det += T::from_f64(0.5) * noise * noise + half_ln_2pi;
            }
        }
        if let Some(posterior) = self.posterior {
            self.slots[0].inverse(posterior, params, block);
        }
        self.slots[1].inverse(&Told(self.layer.of()), params, block);
    }

    /// What is narrowed jumps, or is left out: nothing comes back.
    fn forward_pullback(&self, _: &[T], pull: &mut Pullback<'_, T>) {
        pull.dx.fill(T::ZERO);
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.slots[1].inverse_pullback(&Told(self.layer.of()), params, pull);
        if let Some(posterior) = self.posterior {
            self.slots[0].inverse_pullback(posterior, params, pull);
        }
    }
}
