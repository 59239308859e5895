//! What a column is called.

use super::TableErrorKind;
use std::fmt::{self, Display, Formatter};

/// A column of a table: its name, or its number, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// As the header has it.
    Name(String),
    /// Counted from 0.
    Number(usize),
}

impl From<&str> for Column {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<&&str> for Column {
    fn from(name: &&str) -> Self {
        Self::from(*name)
    }
}

impl From<String> for Column {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<&String> for Column {
    fn from(name: &String) -> Self {
        Self::Name(name.clone())
    }
}

impl From<usize> for Column {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

impl Display for Column {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(f, "`{name}`"),
            Self::Number(number) => write!(f, "number {number}"),
        }
    }
}

impl Column {
    /// Its place among the columns called `names`.
    pub(super) fn find(&self, names: &[String]) -> Result<usize, TableErrorKind> {
        let place = match self {
            Self::Number(number) => (*number < names.len()).then_some(*number),
            Self::Name(name) => {
                let mut places = (0..names.len()).filter(|&place| names[place] == *name);
                let place = places.next();
                if let (Some(first), Some(second)) = (place, places.next()) {
                    return Err(TableErrorKind::TwoColumns {
                        name: name.clone(),
                        places: [first, second],
                    });
                }
                place
            }
        };
        place.ok_or_else(|| TableErrorKind::NoColumn {
            column: self.clone(),
            nearest: match self {
                Self::Name(name) => nearest(name, names),
                Self::Number(_) => None,
            },
            columns: names.to_vec(),
        })
    }
}

/// Of these names the one that is most like `name`, if any is; a single letter is like no other.
pub(super) fn nearest(name: &str, names: &[String]) -> Option<String> {
    let name = name.to_lowercase();
    let distance = |other: &String| strsim::osa_distance(&name, &other.to_lowercase());
    let nearest = names.iter().min_by_key(|other| distance(other))?;
    let letters = name.chars().count();
    (distance(nearest) <= letters.div_ceil(3).min(letters.saturating_sub(1)))
        .then(|| nearest.clone())
}
