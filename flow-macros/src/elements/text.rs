//! How elements are written.

use crate::decimal::show;

/// Names of a table with their places in it.
pub(super) fn numbered(table: &[(&'static str, &str)]) -> Vec<(&'static str, usize)> {
    let names = table.iter().map(|(name, _)| *name);
    names.enumerate().map(|(i, name)| (name, i)).collect()
}

/// `Name(a = 1)`, or `Name` where there are no options.
pub(super) fn with_options(name: &str, options: impl IntoIterator<Item = String>) -> String {
    let options: Vec<String> = options.into_iter().collect();
    if options.is_empty() {
        name.to_owned()
    } else {
        format!("{name}({})", options.join(", "))
    }
}

/// From this many equal constants on, their number is written.
const MANY: usize = 17;

/// `1, 2`, or `17; 64`: constants as they stand between brackets.
pub(super) fn listed(constants: &[f64]) -> String {
    match constants {
        [first, rest @ ..]
            if constants.len() >= MANY && rest.iter().all(|other| other == first) =>
        {
            format!("{}; {}", show(*first), constants.len())
        }
        _ => {
            let shown: Vec<String> = constants.iter().map(|&value| show(value)).collect();
            shown.join(", ")
        }
    }
}

/// `Name[1, 2]`.
pub(super) fn bracketed(name: &str, constants: impl IntoIterator<Item = String>) -> String {
    let constants: Vec<String> = constants.into_iter().collect();
    format!("{name}[{}]", constants.join(", "))
}
