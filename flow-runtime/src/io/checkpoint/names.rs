//! Whether two flows are the same: their chains, and what their dimensions are called.
//!
//! Names are no part of the mathematics. So a checkpoint may have none where the flow has names, which people add later, or
//! the other way about. But where both have names these must agree, in their order: two columns that have changed places
//! would go unnoticed else.

/// How the flow in a file relates to the one that is being loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Same,
    /// The same but for names.
    Renamed,
    Other,
}

/// Compares the canonical texts of two flows.
pub(super) fn compare(found: &str, expected: &str) -> Relation {
    if found == expected {
        return Relation::Same;
    }
    let (Some(found), Some(expected)) = (Flow::read(found), Flow::read(expected)) else {
        return Relation::Other;
    };
    if (found.scalar, found.chain) != (expected.scalar, expected.chain) {
        return Relation::Other;
    }
    let pairs = [
        (&found.data, &expected.data),
        (&found.context, &expected.context),
    ];
    if pairs.iter().any(|(a, b)| a.count() != b.count()) {
        return Relation::Other;
    }
    let differ = |a: &Dimensions<'_>, b: &Dimensions<'_>| matches!((a, b), (Dimensions::Names(a), Dimensions::Names(b)) if a != b);
    if pairs.iter().any(|(a, b)| differ(a, b)) {
        Relation::Renamed
    } else {
        Relation::Same
    }
}

/// `<f64, income, age | 2> = chain`.
struct Flow<'a> {
    scalar: &'a str,
    data: Dimensions<'a>,
    context: Dimensions<'a>,
    chain: &'a str,
}

enum Dimensions<'a> {
    Number(usize),
    Names(Vec<&'a str>),
}

impl<'a> Flow<'a> {
    fn read(spec: &'a str) -> Option<Self> {
        let (event, chain) = spec.strip_prefix('<')?.split_once("> = ")?;
        let (scalar, dimensions) = event.split_once(", ")?;
        let (data, context) = dimensions.split_once(" | ").unwrap_or((dimensions, "0"));
        Some(Self {
            scalar,
            data: Dimensions::read(data),
            context: Dimensions::read(context),
            chain,
        })
    }
}

impl<'a> Dimensions<'a> {
    fn read(text: &'a str) -> Self {
        text.parse()
            .map_or_else(|_| Self::Names(text.split(", ").collect()), Self::Number)
    }

    fn count(&self) -> usize {
        match self {
            Self::Number(number) => *number,
            Self::Names(names) => names.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Relation, compare};

    #[test]
    fn names_matter_where_both_have_them() {
        let named = "<f64, age, income | year> = MAF(8)";
        for (other, relation) in [
            (named, Relation::Same),
            ("<f64, 2 | 1> = MAF(8)", Relation::Same),
            ("<f64, 2 | year> = MAF(8)", Relation::Same),
            ("<f64, income, age | year> = MAF(8)", Relation::Renamed),
            ("<f64, 2 | place> = MAF(8)", Relation::Renamed),
            ("<f64, 3 | 1> = MAF(8)", Relation::Other),
            ("<f64, age, income, rent | 1> = MAF(8)", Relation::Other),
            ("<f64, age, income> = MAF(8)", Relation::Other),
            ("<f32, age, income | year> = MAF(8)", Relation::Other),
            ("<f64, age, income | year> = MAF(9)", Relation::Other),
            ("something else", Relation::Other),
        ] {
            assert_eq!(compare(named, other), relation, "{other}");
            assert_eq!(compare(other, named), relation, "{other}");
        }
    }
}
