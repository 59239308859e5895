//! What the programs share: how they read their command lines. `fit_csv`, which is there to be copied, stands alone.

#![forbid(unsafe_code)]

use clap::Parser;
use std::process::ExitCode;

/// The largest number that [`count`] takes.
const MOST: usize = 10_000_000;

/// Reads the command line. Help goes to standard output; a mistake is one line on standard error.
///
/// # Errors
///
/// How the program is to end, if there is no more to do.
pub fn read<A: Parser>() -> Result<A, ExitCode> {
    A::try_parse().map_err(|error| {
        if error.use_stderr() {
            eprintln!("{}", error.to_string().lines().next().unwrap_or("error"));
            ExitCode::from(2)
        } else {
            // A closed standard output is no mistake.
            let _ = error.print();
            ExitCode::SUCCESS
        }
    })
}

/// A whole number above 0.
///
/// # Errors
///
/// What was expected.
pub fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=MOST) => Ok(count),
        _ => Err(format!("expected a whole number from 1 to {MOST}")),
    }
}
