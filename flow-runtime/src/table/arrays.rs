//! Tables of arrays: one of two axes, or several of one axis, which are columns.

use super::column::nearest;
use super::rows::{Field, Rows};
use super::{Reader, Table, TableErrorKind};
use crate::real::Real;
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, SafeTensorError, TensorView};
use std::fmt::Display;

/// Numbers of any type, in the order of the file.
pub(super) struct Array {
    pub(super) shape: Vec<usize>,
    /// Whether the first axis is the fastest.
    pub(super) is_fortran: bool,
    pub(super) values: Vec<f64>,
}

impl Array {
    /// Rows and columns; an array of one axis is a column.
    fn sizes(&self) -> Option<(usize, usize)> {
        match self.shape[..] {
            [rows] => Some((rows, 1)),
            [rows, columns] => Some((rows, columns)),
            _ => None,
        }
    }

    fn at(&self, (rows, columns): (usize, usize), row: usize, column: usize) -> f64 {
        let place = if self.is_fortran {
            column * rows + row
        } else {
            row * columns + column
        };
        self.values[place]
    }
}

/// The table that the arrays make, with those columns that are asked for.
pub(super) fn table<T: Real>(
    options: &Reader<T>,
    arrays: Vec<(Option<String>, Array)>,
) -> Result<Table<T>, TableErrorKind> {
    let damaged = |reason: String| TableErrorKind::Damaged { reason };
    let mut sizes = Vec::new();
    for (name, array) in &arrays {
        let (shape, name) = (&array.shape, name.as_deref().unwrap_or("array"));
        let found = array.sizes();
        sizes.push(found.ok_or_else(|| {
            damaged(format!(
                "`{name}` has shape {shape:?}, not rows and columns"
            ))
        })?);
    }
    let are_columns = arrays.len() > 1
        && arrays.iter().all(|(_, array)| array.shape.len() == 1)
        && sizes.windows(2).all(|pair| pair[0] == pair[1]);
    if arrays.len() > 1 && !are_columns {
        return Err(TableErrorKind::SeveralArrays {
            names: arrays.into_iter().filter_map(|(name, _)| name).collect(),
        });
    }
    let Some(&(rows, _)) = sizes.first() else {
        return Err(damaged("it holds no array".to_owned()));
    };
    // Every column: its name, its array and its place there.
    let mut all = Vec::new();
    for (number, (name, array)) in arrays.iter().enumerate() {
        for column in 0..sizes[number].1 {
            let name = match name {
                Some(name) if array.shape.len() == 1 => name.clone(),
                _ => column.to_string(),
            };
            all.push((name, number, column));
        }
    }
    let names: Vec<String> = all.iter().map(|(name, ..)| name.clone()).collect();
    let places = match &options.columns {
        None => (0..all.len()).collect(),
        Some(columns) => columns
            .iter()
            .map(|column| column.find(&names))
            .collect::<Result<Vec<_>, _>>()?,
    };
    if rows == 0 || places.is_empty() {
        return Err(TableErrorKind::Empty);
    }
    let columns: Vec<String> = places.iter().map(|&place| names[place].clone()).collect();
    let codes = options.codes(&columns)?;

    let mut table = Rows::new(columns, codes);
    for row in 0..rows {
        let at = |place: usize| {
            let (_, number, column) = all[place];
            arrays[number].1.at(sizes[number], row, column)
        };
        let field = |&place: &usize| match at(place) {
            number if number.is_nan() => Field::Missing,
            number => Field::Number(number),
        };
        let text = |column: usize| at(places[column]).to_string();
        table.push(places.iter().map(field), || row + 1, text)?;
    }
    table.finish(options.missing)
}

/// Those of the arrays of a file that are read: the one that is asked for, or all.
pub(super) fn chosen(
    names: Vec<String>,
    array: Option<&str>,
) -> Result<Vec<String>, TableErrorKind> {
    match array {
        None => Ok(names),
        Some(array) if names.iter().any(|name| name == array) => Ok(vec![array.to_owned()]),
        Some(array) => Err(TableErrorKind::NoArray {
            array: array.to_owned(),
            nearest: nearest(array, &names),
            arrays: names,
        }),
    }
}

/// What is said of the numbers `whose`, which are of a type that is not read.
pub(super) fn other_type(whose: &str, ty: impl Display) -> TableErrorKind {
    TableErrorKind::Damaged {
        reason: format!(
            "{whose} are of type {ty}, and those that are read are f32, f64 and integers of 8 to 64 bits"
        ),
    }
}

/// Reads the tensor of this name of a safetensors file, or all of them, in the order of their names.
pub(super) fn read_safetensors(
    bytes: &[u8],
    name: Option<&str>,
) -> Result<Vec<(Option<String>, Array)>, TableErrorKind> {
    let damaged = |reason: String| TableErrorKind::Damaged { reason };
    let tensors = SafeTensors::deserialize(bytes).map_err(|error| match error {
        SafeTensorError::HeaderTooSmall
        | SafeTensorError::InvalidHeaderLength
        | SafeTensorError::MetadataIncompleteBuffer => TableErrorKind::CutShort { line: None },
        error => damaged(error.to_string()),
    })?;
    let mut names: Vec<String> = tensors
        .names()
        .into_iter()
        .map(ToString::to_string)
        .collect();
    names.sort_unstable();
    let mut arrays = Vec::new();
    for name in chosen(names, name)? {
        let tensor = tensors
            .tensor(&name)
            .map_err(|error| damaged(error.to_string()))?;
        let ty = tensor.dtype();
        let values = numbers(&tensor)
            .ok_or_else(|| other_type(&format!("the numbers of `{name}`"), format!("{ty:?}")))?;
        let array = Array {
            shape: tensor.shape().to_vec(),
            is_fortran: false,
            values,
        };
        arrays.push((Some(name), array));
    }
    Ok(arrays)
}

fn numbers(tensor: &TensorView<'_>) -> Option<Vec<f64>> {
    macro_rules! of {
        ($t:ty, $to_f64:expr) => {{
            let (numbers, _) = tensor.data().as_chunks();
            let number = |&bytes| <$t>::from_le_bytes(bytes);
            numbers.iter().map(number).map($to_f64).collect()
        }};
        ($t:ty) => {
            of!($t, f64::from)
        };
    }
    Some(match tensor.dtype() {
        Dtype::F32 => of!(f32),
        Dtype::F64 => of!(f64),
        Dtype::I8 => of!(i8),
        Dtype::I16 => of!(i16),
        Dtype::I32 => of!(i32),
        Dtype::I64 => of!(i64, |n| n as f64),
        Dtype::U8 => of!(u8),
        Dtype::U16 => of!(u16),
        Dtype::U32 => of!(u32),
        Dtype::U64 => of!(u64, |n| n as f64),
        _ => return None,
    })
}
