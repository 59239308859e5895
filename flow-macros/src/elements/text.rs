//! How elements are written.

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

/// `Name[1, 2]`.
pub(super) fn bracketed(name: &str, constants: impl IntoIterator<Item = String>) -> String {
    let constants: Vec<String> = constants.into_iter().collect();
    format!("{name}[{}]", constants.join(", "))
}
