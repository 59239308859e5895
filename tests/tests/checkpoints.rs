//! Checkpoints of every version of the format, as they were written then, are read, or refused with the reason.
//!
//! A new version has its files written once, by `UPDATE=1 cargo test --release -p tests --test checkpoints`; those of the older
//! ones stay as they are.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::LoadError;
use flow_runtime::prelude::*;
use std::path::PathBuf;
use tests::{perturbed, rng};

flow! {
    struct Chain<f64, 3> = 2 * (MAF(5, activation = tanh) >> Reverse) >> |z; a, b > 0| sinh(b * z + a) >> Standardize;
    struct Curved<2> = 2 * (NSF(4) >> Reverse);
    struct Posterior<2 | 1> = Mixture(2) >> 2 * (RealNVP(4) >> Permute[1, 0]);
}

/// What is written today.
const VERSION: u32 = 2;

fn stored(version: u32, name: &str) -> PathBuf {
    let file = format!("checkpoints/version{version}_{name}.safetensors");
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file)
}

#[test]
fn all_versions_are_read() {
    if std::env::var_os("UPDATE").is_some() {
        let save = |version: u32, name: &str| stored(version, name);
        perturbed(Curved::new(&mut rng()))
            .save(save(VERSION, "curved"))
            .expect("saving");
        let chain = Chain::load(save(VERSION - 1, "chain")).expect("the last version");
        chain.save(save(VERSION, "chain")).expect("saving");
        let posterior = Posterior::load(save(VERSION - 1, "posterior")).expect("the last version");
        posterior.save(save(VERSION, "posterior")).expect("saving");
    }
    // ln p as the first version of the format had it, when the files were written.
    for version in 1..=VERSION {
        let chain = Chain::load(stored(version, "chain")).expect("reading");
        for (x, log_prob) in [
            ([0.0; 3], -7.377_542_464_207_174),
            ([1.5, -2.0, 3.0], -5.891_807_361_193_85),
        ] {
            let found = chain.log_prob(&SVector::from(x));
            assert!(
                (found - log_prob).abs() < 1e-12,
                "version {version}: {found}"
            );
        }
        let posterior = Posterior::load(stored(version, "posterior")).expect("reading");
        for (x, log_prob) in [([0.0; 2], -1.835_451_2), ([1.5, -0.5], -4.719_636)] {
            let found = posterior
                .given(&SVector::from([0.5]))
                .log_prob(&SVector::from(x));
            assert!(
                (found - log_prob).abs() < 1e-5,
                "version {version}: {found}"
            );
        }
    }
    let curved = Curved::load(stored(2, "curved")).expect("reading");
    for (x, log_prob) in [([0.0; 2], -2.060_360_7), ([1.5, -0.5], -3.174_172_4)] {
        let found = curved.log_prob(&SVector::from(x));
        assert!((found - log_prob).abs() < 1e-5, "{found:?}");
    }
}

/// Splines had another meaning in version 1.
#[test]
fn what_means_another_density_now_is_refused() {
    let refused = Curved::load(stored(1, "curved")).unwrap_err();
    assert!(
        matches!(refused, LoadError::OlderMeaning { found: 1, .. }),
        "{refused}"
    );
}

/// Else a file of the older version would be missing here.
#[test]
fn the_newest_version_is_the_one_that_is_written() {
    let bytes = Curved::new(&mut rng()).to_bytes().expect("a checkpoint");
    let header = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    assert!(
        header.contains(&format!("version {VERSION}\\ncrc32")),
        "{header}"
    );
}
