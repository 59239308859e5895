//! What can be chosen on the command line.

use clap::Parser;
use examples::count;
use std::path::PathBuf;

/// Trains a normalizing flow on the two moons and draws every step.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
pub(crate) struct Args {
    /// How often every point is seen in training
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = count)]
    pub(crate) epochs: usize,

    /// Points per training step
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = count)]
    pub(crate) batch_size: usize,

    /// Learning rate of Adam
    #[arg(long, value_name = "RATE", default_value_t = 1e-3, value_parser = rate)]
    pub(crate) learning_rate: f64,

    /// Seed of all that is random
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = seed)]
    pub(crate) seed: u64,

    /// Points to train on
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = count)]
    pub(crate) points: usize,

    /// Folder for the pictures; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(crate) out: PathBuf,
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| format!("expected a whole number from 0 to {}", u64::MAX))
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(rate) if rate > 0.0 && rate <= 1.0 => Ok(rate),
        _ => Err("expected a number above 0 and at most 1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first line of what is said about these flags.
    fn mistake(flags: &[&str]) -> String {
        let error = Args::try_parse_from([&["moons"], flags].concat()).unwrap_err();
        assert!(error.use_stderr());
        error.to_string().lines().next().unwrap().to_owned()
    }

    #[test]
    fn the_textbook_s_settings_are_the_defaults() {
        let args = Args::parse_from(["moons"]);
        assert_eq!(
            (args.epochs, args.batch_size, args.points, args.seed),
            (100, 32, 10_000, 0)
        );
        assert_eq!((args.learning_rate, args.out), (1e-3, PathBuf::from("out")));
    }

    #[test]
    fn mistakes_are_named_in_a_line() {
        let whole = "expected a whole number from 1 to 10000000";
        let rate = "expected a number above 0 and at most 1";
        for (flag, values, expected) in [
            (
                "--epochs",
                &["0", "-1", "1e3", "many", "10000001", "99999999999999999999"],
                whole,
            ),
            (
                "--batch-size",
                &["0", "-1", "", "1.5", "10000001", "inf"],
                whole,
            ),
            (
                "--points",
                &["0", "-1", "NaN", " 1", "10000001", "1_000"],
                whole,
            ),
            (
                "--learning-rate",
                &["0", "-1e-3", "NaN", "inf", "1.1", "fast"],
                rate,
            ),
        ] {
            for value in values {
                let said = mistake(&[&format!("{flag}={value}")]);
                assert!(said.starts_with("error: invalid value '"), "{said}");
                assert!(said.contains(flag) && said.ends_with(expected), "{said}");
            }
        }
        assert!(mistake(&["--seed", "-1"]).ends_with("from 0 to 18446744073709551615"));
        assert_eq!(
            mistake(&["--epoch", "3"]),
            "error: unexpected argument '--epoch' found"
        );
        assert_eq!(
            mistake(&["moon"]),
            "error: unexpected argument 'moon' found"
        );
    }
}
