//! What a training run was like.

use super::Note;
use crate::io::{SaveError, replace};
use std::fmt::Write;
use std::path::Path;

/// The course of a training run: a number for each of its epochs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    pub(super) train_nll: Vec<f64>,
    pub(super) valid_nll: Vec<f64>,
    pub(super) learning_rate: Vec<f64>,
    pub(super) grad_norm: Vec<f64>,
    pub(super) best_epoch: usize,
    pub(super) skipped_steps: u64,
    pub(super) seconds: f64,
    pub(super) stopped: Stopped,
    pub(super) notes: Vec<Note>,
}

/// Why a training run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stopped {
    /// All its epochs were through.
    #[default]
    Epochs,
    /// All its steps were done.
    Steps,
    /// Its time was over.
    Seconds,
    /// It had not improved for as many epochs as its patience is.
    Patience,
    /// The observer wanted it to.
    Observer,
}

impl History {
    /// A course with these losses, for tests of what shows it.
    #[cfg(all(test, feature = "plot"))]
    pub(crate) fn of(train_nll: &[f64], valid_nll: &[f64], best_epoch: usize) -> Self {
        Self {
            train_nll: train_nll.to_vec(),
            valid_nll: valid_nll.to_vec(),
            best_epoch,
            ..Self::default()
        }
    }

    /// Room for so many epochs.
    pub(super) fn with_room(epochs: usize, validates: bool) -> Self {
        let numbers = || Vec::with_capacity(epochs.min(1 << 16));
        Self {
            train_nll: numbers(),
            valid_nll: if validates { numbers() } else { Vec::new() },
            learning_rate: numbers(),
            grad_norm: numbers(),
            ..Self::default()
        }
    }

    /// Mean of −ln p over the samples of each epoch, in nats, each with the parameters of its time.
    pub fn train_nll(&self) -> &[f64] {
        &self.train_nll
    }

    /// Mean of −ln p over the samples that validate, at the end of each epoch, in nats: ∞ if one of them had no density.
    /// Empty if none were held out.
    pub fn valid_nll(&self) -> &[f64] {
        &self.valid_nll
    }

    /// The learning rate of the last step of each epoch.
    pub fn learning_rate(&self) -> &[f64] {
        &self.learning_rate
    }

    /// Euclidean norm of the gradient of the first batch of each epoch that was not left out, before it is clipped, in nats per unit of the
    /// parameters.
    pub fn grad_norm(&self) -> &[f64] {
        &self.grad_norm
    }

    /// The epoch with the least loss, from 1: the validation's, or the training's if none were held out. 0 if there was no
    /// epoch.
    pub fn best_epoch(&self) -> usize {
        self.best_epoch
    }

    /// Why the training ended.
    pub fn stopped(&self) -> Stopped {
        self.stopped
    }

    /// How many steps were left out, of those that [`skip_bad_steps`](super::Trainer::skip_bad_steps) allows.
    pub fn skipped_steps(&self) -> u64 {
        self.skipped_steps
    }

    /// What was seen before the first step that keeps the flow from training well: columns far from where it starts, as those
    /// around 50,000 are without a `Standardize`, and columns that are the same in all rows, which `fit_batches` does not know. Not all of
    /// that kind is seen: an `ActNorm` near the base hides what networks get.
    ///
    /// ```
    /// use flow_runtime::prelude::*;
    ///
    /// flow! { struct Incomes<f64, income> = Spline(8) >> Affine; }
    ///
    /// let data: Vec<SVector<f64, 1>> = (0..100).map(|i| SVector::from([5e4 + f64::from(i)])).collect();
    /// let mut flow = Incomes::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    /// let history = Trainer::new(Adam::new(1e-3)).epochs(1).fit(&mut flow, &data)?;
    /// let note = history.notes()[0].to_string();
    /// assert!(note.contains("`income` (mean 5.0050e4") && note.contains("`>> Standardize`"), "{note}");
    /// # Ok::<(), FitError>(())
    /// ```
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Seconds that the training took.
    pub fn seconds(&self) -> f64 {
        self.seconds
    }

    /// Writes a table of all epochs, with a line of names: `epoch,train_nll,valid_nll,learning_rate,grad_norm`. Fields of
    /// what was not measured are empty.
    ///
    /// # Errors
    ///
    /// If the file cannot be written; then what was there before is still whole.
    pub fn write_csv(&self, path: impl AsRef<Path>) -> Result<(), SaveError> {
        let path = path.as_ref();
        replace(path, self.csv().as_bytes()).map_err(|source| SaveError::Write {
            path: path.into(),
            source,
        })
    }

    fn csv(&self) -> String {
        let mut text = String::from("epoch,train_nll,valid_nll,learning_rate,grad_norm\n");
        for epoch in 0..self.train_nll.len() {
            write!(text, "{}", epoch + 1).expect("a string");
            let columns = [
                &self.train_nll,
                &self.valid_nll,
                &self.learning_rate,
                &self.grad_norm,
            ];
            for column in columns {
                match column.get(epoch) {
                    Some(number) => write!(text, ",{number}"),
                    None => write!(text, ","),
                }
                .expect("a string");
            }
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_line_an_epoch() {
        let mut history = History::with_room(2, false);
        history.train_nll = vec![1.5, 0.1];
        history.learning_rate = vec![1e-3, 5e-4];
        history.grad_norm = vec![2.0, f64::INFINITY];
        assert_eq!(
            history.csv(),
            "epoch,train_nll,valid_nll,learning_rate,grad_norm\n1,1.5,,0.001,2\n2,0.1,,0.0005,inf\n"
        );
    }
}
