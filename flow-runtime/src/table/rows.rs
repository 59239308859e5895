//! Rows of numbers, as they are read.

use super::codes::Codes;
use super::{Missing, Table, TableErrorKind};
use crate::real::Real;

/// What stands in a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Field {
    Number(f64),
    Missing,
    Other,
}

/// The rows so far, and what was missing in them.
pub(super) struct Rows<T> {
    columns: Vec<String>,
    codes: Codes,
    values: Vec<T>,
    first_missing: Option<Place>,
    missing: usize,
    incomplete: usize,
    /// Whether the last column was empty in all rows.
    is_last_empty: bool,
}

/// Where something stands that should not, and what it says.
struct Place {
    line: usize,
    column: usize,
    text: String,
}

impl<T: Real> Rows<T> {
    pub(super) fn new(columns: Vec<String>, codes: Codes) -> Self {
        Self {
            columns,
            codes,
            values: Vec::new(),
            first_missing: None,
            missing: 0,
            incomplete: 0,
            is_last_empty: true,
        }
    }

    /// The next row; if it is to be spoken of, `line` is where it stands and `text` what its fields say.
    pub(super) fn push(
        &mut self,
        fields: impl Iterator<Item = Field>,
        line: impl Fn() -> usize,
        text: impl Fn(usize) -> String,
    ) -> Result<(), TableErrorKind> {
        let (start, missing) = (self.values.len(), self.missing);
        let mut last = None;
        for (column, field) in fields.enumerate() {
            last = Some((column, field));
            let name = || self.columns[column].clone();
            let field = match (self.codes.of(column), field) {
                (None, field) | (Some(_), field @ Field::Missing) => field,
                (Some(category), _) => match category.code(text(column)) {
                    Ok(code) => Field::Number(code as f64),
                    Err(text) => {
                        return Err(TableErrorKind::UnknownCategory {
                            line: line(),
                            column: name(),
                            known: category.texts().to_vec(),
                            text,
                        });
                    }
                },
            };
            match field {
                Field::Number(number) if T::from_f64(number).is_finite() => {
                    self.values.push(T::from_f64(number));
                }
                Field::Number(_) => {
                    return Err(TableErrorKind::NotFinite {
                        line: line(),
                        column: name(),
                        text: text(column),
                    });
                }
                Field::Missing => {
                    self.missing += 1;
                    self.first_missing.get_or_insert_with(|| Place {
                        line: line(),
                        column,
                        text: text(column),
                    });
                }
                Field::Other => {
                    return Err(TableErrorKind::NotANumber {
                        line: line(),
                        column: name(),
                        text: text(column),
                    });
                }
            }
        }
        self.is_last_empty &=
            matches!(last, Some((column, Field::Missing)) if text(column).is_empty());
        if self.missing > missing {
            self.incomplete += 1;
            self.values.truncate(start);
        }
        Ok(())
    }

    /// The table, if nothing is missing that must not be.
    pub(super) fn finish(mut self, missing: Missing) -> Result<Table<T>, TableErrorKind> {
        if missing == Missing::Error
            && let Some(first) = self.first_missing
        {
            let is_last = first.column + 1 == self.columns.len();
            return Err(TableErrorKind::MissingValue {
                trails: is_last && self.is_last_empty && self.columns[first.column].is_empty(),
                line: first.line,
                column: self.columns[first.column].clone(),
                text: first.text,
                count: self.missing,
                rows: self.incomplete,
            });
        }
        if self.values.is_empty() {
            return Err(match self.incomplete {
                0 => TableErrorKind::Empty,
                rows => TableErrorKind::AllDropped { rows },
            });
        }
        let dictionary = self.codes.finish(&self.columns, &mut self.values);
        Ok(Table {
            columns: self.columns,
            values: self.values,
            dictionary,
            dropped: self.incomplete,
        })
    }
}
