//! What a fit has seen before its first step, and would rather say.

use super::message::{FROM_0, called, number};
use crate::engine::{Arrival, Stand};
use std::fmt;

/// What is trained starts where numbers are of about 1, and takes small steps: of numbers further than this from 0, or more spread, it
/// learns first of all where they are, and seldom to the end.
const FAR: f64 = 10.0;

/// What the base may make of a sample, in nats: as much as of a normal number of 10, and a few for each dimension, whatever base it is.
fn dear(width: usize) -> f64 {
    FAR * FAR / 2.0 + 5.0 * width as f64
}

/// So many columns are called by name.
const SHOWN: usize = 4;

/// What [`fit`](super::Trainer::fit) has seen before its first step that keeps a flow from training well. It shows what to write.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Note {
    /// Columns of the data are far from where the flow starts, and so is what it makes of them.
    FarData {
        /// These.
        columns: Vec<FarColumn>,
        /// The first element, from the data on, that is trained by their numbers, or mixes them with others, if there is one.
        element: Option<&'static str>,
        /// Whether the chain has a `Standardize`, which earlier data have set then.
        standardized: bool,
    },
    /// Contexts are far from what networks start with.
    FarContexts {
        /// These.
        columns: Vec<FarColumn>,
        /// Whether the chain has a `Standardize(context)`, which earlier data have set then.
        standardized: bool,
    },
    /// Columns of the data have the same number in all rows that are trained on, so that no density is the best: it can grow without
    /// bound where they are. Whole numbers and categories, which have noise, are none of these.
    Constant {
        /// These.
        columns: Vec<ConstantColumn>,
    },
}

/// A column with the same number in all rows.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ConstantColumn {
    /// Its number, from 0.
    pub column: usize,
    /// Its name, if the flow names its dimensions.
    pub name: Option<&'static str>,
    /// What stands in all rows.
    pub value: f64,
}

/// A column that is far from where a flow starts: more than 10 from 0, or more spread.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct FarColumn {
    /// Its number, from 0.
    pub column: usize,
    /// Its name, if the flow names its dimensions.
    pub name: Option<&'static str>,
    /// The mean of some hundred samples, as what is trained sees them: with an `Exp` at the end of the chain, of their logarithms.
    pub mean: f64,
    /// Their standard deviation.
    pub deviation: f64,
}

/// What there is to say of where samples stand. Data far from 0 that a new flow brings to its base need no words.
pub(super) fn notes(
    arrival: &Arrival,
    constant: &[(usize, f64)],
    names: &[&'static str],
    contexts: &[&'static str],
) -> Vec<Note> {
    let mut notes = Vec::new();
    if !constant.is_empty() {
        let columns = constant.iter().map(|&(column, value)| ConstantColumn {
            column,
            name: names.get(column).copied(),
            value,
        });
        notes.push(Note::Constant {
            columns: columns.collect(),
        });
    }
    let is_constant =
        |column: &FarColumn| constant.iter().any(|(number, _)| *number == column.column);
    let columns: Vec<FarColumn> = far(&arrival.data, names)
        .filter(|column| !is_constant(column))
        .collect();
    if arrival.cost > dear(arrival.width) && !columns.is_empty() {
        notes.push(Note::FarData {
            columns,
            element: arrival.element,
            standardized: arrival.standardizes,
        });
    }
    let columns: Vec<FarColumn> = far(&arrival.contexts, contexts).collect();
    if !columns.is_empty() {
        let standardized = arrival.scales_contexts;
        notes.push(Note::FarContexts {
            columns,
            standardized,
        });
    }
    notes
}

fn far(stands: &[Stand], names: &[&'static str]) -> impl Iterator<Item = FarColumn> {
    let stands = stands.iter().enumerate();
    let far = stands.filter(|(_, stand)| !stand.is_within(FAR));
    far.map(|(column, stand)| FarColumn {
        column,
        name: names.get(column).copied(),
        mean: stand.mean,
        deviation: stand.deviation,
    })
}

/// Columns by their names, and how many more; numbers, where there are no names.
fn list<C: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    columns: &[C],
    name: impl Fn(&C) -> Option<&'static str>,
) -> fmt::Result {
    if columns
        .iter()
        .take(SHOWN)
        .any(|column| name(column).is_none())
    {
        write!(f, " {FROM_0}")?;
    }
    for (i, column) in columns.iter().take(SHOWN).enumerate() {
        let mark = if i > 0 { "," } else { ":" };
        write!(f, "{mark} {column}")?;
    }
    match columns.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => write!(f, " and {more} more"),
    }
}

impl fmt::Display for FarColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} (mean {:.4e}, standard deviation {:.4e})",
            called(self.column, self.name),
            self.mean,
            self.deviation
        )
    }
}

impl fmt::Display for ConstantColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = called(self.column, self.name);
        write!(f, "{column} (always {})", number(self.value))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FarData {
                columns,
                element,
                standardized,
            } => {
                f.write_str("far from where the flow starts, columns of the data")?;
                list(f, columns, |column| column.name)?;
                match element {
                    _ if *standardized => f.write_str(
                        "\nhelp: its `Standardize` was set by other data: train a new flow",
                    ),
                    Some(element) => write!(
                        f,
                        "\nhelp: write `>> Standardize` behind `{element}`, or in front of it if not all numbers come out of it: so they have mean 0 and standard deviation 1"
                    ),
                    None => f.write_str("\nhelp: end the chain with `>> Standardize`"),
                }
            }
            Self::FarContexts {
                columns,
                standardized,
            } => {
                f.write_str("far from what networks start with, columns of the context")?;
                list(f, columns, |column| column.name)?;
                f.write_str(if *standardized {
                    "\nhelp: its `Standardize(context)` was set by other data: train a new flow"
                } else {
                    "\nhelp: add `>> Standardize(context)` to the chain"
                })
            }
            Self::Constant { columns } => {
                f.write_str("the same in all rows that are trained on, columns of the data")?;
                list(f, columns, |column| column.name)?;
                f.write_str(
                    "\nhelp: there is no best density of these: the flow learns a spike, and −ln p can fall without bound the longer it is trained. \
                     Leave them out. If they hold whole numbers or categories: `>> On[column](Dequantize)`, `>> On[column](Argmax(k))`",
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEAR: Stand = Stand {
        mean: -9.0,
        deviation: 9.0,
    };

    fn stand(mean: f64, deviation: f64) -> Stand {
        Stand { mean, deviation }
    }

    fn arrival(data: Vec<Stand>, cost: f64) -> Arrival {
        Arrival {
            width: data.len(),
            data,
            element: Some("MAF(8)"),
            standardizes: false,
            cost,
            contexts: vec![NEAR],
            scales_contexts: false,
        }
    }

    #[test]
    fn far_is_more_than_ten_in_place_or_spread() {
        let said = |stand| !notes(&arrival(vec![stand], 1e3), &[], &[], &[]).is_empty();
        for near in [NEAR, stand(10.0, 10.0), stand(0.0, 0.0)] {
            assert!(!said(near), "{near:?}");
        }
        for far in [
            stand(11.0, 1.0),
            stand(-11.0, 1.0),
            stand(0.0, 11.0),
            stand(f64::NAN, f64::NAN),
            stand(f64::INFINITY, f64::NAN),
        ] {
            assert!(said(far), "{far:?}");
        }
    }

    #[test]
    fn what_a_new_flow_brings_to_its_base_is_no_news() {
        let far = stand(50_000.0, 5.0);
        assert!(notes(&arrival(vec![far], 55.0), &[], &[], &[]).is_empty());
        assert!(notes(&arrival(vec![NEAR], 1e9), &[], &[], &[]).is_empty());
        assert_eq!(notes(&arrival(vec![far], 56.0), &[], &[], &[]).len(), 1);
    }

    #[test]
    fn columns_are_called_by_their_names() {
        let far = stand(50_000.0, 5.0);
        let six = vec![far, NEAR, far, far, far, far];
        let found = notes(&arrival(six, f64::INFINITY), &[], &["age"], &[]);
        let text = found[0].to_string();
        let number = "(mean 5.0000e4, standard deviation 5.0000e0)";
        assert_eq!(
            text,
            format!(
                "far from where the flow starts, columns of the data (counted from 0): `age` {number}, 2 {number}, 3 {number}, 4 {number} and 1 more\nhelp: write `>> Standardize` behind `MAF(8)`, or in front of it if not all numbers come out of it: so they have mean 0 and standard deviation 1"
            )
        );
    }
}
