//! Numbers as the language writes them.

/// A constant as the canonical text shows it.
pub(crate) fn show(value: f64) -> String {
    // Rust writes the shortest text that reads back as the same number; where that has very many
    // digits, with an exponent.
    let plain = value.to_string();
    if plain.len() > 24 {
        format!("{value:e}")
    } else {
        plain
    }
}
