//! Names that are not known, and what was probably meant.

use super::functions::Func;

/// What other languages call our functions.
const HABITS: [(&str, &str); 34] = [
    ("log", "ln(…)"),
    ("log1p", "ln(1 + …)"),
    ("ln_1p", "ln(1 + …)"),
    ("expm1", "exp(…) - 1"),
    ("exp_m1", "exp(…) - 1"),
    ("log10", "ln(…) / ln(10)"),
    ("log2", "ln(…) / ln(2)"),
    ("exp2", "2 ^ …"),
    ("pow", "a ^ b"),
    ("powi", "a ^ b"),
    ("powf", "a ^ b"),
    ("square", "(…) ^ 2"),
    ("sqr", "(…) ^ 2"),
    ("recip", "1 / …"),
    ("arcsin", "asin(…)"),
    ("arccos", "acos(…)"),
    ("arctan", "atan(…)"),
    ("arsinh", "asinh(…)"),
    ("artanh", "atanh(…)"),
    ("expit", "sigmoid(…)"),
    ("logistic", "sigmoid(…)"),
    ("phi", "Phi(…)"),
    ("ndtr", "Phi(…)"),
    ("softsign", "… / (1 + abs(…))"),
    ("max", "(a + b + abs(a - b)) / 2"),
    ("min", "(a + b - abs(a - b)) / 2"),
    ("relu", "(… + abs(…)) / 2"),
    ("silu", "… * sigmoid(…)"),
    ("swish", "… * sigmoid(…)"),
    ("gelu", "… * Phi(…)"),
    ("erfc", "1 - erf(…)"),
    ("sech", "1 / cosh(…)"),
    ("csch", "1 / sinh(…)"),
    ("coth", "1 / tanh(…)"),
];

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(40).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(40).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (diagonal + usize::from(x != *y))
                .min(row[j] + 1)
                .min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = if text.chars().count() <= 3 { 1 } else { 2 };
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.to_lowercase().chars().take(40).collect();
        letters.sort_unstable();
        letters
    };
    // Exchanged letters are one mistake.
    let apart = |name: &str| {
        if letters(text) == letters(name) {
            1
        } else {
            distance(&text.to_lowercase(), &name.to_lowercase())
        }
    };
    let scored = names.map(|name| (apart(name), name));
    scored
        .filter(|(d, _)| *d <= limit)
        .min_by_key(|(d, _)| *d)
        .map(|(_, name)| name)
}

/// The function that a name stands for, exactly or nearly.
pub(crate) fn function(text: &str) -> Option<&'static str> {
    if let Some((_, meant)) = HABITS.iter().find(|(habit, _)| *habit == text) {
        return meant
            .split_once('(')
            .map(|(name, _)| name)
            .filter(|name| Func::named(name).is_some());
    }
    nearest(text, Func::names())
}

/// What is written for a constant that has other names elsewhere.
pub(crate) fn constant(text: &str) -> Option<&'static str> {
    match text {
        "pi" | "Pi" | "π" => Some("PI"),
        "tau" | "TAU" | "τ" => Some("2 * PI"),
        "e" => Some("E"),
        _ => None,
    }
}

/// The message for a word that Rust keeps to itself, and formulas have no use for.
pub(crate) fn keyword(text: &str) -> Option<String> {
    let help = match text {
        "if" | "else" | "match" => {
            "pieces are written with `abs`: `(z + abs(z)) / 2` is z where that is above 0, and else 0"
        }
        "let" | "const" | "static" | "fn" => {
            "write the value where it is used: what occurs twice is computed once"
        }
        "return" => "write the expression alone",
        _ if syn::parse_str::<proc_macro2::Ident>(text).is_ok() => return None,
        _ => "choose another name",
    };
    Some(format!(
        "a formula is one expression of mathematics, found the keyword `{text}`\nhelp: {help}"
    ))
}

/// The message for a name that nothing is called.
pub(crate) fn unknown(text: &str, called: bool, names: &[String]) -> String {
    if let Some((_, meant)) = HABITS.iter().find(|(habit, _)| *habit == text && called) {
        return format!("unknown function `{text}`\nhelp: write `{meant}`");
    }
    if called {
        return if let Some(name) = function(text) {
            format!("unknown function `{text}`\nhelp: did you mean `{name}`?")
        } else {
            let all: Vec<&str> = Func::names().collect();
            format!(
                "unknown function `{text}`\nhelp: formulas have {}",
                all.join(", ")
            )
        };
    }
    if text == "e" {
        return "unknown name `e`\nhelp: Euler's number is `E`, its power `exp(z)`".to_owned();
    }
    if let Some(meant) = constant(text) {
        return format!("unknown name `{text}`\nhelp: write `{meant}`");
    }
    if let Some(name) = nearest(
        text,
        names
            .iter()
            .map(String::as_str)
            .filter(|name| name.len() > 1 || text.len() == 2),
    ) {
        format!("unknown name `{text}`\nhelp: did you mean `{name}`?")
    } else {
        let first = names.first().map_or("z", String::as_str);
        format!(
            "unknown name `{text}`\nhelp: to learn it, list it as a parameter: `|{first}; {text}| …`"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As it is defined.
    fn edits(a: &[char], b: &[char]) -> usize {
        let ([first, a_rest @ ..], [second, b_rest @ ..]) = (a, b) else {
            return a.len().max(b.len());
        };
        let kept = edits(a_rest, b_rest) + usize::from(first != second);
        kept.min(edits(a_rest, b) + 1).min(edits(a, b_rest) + 1)
    }

    #[test]
    fn words_are_as_far_apart_as_edits_say() {
        let mut words = vec![String::new()];
        for i in 0..15 {
            let longer = ["a", "b"].map(|c| format!("{}{c}", words[i]));
            words.extend(longer);
        }
        let letters = |word: &str| word.chars().collect::<Vec<char>>();
        for a in &words {
            for b in &words {
                assert_eq!(distance(a, b), edits(&letters(a), &letters(b)), "{a} {b}");
            }
        }
    }
}
