//! Files of every format that a signal is read from. The same entry runs bounded in `tests/tests/hostile.rs`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| hostile::signal(bytes));
