//! Text of categories, and the codes that stand for it.

use super::{TableError, TableErrorKind, attachment};
use crate::io::replace;
use std::path::Path;

/// The name under which a checkpoint keeps one.
const ENTRY: &str = "categories";

/// The text of the codes 0, 1, … of columns that hold categories.
///
/// A table that is read with [`categories`](super::Reader::categories) has one; it stays with a flow that is trained on the table,
/// in the file that `save` wrote, so that what is read later has the same codes, and samples have the same text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dictionary {
    /// In the order of their names.
    columns: Vec<(String, Vec<String>)>,
}

impl Dictionary {
    /// No columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with a column whose codes 0, 1, … are these texts, in place of what it had.
    #[must_use]
    pub fn with<S: Into<String>>(
        mut self,
        column: impl Into<String>,
        texts: impl IntoIterator<Item = S>,
    ) -> Self {
        let column = column.into();
        let texts = texts.into_iter().map(Into::into).collect();
        self.columns.retain(|(name, _)| *name != column);
        let place = self.columns.partition_point(|(name, _)| *name < column);
        self.columns.insert(place, (column, texts));
        self
    }

    /// The names of its columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// The texts of a column, in the order of their codes; `None` if it has no such column.
    pub fn texts(&self, column: &str) -> Option<&[String]> {
        let mut columns = self.columns.iter();
        let (_, texts) = columns.find(|(name, _)| name == column)?;
        Some(texts)
    }

    /// The text of a code; `None` if there is no such column, or it has no more than `code` texts.
    pub fn text(&self, column: &str, code: usize) -> Option<&str> {
        self.texts(column)?.get(code).map(String::as_str)
    }

    /// The code of a text; `None` if there is no such column, or the text is none of its categories.
    pub fn code(&self, column: &str, text: &str) -> Option<usize> {
        self.texts(column)?.iter().position(|known| known == text)
    }

    /// Puts it into the file of a flow that [`save`](crate::Trainable::save) wrote, beside the parameters, in place of one that is
    /// there.
    ///
    /// `save` writes the whole file, without a dictionary: this comes after it, every time. The file of a run, which
    /// [`Trainer::checkpoint`](crate::Trainer::checkpoint) writes, has none.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or written, or is no safetensors file; it is then as it was.
    pub fn save_beside(&self, path: impl AsRef<Path>) -> Result<(), TableError> {
        let path = path.as_ref();
        let written = std::fs::read(path)
            .and_then(|bytes| attachment::add(&bytes, ENTRY, &self.to_text()))
            .and_then(|bytes| replace(path, &bytes));
        written.map_err(|error| TableErrorKind::Write(error).at(path))
    }

    /// Reads it from the file of a flow.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is no safetensors file, or has no dictionary, as after a `save` without
    /// [`save_beside`](Self::save_beside); see [`load_if_any`](Self::load_if_any).
    pub fn load(path: impl AsRef<Path>) -> Result<Self, TableError> {
        let path = path.as_ref();
        Self::load_if_any(path)?.ok_or_else(|| TableErrorKind::NoDictionary.at(path))
    }

    /// Reads it from the file of a flow; `None` if the file has none.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is no safetensors file.
    pub fn load_if_any(path: impl AsRef<Path>) -> Result<Option<Self>, TableError> {
        let path = path.as_ref();
        let text = std::fs::read(path).and_then(|bytes| attachment::read(&bytes, ENTRY));
        let text = text.map_err(|error| TableErrorKind::Read(error).at(path))?;
        Ok(text.map(|text| Self::from_text(&text)))
    }

    /// A line for each column: its name and the texts, between tabs.
    fn to_text(&self) -> String {
        let lines = self.columns.iter().map(|(name, texts)| {
            let fields = std::iter::once(name).chain(texts).map(|text| escaped(text));
            fields.collect::<Vec<_>>().join("\t")
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn from_text(text: &str) -> Self {
        text.lines().fold(Self::new(), |dictionary, line| {
            let mut fields = line.split('\t').map(unescaped);
            let name = fields.next().unwrap_or_default();
            dictionary.with(name, fields)
        })
    }
}

/// A text without tabs and ends of lines.
fn escaped(text: &str) -> String {
    let marks = [('\\', "\\\\"), ('\t', "\\t"), ('\n', "\\n"), ('\r', "\\r")];
    let of = |c: char| marks.iter().find(|(mark, _)| *mark == c);
    let escape = |c: char| of(c).map_or_else(|| c.to_string(), |(_, text)| (*text).to_owned());
    text.chars().map(escape).collect()
}

fn unescaped(text: &str) -> String {
    let (mut plain, mut chars) = (String::new(), text.chars());
    while let Some(c) = chars.next() {
        plain.push(match c {
            '\\' => match chars.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                other => other.unwrap_or('\\'),
            },
            c => c,
        });
    }
    plain
}
