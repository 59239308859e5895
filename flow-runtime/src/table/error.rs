//! What can go wrong between a table and its file.

use super::Column;
use crate::said::said;
use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

/// Why a file is not a table, or has not what is asked for: which file, where in it, and what stands there.
pub struct TableError {
    pub(super) path: PathBuf,
    pub(super) kind: TableErrorKind,
    /// Whether the columns that are asked for are those of a flow.
    pub(super) is_of_flow: bool,
}

impl TableError {
    /// The file; empty where there is none.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is wrong.
    pub fn kind(&self) -> &TableErrorKind {
        &self.kind
    }
}

impl From<TableErrorKind> for TableError {
    fn from(kind: TableErrorKind) -> Self {
        kind.at(Path::new(""))
    }
}

/// What is wrong with a table. Lines are counted from 1; those of files that have no lines are rows.
#[derive(Debug)]
#[non_exhaustive]
pub enum TableErrorKind {
    /// The file does not exist or cannot be read.
    Read(io::Error),
    /// The file could not be written; what stood there is as it was.
    Write(io::Error),
    /// No format is known by the ending of the file's name.
    UnknownFormat {
        /// The endings that are known.
        known: &'static str,
    },
    /// No columns were asked for.
    NoColumns,
    /// The file has no rows.
    Empty,
    /// The end of the file is missing.
    CutShort {
        /// The line in which what is left of a text ends.
        line: Option<usize>,
    },
    /// The file is not of the format that its name ends with, or nothing that is a table.
    Damaged {
        /// How that was noticed.
        reason: String,
    },
    /// A row has more or fewer fields than the first.
    Ragged {
        /// Its line.
        line: usize,
        /// How many fields there are.
        found: usize,
        /// How many fields the first row has.
        expected: usize,
    },
    /// A field is no number.
    NotANumber {
        /// Its line.
        line: usize,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
    },
    /// A text is none of the categories of its column that are known.
    UnknownCategory {
        /// Its line.
        line: usize,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
        /// The texts that are known.
        known: Vec<String>,
    },
    /// A number is none of the codes of its column.
    NotACode {
        /// The row, from 1.
        row: usize,
        /// The column.
        column: String,
        /// The number.
        value: f64,
        /// How many codes there are.
        codes: usize,
    },
    /// A number is infinite, or too large for the scalar of the table.
    NotFinite {
        /// Its line.
        line: usize,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
    },
    /// Values are missing; this is the first.
    MissingValue {
        /// Its line.
        line: usize,
        /// The column.
        column: String,
        /// What stands there: nothing, `NA`, `NaN` or the like.
        text: String,
        /// How many are missing in all.
        count: usize,
        /// In how many rows.
        rows: usize,
        /// Whether the column is the last, and without a name and empty in all rows: lines end with a delimiter.
        trails: bool,
    },
    /// A value is missing in every row, and such rows were to be dropped.
    AllDropped {
        /// How many rows there are.
        rows: usize,
    },
    /// The file of a flow has no dictionary of categories.
    NoDictionary,
    /// An array was asked for by name in a file that has no names of arrays.
    NoArrays {
        /// What was asked for.
        array: String,
    },
    /// There is no array of the name that was asked for.
    NoArray {
        /// What was asked for.
        array: String,
        /// The name that is most like it.
        nearest: Option<String>,
        /// All names.
        arrays: Vec<String>,
    },
    /// There is no such column.
    NoColumn {
        /// What was asked for.
        column: Column,
        /// The name that is most like it.
        nearest: Option<String>,
        /// All names.
        columns: Vec<String>,
    },
    /// Two columns have the name that was asked for.
    TwoColumns {
        /// The name.
        name: String,
        /// The numbers of both.
        places: [usize; 2],
    },
    /// The file holds several arrays, and it was not said which is the table.
    SeveralArrays {
        /// The names of the arrays.
        names: Vec<String>,
    },
}

impl TableErrorKind {
    /// The error about a file.
    pub(super) fn at(self, path: &Path) -> TableError {
        TableError {
            path: path.into(),
            kind: self,
            is_of_flow: false,
        }
    }
}

said!(TableError);

impl Error for TableError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            TableErrorKind::Read(source) | TableErrorKind::Write(source) => Some(source),
            _ => None,
        }
    }
}
