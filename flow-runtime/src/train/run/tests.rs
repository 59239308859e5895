use super::*;
use crate::base::{Fixed, Normal};
use crate::bijectors::{Diagonal, SetBy};
use crate::element::{Element, Size, Slot};
use crate::engine::{Broken, NegLogLikelihood};
use crate::interval::Interval;
use crate::threads::with_team;
use crate::train::rows::{Held, Rows};
use crate::train::source::InMemory;
use crate::train::{Adam, Schedule, between};
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
        dims: &[],
        contexts: &[],
        context_scale: None,
        size: SIZE,
        order: &[1, 0],
        support: &[Interval::REAL; 2],
        width: 2,
        columns: 2,
        noise: &[],
        kinds: &[],
        folds: false,
        triangle: &[],
        spec: "<f64, 2> = Affine",
        parts: OnceLock::new(),
    }
}

fn data() -> Vec<f64> {
    (0..200).map(|i| f64::from(i * i % 17) - 3.0).collect()
}

/// A source that fails after so many batches.
struct Failing<'a>(InMemory<'a, f64>, u64);

impl Source<f64> for Failing<'_> {
    type Batch<'s>
        = NegLogLikelihood<'s, f64>
    where
        Self: 's;

    fn seek(&mut self, epoch: usize, batch: usize) -> Result<(), FitError> {
        self.0.seek(epoch, batch)
    }

    fn prepare(&mut self, params: &mut [f64]) -> Result<(), FitError> {
        self.0.prepare(params)
    }

    fn begin_epoch(&mut self) -> Result<(), FitError> {
        self.0.begin_epoch()
    }

    fn advance(&mut self) -> Result<bool, FitError> {
        let more = self.0.advance()?;
        if more && self.1 == 0 {
            return Err(FitError::Empty);
        }
        self.1 -= u64::from(more);
        Ok(more)
    }

    fn batch(&self) -> NegLogLikelihood<'_, f64> {
        self.0.batch()
    }

    fn batches(&self) -> Option<usize> {
        self.0.batches()
    }

    fn broken(&self, params: &[f64]) -> Broken {
        self.0.broken(params)
    }

    fn losses(&mut self, candidates: [&[f64]; 3]) -> [f64; 3] {
        self.0.losses(candidates)
    }

    fn describe(&self) -> String {
        self.0.describe()
    }
}

/// Trains for so many steps, then on from a copy to the end, with all of the samples or with some of them held out; returns
/// the state there.
fn trained(stop: u64, held: Held<'_, f64>, trainer: &Trainer<'_>) -> State<f64, 2> {
    let (model, x) = (model(), data());
    let rows = Rows {
        x: &x,
        samples: 100,
        contexts: None,
        weights: None,
    };
    let go_on = |state: Option<State<f64, 2>>, most: u64| {
        let mut present = (0..100).collect();
        let validation = Validation::hold(trainer, &model, &rows, &held, &mut present);
        let source = InMemory::new(&model, &rows, present, 32, 0);
        let mut source = Failing(source, most);
        let mut run = Run {
            trainer,
            optimizer: &trainer.adam,
            model: &model,
            between: Between::of(trainer),
            validation: validation.expect("samples"),
            checkpoint: None,
            start: Instant::now(),
            before: 0.0,
            notes: 0,
        };
        let begun = run.begin(&[0.0; 4], &mut source).expect("samples");
        let mut state = state.unwrap_or(begun);
        source.seek(state.epoch, state.batch).expect("memory");
        let ended = with_team(2, |team| run.go_on(&mut state, &mut source, team));
        assert_eq!(ended.is_err(), most < u64::MAX);
        state
    };
    if stop == u64::MAX {
        return go_on(None, stop);
    }
    let state = go_on(None, stop);
    assert_eq!(state.steps, stop);
    let copy = state.clone();
    assert_eq!(copy, state);
    go_on(Some(copy), u64::MAX)
}

fn trainer<'a>() -> Trainer<'a> {
    Trainer::new(Adam::new(1e-2))
        .epochs(3)
        .schedule(Schedule::Cosine)
}

#[test]
fn a_copy_of_the_state_goes_on_as_the_run_does() {
    let part = Held::Part(0.25);
    let everything = trainer()
        .patience(100)
        .schedule(Schedule::plateau(0.5, 1).warm_up(3))
        .clip_norm(0.1)
        .average(0.9)
        .skip_bad_steps(3);
    for (trainer, held, steps) in [(trainer(), Held::Nothing, 12), (everything, part, 9)] {
        let whole = trained(u64::MAX, held, &trainer);
        assert_eq!((whole.epoch, whole.steps), (3, steps));
        assert_eq!(whole.history.train_nll.len(), 3);
        for stop in [0, 1, 3, 4, 7, 8] {
            assert_eq!(trained(stop, held, &trainer), whole, "after {stop} steps");
        }
    }
}

#[test]
fn whole_gradients_give_the_bits_that_parts_give() {
    let whole = trained(u64::MAX, Held::Nothing, &trainer().clip_norm(1e9));
    assert_eq!(whole, trained(u64::MAX, Held::Nothing, &trainer()));
}

/// Adam's first step is by the sign of the gradient, whatever its size; the moments tell.
#[test]
fn a_clipped_gradient_has_the_norm_that_was_asked_for() {
    let first =
        |trainer: Trainer<'_>| trained(u64::MAX, Held::Nothing, &trainer.epochs(9).steps(1));
    let (whole, clipped) = (first(trainer()), first(trainer().clip_norm(0.25)));
    let norm = |state: &State<f64, 2>| between::sum_of_squares(&state.optimizer[0]).sqrt() * 10.0;
    assert!(norm(&whole) > 1.0);
    assert!((norm(&clipped) - 0.25).abs() < 1e-12);
    assert_eq!(clipped.history.grad_norm, whole.history.grad_norm);
    assert!((norm(&whole) - whole.history.grad_norm[0]).abs() < 1e-12);
    let scale = 0.25 / norm(&whole);
    for (clipped, whole) in clipped.optimizer[0].iter().zip(&whole.optimizer[0]) {
        assert!((clipped - scale * whole).abs() < 1e-15);
    }
}
