//! How fast a CSV file of 500 MB is read, and how fast the csv crate finds its fields, in turns:
//! `cargo bench -p flow-runtime --features table --bench table`.

use flow_runtime::prelude::*;
use flow_runtime::table::Table;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

/// Bytes of the file, about.
const SIZE: u64 = 500_000_000;
const ROUNDS: usize = 5;
const COLUMNS: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::temp_dir().join(format!("flow-table-{}.csv", std::process::id()));
    let result = write(&path).and_then(|()| read(&path));
    fs::remove_file(&path)?;
    result
}

/// Ten columns of numbers as programs write them, of seven digits.
fn write(path: &Path) -> Result<(), Box<dyn Error>> {
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

/// The best of some rounds, of each way.
fn read(path: &Path) -> Result<(), Box<dyn Error>> {
    let megabytes = fs::metadata(path)?.len() as f64 / 1e6;
    let (mut ours, mut fields) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        let (rows, table) = timed(|| Ok(Table::<f32>::read(path)?.rows()))?;
        let (records, found) = timed(|| find_fields(path))?;
        println!(
            "{rows} rows as a table in {table:.2} s, {records} records of fields in {found:.2} s"
        );
        (ours, fields) = (ours.min(table), fields.min(found));
    }
    println!(
        "{megabytes:.0} MB: a table at {:.0} MB/s, fields alone at {:.0} MB/s",
        megabytes / ours,
        megabytes / fields
    );
    Ok(())
}

/// What it returns, and the seconds that it takes.
fn timed<T>(read: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<(T, f64), Box<dyn Error>> {
    let start = Instant::now();
    let answer = read()?;
    Ok((answer, start.elapsed().as_secs_f64()))
}

/// How many records the csv crate finds.
fn find_fields(path: &Path) -> Result<usize, Box<dyn Error>> {
    let mut lines = csv::Reader::from_path(path)?;
    let (mut record, mut records) = (csv::ByteRecord::new(), 0);
    while lines.read_byte_record(&mut record)? {
        records += 1;
    }
    Ok(records)
}
