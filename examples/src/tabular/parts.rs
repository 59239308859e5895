//! The Gaussians on tables that are split already, as `flow-runtime/benches/peers/tables` leaves them for all libraries: rows of
//! little-endian f32, a file for each part, and the number of columns beside them.

use crate::gaussians::{Columns, Gaussians, columns};
use crate::report::{Mean, table};
use flow_runtime::prelude::*;
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Test NLL in nats of a Gaussian and of a mixture, which starts with so many seeds, on every table of a folder.
pub(crate) fn compare(folder: &Path, refits: usize) -> Result<(), Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "dim") {
            names.push(path);
        }
    }
    names.sort();
    let mut rows = vec![
        ["table", "gaussian", "gaussians"]
            .map(String::from)
            .to_vec(),
    ];
    for name in names {
        let dim = fs::read_to_string(&name)?.trim().parse()?;
        let [train, valid, test] = ["train", "valid", "test"].map(|part| read(&name, part, dim));
        let (train, valid, test) = (train?, valid?, test?);
        let singular = "a covariance of the table is singular";
        let nll = |fitted: Option<Gaussians>| fitted.map(|fitted| -fitted.mean_log_prob(&test));
        let one = nll(Gaussians::one(&train)).ok_or(singular)?;
        let some = (0..refits as u64).map(|seed| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
            nll(Gaussians::some(&train, &valid, &mut rng)).ok_or(singular)
        });
        let some = some.collect::<Result<Vec<f64>, _>>()?;
        let name = name.file_stem().unwrap_or_default().to_string_lossy();
        rows.push(vec![
            name.into_owned(),
            Mean::of(&[one]).to_string(),
            Mean::of(&some).to_string(),
        ]);
    }
    writeln!(
        std::io::stdout(),
        "mean −ln p of test rows, in nats\n\n{}",
        table(&rows)
    )?;
    Ok(())
}

/// A part of a table with so many columns.
fn read(name: &Path, part: &str, dim: usize) -> Result<Columns, Box<dyn Error>> {
    let bytes = fs::read(name.with_extension(format!("{part}.f32")))?;
    let (numbers, _) = bytes.as_chunks();
    let numbers: Vec<f32> = numbers.iter().map(|&b| f32::from_le_bytes(b)).collect();
    Ok(columns(&numbers.chunks_exact(dim).collect::<Vec<_>>()))
}
