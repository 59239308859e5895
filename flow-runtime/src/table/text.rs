//! Lines of fields: CSV (RFC 4180, with any delimiter) and TSV.

use super::rows::{Field, Rows};
use super::{Reader, Table, TableErrorKind};
use crate::real::Real;
use csv::{ByteRecord, ErrorKind, Position, ReaderBuilder};
use std::cell::Cell;
use std::io::{self, BufReader, Read};

/// How much of the file is looked at to find the delimiter.
const PREFIX: u64 = 1 << 16;
/// What may stand between fields.
pub(super) const DELIMITERS: [u8; 4] = *b",;\t|";

/// What some programs put before the first character of a text.
const MARK: [u8; 3] = *b"\xef\xbb\xbf";

/// What the system says about a file; an end that is missing where something is zipped is known as such.
pub(super) fn failed(source: io::Error) -> TableErrorKind {
    match source.kind() {
        io::ErrorKind::UnexpectedEof => TableErrorKind::CutShort { line: None },
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => TableErrorKind::Damaged {
            reason: source.to_string(),
        },
        _ => TableErrorKind::Read(source),
    }
}

/// Reads a table of the lines of the file that `open` opens.
pub(super) fn read<T: Real, F: Read>(
    options: &Reader<T>,
    open: impl Fn() -> io::Result<F>,
) -> Result<Table<T>, TableErrorKind> {
    let open = || behind_mark(open()?);
    read_lines(options, open).map_err(|error| match error {
        TableErrorKind::CutShort { .. } => TableErrorKind::CutShort {
            line: Some(open().map_or(1, last_line)),
        },
        error => error,
    })
}

/// A file without the mark at its beginning, if it has one.
fn behind_mark<F: Read>(mut file: F) -> io::Result<impl Read> {
    let mut start = Vec::new();
    let len = MARK.len() as u64;
    file.by_ref().take(len).read_to_end(&mut start)?;
    if start == MARK {
        start.clear();
    }
    Ok(io::Cursor::new(start).chain(file))
}

/// The last line of what can be read of a file.
fn last_line(file: impl Read) -> usize {
    let (mut ends, mut last) = (0, b'\n');
    for byte in BufReader::new(file).bytes().map_while(Result::ok) {
        ends += usize::from(byte == b'\n');
        last = byte;
    }
    (ends + usize::from(last != b'\n')).max(1)
}

fn read_lines<T: Real, F: Read>(
    options: &Reader<T>,
    open: impl Fn() -> io::Result<F>,
) -> Result<Table<T>, TableErrorKind> {
    let mut file = open().map_err(failed)?;
    let mut prefix = Vec::new();
    file.by_ref()
        .take(PREFIX)
        .read_to_end(&mut prefix)
        .map_err(failed)?;
    if prefix.contains(&0) {
        let is_wide = [[0xff, 0xfe], [0xfe, 0xff]]
            .iter()
            .any(|mark| prefix.starts_with(mark));
        let reason = if is_wide {
            "it is text in UTF-16, and only UTF-8 is read"
        } else {
            "it is not a text"
        };
        return Err(TableErrorKind::Damaged {
            reason: reason.to_owned(),
        });
    }
    let has_quotes = Cell::new(false);
    let delimiter = options.delimiter.unwrap_or_else(|| most_frequent(&prefix));
    let mut lines = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .from_reader(Quotes {
            file: prefix.as_slice().chain(file),
            has_quotes: &has_quotes,
        });
    let line = |at: Option<&Position>| at.map_or(0, |at| line(&open, at));
    let mut last = Position::new();
    let mut next = |record: &mut ByteRecord| {
        let refused = |error| refused(error, line);
        let is_read = lines.read_byte_record(record).map_err(refused)?;
        if is_read {
            if let Some(at) = record.position() {
                last.clone_from(at);
            }
        } else if has_quotes.get() && is_cut(&open, &last, delimiter).map_err(failed)? {
            let reason = format!(
                "a quote that is opened in the row of line {} is not closed",
                line(Some(&last))
            );
            return Err(TableErrorKind::Damaged { reason });
        }
        Ok(is_read)
    };

    let (mut first, mut record) = (ByteRecord::new(), ByteRecord::new());
    if !next(&mut first)? {
        return Err(TableErrorKind::Empty);
    }
    let mut is_left = next(&mut record)?;
    let has_header = options.header.unwrap_or_else(|| {
        let second = is_left.then_some(&record);
        is_header(&first, second)
    });
    let names: Vec<String> = if has_header {
        first.iter().map(text).collect()
    } else {
        (0..first.len()).map(|number| number.to_string()).collect()
    };
    let places = match &options.columns {
        None => (0..names.len()).collect(),
        Some(columns) => columns
            .iter()
            .map(|column| column.find(&names))
            .collect::<Result<Vec<_>, _>>()?,
    };

    let columns: Vec<String> = places.iter().map(|&place| names[place].clone()).collect();
    let codes = options.codes(&columns)?;
    let mut rows = Rows::new(columns, codes);
    let mut push = |record: &ByteRecord| {
        rows.push(
            places.iter().map(|&place| field(&record[place])),
            || line(record.position()),
            |column| text(&record[places[column]]),
        )
    };
    if !has_header {
        push(&first)?;
    }
    while is_left {
        push(&record)?;
        is_left = next(&mut record)?;
    }
    rows.finish(options.missing)
}

/// Whether the first record has names: text above numbers; or, where that is nowhere, nothing but text.
fn is_header(first: &ByteRecord, second: Option<&ByteRecord>) -> bool {
    let is_text = |text: &[u8]| field(text) == Field::Other;
    let is_number = |text: &[u8]| matches!(field(text), Field::Number(_));
    let below = |column: usize| second.and_then(|second| second.get(column));
    let mut columns = first.iter().enumerate();
    columns.any(|(column, text)| is_text(text) && below(column).is_some_and(|t| !is_text(t)))
        || (first.iter().any(is_text) && !first.iter().any(is_number))
}

/// A file, and whether what has been read of it has quotes: a file without them is not looked at again.
struct Quotes<'a, F> {
    file: F,
    has_quotes: &'a Cell<bool>,
}

impl<F: Read> Read for Quotes<'_, F> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let len = self.file.read(bytes)?;
        let has_quotes = self.has_quotes.get() || bytes[..len].contains(&b'"');
        self.has_quotes.set(has_quotes);
        Ok(len)
    }
}

/// Whether the file ends within a field that begins with a quote, in the record that begins there. A quote within a field that does not
/// begin with one, as in 5'10", opens nothing.
fn is_cut<F: Read>(
    open: &impl Fn() -> io::Result<F>,
    at: &Position,
    delimiter: u8,
) -> io::Result<bool> {
    let mut file = BufReader::new(open()?);
    io::copy(&mut file.by_ref().take(at.byte()), &mut io::sink())?;
    let mut place = Place::Start;
    for byte in file.bytes() {
        place = match (byte?, place) {
            // Two quotes in a quoted field are one character: they close it and open it.
            (b'"', Place::Quoted) => Place::Closed,
            (b'"', Place::Start | Place::Closed) | (_, Place::Quoted) => Place::Quoted,
            (b'\r' | b'\n', _) => Place::Start,
            (byte, _) if byte == delimiter => Place::Start,
            _ => Place::Plain,
        };
    }
    Ok(place == Place::Quoted)
}

/// Where in a field one is.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Start,
    Plain,
    Quoted,
    Closed,
}

/// The line of a record. The csv crate says where it began to look for it: before empty lines, and between the two bytes that end
/// a line on Windows. So the file is read once more, up to there.
fn line<F: Read>(open: &impl Fn() -> io::Result<F>, at: &Position) -> usize {
    let skipped = || -> io::Result<usize> {
        let mut file = BufReader::new(open()?);
        io::copy(&mut file.by_ref().take(at.byte()), &mut io::sink())?;
        let ends = file
            .bytes()
            .map_while(Result::ok)
            .take_while(|byte| b"\r\n".contains(byte));
        Ok(ends.filter(|&byte| byte == b'\n').count())
    };
    at.line() as usize + skipped().unwrap_or(0)
}

/// What the csv crate says.
fn refused(error: csv::Error, line: impl Fn(Option<&Position>) -> usize) -> TableErrorKind {
    match error.into_kind() {
        ErrorKind::Io(source) => failed(source),
        ErrorKind::UnequalLengths {
            pos,
            expected_len,
            len,
        } => TableErrorKind::Ragged {
            line: line(pos.as_ref()),
            found: len as usize,
            expected: expected_len as usize,
        },
        other => TableErrorKind::Damaged {
            reason: format!("{other:?}"),
        },
    }
}

/// The delimiter that the first line has most of, outside of quotes, which open where a field begins.
fn most_frequent(text: &[u8]) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let (mut is_quoted, mut is_start) = (false, true);
    for &byte in text {
        match byte {
            b'"' if is_quoted || is_start => is_quoted = !is_quoted,
            b'\n' if !is_quoted && counts != [0; DELIMITERS.len()] => break,
            _ if is_quoted => {}
            _ => {
                if let Some(place) = DELIMITERS.iter().position(|&d| d == byte) {
                    counts[place] += 1;
                }
            }
        }
        is_start = byte == b'\n' || byte == b' ' && is_start || DELIMITERS.contains(&byte);
    }
    // Of equals the first.
    let most = (0..counts.len()).rev().max_by_key(|&place| counts[place]);
    DELIMITERS[most.unwrap_or(0)]
}

/// The characters of a field, without the spaces around them.
fn text(field: &[u8]) -> String {
    String::from_utf8_lossy(field.trim_ascii()).into_owned()
}

/// What a field says. The csv crate could leave out the spaces too, by a copy of every record.
pub(super) fn field(bytes: &[u8]) -> Field {
    let bytes = bytes.trim_ascii();
    let Ok(text) = str::from_utf8(bytes) else {
        return Field::Other;
    };
    // Nearly all fields: what begins so is no word.
    if matches!(bytes.first(), Some(b'0'..=b'9' | b'-' | b'+' | b'.')) {
        return text.parse().map_or(Field::Other, Field::Number);
    }
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if ["", "NA", "N/A", "NaN", "null", "?"].into_iter().any(is) {
        return Field::Missing;
    }
    text.parse().map_or(Field::Other, Field::Number)
}
