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

    struct Picture<f64, [1, 4, 4]> = Glow(conv(4)) >> Split >> Glow(conv(4)) >> Unsqueeze;
    #[allow(deprecated, reason = "one element, whose patches are independent inside")]
    struct Patches<f64, [1, 4, 4]> = MAF(attention(4, layers = 1, heads = 2), patch = 2) >> Reverse;
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
        perturbed(Picture::new(&mut rng()))
            .save(save(VERSION, "picture"))
            .expect("saving");
        perturbed(Patches::new(&mut rng()))
            .save(save(VERSION, "patches"))
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

/// Where a parameter is in the file is said by the order of channels, taps, tokens and heads alone, which nothing else would notice.
#[test]
fn networks_that_know_shapes_are_read() {
    let ramp = SVector::from_fn(|i, _| i as f64 / 8.0 - 1.0);
    let zigzag = SVector::from_fn(|i, _| (i * 7 % 16) as f64 / 16.0 - 0.3);
    let picture = Picture::load(stored(2, "picture")).expect("reading");
    let patches = Patches::load(stored(2, "patches")).expect("reading");
    let found = [ramp, zigzag].map(|x| [picture.log_prob(&x), patches.log_prob(&x)]);
    let log_prob = [
        [-17.355_973_248_632_882, -17.782_311_936_611_414],
        [-15.333_989_261_186_854, -15.503_336_367_145_124],
    ];
    for (found, log_prob) in found.as_flattened().iter().zip(log_prob.as_flattened()) {
        assert!((found - log_prob).abs() < 1e-11, "{found:?}");
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
