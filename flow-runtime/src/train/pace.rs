//! How many threads steps are done on: which number is fastest depends on flow, batch and machine, and is measured.
//!
//! A trial has every candidate do some steps in turns, from all threads to one, and settles on the fastest. What steps compute does not depend on
//! the number of threads, so a trial costs nothing but time, and chance in it cannot be seen in a result. Machines change
//! their mind, so there is another trial whenever a run has become so many times longer.

/// The turns of a candidate in a trial.
const ROUNDS: usize = 5;

/// How long a turn is timed, in seconds: one step at least, after one to get warm.
const TURN: f64 = 3e-4;

/// What takes so many times as long as the fastest is not asked again in a trial.
const HOPELESS: f64 = 1.5;

/// In a turn that takes so many seconds or more, no other process is to blame, and caches matter little: where fewer threads are
/// hopeless then, still fewer are too.
const LONG: f64 = 5e-3;

/// Where so many steps follow each other with half the samples or less, batches have become smaller, and a trial begins again.
const SMALLER: usize = 4;

/// More threads than needed must be faster by so much.
const WORTH: f64 = 1.02;

/// There is another trial when there have been so many times as many steps.
const AGAIN: u64 = 8;

/// The numbers of threads that are tried, of so many: powers of two, and all.
pub(super) fn candidates(threads: usize) -> impl Iterator<Item = usize> {
    let below = (0..).map(|power| 1 << power);
    let below = below.take_while(move |&candidate| candidate < threads);
    below.chain(std::iter::once(threads))
}

/// A number of threads, and how it has done in a trial.
#[derive(Debug)]
struct Candidate {
    threads: usize,
    /// Seconds a sample in each turn so far.
    turns: Vec<f64>,
    /// Whether one of them was [`LONG`].
    long: bool,
    hopeless: bool,
}

impl Candidate {
    /// The median of its turns: a turn is short enough to meet another process, or to escape all.
    fn seconds(&self) -> f64 {
        let mut turns = [f64::INFINITY; ROUNDS];
        let turns = &mut turns[..self.turns.len()];
        turns.copy_from_slice(&self.turns);
        turns.sort_unstable_by(f64::total_cmp);
        turns.get(turns.len() / 2).copied().unwrap_or(f64::INFINITY)
    }

    /// Whether all its turns were too slow for the fastest to be this one: at least two of them, unless one was long, lest another process
    /// takes the fastest from a trial.
    fn is_beaten(&self, fastest: f64) -> bool {
        let shortest = self.turns.iter().copied().fold(f64::INFINITY, f64::min);
        (self.long || self.turns.len() > 1) && shortest > HOPELESS * fastest
    }
}

/// What the steps of a run are timed by.
#[derive(Debug)]
pub(super) struct Pace {
    /// Those with the most threads first.
    candidates: Vec<Candidate>,
    /// Whose turn it is, or what has been settled on.
    present: usize,
    /// Whether there is a trial, and whether the first step of the present turn has been done.
    tries: bool,
    warm: bool,
    /// Seconds and samples of the present turn.
    turn: [f64; 2],
    /// Steps so far, and those at which the next trial begins.
    steps: u64,
    next: u64,
    /// The largest batch of late, and how many steps of much smaller ones have followed each other in a trial.
    largest: usize,
    smaller: usize,
}

impl Pace {
    /// With so many threads at most.
    pub(super) fn new(threads: usize) -> Self {
        let candidate = |threads| Candidate {
            threads,
            turns: Vec::with_capacity(ROUNDS),
            long: false,
            hopeless: false,
        };
        let mut candidates: Vec<_> = candidates(threads).map(candidate).collect();
        candidates.reverse();
        Self {
            candidates,
            present: 0,
            tries: threads > 1,
            warm: false,
            turn: [0.0; 2],
            steps: 0,
            next: u64::MAX,
            largest: 0,
            smaller: 0,
        }
    }

    /// On how many threads the next step is to be done.
    pub(super) fn threads(&self) -> usize {
        self.candidates[self.present].threads
    }

    /// Notes that a step of so many samples took so many seconds on that many threads.
    pub(super) fn note(&mut self, samples: usize, seconds: f64) {
        self.steps += 1;
        self.largest = self.largest.max(samples);
        if !self.tries {
            if self.steps >= self.next {
                self.begin();
            }
            return;
        }
        // The rest of an epoch tells little.
        if 2 * samples <= self.largest {
            self.smaller += 1;
            if self.smaller == SMALLER {
                self.begin();
            }
            return;
        }
        self.smaller = 0;
        // A long step is one to get warm and a turn in one, unless memory is touched for the first time.
        if !self.warm && (seconds < LONG || self.steps == 1) {
            self.warm = true;
            return;
        }
        self.turn[0] += seconds;
        self.turn[1] += samples as f64;
        let [seconds, samples] = self.turn;
        if seconds < TURN {
            return;
        }
        self.candidates[self.present].turns.push(seconds / samples);
        self.end_turn();
    }

    fn begin(&mut self) {
        for candidate in &mut self.candidates {
            candidate.turns.clear();
            candidate.long = false;
            candidate.hopeless = false;
        }
        (self.largest, self.smaller) = (0, 0);
        self.tries = true;
        self.ask(0);
    }

    fn ask(&mut self, candidate: usize) {
        self.present = candidate;
        self.warm = false;
        self.turn = [0.0; 2];
    }

    fn end_turn(&mut self) {
        let later = self.present + 1..self.candidates.len();
        let long = self.turn[0] >= LONG;
        self.candidates[self.present].long |= long;
        if long && self.candidates[self.present].seconds() > HOPELESS * self.fastest() {
            for fewer in &mut self.candidates[later.clone()] {
                fewer.hopeless |= fewer.turns.is_empty();
            }
        }
        if let Some(next) = self.hopeful(later) {
            return self.ask(next);
        }
        let fastest = self.fastest();
        for candidate in &mut self.candidates {
            candidate.hopeless |= candidate.is_beaten(fastest);
        }
        let all = 0..self.candidates.len();
        let first = self.hopeful(all.clone()).unwrap_or(0);
        let others = self.hopeful(first + 1..all.end).is_some();
        if others && self.candidates[first].turns.len() < ROUNDS {
            return self.ask(first);
        }
        let worth = |candidate: &Candidate| candidate.seconds() <= WORTH * fastest;
        self.present = self.candidates.iter().rposition(worth).unwrap_or(0);
        self.tries = false;
        self.next = self.steps.saturating_mul(AGAIN);
    }

    /// The first of some candidates that may be the fastest.
    fn hopeful(&self, mut among: std::ops::Range<usize>) -> Option<usize> {
        among.find(|&candidate| !self.candidates[candidate].hopeless)
    }

    fn fastest(&self) -> f64 {
        let hopeful = self
            .candidates
            .iter()
            .filter(|candidate| !candidate.hopeless);
        hopeful
            .map(Candidate::seconds)
            .fold(f64::INFINITY, f64::min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What steps of 32 samples are settled on, where they take so long.
    fn settled(pace: &mut Pace, mut seconds: impl FnMut(usize) -> f64) -> usize {
        for _ in 0..1000 {
            let time = seconds(pace.threads());
            pace.note(32, time);
            if !pace.tries {
                return pace.threads();
            }
        }
        panic!("a trial without an end");
    }

    #[test]
    fn the_fastest_number_of_threads_is_settled_on() {
        assert_eq!(candidates(1).collect::<Vec<_>>(), [1]);
        assert_eq!(candidates(6).collect::<Vec<_>>(), [1, 2, 4, 6]);
        assert_eq!(candidates(16).collect::<Vec<_>>(), [1, 2, 4, 8, 16]);
        for best in candidates(16) {
            let distance = |threads: usize| (threads as f64 / best as f64).log2().abs();
            let seconds = |threads| 1e-4 * (1.0 + 0.1 * distance(threads));
            assert_eq!(settled(&mut Pace::new(16), seconds), best);
        }
        // What gains nothing is left to others.
        assert_eq!(settled(&mut Pace::new(16), |_| 1e-4), 1);
        assert_eq!(settled(&mut Pace::new(2), |n| 1e-4 - 1e-7 * n as f64), 1);
    }

    #[test]
    fn other_processes_are_no_reason() {
        // A turn of each candidate meets one that takes the core.
        let mut step = 0;
        let mut pace = Pace::new(2);
        let disturbed = |threads| {
            step += 1;
            let own = if threads == 2 { 6e-5 } else { 1e-4 };
            if step % 20 == 0 { 4e-3 } else { own }
        };
        assert_eq!(settled(&mut pace, disturbed), 2);
        // The first turn of the fastest meets one.
        let mut step = 0;
        let disturbed = |threads| {
            step += 1;
            let own = if threads == 2 { 6e-5 } else { 1e-4 };
            if step == 2 { 4e-3 } else { own }
        };
        assert_eq!(settled(&mut Pace::new(2), disturbed), 2);
    }

    #[test]
    fn batches_may_become_smaller() {
        let mut pace = Pace::new(2);
        for _ in 0..3 {
            pace.note(1000, 1e-3);
        }
        assert!(pace.tries);
        assert_eq!(settled(&mut pace, |n| 1e-3 / n as f64), 2);
        // Before a trial as well as in one.
        pace.note(1000, 1e-3);
        while !pace.tries {
            pace.note(32, 1e-3);
        }
        assert_eq!(settled(&mut pace, |n| 1e-3 * n as f64), 1);
    }

    #[test]
    fn hopeless_candidates_are_asked_twice_at_most() {
        let asked = |of_one: f64| {
            let mut steps = [0; 17];
            let seconds = |threads: usize| {
                steps[threads] += 1;
                of_one / threads as f64
            };
            assert_eq!(settled(&mut Pace::new(16), seconds), 16);
            [steps[8], steps[4], steps[2], steps[1]]
        };
        assert_eq!(asked(1.0), [1, 0, 0, 0]);
        // A turn is two steps where these are short, and one that is short is not trusted alone.
        assert_eq!(asked(5e-3), [4, 4, 4, 1]);
    }

    #[test]
    fn a_machine_that_changes_is_tried_again() {
        let mut pace = Pace::new(2);
        assert_eq!(settled(&mut pace, |n| 1e-3 / n as f64), 2);
        let steps = pace.steps;
        while !pace.tries {
            pace.note(32, 1e-3);
        }
        assert_eq!(pace.steps, AGAIN * steps);
        assert_eq!(settled(&mut pace, |n| 1e-3 * n as f64), 1);
    }

    #[test]
    fn the_rest_of_an_epoch_is_not_timed() {
        let mut pace = Pace::new(2);
        let mut turn = |samples| {
            pace.note(samples, 1.0);
            pace.threads()
        };
        // One step to get warm, one that is timed.
        assert_eq!([turn(32), turn(5), turn(32)], [2, 2, 1]);
        // And where steps are long, one that is both.
        assert_eq!([turn(16), turn(32)], [1, 2]);
    }
}
