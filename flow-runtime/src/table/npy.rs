//! NumPy's formats: an array, NPY, and a zip archive of them, NPZ.

use super::TableErrorKind;
use super::arrays::{Array, chosen, other_type};
use super::text::failed;
use npyz::{DType, Deserialize, NpyFile, Order, TypeChar};
use std::fs::File;
use std::io::Read;
use zip::ZipArchive;
use zip::result::ZipError;

/// The longest header that is read; NumPy has the same limit. A header says type, order and shape.
const LONGEST_HEADER: usize = 10_000;

fn damaged(reason: impl Into<String>) -> TableErrorKind {
    TableErrorKind::Damaged {
        reason: reason.into(),
    }
}

/// Reads an NPY file.
pub(super) fn read(bytes: &[u8]) -> Result<Array, TableErrorKind> {
    if !bytes.starts_with(b"\x93NUMPY") {
        return Err(damaged("it is not an NPY file"));
    }
    // The length of the header is believed only if it is reasonable.
    let header = match bytes.get(6..12) {
        None => {
            return Err(TableErrorKind::CutShort { line: None });
        }
        Some([1, _, a, b, ..]) => usize::from(u16::from_le_bytes([*a, *b])),
        Some([_, _, a, b, c, d]) => u32::from_le_bytes([*a, *b, *c, *d]) as usize,
        Some(_) => unreachable!("six bytes were asked for"),
    };
    if header > LONGEST_HEADER {
        return Err(damaged("its header is too long"));
    }
    let start = if bytes[6] == 1 { 10 } else { 12 };
    let text = bytes.get(start..start + header).unwrap_or_default();
    if !has_product(&String::from_utf8_lossy(text)) {
        return Err(TableErrorKind::CutShort { line: None });
    }
    let file = NpyFile::new(bytes).map_err(failed)?;
    let DType::Plain(ty) = file.dtype() else {
        return Err(damaged("its rows are records, not numbers"));
    };
    let is_fortran = file.order() == Order::Fortran;
    let mut shape = Vec::new();
    for &axis in file.shape() {
        shape.push(usize::try_from(axis).map_err(|_| damaged("its shape is too large"))?);
    }
    let unread = || other_type("its numbers", format!("`{ty}`"));
    let size = ty.num_bytes().ok_or_else(unread)?;
    let count = shape.iter().try_fold(size, |n, &axis| n.checked_mul(axis));
    let rest = file.into_inner();
    match count {
        Some(count) if count == rest.len() => {}
        Some(count) if count < rest.len() => return Err(damaged("bytes follow after its end")),
        _ => {
            return Err(TableErrorKind::CutShort { line: None });
        }
    }
    let file = NpyFile::new(bytes).map_err(failed)?;
    let values = match (ty.type_char(), size) {
        (TypeChar::Float, 4) => numbers::<f32>(file),
        (TypeChar::Float, 8) => numbers::<f64>(file),
        (TypeChar::Int, 1) => numbers::<i8>(file),
        (TypeChar::Int, 2) => numbers::<i16>(file),
        (TypeChar::Int, 4) => numbers::<i32>(file),
        (TypeChar::Int, 8) => long_numbers::<i64>(file, |n| n as f64),
        (TypeChar::Uint, 1) => numbers::<u8>(file),
        (TypeChar::Uint, 2) => numbers::<u16>(file),
        (TypeChar::Uint, 4) => numbers::<u32>(file),
        (TypeChar::Uint, 8) => long_numbers::<u64>(file, |n| n as f64),
        _ => Err(unread()),
    }?;
    Ok(Array {
        shape,
        is_fortran,
        values,
    })
}

/// Whether the numbers of a header have a product: the shape's, which npyz multiplies unchecked, and no others but in records.
fn has_product(header: &str) -> bool {
    let words = header.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let mut numbers = words.filter(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let product = numbers.try_fold(1, |product: u64, word| {
        product.checked_mul(word.parse().unwrap_or(u64::MAX).max(1))
    });
    product.is_some()
}

fn numbers<N: Deserialize + Into<f64>>(file: NpyFile<&[u8]>) -> Result<Vec<f64>, TableErrorKind> {
    long_numbers::<N>(file, Into::into)
}

fn long_numbers<N: Deserialize>(
    file: NpyFile<&[u8]>,
    to_f64: impl Fn(N) -> f64,
) -> Result<Vec<f64>, TableErrorKind> {
    let data = file
        .data::<N>()
        .map_err(|error| damaged(error.to_string()))?;
    data.map(|number| number.map(&to_f64).map_err(failed))
        .collect()
}

/// Reads the array of this name of an NPZ file, or all of them, with their names.
pub(super) fn read_zipped(
    file: File,
    name: Option<&str>,
) -> Result<Vec<(Option<String>, Array)>, TableErrorKind> {
    let mut archive = ZipArchive::new(file).map_err(unzipped)?;
    let names = archive
        .file_names()
        .filter_map(|name| Some(name.ok()?.strip_suffix(".npy")?.to_owned()))
        .collect();
    let mut arrays = Vec::new();
    for name in chosen(names, name)? {
        let mut entry = archive.by_name(&format!("{name}.npy")).map_err(unzipped)?;
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(failed)?;
        let array = read(&bytes).map_err(|error| match error {
            TableErrorKind::Damaged { reason } => damaged(format!("array `{name}`: {reason}")),
            error => error,
        })?;
        arrays.push((Some(name), array));
    }
    Ok(arrays)
}

fn unzipped(error: ZipError) -> TableErrorKind {
    match error {
        ZipError::Io(error) => failed(error),
        error => damaged(error.to_string()),
    }
}
