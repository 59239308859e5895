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
    let mut tables = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "dim") {
            tables.push(path);
        }
    }
    tables.sort();
    let mut rows = vec![
        ["table", "gaussian", "gaussians"]
            .map(String::from)
            .to_vec(),
    ];
    for path in tables {
        let dim = fs::read_to_string(&path)?;
        let dim = dim.trim().parse().ok().filter(|&dim| dim > 0);
        let dim = dim.ok_or_else(|| format!("`{}` is no number of columns", path.display()))?;
        let [train, valid, test] = ["train", "valid", "test"].map(|part| read(&path, part, dim));
        let (train, valid, test) = (train?, valid?, test?);
        let singular = "a covariance of the table is singular";
        let nll = |fitted: Option<Gaussians>| fitted.map(|fitted| -fitted.mean_log_prob(&test));
        let one = nll(Gaussians::one(&train)).ok_or(singular)?;
        let some = (0..refits as u64).map(|seed| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
            nll(Gaussians::some(&train, &valid, &mut rng)).ok_or(singular)
        });
        let some = some.collect::<Result<Vec<f64>, _>>()?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
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
fn read(table: &Path, part: &str, dim: usize) -> Result<Columns, Box<dyn Error>> {
    let path = table.with_extension(format!("{part}.f32"));
    let bytes = fs::read(&path)?;
    let (numbers, rest) = bytes.as_chunks();
    if !rest.is_empty() || !numbers.len().is_multiple_of(dim) {
        return Err(format!("`{}` is cut short: {dim} columns", path.display()).into());
    }
    let numbers: Vec<f32> = numbers.iter().map(|&b| f32::from_le_bytes(b)).collect();
    Ok(columns(&numbers.chunks_exact(dim).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::{compare, read};
    use std::fs;

    #[test]
    fn files_that_are_cut_short_are_refused() {
        let folder = std::env::temp_dir().join(format!("flow-parts-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let table = folder.join("a.dim");
        let said = |bytes: usize| {
            fs::write(folder.join("a.test.f32"), vec![0; bytes]).unwrap();
            read(&table, "test", 2).err().map(|error| error.to_string())
        };
        assert_eq!(said(16), None);
        for bytes in [15, 12] {
            let said = said(bytes).expect("refused");
            assert!(
                said.ends_with("a.test.f32` is cut short: 2 columns"),
                "{said}"
            );
        }
        for dim in ["0", "", "two"] {
            fs::write(&table, dim).unwrap();
            let said = compare(&folder, 1).expect_err("refused").to_string();
            assert!(said.ends_with("a.dim` is no number of columns"), "{said}");
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
