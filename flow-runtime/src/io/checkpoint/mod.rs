//! Checkpoints: the parameters of a flow as a safetensors file.
//!
//! The file holds one tensor, `params`, of shape `[PARAMS]` and type F32 or F64, little-endian, in the order of
//! the flow's `params()`. Its metadata has one entry, `flow`, of three lines:
//!
//! ```text
//! version 2
//! crc32 1c291ca3
//! <f32, 2> = 3 * (Permute[1, 0] >> MAF(128, 128))
//! ```
//!
//! Where the flow names its dimensions, the names stand in that line too: `<f32, age, income> = …`; [`names`] says when these
//! matter. The checksum covers the last line and the bytes of the tensor. As there is one entry and one tensor, the same flow
//! gives the same bytes. What the older versions meant is in [`history`].

use super::crc32::crc32;
use super::{LoadError, SaveError, replace};
use crate::real::Real;
use names::Relation;
use safetensors::tensor::{Dtype, SafeTensorError, SafeTensors, TensorView};
use std::collections::HashMap;
use std::path::Path;

mod history;
mod names;

const VERSION: u32 = 2;
const ENTRY: &str = "flow";
const TENSOR: &str = "params";

/// Writes the parameters of the flow `spec` to `path`, whole or not at all.
///
/// # Errors
///
/// If a parameter is not finite or the file cannot be written; what stood at `path` is then as it was.
pub(crate) fn save<T: Real>(path: &Path, spec: &str, params: &[T]) -> Result<(), SaveError> {
    let bytes = checked(path, spec, params)?;
    replace(path, &bytes).map_err(|source| SaveError::Write {
        path: path.into(),
        source,
    })
}

/// What [`save`] would write.
///
/// # Errors
///
/// If a parameter is not finite.
pub(crate) fn to_bytes<T: Real>(spec: &str, params: &[T]) -> Result<Vec<u8>, SaveError> {
    checked(Path::new(""), spec, params)
}

fn checked<T: Real>(path: &Path, spec: &str, params: &[T]) -> Result<Vec<u8>, SaveError> {
    if let Some(index) = params.iter().position(|p| !p.is_finite()) {
        let value = params[index].to_f64();
        return Err(SaveError::NotFinite {
            path: path.into(),
            index,
            value,
        });
    }
    encode(spec, params).map_err(|source| SaveError::Write {
        path: path.into(),
        source,
    })
}

/// Reads the `len` parameters of the flow `spec` from `path`.
///
/// # Errors
///
/// If they cannot be read, are not exactly what was saved, or belong to another flow.
pub(crate) fn load<T: Real>(path: &Path, spec: &str, len: usize) -> Result<Vec<T>, LoadError> {
    let bytes = std::fs::read(path).map_err(|source| LoadError::Read {
        path: path.into(),
        source,
    })?;
    decode(path, &bytes, spec, len)
}

/// Reads the `len` parameters of the flow `spec` from what [`to_bytes`] gave, or from the content of a file.
///
/// # Errors
///
/// As [`load`].
pub(crate) fn from_bytes<T: Real>(
    bytes: &[u8],
    spec: &str,
    len: usize,
) -> Result<Vec<T>, LoadError> {
    decode(Path::new(""), bytes, spec, len)
}

fn encode<T: Real>(spec: &str, params: &[T]) -> std::io::Result<Vec<u8>> {
    let data = little_endian(params);
    let header = format!(
        "version {VERSION}\ncrc32 {:08x}\n{spec}",
        checksum(spec, &data)
    );
    TensorView::new(dtype::<T>(), vec![params.len()], &data)
        .and_then(|tensor| {
            let metadata = HashMap::from([(ENTRY.to_owned(), header)]);
            safetensors::serialize([(TENSOR, tensor)], Some(metadata))
        })
        .map_err(std::io::Error::other)
}

fn decode<T: Real>(path: &Path, bytes: &[u8], spec: &str, len: usize) -> Result<Vec<T>, LoadError> {
    let corrupted = |reason: String| LoadError::Corrupted {
        path: path.into(),
        reason,
    };
    let not_a_checkpoint = || LoadError::NotACheckpoint { path: path.into() };

    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|error| match error {
        SafeTensorError::HeaderTooSmall | SafeTensorError::InvalidHeaderLength => {
            LoadError::CutShort { path: path.into() }
        }
        SafeTensorError::MetadataIncompleteBuffer if bytes.len() > file_len::<T>(bytes, len) => {
            corrupted("bytes follow after its end".to_owned())
        }
        SafeTensorError::MetadataIncompleteBuffer => LoadError::CutShort { path: path.into() },
        SafeTensorError::HeaderTooLarge => not_a_checkpoint(),
        error => corrupted(error.to_string()),
    })?;
    let header = metadata
        .metadata()
        .as_ref()
        .and_then(|entries| entries.get(ENTRY));
    let header = header.ok_or_else(not_a_checkpoint)?;
    let header =
        Header::parse(header).ok_or_else(|| corrupted("its header is damaged".to_owned()))?;
    if header.version > VERSION {
        let (found, supported) = (header.version, VERSION);
        return Err(LoadError::NewerFormat {
            path: path.into(),
            found,
            supported,
        });
    }

    let tensors = SafeTensors::deserialize(bytes).map_err(|error| corrupted(error.to_string()))?;
    let tensor = tensors
        .tensor(TENSOR)
        .map_err(|error| corrupted(error.to_string()))?;
    let found = checksum(header.spec, tensor.data());
    if found != header.checksum {
        let expected = header.checksum;
        return Err(corrupted(format!(
            "its checksum is {found:08x}, not {expected:08x}"
        )));
    }
    let found = match tensor.dtype() {
        Dtype::F32 => f32::NAME,
        Dtype::F64 => f64::NAME,
        other => return Err(corrupted(format!("its numbers are of type {other:?}"))),
    };
    if tensor.dtype() != dtype::<T>() {
        let expected = T::NAME;
        return Err(LoadError::OtherScalar {
            path: path.into(),
            found,
            expected,
        });
    }
    if let Some(change) = history::change(header.version, header.spec) {
        return Err(LoadError::OlderMeaning {
            path: path.into(),
            found: header.version,
            change,
        });
    }
    let relation = names::compare(header.spec, spec);
    if relation != Relation::Same {
        let (found, expected) = (header.spec.to_owned(), spec.to_owned());
        let path = path.into();
        return Err(match relation {
            Relation::Renamed => LoadError::OtherNames {
                path,
                found,
                expected,
            },
            _ => LoadError::OtherFlow {
                path,
                found,
                expected,
            },
        });
    }
    if tensor.shape() != [len] {
        let shape = tensor.shape();
        return Err(corrupted(format!(
            "its parameters have shape {shape:?}, not [{len}]"
        )));
    }
    let params = from_little_endian::<T>(tensor.data());
    match params.iter().position(|p| !p.is_finite()) {
        Some(index) => Err(corrupted(format!(
            "its parameter {index} is {}",
            params[index]
        ))),
        None => Ok(params),
    }
}

/// How long a file with this header is if it holds `len` parameters.
fn file_len<T>(bytes: &[u8], len: usize) -> usize {
    let header = bytes
        .first_chunk()
        .map_or(0, |n| u64::from_le_bytes(*n) as usize);
    len.saturating_mul(size_of::<T>())
        .saturating_add(header)
        .saturating_add(8)
}

/// The three lines of the metadata entry.
struct Header<'a> {
    version: u32,
    checksum: u32,
    spec: &'a str,
}

impl<'a> Header<'a> {
    /// A newer version may go on differently after its first line.
    fn parse(text: &'a str) -> Option<Self> {
        let (version, rest) = text.split_once('\n')?;
        let version = version.strip_prefix("version ")?.parse().ok()?;
        if version > VERSION {
            return Some(Self {
                version,
                checksum: 0,
                spec: "",
            });
        }
        let (checksum, spec) = rest.split_once('\n')?;
        let checksum = u32::from_str_radix(checksum.strip_prefix("crc32 ")?, 16).ok()?;
        Some(Self {
            version,
            checksum,
            spec,
        })
    }
}

fn checksum(spec: &str, data: &[u8]) -> u32 {
    crc32(&[spec.as_bytes(), data])
}

fn dtype<T: Real>() -> Dtype {
    if size_of::<T>() == size_of::<f32>() {
        Dtype::F32
    } else {
        Dtype::F64
    }
}

/// The bytes of the numbers, lowest first on every machine.
fn little_endian<T: Real>(params: &[T]) -> Vec<u8> {
    let mut bytes = bytemuck::cast_slice(params).to_vec();
    swap_on_big_endian(&mut bytes, size_of::<T>());
    bytes
}

fn from_little_endian<T: Real>(data: &[u8]) -> Vec<T> {
    let mut params = vec![T::default(); data.len() / size_of::<T>()];
    let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut params);
    bytes.copy_from_slice(data);
    swap_on_big_endian(bytes, size_of::<T>());
    params
}

/// Turns numbers of so many bytes round, where the machine has them the other way than files.
pub(crate) fn swap_on_big_endian(bytes: &mut [u8], size: usize) {
    if cfg!(target_endian = "big") {
        bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse);
    }
}

#[cfg(test)]
mod tests;
