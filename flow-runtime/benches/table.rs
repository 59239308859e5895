//! How fast a CSV file of 200 MB is read: `cargo bench -p flow-runtime --features table --bench table`.

use flow_runtime::prelude::*;
use flow_runtime::table::Table;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::time::Instant;

/// Bytes of the file, about.
const SIZE: u64 = 200_000_000;
const COLUMNS: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::temp_dir().join(format!("flow-table-{}.csv", std::process::id()));
    let result = write(&path).and_then(|()| read(&path));
    fs::remove_file(&path)?;
    result
}

/// Ten columns of numbers as programs write them, of seven digits.
fn write(path: &std::path::Path) -> Result<(), Box<dyn Error>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let mut file = BufWriter::new(File::create(path)?);
    let names: Vec<String> = (0..COLUMNS).map(|i| format!("column{i}")).collect();
    let mut written = writeln!(file, "{}", names.join(",")).map(|()| 0)?;
    let mut line = String::new();
    while written < SIZE {
        line.clear();
        for _ in 0..COLUMNS {
            let number: f32 = 200.0 * rng.random::<f32>() - 100.0;
            line.push_str(&number.to_string());
            line.push(',');
        }
        line.pop();
        line.push('\n');
        file.write_all(line.as_bytes())?;
        written += line.len() as u64;
    }
    Ok(file.flush()?)
}

/// The best of three.
fn read(path: &std::path::Path) -> Result<(), Box<dyn Error>> {
    let megabytes = fs::metadata(path)?.len() as f64 / 1e6;
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let start = Instant::now();
        let table: Table<f32> = Table::read(path)?;
        let seconds = start.elapsed().as_secs_f64();
        best = best.min(seconds);
        println!("{} rows in {seconds:.2} s", table.rows());
    }
    println!("{megabytes:.0} MB, {:.0} MB/s", megabytes / best);
    Ok(())
}
