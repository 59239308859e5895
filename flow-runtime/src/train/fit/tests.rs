use super::*;
use crate::base::{Fixed, Normal};
use crate::bijectors::{Diagonal, SetBy};
use crate::element::{Element, Size, Slot};
use crate::interval::Interval;
use crate::train::Adam;
use crate::train::schedule::Schedule;
use std::sync::OnceLock;

/// `Affine` in two dimensions.
static AFFINE: Diagonal = Diagonal::new(&[0, 1], SetBy::Nothing);
const AT: [Slot; 1] = Slot::layout([AFFINE.size()]);
const SIZE: Size = Slot::total(&AT);
static STAGES: [(Slot, &dyn Element<f64>); 1] = [(AT[0], &AFFINE)];

fn model() -> Model<f64> {
    Model {
        chain: &AFFINE,
        stages: &STAGES,
        names: &["Affine"],
        base: &Fixed(Normal::STANDARD),
        dim: 2,
        context: 0,
        size: SIZE,
        order: &[1, 0],
        support: &[Interval::REAL; 2],
        spec: "<f64, 2> = Affine",
        parts: OnceLock::new(),
    }
}

fn data() -> Vec<f64> {
    (0..200).map(|i| f64::from(i * i % 17) - 3.0).collect()
}

/// Trains for so many steps, then on from a copy to the end; returns the state there.
fn trained(stop: u64, between: Option<Between<'_, f64>>) -> State<f64, 2> {
    let trainer = Trainer::new(Adam::new(1e-2))
        .epochs(3)
        .schedule(Schedule::Cosine);
    let (model, x) = (model(), data());
    let run = Run {
        trainer: &trainer,
        optimizer: &trainer.adam,
        model: &model,
        context: Context::NONE,
        x: &x,
        batch_size: 32,
        between,
    };
    let mut state: State<f64, 2> = run.begin(&mut [0.0; 4]);
    let go_on = |state: &mut State<f64, 2>, most| {
        with_team(2, |team| run.go_on(state, team, most)).expect("training");
    };
    go_on(&mut state, stop);
    assert_eq!(state.steps, stop.min(12));
    let mut copy = state.clone();
    assert_eq!(copy, state);
    go_on(&mut copy, u64::MAX);
    copy
}

#[test]
fn a_copy_of_the_state_goes_on_as_the_run_does() {
    let whole = trained(u64::MAX, None);
    assert_eq!((whole.epoch, whole.steps), (3, 12));
    assert_eq!(whole.train_nll.len(), 3);
    for stop in [0, 1, 3, 4, 7, 11] {
        assert_eq!(trained(stop, None), whole, "after {stop} steps");
    }
}

#[test]
fn whole_gradients_give_the_bits_that_parts_give() {
    assert_eq!(trained(0, Some(&|_| ())), trained(0, None));
}

#[test]
fn what_happens_to_a_gradient_is_seen_by_the_step() {
    let still = trained(0, Some(&|grad| grad.fill(0.0)));
    assert_eq!(still.params, [0.0; 4]);
    let moved = trained(0, None);
    assert!(
        moved.params.iter().all(|p| p.abs() > 1e-3),
        "{:?}",
        moved.params
    );
}
