//! What comes back in single precision is what comes back in double precision, of the same parameters at the same points.

use crate::{BOTH, Direction, N, pulled, starts};
use flow_runtime::prelude::*;
use std::cell::RefCell;
use std::collections::VecDeque;
use tests::conditional::{ConditionalProperty, check_conditional_double, check_conditional_single};
use tests::{Property, check_double, check_single, points};

/// Numbers are rounded to 6e-8 of themselves; a chain of three networks does so some hundred times on the way there and back, and
/// splines and searched inverses are as steep as 10. Relative to 1 and the largest derivative of its kind.
const ALLOWED: f64 = 1e-4;

/// What is wide enough to be the same in double precision.
fn wide<const D: usize>(vectors: &[SVector<f32, D>]) -> Vec<SVector<f64, D>> {
    vectors.iter().map(|v| v.map(f64::from)).collect()
}

/// A flow in single precision, where it was asked, and what came back, all as numbers of double precision.
struct Asked {
    params: Vec<f64>,
    samples: Vec<f64>,
    back: [Vec<f64>; 3],
}

/// All flows of a table, in one direction: those in single precision first, then the same in double precision.
struct Precisions {
    direction: Direction,
    single: RefCell<VecDeque<Asked>>,
}

impl Precisions {
    fn of(direction: Direction) -> Self {
        Self {
            direction,
            single: RefCell::default(),
        }
    }

    fn ask<F, const D: usize, const C: usize>(&self, flow: &F, contexts: &[SVector<f32, C>])
    where
        F: Flow<D, C, Scalar = f32>,
    {
        let samples = starts(flow, self.direction, contexts);
        let wide_numbers = |numbers: &[f32]| numbers.iter().map(|x| f64::from(*x)).collect();
        self.single.borrow_mut().push_back(Asked {
            params: wide_numbers(flow.params()),
            samples: wide(&samples).iter().flatten().copied().collect(),
            back: pulled(flow, self.direction, &samples, contexts).map(|d| wide_numbers(&d)),
        });
    }

    fn compare<F, const D: usize, const C: usize>(
        &self,
        name: &str,
        mut flow: F,
        contexts: &[SVector<f64, C>],
    ) where
        F: Flow<D, C, Scalar = f64>,
    {
        let asked = self
            .single
            .borrow_mut()
            .pop_front()
            .expect("in single precision");
        flow.params_mut().copy_from_slice(&asked.params);
        let samples: Vec<_> = asked
            .samples
            .chunks_exact(D)
            .map(SVector::from_column_slice)
            .collect();
        let double = pulled(&flow, self.direction, &samples, contexts);
        for (of, (double, single)) in ["sample", "context", "parameter"]
            .into_iter()
            .zip(double.iter().zip(&asked.back))
        {
            assert_eq!(double.len(), single.len(), "{name}");
            let allowed = ALLOWED * double.iter().fold(1.0, |most: f64, d| most.max(d.abs()));
            for (i, (a, b)) in double.iter().zip(single).enumerate() {
                assert!(
                    (a - b).abs() < allowed,
                    "{name}, {:?}: {a} and {b} in {of} {i}",
                    self.direction
                );
            }
        }
    }
}

impl Property<f32> for Precisions {
    fn check<const D: usize, F>(&self, _: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = f32> + Bijector<f32, D> + Density<f32, D> + Clone,
    {
        self.ask(&flow, &[SVector::from([]); N]);
    }
}

impl Property<f64> for Precisions {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D> + Clone,
    {
        self.compare(name, flow, &[SVector::from([]); N]);
    }
}

impl ConditionalProperty<f32> for Precisions {
    fn check<const D: usize, const C: usize, F>(&self, _: &str, flow: F)
    where
        F: Flow<D, C, Scalar = f32> + Clone,
    {
        self.ask(&flow, &points(N, 0.7));
    }
}

impl ConditionalProperty<f64> for Precisions {
    fn check<const D: usize, const C: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, C, Scalar = f64> + Clone,
    {
        self.compare(name, flow, &wide(&points(N, 0.7)));
    }
}

#[test]
fn single_precision_pulls_back_what_double_precision_does() {
    for direction in BOTH {
        let precisions = Precisions::of(direction);
        check_single(&precisions);
        check_double(&precisions);
    }
}

#[test]
fn single_precision_pulls_back_to_contexts_too() {
    for direction in BOTH {
        let precisions = Precisions::of(direction);
        check_conditional_single(&precisions);
        check_conditional_double(&precisions);
    }
}
