//! The settings of a run that is not over samples of one flow.

use super::check::check;
use super::schedule::At;
use super::{Adam, FitError, History, Stopped, Trainer};
use crate::real::Real;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;

/// How many steps make an epoch, where no data says so.
pub(super) const STEPS: usize = 100;

/// What a [`Trainer`] says to a loop that has gradients of its own: epochs, batches, the learning rate.
#[derive(Clone, Debug)]
pub(crate) struct Regime<'a, 't> {
    trainer: &'a Trainer<'t>,
    pub(crate) adam: Adam,
    pub(crate) batch_size: usize,
    pub(crate) epochs: usize,
    /// How many there are in all.
    pub(crate) steps: u64,
}

impl<'a, 't> Regime<'a, 't> {
    /// For so many samples, of which there must be one.
    pub(crate) fn new<T: Real>(trainer: &'a Trainer<'t>, samples: usize) -> Result<Self, FitError> {
        check::<T>(trainer)?;
        if samples == 0 {
            return Err(FitError::Empty);
        }
        let batch_size = trainer.batch_size.min(samples);
        Ok(Self {
            trainer,
            adam: trainer.adam,
            batch_size,
            epochs: trainer.most_epochs(),
            steps: trainer.most_steps(Some(samples.div_ceil(batch_size))),
        })
    }

    /// For a loop that draws its own samples, a hundred batches an epoch.
    pub(crate) fn drawn<T: Real>(trainer: &'a Trainer<'t>) -> Result<Self, FitError> {
        Self::new::<T>(trainer, STEPS.saturating_mul(trainer.batch_size))
    }

    /// Runs a loop that draws its own samples: calls `step` with the part of the learning rate, until there have been enough
    /// steps, and makes the means of the losses that it returns, epoch by epoch. Where it returns none, a number has been lost.
    pub(crate) fn each_step(
        &self,
        mut step: impl FnMut(f64) -> Option<f64>,
    ) -> Result<History, FitError> {
        let (mut losses, mut sum, mut number) = (Vec::new(), 0.0, 0);
        while number < self.steps {
            let within = number as usize % STEPS;
            let loss = step(self.part(number, &losses));
            let loss = loss.ok_or_else(|| lost(losses.len(), within, number))?;
            (number, sum) = (number + 1, sum + loss);
            if within + 1 == STEPS || number == self.steps {
                losses.push(sum / (within + 1) as f64);
                sum = 0.0;
            }
        }
        Ok(self.history(losses, number))
    }

    /// Runs a descent over so many samples, which every epoch has in another order. Epochs are judged if samples are held out, or
    /// the trainer has a patience; then the run ends with what was kept after the best.
    pub(crate) fn each_batch(
        &self,
        samples: usize,
        descent: &mut impl Descends,
    ) -> Result<History, FitError> {
        let mut rng = self.generator();
        let mut order: Vec<usize> = (0..samples).collect();
        let (mut number, mut losses, mut judged) = (0, Vec::new(), Judged::new());
        while losses.len() < self.epochs && number < self.steps && !self.gives_up(&losses, &judged)
        {
            order.shuffle(&mut rng);
            let (mut sum, mut seen) = (0.0, 0);
            for (within, batch) in order.chunks(self.batch_size).enumerate() {
                if number == self.steps {
                    break;
                }
                let loss = descent.step(batch, number, self.part(number, &losses), &mut rng);
                let loss = loss.ok_or_else(|| lost(losses.len(), within, number))?;
                number += 1;
                sum += loss * batch.len() as f64;
                seen += batch.len();
            }
            losses.push(sum / seen as f64);
            let valid = descent.held_out();
            if valid.is_some() || self.trainer.patience.is_some() {
                judged.note(valid, &losses, || descent.keep());
            }
        }
        if judged.best > 0 {
            descent.put_back();
        }
        let early = losses.len() < self.epochs && number < self.steps;
        let gave_up = early && self.gives_up(&losses, &judged);
        let history = self.history(losses, number);
        Ok(judged.tell(history, gave_up))
    }

    /// Whether as many epochs as the trainer's patience have brought no improvement.
    fn gives_up(&self, losses: &[f64], judged: &Judged) -> bool {
        let without = losses.len() - judged.best;
        self.trainer.patience.is_some_and(|most| without >= most)
    }

    /// Makes a gradient as short as the trainer wants it; none if it is not finite.
    pub(crate) fn shorten<T: Real>(&self, grad: &mut [T]) -> Option<()> {
        let squares = grad.iter().map(|g| g.to_f64() * g.to_f64()).sum::<f64>();
        let factor = self.clip(squares.sqrt());
        if factor < 1.0 {
            for g in grad.iter_mut() {
                *g *= T::from_f64(factor);
            }
        }
        squares.is_finite().then_some(())
    }

    /// What the run draws from.
    pub(crate) fn generator(&self) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(self.trainer.seed)
    }

    /// The part of the learning rate at a step, from 0, after epochs with these losses.
    pub(crate) fn part(&self, step: u64, losses: &[f64]) -> f64 {
        let schedule = &self.trainer.schedule;
        schedule.factor(At {
            step,
            steps: self.steps,
            epoch: losses.len(),
            plateaus: schedule.patience().map_or(0, |most| plateaus(losses, most)),
        })
    }

    /// What is to be said of a run with these losses of its epochs, after so many steps.
    pub(crate) fn history(&self, losses: Vec<f64>, steps: u64) -> History {
        let best = losses.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1));
        History {
            best_epoch: best.map_or(0, |(epoch, _)| epoch + 1),
            stopped: match self.trainer.steps {
                Some(most) if steps >= most && losses.len() < self.epochs => Stopped::Steps,
                _ => Stopped::Epochs,
            },
            train_nll: losses,
            ..History::default()
        }
    }

    /// What a gradient of this norm is multiplied by.
    pub(crate) fn clip(&self, norm: f64) -> f64 {
        let most = self.trainer.clip_norm.unwrap_or(f64::INFINITY);
        if norm > most { most / norm } else { 1.0 }
    }
}

/// A descent over samples, with gradients of its own.
pub(crate) trait Descends {
    /// A step on the samples with these numbers, the `step`-th from 0, with a part of the learning rate: its loss, or none where
    /// a number has been lost.
    fn step(
        &mut self,
        numbers: &[usize],
        step: u64,
        part: f64,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Option<f64>;

    /// The loss of samples that are held out; none if there are none.
    fn held_out(&self) -> Option<f64>;

    /// Keeps the parameters as they are now.
    fn keep(&mut self);

    /// Goes back to the parameters that were kept.
    fn put_back(&mut self);
}

/// What is known of epochs that are judged.
struct Judged {
    valid: Vec<f64>,
    least: f64,
    /// Which epoch has the least loss, from 1; 0 before the first.
    best: usize,
}

impl Judged {
    const fn new() -> Self {
        Self {
            valid: Vec::new(),
            least: f64::INFINITY,
            best: 0,
        }
    }

    /// Notes the last epoch of these training losses: what was held out judges it, if anything was.
    fn note(&mut self, valid: Option<f64>, losses: &[f64], keep: impl FnOnce()) {
        self.valid.extend(valid);
        let loss = valid.or(losses.last().copied());
        if let Some(loss) = loss.filter(|loss| *loss < self.least) {
            (self.least, self.best) = (loss, losses.len());
            keep();
        }
    }

    fn tell(self, history: History, gave_up: bool) -> History {
        let judges = !self.valid.is_empty();
        History {
            valid_nll: self.valid,
            best_epoch: if judges {
                self.best
            } else {
                history.best_epoch
            },
            stopped: if gave_up {
                Stopped::Patience
            } else {
                history.stopped
            },
            ..history
        }
    }
}

/// A number has been lost after so many epochs, batches of the next one, and steps.
fn lost(epochs: usize, batches: usize, steps: u64) -> FitError {
    FitError::Diverged {
        epoch: epochs + 1,
        batch: batches + 1,
        step: steps + 1,
        element: None,
        rows: Vec::new(),
    }
}

/// How often so many epochs in a row have brought no improvement.
fn plateaus(losses: &[f64], patience: usize) -> u32 {
    let (mut least, mut waited, mut met) = (f64::INFINITY, 0, 0);
    for &loss in losses {
        waited = if loss < least { 0 } else { waited + 1 };
        least = least.min(loss);
        if waited >= patience {
            (waited, met) = (0, met + 1);
        }
    }
    met
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Schedule;

    #[test]
    fn plateaus_are_met() {
        assert_eq!(
            plateaus(&[5.0, 4.0, 4.0, 4.5, 3.0, 3.0, 3.0, 3.0, 3.0], 2),
            3
        );
        let trainer = Trainer::new(Adam::new(1e-3)).schedule(Schedule::plateau(0.5, 1));
        let regime = Regime::new::<f64>(&trainer, 10).expect("a regime");
        assert_eq!(regime.part(7, &[2.0, 1.0]), 1.0);
        assert_eq!(regime.part(7, &[2.0, 3.0]), 0.5);
    }

    #[test]
    fn the_end_and_the_best_epoch_are_told() {
        let trainer = Trainer::new(Adam::new(1e-3)).epochs(9).steps(3);
        let regime = Regime::new::<f64>(&trainer, 10).expect("a regime");
        let history = regime.history(vec![3.0, 1.0, 2.0], 3);
        assert_eq!(
            (history.best_epoch(), history.stopped()),
            (2, Stopped::Steps)
        );
        assert_eq!(history.train_nll(), [3.0, 1.0, 2.0]);
    }
}
