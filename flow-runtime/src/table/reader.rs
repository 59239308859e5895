//! How a file is read.

use super::codes::Codes;
use super::{Column, Dictionary, Table, TableError, TableErrorKind, arrays, npy, text};
use crate::real::Real;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufReader, Read};
use std::marker::PhantomData;
use std::path::Path;

/// What is done with rows in which a value is missing: an empty field, `NA`, `N/A`, `NaN`, `null` or `?`, in capitals or not; in
/// arrays NaN. An empty line is no row, in a table of one column either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missing {
    /// They are an error, which says where the first is and how many there are.
    #[default]
    Error,
    /// They are left out; [`Table::dropped`] counts them.
    Drop,
}

/// Options for reading a table; those that are not named are found out by looking at the file.
///
/// ```no_run
/// use flow_runtime::table::{Missing, Table};
///
/// let table: Table<f64> = Table::reader()
///     .columns(["age", "income"])
///     .missing(Missing::Drop)
///     .read("people.csv.gz")?;
/// println!("{} rows, {} left out", table.rows(), table.dropped());
/// # Ok::<(), flow_runtime::table::TableError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Reader<T> {
    pub(super) columns: Option<Vec<Column>>,
    pub(super) missing: Missing,
    pub(super) header: Option<bool>,
    pub(super) delimiter: Option<u8>,
    array: Option<String>,
    categories: Vec<String>,
    known: Dictionary,
    scalar: PhantomData<T>,
}

impl<T: Real> Reader<T> {
    /// Nothing is said.
    pub(super) fn new() -> Self {
        Self {
            columns: None,
            missing: Missing::default(),
            header: None,
            delimiter: None,
            array: None,
            categories: Vec::new(),
            known: Dictionary::new(),
            scalar: PhantomData,
        }
    }

    /// The columns to read, by name or by number (from 0), in this order. The others may hold anything. All, if it is not
    /// said.
    #[must_use]
    pub fn columns<C: Into<Column>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.columns = Some(columns.into_iter().map(Into::into).collect());
        self
    }

    /// What is done with rows in which a value is missing.
    #[must_use]
    pub fn missing(mut self, missing: Missing) -> Self {
        self.missing = missing;
        self
    }

    /// Whether the first line of a text has the names of the columns. If it is not said, it has where text stands above a number,
    /// or nothing but text.
    #[must_use]
    pub fn header(mut self, header: bool) -> Self {
        self.header = Some(header);
        self
    }

    /// What stands between the fields of a text. If it is not said, a tab in a `.tsv`; elsewhere the comma, the semicolon, the tab
    /// or the bar, whichever the first line has most of.
    #[must_use]
    pub fn delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// The columns, by name, whose text is that of categories, which become the codes 0, 1, … in the order of the texts: of the
    /// alphabet, or of numbers if all are numbers. [`Table::dictionary`] has them.
    #[must_use]
    pub fn categories<S: Into<String>>(mut self, columns: impl IntoIterator<Item = S>) -> Self {
        self.categories = columns.into_iter().map(Into::into).collect();
        self
    }

    /// The codes of categories that are known, of an earlier table or of a flow: the columns that are in it hold no other texts.
    #[must_use]
    pub fn dictionary(mut self, known: &Dictionary) -> Self {
        self.known = known.clone();
        self
    }

    /// Which of the columns that are read are categories.
    pub(super) fn codes(&self, columns: &[String]) -> Result<Codes, TableErrorKind> {
        for category in &self.categories {
            Column::from(category).find(columns)?;
        }
        Ok(Codes::new(columns, &self.categories, &self.known))
    }

    /// Which array of an NPZ or safetensors file is the table; an error for other files. If it is not said, there must be only one, or all must be columns:
    /// of one axis, and equally long.
    #[must_use]
    pub fn array(mut self, name: impl Into<String>) -> Self {
        self.array = Some(name.into());
        self
    }

    /// Reads a whole file.
    ///
    /// # Errors
    ///
    /// As [`Table::read`].
    pub fn read(self, path: impl AsRef<Path>) -> Result<Table<T>, TableError> {
        let path = path.as_ref();
        self.read_file(path).map_err(|kind| kind.at(path))
    }

    fn read_file(mut self, path: &Path) -> Result<Table<T>, TableErrorKind> {
        if self.columns.as_ref().is_some_and(Vec::is_empty) {
            return Err(TableErrorKind::NoColumns);
        }
        let format = Format::of(path).ok_or(TableErrorKind::UnknownFormat {
            known: Format::ENDINGS,
        })?;
        let has_arrays = matches!(format, Format::Npz | Format::Safetensors);
        if let (false, Some(array)) = (has_arrays, &self.array) {
            let array = array.clone();
            return Err(TableErrorKind::NoArrays { array });
        }
        let open = || File::open(path);
        let whole = || {
            let mut bytes = Vec::new();
            let read = open().and_then(|mut file| file.read_to_end(&mut bytes));
            read.map(|_| bytes).map_err(text::failed)
        };
        match format {
            Format::Text { tabs, zipped } => {
                if tabs && self.delimiter.is_none() {
                    self.delimiter = Some(b'\t');
                }
                if zipped {
                    let unzipped = || Ok(MultiGzDecoder::new(BufReader::new(open()?)));
                    text::read(&self, unzipped)
                } else {
                    text::read(&self, open)
                }
            }
            Format::Npy => arrays::table(&self, vec![(None, npy::read(&whole()?)?)]),
            Format::Npz => {
                let file = open().map_err(text::failed)?;
                arrays::table(&self, npy::read_zipped(file, self.array.as_deref())?)
            }
            Format::Safetensors => {
                let tensors = arrays::read_safetensors(&whole()?, self.array.as_deref())?;
                arrays::table(&self, tensors)
            }
        }
    }
}

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Lines of fields.
    Text {
        tabs: bool,
        zipped: bool,
    },
    Npy,
    Npz,
    Safetensors,
}

impl Format {
    const ENDINGS: &str = ".csv, .tsv, .csv.gz, .tsv.gz, .npy, .npz or .safetensors";

    /// By the ending of its name, in capitals or not.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let (name, zipped) = match name.strip_suffix(".gz") {
            Some(name) => (name, true),
            None => (name.as_str(), false),
        };
        let (_, ending) = name.rsplit_once('.')?;
        match (ending, zipped) {
            ("csv" | "txt" | "data", _) => Some(Self::Text {
                tabs: false,
                zipped,
            }),
            ("tsv" | "tab", _) => Some(Self::Text { tabs: true, zipped }),
            ("npy", false) => Some(Self::Npy),
            ("npz", false) => Some(Self::Npz),
            ("safetensors", false) => Some(Self::Safetensors),
            _ => None,
        }
    }
}
