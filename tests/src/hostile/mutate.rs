//! Files with something wrong in them.

use flow_runtime::prelude::*;

/// Numbers that lengths and counts should not be.
const ODD: [u64; 8] = [
    0,
    1,
    0x7f,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    u64::MAX,
];

/// Texts that mean something to some reader.
const WORDS: [&[u8]; 12] = [
    b"\"",
    b"\r\n",
    b",",
    b"NaN",
    b"1e999",
    b"-",
    b"{",
    b"}",
    b"(9999999999,)",
    b"'<f8'",
    b"\x00",
    b"\xff\xfe",
];

/// Changes a few places of a file: the same for the same seed.
#[derive(Debug)]
pub struct Mutator {
    rng: Xoshiro256PlusPlus,
}

impl Mutator {
    /// With this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            rng: Xoshiro256PlusPlus::seed_from_u64(seed),
        }
    }

    /// One to four changes.
    pub fn mutate(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        for _ in 0..self.rng.random_range(1..=4) {
            self.change(&mut bytes);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.place(bytes.len());
        let end = at + self.place(bytes.len() - at).min(64);
        match self.rng.random_range(0..8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.rng.random_range(0..8),
            1 if at < bytes.len() => bytes[at] = self.rng.random(),
            2 => bytes.truncate(at),
            3 => {
                bytes.drain(at..end);
            }
            4 => {
                let copy = bytes[at..end].to_vec();
                let to = self.place(bytes.len());
                bytes.splice(to..to, copy);
            }
            5 => {
                let odd = ODD[self.rng.random_range(0..ODD.len())].to_le_bytes();
                let width = 1 << self.rng.random_range(0..4);
                for (byte, odd) in bytes[at..].iter_mut().zip(&odd[..width]) {
                    *byte = *odd;
                }
            }
            _ => {
                let word = WORDS[self.rng.random_range(0..WORDS.len())];
                bytes.splice(at..at, word.iter().copied());
            }
        }
    }

    /// Headers stand at the beginning, the directory of an archive at the end.
    fn place(&mut self, len: usize) -> usize {
        let near = self.rng.random_range(0..=len.min(100));
        match self.rng.random_range(0..4) {
            0 => near,
            1 => len - near,
            _ => self.rng.random_range(0..=len),
        }
    }
}
