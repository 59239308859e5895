//! How far a training has come.

use super::Epoch;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Shows the epoch, the current negative log-likelihood of training and validation, the best so far, the patience that is left
/// and the time, on standard error.
///
/// On a terminal it is a bar that stays in its line. Elsewhere, as in a log file, it is about ten plain lines in all.
///
/// # Example
/// ```
/// use flow_runtime::{Progress, prelude::*};
///
/// flow! { struct Line<1> = MAF(8); }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let data: Vec<SVector<f32, 1>> = (0..100).map(|i| SVector::from([i as f32 / 100.0])).collect();
/// let mut line = Line::new(&mut rng);
/// let mut progress = Progress::new();
/// Trainer::new(Adam::new(1e-2))
///     .epochs(20)
///     .on_epoch(move |epoch| progress.report(epoch))
///     .fit(&mut line, &data)?;
/// # Ok::<(), FitError>(())
/// ```
#[derive(Debug)]
pub struct Progress {
    start: Instant,
    /// Epochs before the first that was reported, of a run that goes on.
    begun: Option<usize>,
    bar: Option<ProgressBar>,
    /// What was not worth a line of its own, unless it is the last.
    unsaid: Option<String>,
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}

impl Progress {
    /// Starts the clock. Nothing is shown before the first report.
    pub fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(bar);
        Self {
            start: Instant::now(),
            begun: None,
            bar,
            unsaid: None,
        }
    }

    /// Tells that an epoch has ended.
    pub fn report(&mut self, epoch: &Epoch) {
        let begun = *self.begun.get_or_insert(epoch.epoch - 1);
        let (done, all) = (
            epoch.epoch.saturating_sub(begun),
            epoch.epochs.saturating_sub(begun),
        );
        let left = time_left(self.start.elapsed(), done, all);
        let left = seconds(within_limit(left, epoch.seconds_left));
        let (losses, Epoch { epoch, epochs, .. }) = (losses(epoch), *epoch);
        if let Some(bar) = &self.bar {
            bar.set_length(epochs as u64);
            bar.set_position(epoch as u64);
            bar.set_message(format!("{losses}  {left}"));
        } else {
            let line = format!("epoch {epoch}/{epochs}  {losses}");
            self.unsaid = if is_milestone(epoch, epochs) {
                say(&format!("{line}  {left}"));
                None
            } else {
                Some(line)
            };
        }
    }
}

fn say(line: &str) {
    // Whoever closed standard error does not want to know.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// Leaves the bar, or the last epoch, as it was last seen, also where a training ended early.
impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.abandon();
        }
        if let Some(line) = self.unsaid.take() {
            say(&line);
        }
    }
}

/// A bar on standard error.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("epoch {pos}/{len} {bar:30.cyan/240} {msg}")
        .expect("the template is valid")
        .progress_chars("━━─");
    ProgressBar::no_length().with_style(style)
}

/// The losses, and how long none has to be better.
fn losses(epoch: &Epoch) -> String {
    let mut parts = vec![format!("NLL {:.4}", epoch.train_nll)];
    parts.extend(epoch.valid_nll.map(|valid| format!("valid {valid:.4}")));
    if epoch.valid_nll.is_some() || epoch.patience_left.is_some() {
        parts.push(format!(
            "best {:.4} at {}",
            epoch.best_nll, epoch.best_epoch
        ));
    }
    parts.extend(epoch.patience_left.map(|left| format!("patience {left}")));
    if epoch.notes > 0 {
        parts.push("see `History::notes`".to_owned());
    }
    parts.join("  ")
}

/// What the remaining epochs will take if they are like those before.
fn time_left(elapsed: Duration, epoch: usize, epochs: usize) -> Duration {
    let remaining = epochs.saturating_sub(epoch) as f64 / epoch.max(1) as f64;
    Duration::try_from_secs_f64(elapsed.as_secs_f64() * remaining).unwrap_or(Duration::MAX)
}

/// The same where a run ends after so many seconds more, whatever remains.
fn within_limit(left: Duration, limit: Option<f64>) -> Duration {
    limit.map_or(left, |limit| {
        left.min(Duration::try_from_secs_f64(limit).unwrap_or(left))
    })
}

fn seconds(left: Duration) -> String {
    match left.as_secs_f64().round() as u64 {
        seconds @ 0..120 => format!("{seconds} s left"),
        seconds @ 120..7200 => format!("{} min left", seconds.div_ceil(60)),
        seconds => format!("{} h left", seconds.div_ceil(3600)),
    }
}

/// Whether this epoch completes another tenth of them.
fn is_milestone(epoch: usize, epochs: usize) -> bool {
    let tenths = |epoch: usize| epoch as u128 * 10 / epochs.max(1) as u128;
    epoch > 0 && tenths(epoch) > tenths(epoch - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_output_is_about_ten_lines() {
        for (epochs, lines) in [
            (0, 0),
            (1, 1),
            (7, 7),
            (10, 10),
            (11, 10),
            (100, 10),
            (1234, 10),
        ] {
            let mut milestones = (1..=epochs).filter(|epoch| is_milestone(*epoch, epochs));
            assert_eq!(milestones.clone().count(), lines, "{epochs} epochs");
            assert_eq!(
                milestones.next_back().unwrap_or(0),
                epochs,
                "the last epoch is shown"
            );
        }
    }

    #[test]
    fn losses_are_told_as_far_as_there_are_some() {
        let mut epoch = Epoch {
            epoch: 12,
            epochs: 100,
            steps: 120,
            train_nll: 1.25,
            valid_nll: None,
            best_nll: 1.3,
            best_epoch: 9,
            patience_left: None,
            learning_rate: 1e-3,
            grad_norm: 2.0,
            skipped_steps: 0,
            notes: 0,
            seconds: 3.0,
            seconds_left: None,
        };
        assert_eq!(losses(&epoch), "NLL 1.2500");
        (epoch.valid_nll, epoch.patience_left) = (Some(1.5), Some(17));
        let text = "NLL 1.2500  valid 1.5000  best 1.3000 at 9  patience 17";
        assert_eq!(losses(&epoch), text);
        epoch.notes = 1;
        assert_eq!(losses(&epoch), format!("{text}  see `History::notes`"));
    }

    #[test]
    fn time_left_is_in_proportion() {
        let left = |epoch| time_left(Duration::from_secs(10), epoch, 100);
        assert_eq!(left(10), Duration::from_secs(90));
        assert_eq!(left(100), Duration::ZERO);
        assert_eq!(left(200), Duration::ZERO);
        assert_eq!(time_left(Duration::MAX, 1, usize::MAX), Duration::MAX);
    }

    #[test]
    fn no_more_time_is_left_than_the_limit() {
        let left = Duration::from_secs(90);
        assert_eq!(within_limit(left, None), left);
        assert_eq!(within_limit(left, Some(100.0)), left);
        assert_eq!(within_limit(left, Some(7.0)), Duration::from_secs(7));
        assert_eq!(within_limit(left, Some(f64::INFINITY)), left);
    }

    #[test]
    fn time_is_told_in_fitting_units() {
        for (time, text) in [
            (0, "0 s"),
            (119, "119 s"),
            (120, "2 min"),
            (3601, "61 min"),
            (9000, "3 h"),
        ] {
            assert_eq!(seconds(Duration::from_secs(time)), format!("{text} left"));
        }
    }
}
