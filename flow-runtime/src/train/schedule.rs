//! How the learning rate changes while a flow is trained.

use super::FitError;
use super::check::{AT_LEAST_1, require};
use std::f64::consts::PI;

/// How the learning rate changes on the way of a training run.
///
/// ```
/// use flow_runtime::Schedule;
///
/// // Rises over 200 steps, then falls to 0 along half a cosine.
/// let schedule = Schedule::cosine().warm_up(200);
/// assert_ne!(schedule, Schedule::Cosine);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Schedule {
    course: Course,
    warm_up: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Course {
    #[default]
    Constant,
    Cosine,
    Exponential {
        rate: f64,
    },
    Plateau {
        factor: f64,
        patience: usize,
    },
}

/// Where a run is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct At {
    /// The step, from 0, and how many there will be.
    pub(super) step: u64,
    pub(super) steps: u64,
    /// The epoch, from 0.
    pub(super) epoch: usize,
    /// How often a [plateau](Schedule::plateau) has been met.
    pub(super) plateaus: u32,
}

#[expect(
    non_upper_case_globals,
    reason = "constants that are named like the variants they stand for"
)]
impl Schedule {
    /// As [`constant`](Self::constant).
    pub const Constant: Self = Self::constant();
    /// As [`cosine`](Self::cosine).
    pub const Cosine: Self = Self::cosine();
}

impl Schedule {
    const fn of(course: Course) -> Self {
        Self { course, warm_up: 0 }
    }

    /// The learning rate stays what it is.
    pub const fn constant() -> Self {
        Self::of(Course::Constant)
    }

    /// It falls to 0 along half a cosine (Loshchilov & Hutter 2017, without restarts): `½ (1 + cos πt/n)` of it at step t
    /// of n, from 0. What single batches say last then moves the parameters little.
    ///
    /// n is how many steps the trainer's epochs, or its `steps`, are; where [batches are read](crate::Trainer::fit_batches),
    /// that is not known before the first epoch is through, in which the rate stays.
    pub const fn cosine() -> Self {
        Self::of(Course::Cosine)
    }

    /// It is multiplied by `rate`, above 0 and at most 1, after every epoch.
    pub const fn exponential(rate: f64) -> Self {
        Self::of(Course::Exponential { rate })
    }

    /// It is multiplied by `factor`, above 0 and below 1, whenever `patience` epochs in a row have brought no loss below the
    /// least: the validation's, or the training's if there is none.
    pub const fn plateau(factor: f64, patience: usize) -> Self {
        Self::of(Course::Plateau { factor, patience })
    }

    /// Begins with so many steps in which the rate rises in proportion to their number; what comes then takes the rest.
    #[must_use]
    pub const fn warm_up(mut self, steps: u64) -> Self {
        self.warm_up = steps;
        self
    }

    /// Whether the settings make sense.
    pub(super) fn check(&self) -> Result<(), FitError> {
        match self.course {
            Course::Exponential { rate } => require(
                rate > 0.0 && rate <= 1.0,
                "rate of the schedule",
                rate,
                "above 0 and at most 1",
            ),
            Course::Plateau { factor, patience } => {
                let makes_sense = factor > 0.0 && factor < 1.0;
                let expected = "above 0 and below 1";
                require(makes_sense, "factor of the schedule", factor, expected)?;
                let (name, value) = ("patience of the schedule", patience as f64);
                require(patience >= 1, name, value, AT_LEAST_1)
            }
            Course::Constant | Course::Cosine => Ok(()),
        }
    }

    /// Whether it depends on how many steps there will be.
    pub(super) fn is_of_length(&self) -> bool {
        self.course == Course::Cosine
    }

    /// After how many epochs without improvement a plateau is met.
    pub(super) fn patience(&self) -> Option<usize> {
        match self.course {
            Course::Plateau { patience, .. } => Some(patience),
            _ => None,
        }
    }

    /// The part of the learning rate.
    pub(super) fn factor(&self, at: At) -> f64 {
        if at.step < self.warm_up {
            return (at.step + 1) as f64 / self.warm_up as f64 * self.course(At { step: 0, ..at });
        }
        self.course(At {
            step: at.step - self.warm_up,
            steps: at.steps.saturating_sub(self.warm_up).max(1),
            ..at
        })
    }

    fn course(&self, at: At) -> f64 {
        match self.course {
            Course::Constant => 1.0,
            Course::Cosine => {
                let t = at.step.min(at.steps);
                0.5 + 0.5 * (PI * t as f64 / at.steps as f64).cos()
            }
            Course::Exponential { rate } => rate.powf(at.epoch as f64),
            Course::Plateau { factor, .. } => factor.powf(f64::from(at.plateaus)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(step: u64, steps: u64) -> At {
        At {
            step,
            steps,
            epoch: 0,
            plateaus: 0,
        }
    }

    #[test]
    fn a_cosine_falls_from_the_whole_rate_to_nearly_none() {
        let factors: Vec<f64> = (0..8).map(|t| Schedule::Cosine.factor(at(t, 8))).collect();
        assert!(factors[0] == 1.0 && (factors[4] - 0.5).abs() < 1e-15);
        assert!(factors.is_sorted_by(|a, b| a > b) && factors[7] > 0.0);
        assert_eq!(Schedule::default().factor(at(5, 8)), 1.0);
        // As long as nobody knows how many there are, the rate stays.
        assert_eq!(Schedule::cosine().factor(at(1000, u64::MAX)), 1.0);
    }

    #[test]
    fn a_warm_up_rises_to_the_whole_rate_and_leaves_the_rest_to_what_follows() {
        let schedule = Schedule::cosine().warm_up(4);
        let factors: Vec<f64> = (0..12).map(|t| schedule.factor(at(t, 12))).collect();
        assert_eq!(factors[..4], [0.25, 0.5, 0.75, 1.0]);
        let rest: Vec<f64> = (0..8).map(|t| Schedule::Cosine.factor(at(t, 8))).collect();
        assert_eq!(factors[4..], rest);
        let long = Schedule::Cosine.warm_up(100);
        assert!((0..12).all(|t| long.factor(at(t, 12)) == (t + 1) as f64 / 100.0));
    }

    #[test]
    fn others_fall_by_epochs_and_plateaus() {
        let later = At {
            epoch: 3,
            plateaus: 2,
            ..at(700, 1000)
        };
        assert_eq!(Schedule::exponential(0.5).factor(later), 0.125);
        assert_eq!(Schedule::plateau(0.5, 10).factor(later), 0.25);
        assert_eq!(Schedule::exponential(0.5).factor(at(0, 1000)), 1.0);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for rate in [0.0, -0.5, 1.5, f64::NAN] {
            assert!(Schedule::exponential(rate).check().is_err());
            assert!(Schedule::plateau(rate, 1).check().is_err());
        }
        assert!(Schedule::plateau(0.5, 0).check().is_err());
        assert!(Schedule::exponential(1.0).check().is_ok());
        assert!(Schedule::plateau(0.5, 1).warm_up(3).check().is_ok());
    }
}
