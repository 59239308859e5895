//! Formulas whose image ends where a parameter says.

use super::formula::Formula;
use super::moments::moments;
use crate::element::{Block, Element, Preparation, Pullback, Scaling, Size};
use crate::interval::Interval;
use crate::kernels::buffer::with_scratch;
use crate::parts::Parts;
use crate::real::Real;
use crate::univariate::Map;
use rand::Rng;

/// An end of the image of a formula that is one of its parameters.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// Which of them.
    pub param: usize,
    /// Of which of its outputs.
    pub output: usize,
    /// Whether it is the lower one.
    pub lower: bool,
}

/// A formula such as `a + exp(m + s · z)`, whose image (a, ∞) has an end that is learned.
///
/// **Forward, inverse, log-determinant** those of the formula. Where there is no such point in its image, the inverse is no number, so that
/// the density there is 0.
///
/// **Parameters** those of the formula, in which α stands in the place of a, and after them, for every end and group, whether data have set
/// it, and B: a lower end is a = B − exp(α), an upper one a = exp(α) − B. B is what the data allow, so that they stay inside however far
/// a step goes; until they have set it, it is 1, and a is 0 where α is.
#[derive(Clone, Copy, Debug)]
pub struct Ended<F, const N: usize, const P: usize> {
    formula: Formula<F, N, P>,
    groups: &'static [[usize; N]],
    ends: &'static [End],
}

impl<F: Copy, const N: usize, const P: usize> Ended<F, N, P> {
    /// A formula on these groups, as [`Formula::new`] takes them, with ends that are learned.
    pub const fn new(map: F, groups: &'static [[usize; N]], ends: &'static [End]) -> Self {
        Self {
            formula: Formula::new(map, groups),
            groups,
            ends,
        }
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        let own = self.formula.size();
        Size {
            params: own.params + 2 * self.ends.len() * self.groups.len(),
            ..own
        }
    }

    /// Every end of every group: the column that it bounds, where α is among the parameters, and where what data set.
    fn each(&self) -> impl Iterator<Item = Place> {
        let (groups, of_formula) = (self.groups.len(), self.formula.size().params);
        let ends = self.ends.iter().enumerate();
        ends.flat_map(move |(e, end)| {
            self.groups.iter().enumerate().map(move |(g, group)| Place {
                column: group[end.output],
                alpha: end.param * groups + g,
                set: of_formula + 2 * (e * groups + g),
                sign: if end.lower { 1.0 } else { -1.0 },
            })
        })
    }

    /// The parameters of the formula, with every end as it is.
    fn with_ends<T: Real, R>(&self, params: &[T], run: impl FnOnce(&[T]) -> R) -> R {
        with_scratch(self.formula.size().params, |own| {
            own.copy_from_slice(&params[..own.len()]);
            for place in self.each() {
                own[place.alpha] = T::from_f64(place.end(params));
            }
            run(own)
        })
    }

    /// Pulls back through a direction of the formula, with the gradient by α in the place of that by a.
    fn pull<T: Real>(
        &self,
        params: &[T],
        pull: &mut Pullback<'_, T>,
        through: impl FnOnce(&[T], &mut Pullback<'_, T>),
    ) {
        let of_formula = self.formula.size().params;
        with_scratch(of_formula, |own: &mut [T]| {
            own.fill(T::ZERO);
            self.with_ends(params, |ended| {
                through(
                    ended,
                    &mut Pullback {
                        rows: pull.rows,
                        dx: pull.dx,
                        dlog_det: pull.dlog_det,
                        condition: pull.condition,
                        dcondition: None,
                        tape: pull.tape,
                        scratch: pull.scratch,
                        grad: Some(&mut *own),
                        kept: None,
                    },
                );
            });
            for place in self.each() {
                let slope = -place.sign * place.gap(params);
                own[place.alpha] *= T::from_f64(slope);
            }
            if let Some(grad) = pull.grad.as_deref_mut() {
                for (grad, &own) in grad.iter_mut().zip(&*own) {
                    *grad += own;
                }
            }
        });
    }
}

/// An end of one group.
#[derive(Clone, Copy, Debug)]
struct Place {
    column: usize,
    alpha: usize,
    /// The first of the two numbers that data set.
    set: usize,
    /// 1 for a lower end, −1 for an upper one.
    sign: f64,
}

impl Place {
    fn gap<T: Real>(self, params: &[T]) -> f64 {
        params[self.alpha].to_f64().exp()
    }

    fn end<T: Real>(self, params: &[T]) -> f64 {
        let is_set = params[self.set].to_f64() > 0.5;
        let bound = if is_set {
            params[self.set + 1].to_f64()
        } else {
            1.0
        };
        self.sign * (bound - self.gap(params))
    }

    fn inside<T: Real>(self, params: &[T]) -> Interval {
        // As the formula sees it, rounded.
        let end = T::from_f64(self.end(params)).to_f64();
        let mut inside = Interval::REAL;
        if self.sign > 0.0 {
            inside.lower = end;
        } else {
            inside.upper = end;
        }
        inside
    }

    /// Sets the bound below data that were not known to it; the end stays where it is, if it can.
    fn prepare<T: Real>(self, params: &mut [T], data: &[T]) {
        let finite = data.iter().map(|x| self.sign * x.to_f64());
        let least = finite
            .filter(|x| x.is_finite())
            .fold(f64::INFINITY, f64::min);
        let is_set = params[self.set].to_f64() > 0.5;
        if least == f64::INFINITY || is_set && params[self.set + 1].to_f64() < least {
            return;
        }
        // Four units in the last place, so that no rounding reaches the data.
        let room = 4.0 * T::EPSILON.to_f64() * least.abs() + T::MIN_POSITIVE.to_f64();
        let bound = T::from_f64(least - room);
        let distance = bound.to_f64() - self.sign * self.end(params);
        let (_, log_deviation) = moments(data.iter().copied());
        let log_gap = if is_set && distance > 0.0 {
            distance.ln()
        } else {
            log_deviation
        };
        params[self.alpha] = T::from_f64(log_gap);
        params[self.set] = T::ONE;
        params[self.set + 1] = bound;
    }
}

#[deny(clippy::missing_trait_methods)]
impl<T: Real, F: Map<T, N, P>, const N: usize, const P: usize> Element<T> for Ended<F, N, P> {
    fn size(&self) -> Size {
        self.size()
    }

    /// All are added up by the pullbacks, which multiply what the formula's have made.
    fn parts(&self, parts: &mut Parts) {
        parts.summed(self.size().params);
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        let of_formula = self.formula.size().params;
        self.formula.init(&mut params[..of_formula], rng);
    }

    fn prepare(&self, params: &mut [T], data: &mut Preparation<'_, T>) {
        for place in self.each() {
            place.prepare(params, data.column(place.column, data.samples));
        }
    }

    fn trained(&self, trained: &mut [bool]) {
        trained[self.formula.size().params..].fill(false);
    }

    fn scaling(&self) -> Scaling {
        Element::<T>::scaling(&self.formula)
    }

    fn touches(&self, touched: &mut [bool]) {
        Element::<T>::touches(&self.formula, touched);
    }

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        self.with_ends(params, |ended| self.formula.forward(ended, block));
        for place in self.each() {
            let inside = place.inside(params);
            for x in &mut block.x[place.column * block.rows..][..block.rows] {
                *x = inside.nearest(*x);
            }
        }
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        for place in self.each() {
            let inside = place.inside(params);
            for x in &mut block.x[place.column * block.rows..][..block.rows] {
                if !inside.contains(x.to_f64()) {
                    *x = T::from_f64(f64::NAN);
                }
            }
        }
        self.with_ends(params, |ended| self.formula.inverse(ended, block));
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.pull(params, pull, |ended, pull| {
            self.formula.forward_pullback(ended, pull);
        });
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.pull(params, pull, |ended, pull| {
            self.formula.inverse_pullback(ended, pull);
        });
    }
}
