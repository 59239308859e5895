//! The state of a run as bytes.
//!
//! ```text
//! flow-runtime run 1
//! crc32 1c291ca3
//! flow: "<f32, 2> = MAF(8)"
//! …
//! ```
//!
//! A line for everything that the run must be the same in, an empty line, and the numbers of the state: counts of 8 bytes,
//! numbers as they are, lists after their length, all little-endian. The checksum covers what follows its line.

use super::state::State;
use crate::io::{crc32, swap_on_big_endian};
use crate::real::Real;
use std::fmt;

const TITLE: &str = "flow-runtime run 1\n";

/// Why a state cannot be gone on from.
#[derive(Debug, PartialEq)]
pub(super) enum Problem {
    Damaged(&'static str),
    /// It is of another run.
    Other {
        what: String,
        found: String,
        expected: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(reason) => f.write_str(reason),
            Self::Other {
                what,
                found,
                expected,
            } => write!(f, "{what} is {found} and not {expected}"),
        }
    }
}

const CUT_SHORT: Problem = Problem::Damaged("is cut short");
const CORRUPTED: Problem = Problem::Damaged("is corrupted: its numbers do not fit together");

pub(super) fn to_bytes<T: Real, const N: usize>(
    identity: &str,
    state: &mut State<T, N>,
) -> Vec<u8> {
    let mut content = format!("{identity}\n").into_bytes();
    let written = each_field(state, &mut Writer(&mut content));
    written.expect("writing to memory does not fail");
    let mut bytes = format!("{TITLE}crc32 {:08x}\n", crc32(&[&content])).into_bytes();
    bytes.append(&mut content);
    bytes
}

/// Fills in a state, of a run that has not begun, from bytes. Whatever these are, it needs no memory that they do not have.
pub(super) fn from_bytes<T: Real, const N: usize>(
    bytes: &[u8],
    identity: &str,
    state: &mut State<T, N>,
) -> Result<(), Problem> {
    let rest = bytes
        .strip_prefix(TITLE.as_bytes())
        .ok_or(Problem::Damaged("is not the file of a run"))?;
    let line = rest.split_first_chunk::<15>();
    let (checksum, content) = line.ok_or(CUT_SHORT)?;
    let expected = format!("crc32 {:08x}\n", crc32(&[content]));
    if *checksum != *expected.as_bytes() {
        return Err(Problem::Damaged(
            "is corrupted or cut short: its checksum is another",
        ));
    }
    let end = content.windows(2).position(|pair| pair == b"\n\n");
    let (found, numbers) = content.split_at(end.ok_or(CORRUPTED)? + 1);
    compare(str::from_utf8(found).map_err(|_| CORRUPTED)?, identity)?;
    let mut reader = Reader(&numbers[1..]);
    each_field(state, &mut reader)?;
    if reader.0.is_empty() && fits_together(state) {
        Ok(())
    } else {
        Err(CORRUPTED)
    }
}

/// Says what is not the same, by the first line that is not.
pub(super) fn compare(found: &str, expected: &str) -> Result<(), Problem> {
    let value = |text: &str, name: &str| {
        let mut lines = text.lines().filter_map(|line| line.split_once(": "));
        let line = lines.find(|(other, _)| *other == name);
        line.map_or("none", |(_, value)| value).to_owned()
    };
    for line in expected.lines().chain(found.lines()) {
        let name = line.split_once(": ").map_or(line, |(name, _)| name);
        let (found, expected) = (value(found, name), value(expected, name));
        if found != expected {
            return Err(Problem::Other {
                what: name.to_owned(),
                found,
                expected,
            });
        }
    }
    Ok(())
}

/// More steps, and samples in an epoch, than any run has: what is counted on from here does not overflow.
const MOST: u64 = 1 << 53;

fn fits_together<T, const N: usize>(state: &State<T, N>) -> bool {
    let (history, epochs) = (&state.history, state.epoch);
    history.train_nll.len() == epochs
        && [0, epochs].contains(&history.valid_nll.len())
        && history.learning_rate.len() == epochs
        && history.grad_norm.len() == epochs
        && history.best_epoch <= epochs
        && history.best_epoch == state.candidates.epoch
        && history.skipped_steps <= state.steps
        && state.batch as u64 <= state.steps
        && state.waited <= epochs
        && state.plateaus as usize <= epochs
        && state.steps.max(state.epoch_samples) < MOST
        && history.seconds >= 0.0
}

/// What is done with a number of the state: it is written, or read.
trait Field {
    fn count(&mut self, count: &mut u64) -> Result<(), Problem>;
    fn scalars<T: Real>(&mut self, scalars: &mut [T]) -> Result<(), Problem>;
    fn list(&mut self, list: &mut Vec<f64>) -> Result<(), Problem>;

    fn size(&mut self, size: &mut usize) -> Result<(), Problem> {
        let mut count = *size as u64;
        self.count(&mut count)?;
        *size = count.try_into().map_err(|_| CORRUPTED)?;
        Ok(())
    }

    fn number(&mut self, number: &mut f64) -> Result<(), Problem> {
        self.scalars(std::slice::from_mut(number))
    }
}

/// All that a state has, in the order of the file.
fn each_field<T: Real, const N: usize>(
    state: &mut State<T, N>,
    field: &mut impl Field,
) -> Result<(), Problem> {
    let State {
        params,
        average,
        optimizer,
        steps,
        epoch,
        batch,
        batches,
        epoch_nll,
        epoch_samples,
        grad_norm,
        learning_rate,
        candidates,
        plateaus,
        waited,
        history,
    } = state;
    for count in [steps, epoch_samples, &mut history.skipped_steps] {
        field.count(count)?;
    }
    let sizes = [epoch, batch, batches, waited, &mut candidates.epoch];
    for size in sizes.into_iter().chain([&mut history.best_epoch]) {
        field.size(size)?;
    }
    let mut count = u64::from(*plateaus);
    field.count(&mut count)?;
    *plateaus = count.try_into().map_err(|_| CORRUPTED)?;
    let losses = [
        epoch_nll,
        &mut candidates.least,
        &mut candidates.least_train,
    ];
    for number in losses.into_iter().chain([grad_norm, learning_rate]) {
        field.number(number)?;
    }
    field.number(&mut history.seconds)?;
    for list in [&mut history.train_nll, &mut history.valid_nll] {
        field.list(list)?;
    }
    for list in [&mut history.learning_rate, &mut history.grad_norm] {
        field.list(list)?;
    }
    for scalars in optimizer.iter_mut().chain([params, average]) {
        field.scalars(scalars)?;
    }
    let [after, before] = &mut candidates.best;
    for scalars in [
        &mut candidates.given,
        &mut candidates.current,
        after,
        before,
    ] {
        field.scalars(scalars)?;
    }
    Ok(())
}

struct Writer<'a>(&'a mut Vec<u8>);

impl Field for Writer<'_> {
    fn count(&mut self, count: &mut u64) -> Result<(), Problem> {
        self.0.extend_from_slice(&count.to_le_bytes());
        Ok(())
    }

    fn scalars<T: Real>(&mut self, scalars: &mut [T]) -> Result<(), Problem> {
        let start = self.0.len();
        self.0.extend_from_slice(bytemuck::cast_slice(scalars));
        swap_on_big_endian(&mut self.0[start..], size_of::<T>());
        Ok(())
    }

    fn list(&mut self, list: &mut Vec<f64>) -> Result<(), Problem> {
        self.count(&mut (list.len() as u64))?;
        self.scalars(list)
    }
}

/// What is left of the bytes.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], Problem> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or(CUT_SHORT)?;
        self.0 = rest;
        Ok(taken)
    }
}

impl Field for Reader<'_> {
    fn count(&mut self, count: &mut u64) -> Result<(), Problem> {
        let bytes = self.take(8)?.try_into().map_err(|_| CUT_SHORT)?;
        *count = u64::from_le_bytes(bytes);
        Ok(())
    }

    fn scalars<T: Real>(&mut self, scalars: &mut [T]) -> Result<(), Problem> {
        let bytes = self.take(size_of_val(scalars))?;
        let scalars: &mut [u8] = bytemuck::cast_slice_mut(scalars);
        scalars.copy_from_slice(bytes);
        swap_on_big_endian(scalars, size_of::<T>());
        Ok(())
    }

    fn list(&mut self, list: &mut Vec<f64>) -> Result<(), Problem> {
        let mut len = 0;
        self.size(&mut len)?;
        if len > self.0.len() / size_of::<f64>() {
            return Err(CUT_SHORT);
        }
        list.resize(len, 0.0);
        self.scalars(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::History;
    use rand::rngs::Xoshiro256PlusPlus;
    use rand::{RngExt, SeedableRng};

    const IDENTITY: &str = "flow: \"<f64, 2> = MAF(8)\"\nbatch size: 32\nsamples: 3\n";

    fn new() -> State<f32, 2> {
        State::new(
            vec![0.0; 5],
            vec![0.0; 5],
            true,
            History::with_room(3, true),
        )
    }

    /// After an epoch and a batch.
    fn state() -> State<f32, 2> {
        let mut state = new();
        state.params = vec![0.1, -2.0, f32::MIN_POSITIVE, 1e30, -0.0];
        state.optimizer[1] = vec![1.0, 2.0, 3.0, 4.0, 5.0];
        (state.steps, state.batch) = (4, 3);
        (state.epoch_nll, state.epoch_samples) = (12.5, 96);
        state.end_epoch(Some(0.25), None);
        (state.steps, state.batch, state.plateaus) = (5, 1, 1);
        state.history.skipped_steps = 1;
        state.history.seconds = 3.5;
        state
    }

    fn read(bytes: &[u8]) -> Result<State<f32, 2>, Problem> {
        let mut state = new();
        from_bytes(bytes, IDENTITY, &mut state).map(|()| state)
    }

    #[test]
    fn what_was_written_is_read() {
        let bytes = to_bytes(IDENTITY, &mut state());
        let read = read(&bytes).unwrap();
        assert_eq!(read, state());
        assert_eq!(read.params[4].to_bits(), (-0.0_f32).to_bits());
    }

    #[test]
    fn another_run_is_told_by_what_differs() {
        let bytes = to_bytes(IDENTITY, &mut state());
        for (other, what, found, expected) in [
            (IDENTITY.replace("32", "64"), "batch size", "32", "64"),
            (IDENTITY.replace(": 3\n", ": 4\n"), "samples", "3", "4"),
            (format!("{IDENTITY}seed: 1\n"), "seed", "none", "1"),
            (IDENTITY.replace("samples: 3\n", ""), "samples", "3", "none"),
        ] {
            let problem = from_bytes(&bytes, &other, &mut new()).unwrap_err();
            let expected = Problem::Other {
                what: what.to_owned(),
                found: found.to_owned(),
                expected: expected.to_owned(),
            };
            assert_eq!(problem, expected);
        }
    }

    /// Whatever happens to a file, also where the checksum is right, it is read or refused.
    #[test]
    fn damage_is_refused_and_never_a_panic() {
        let bytes = to_bytes(IDENTITY, &mut state());
        for len in 0..bytes.len() {
            assert!(read(&bytes[..len]).is_err(), "{len} bytes");
        }
        let start = TITLE.len() + 15;
        let sign = |content: &[u8]| {
            let mut bytes = format!("{TITLE}crc32 {:08x}\n", crc32(&[content])).into_bytes();
            bytes.extend_from_slice(content);
            bytes
        };
        assert_eq!(sign(&bytes[start..]), bytes);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
        for _ in 0..20_000 {
            let mut damaged = bytes.clone();
            let at = rng.random_range(0..damaged.len());
            damaged[at] ^= 1 << rng.random_range(0..8);
            assert!(read(&damaged).is_err(), "byte {at}");
            let mut content = bytes[start..].to_vec();
            for _ in 0..rng.random_range(1..4) {
                let at = rng.random_range(0..content.len());
                content[at] = rng.random();
            }
            content.truncate(rng.random_range(content.len() - 3..=content.len()));
            if let Ok(state) = read(&sign(&content)) {
                assert_eq!(state.history.train_nll.len(), state.epoch);
            }
        }
    }
}
