//! Tables of numbers in files: CSV and TSV, NPY, NPZ and safetensors (feature `table`).
//!
//! ```
//! use flow_runtime::prelude::*;
//! use flow_runtime::table::{self, Table};
//!
//! # let folder = std::env::temp_dir().join(format!("flow-table-doc-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! # let wine = folder.join("wine.csv");
//! # std::fs::write(&wine, "alcohol,ash,kind\n14.2,2.43,red\n13.2,2.14,white\n13.1,2.67,red\n")?;
//! let table: Table<f32> = Table::reader().columns(["alcohol", "ash"]).read(&wine)?;
//! assert_eq!((table.rows(), table.columns()), (3, &["alcohol".to_owned(), "ash".to_owned()][..]));
//!
//! let xs: Vec<SVector<f32, 2>> = table.select(["alcohol", "ash"])?;
//! let [train, valid] = table::split(&xs, [0.7, 0.3], 0);
//! assert_eq!((train.len(), valid.len()), (2, 1));
//!
//! Table::of_samples(["alcohol", "ash"], &train)?.write(folder.join("train.csv"))?;
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arrays;
mod attachment;
mod codes;
mod column;
mod dictionary;
mod error;
mod message;
mod npy;
mod reader;
mod rows;
mod split;
mod text;
mod write;
mod written;

#[cfg(test)]
mod tests;

pub use column::Column;
pub use dictionary::Dictionary;
pub use error::{TableError, TableErrorKind};
pub use reader::{Missing, Reader};
pub use split::split;

use crate::named::Named;
use crate::real::Real;
use nalgebra::SVector;
use std::path::Path;

/// Rows of numbers, with a name for each column.
///
/// All numbers are finite. `T` is `f32` or `f64`; numbers in the file are rounded to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<T> {
    columns: Vec<String>,
    /// Row by row.
    values: Vec<T>,
    dictionary: Dictionary,
    dropped: usize,
}

impl<T: Real> Table<T> {
    /// Reads a whole file, of the format that its name ends with: `.csv`, `.tsv` (and either with `.gz` behind it), `.npy`, `.npz`
    /// or `.safetensors`. [`reader`](Self::reader) has options, among them which columns to read.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is not such a table: where, and what stands there.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, TableError> {
        Reader::new().read(path)
    }

    /// Options for reading.
    pub fn reader() -> Reader<T> {
        Reader::new()
    }

    /// The table of samples, with a name for each dimension.
    ///
    /// # Errors
    ///
    /// If a number is infinite or NaN.
    pub fn of_samples<const D: usize>(
        columns: [impl Into<String>; D],
        xs: &[SVector<T, D>],
    ) -> Result<Self, TableError> {
        let values = xs.iter().flat_map(|x| x.iter().copied()).collect();
        Self::new(columns.map(Into::into).into(), values)
    }

    /// A table of `values`, row by row, each row as long as there are columns.
    ///
    /// # Errors
    ///
    /// If the last row is cut short, or a number is infinite or NaN.
    pub fn new(columns: Vec<String>, values: Vec<T>) -> Result<Self, TableError> {
        let width = columns.len();
        let last = values.len() % width.max(1);
        if last != 0 || (width == 0 && !values.is_empty()) {
            return Err(TableErrorKind::Ragged {
                line: values.len() / width.max(1) + 1,
                found: if width == 0 { values.len() } else { last },
                expected: width,
            }
            .into());
        }
        if let Some(place) = values.iter().position(|v| !v.is_finite()) {
            return Err(TableErrorKind::NotFinite {
                line: place / width + 1,
                column: columns[place % width].clone(),
                text: values[place].to_string(),
            }
            .into());
        }
        Ok(Self {
            columns,
            values,
            dictionary: Dictionary::new(),
            dropped: 0,
        })
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.values.len() / self.columns.len().max(1)
    }

    /// The names of the columns; of a file that has none, `0`, `1` and so on.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The numbers, row by row.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// The texts of the codes in columns of categories.
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The same, where the codes of columns that are in this dictionary are written as its texts: samples of a flow.
    ///
    /// # Errors
    ///
    /// If a number in such a column is none of the codes.
    pub fn with_dictionary(mut self, dictionary: &Dictionary) -> Result<Self, TableError> {
        for (place, column) in self.columns.iter().enumerate() {
            let Some(codes) = dictionary.texts(column).map(<[_]>::len) else {
                continue;
            };
            let rows = self.values.chunks_exact(self.columns.len()).enumerate();
            for (row, value) in rows.map(|(row, values)| (row + 1, values[place].to_f64())) {
                if value.fract() != 0.0 || !(0.0..codes as f64).contains(&value) {
                    let column = column.clone();
                    return Err(TableErrorKind::NotACode {
                        row,
                        column,
                        value,
                        codes,
                    }
                    .into());
                }
            }
        }
        self.dictionary = dictionary.clone();
        Ok(self)
    }

    /// How many rows of the file were left out, because a value was missing ([`Missing::Drop`]).
    pub fn dropped(&self) -> usize {
        self.dropped
    }

    /// Where a column stands, from 0.
    pub(crate) fn place(&self, column: impl Into<Column>) -> Result<usize, TableError> {
        Ok(column.into().find(&self.columns)?)
    }

    /// The numbers of one column.
    ///
    /// # Errors
    ///
    /// If there is no such column.
    pub fn column(&self, column: impl Into<Column>) -> Result<Vec<T>, TableError> {
        let place = self.place(column)?;
        let rows = self.values.chunks_exact(self.columns.len());
        Ok(rows.map(|row| row[place]).collect())
    }

    /// The rows, each as a vector of the columns that are asked for, by name or by number (from 0), in that order.
    ///
    /// # Errors
    ///
    /// If there is no such column.
    pub fn select<const D: usize>(
        &self,
        columns: [impl Into<Column>; D],
    ) -> Result<Vec<SVector<T, D>>, TableError> {
        let places = columns
            .into_iter()
            .map(|column| self.place(column))
            .collect::<Result<Vec<_>, _>>()?;
        let rows = self.values.chunks_exact(self.columns.len().max(1));
        Ok(rows
            .map(|row| SVector::from_fn(|d, _| row[places[d]]))
            .collect())
    }

    /// The rows as samples of a flow: of the columns that have the names of its dimensions, in their order.
    ///
    /// The contexts of a flow are `table.select(Flow::CONTEXT_NAMES)`.
    ///
    /// ```
    /// use flow_runtime::prelude::*;
    /// use flow_runtime::table::Table;
    ///
    /// flow! { struct Wine<alcohol, ash> = 2 * (MAF(16) >> Reverse) >> Standardize; }
    ///
    /// let table = Table::new(vec!["ash".into(), "alcohol".into()], vec![2.43_f32, 14.2, 2.14, 13.2])?;
    /// let xs: Vec<SVector<f32, 2>> = table.of::<Wine, 2>()?;
    /// assert_eq!(xs[0], SVector::from([14.2, 2.43]));
    /// # Ok::<(), flow_runtime::table::TableError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no column of such a name; the error says which name is nearest.
    pub fn of<F: Named<D>, const D: usize>(&self) -> Result<Vec<SVector<T, D>>, TableError> {
        self.select(F::NAMES).map_err(|error| TableError {
            is_of_flow: true,
            ..error
        })
    }

    /// Writes the table, whole or not at all, in the format that the name ends with: `.csv`, `.tsv` (and either with `.gz`
    /// behind it) or `.npy`, which has no place for the names. Numbers are written so that reading gives the same bits.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, or its name ends otherwise. A file that stood there is then as it was.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), TableError> {
        let path = path.as_ref();
        write::write(self, path).map_err(|kind| kind.at(path))
    }
}
