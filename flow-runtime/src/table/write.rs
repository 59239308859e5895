//! Tables into files.

use super::reader::Format;
use super::rows::Field;
use super::text::{DELIMITERS, field};
use super::{Table, TableErrorKind};
use crate::io::replace;
use crate::real::Real;
use csv::QuoteStyle;
use flate2::Compression;
use flate2::write::GzEncoder;
use npyz::WriterBuilder;
use std::io::{self, Write};
use std::path::Path;

/// Writes the table, whole or not at all.
pub(super) fn write<T: Real>(table: &Table<T>, path: &Path) -> Result<(), TableErrorKind> {
    let bytes = match Format::of(path) {
        Some(Format::Text { tabs, zipped }) => text(table, if tabs { b'\t' } else { b',' }, zipped),
        Some(Format::Npy) => npy(table),
        _ => {
            return Err(TableErrorKind::UnknownFormat {
                known: ".csv, .tsv, .csv.gz, .tsv.gz or .npy",
            });
        }
    };
    bytes
        .and_then(|bytes| replace(path, &bytes))
        .map_err(TableErrorKind::Write)
}

fn text<T: Real>(table: &Table<T>, delimiter: u8, zipped: bool) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if has_header(table)? {
        // A name may hold what others take for a delimiter.
        let ambiguous = |name: &String| name.bytes().any(|byte| DELIMITERS.contains(&byte));
        let quotes = if table.columns.iter().any(ambiguous) {
            QuoteStyle::Always
        } else {
            QuoteStyle::Necessary
        };
        let mut header = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .quote_style(quotes)
            .from_writer(&mut bytes);
        header.write_record(&table.columns)?;
        header.flush()?;
    }
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(bytes);
    let width = table.columns.len().max(1);
    for row in table.values.chunks_exact(width) {
        let fields = row.iter().zip(&table.columns);
        let fields = fields.map(|(value, column)| {
            let code = value.to_f64() as usize;
            let text = table.dictionary.text(column, code);
            match text.filter(|_| code as f64 == value.to_f64()) {
                Some(text) => text.to_owned(),
                None => format!("{value:?}"),
            }
        });
        writer.write_record(fields)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    if !zipped {
        return Ok(bytes);
    }
    let mut zip = GzEncoder::new(Vec::new(), Compression::default());
    zip.write_all(&bytes)?;
    zip.finish()
}

/// Whether the names are written: not where they are only numbers of columns, which would be read as a row.
fn has_header<T>(table: &Table<T>) -> io::Result<bool> {
    let names = &table.columns;
    let is_number = |(number, name): (usize, &String)| *name == number.to_string();
    if names.iter().enumerate().all(is_number) {
        return Ok(false);
    }
    if names
        .iter()
        .all(|name| field(name.as_bytes()) == Field::Other)
    {
        return Ok(true);
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        "a name that is a number, or stands for a missing value, would be read as a row of numbers; rename the columns",
    ))
}

fn npy<T: Real>(table: &Table<T>) -> io::Result<Vec<u8>> {
    if size_of::<T>() == size_of::<f32>() {
        array::<f32>(bytemuck::cast_slice(&table.values), table.columns.len())
    } else {
        array::<f64>(bytemuck::cast_slice(&table.values), table.columns.len())
    }
}

fn array<N: npyz::AutoSerialize + Copy>(values: &[N], columns: usize) -> io::Result<Vec<u8>> {
    let rows = values.len() / columns.max(1);
    let mut bytes = Vec::new();
    let mut writer = npyz::WriteOptions::new()
        .default_dtype()
        .shape(&[rows as u64, columns as u64])
        .writer(&mut bytes)
        .begin_nd()?;
    writer.extend(values.iter().copied())?;
    writer.finish()?;
    Ok(bytes)
}
