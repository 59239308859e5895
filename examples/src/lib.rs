//! What the programs share: how they read their command lines, make folders, and end. `fit_csv`, which is there to be copied, stands alone.

#![forbid(unsafe_code)]

use clap::Parser;
use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// The largest number that [`count`] takes.
const MOST: usize = 10_000_000;

/// Runs a program with its command line.
pub fn main<A: Parser, E: Display>(program: impl FnOnce(&A) -> Result<(), E>) -> ExitCode {
    match read() {
        Ok(args) => ended(program(&args)),
        Err(code) => code,
    }
}

/// How a program ends that has returned this: an error is one line on standard error.
pub fn ended<E: Display>(result: Result<(), E>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

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

/// Makes a folder, if it is not there, and those that it is in.
///
/// # Errors
///
/// Which folder could not be made, and why.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| {
        let message = format!("cannot make the folder `{}`: {error}", folder.display());
        io::Error::new(error.kind(), message)
    })
}
