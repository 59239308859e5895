//! What the compiler says, with the places it points to, and what it accepts.
//!
//! `TRYBUILD=overwrite cargo test -p tests --test ui` rewrites the stored messages.

use std::process::Command;

/// The messages of rustc around ours change with its versions; the stored ones are this one's.
const RUSTC: &str = "rustc 1.95.";

#[test]
fn ui() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout);
    if !version.starts_with(RUSTC) {
        eprintln!("skipped: the stored messages are those of {RUSTC}x, this is {version}");
        return;
    }
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/fail/*.rs");
    // Compared as failures: of what compiles, trybuild does not look at the warnings.
    cases.compile_fail("tests/ui/warn/*.rs");
}
