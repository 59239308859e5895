//! What is said of what can go wrong between a table and its file.

use super::{Column, TableError, TableErrorKind, written};
use std::fmt::{self, Display, Formatter};
use std::path::Path;

/// How messages speak of the table.
struct Named<'a>(&'a Path);

impl Display for Named<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.as_os_str().is_empty() {
            f.write_str("the table")
        } else {
            write!(f, "`{}`", self.0.display())
        }
    }
}

/// A field, cut where it is long.
struct Field<'a>(&'a str);

impl Display for Field<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 40;
        if self.0.is_empty() {
            return f.write_str("nothing");
        }
        match self.0.char_indices().nth(LONGEST) {
            Some((end, _)) => write!(f, "`{}…`", shown(&self.0[..end])),
            None => write!(f, "`{}`", shown(self.0)),
        }
    }
}

/// A text on one line; quotes are as they stand there.
fn shown(text: &str) -> String {
    let escaped = text.escape_debug().to_string();
    escaped.replace("\\'", "'").replace("\\\"", "\"")
}

/// Whether two names have the same letters and digits, and differ in capitals or in what stands between words.
fn is_spelling(column: &Column, other: &str) -> bool {
    let letters = |name: &str| -> String {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    matches!(column, Column::Name(name) if letters(name) == letters(other))
}

impl Display for TableError {
    #[expect(clippy::too_many_lines, reason = "a message for every error")]
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let table = Named(&self.path);
        match &self.kind {
            TableErrorKind::Read(source) => {
                write!(f, "cannot read `{}`: {source}", self.path.display())
            }
            TableErrorKind::Write(source) => {
                write!(f, "cannot write `{}`: {source}", self.path.display())
            }
            TableErrorKind::UnknownFormat { known } => write!(
                f,
                "the format of `{}` is not known: expected a name that ends with {known}",
                self.path.display()
            ),
            TableErrorKind::NoColumns => write!(
                f,
                "no columns of {table} were asked for\nhelp: leave `.columns([])` out to read all"
            ),
            TableErrorKind::Empty => write!(f, "{table} has no rows"),
            TableErrorKind::CutShort { line } => {
                write!(f, "{table} is cut short")?;
                match line {
                    Some(line) => write!(f, " in line {line}: its end is missing"),
                    None => f.write_str(": its end is missing"),
                }
            }
            TableErrorKind::Damaged { reason } => write!(f, "{table} is no table: {reason}"),
            TableErrorKind::Ragged {
                line,
                found,
                expected,
            } => write!(
                f,
                "{table}, line {line}: found {found} field{}, expected {expected}, as in the first line",
                if *found == 1 { "" } else { "s" }
            ),
            TableErrorKind::NotANumber { line, column, text } => {
                let help = written::help(text, column).unwrap_or_else(|| {
                    "columns of text can be left out: `Table::reader().columns([…])` says which are read".to_owned()
                });
                write!(
                    f,
                    "{table}, line {line}, column `{column}`: expected a number, found {}\nhelp: {help}",
                    Field(text)
                )
            }
            TableErrorKind::UnknownCategory {
                line,
                column,
                text,
                known,
            } => {
                const SHOWN: usize = 12;
                let more = if known.len() > SHOWN { ", …" } else { "" };
                let some: Vec<&str> = known.iter().take(SHOWN).map(String::as_str).collect();
                let some = some.join(", ");
                write!(
                    f,
                    "{table}, line {line}, column `{column}`: `{text}` is none of the categories that are known\n\
                     help: these are {some}{more}"
                )
            }
            TableErrorKind::NotACode {
                row,
                column,
                value,
                codes,
            } => write!(
                f,
                "{table}: {value} in row {row}, column `{column}`, is none of the codes 0 to {} (rows are counted from 1)",
                codes.saturating_sub(1)
            ),
            TableErrorKind::NotFinite { line, column, text } => write!(
                f,
                "{table}, line {line}, column `{column}`: {} is not a finite number here",
                Field(text)
            ),
            TableErrorKind::MissingValue {
                line,
                column,
                text,
                count,
                rows,
                trails,
            } => {
                write!(
                    f,
                    "{table}, line {line}, column `{column}`: expected a number, found {}, a missing value; ",
                    Field(text)
                )?;
                if *trails {
                    return write!(
                        f,
                        "in all {count} {} missing\nhelp: lines end with a delimiter, which makes an empty last column: choose columns by \
                         `Table::reader().columns([…])`",
                        if *count == 1 { "is" } else { "are" }
                    );
                }
                let missing = "`Table::reader().missing(Missing::Drop)` leaves";
                match (count, rows) {
                    (1, _) => write!(f, "no other is missing\nhelp: {missing} this row out"),
                    (_, 1) => write!(
                        f,
                        "in all {count} are missing, in this row\nhelp: {missing} it out"
                    ),
                    _ => write!(
                        f,
                        "in all {count} are missing, in {rows} rows\nhelp: {missing} these rows out"
                    ),
                }
            }
            TableErrorKind::AllDropped { rows } => write!(
                f,
                "{table} has no row without a missing value: all {rows} were dropped\n\
                 help: `Table::reader().columns([…])` says which columns are read; the others may have gaps"
            ),
            TableErrorKind::NoDictionary => write!(
                f,
                "{table} has no dictionary of categories\n\
                 help: `dictionary.save_beside(path)` puts it beside the parameters, after every `save`, which writes the whole file"
            ),
            TableErrorKind::NoArrays { array } => write!(
                f,
                "{table} has no array `{array}`: only NPZ and safetensors files have arrays with names"
            ),
            TableErrorKind::NoArray {
                array,
                nearest,
                arrays,
            } => {
                write!(f, "{table} has no array `{array}`")?;
                match nearest {
                    Some(nearest) => write!(f, "\nhelp: there is `{nearest}`"),
                    None if arrays.is_empty() => f.write_str(", or any other"),
                    None => write!(f, "\nhelp: its arrays are {}", arrays.join(", ")),
                }
            }
            TableErrorKind::NoColumn {
                column,
                nearest,
                columns,
            } => {
                write!(f, "{table} has no column {column}")?;
                match nearest {
                    Some(nearest) if is_spelling(column, nearest) => {
                        write!(
                            f,
                            "\nhelp: there is `{nearest}`; names are compared letter by letter"
                        )?;
                        if self.is_of_flow {
                            write!(
                                f,
                                ": where the header has others than the flow, `table.select([…])` takes the header's, {nearest:?} for \
                                 {column}, in the order of the flow's"
                            )?;
                        }
                        Ok(())
                    }
                    Some(nearest) => write!(f, "\nhelp: there is `{nearest}`"),
                    None => write!(f, "\nhelp: its columns are {}", columns.join(", ")),
                }
            }
            TableErrorKind::TwoColumns {
                name,
                places: [first, second],
            } => write!(
                f,
                "{table} has two columns `{name}`\nhelp: ask for one by its number, {first} or {second}"
            ),
            TableErrorKind::SeveralArrays { names } => write!(
                f,
                "{table} holds several arrays: {}\nhelp: `Table::reader().array(\"{}\")` says which is the table",
                names.join(", "),
                names.first().map_or("", String::as_str)
            ),
        }
    }
}
