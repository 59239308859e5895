//! Numbers as people write them, which are read as text: with signs for thousands, percent or a currency, or a decimal comma.

use super::text::DELIMITERS;
use std::net::Ipv4Addr;

/// What parts thousands; spaces of any width do, too.
const PARTS: &[char] = &[',', '.', '\'', '’', '_', '٬'];

/// What is written in place of a minus.
const MINUSES: &[char] = &['−', '–'];

/// What stands in place of all that says what a number counts, and what may stand beside a number.
const SIGN: char = '$';
const BESIDE: [char; 2] = [SIGN, ' '];

/// What is to be done with a text that was to be a number, if it looks like one or several. Nothing of it is done here: whether a
/// comma parts thousands or decimals, the column says and not the field.
pub(super) fn help(text: &str, column: &str) -> Option<String> {
    if let Some(delimiter) = delimiter(text, column) {
        let by = called(delimiter);
        return Some(format!(
            "{by} stands between numbers: `Table::reader().delimiter(b{delimiter:?})` makes fields of them"
        ));
    }
    let (odd, numbers) = plain(text)?;
    let write = match numbers {
        Numbers::One(number) => format!("write `{number}`"),
        Numbers::Either { parted, pointed } => {
            format!("write `{parted}` if it parts thousands, or `{pointed}` if decimals follow")
        }
    };
    let odd = list(&odd)?;
    Some(format!(
        "{odd} no part of a number: {write}, and so in the whole column"
    ))
}

/// What parts several numbers, if that is what the text has; commas do where they part as many names in that of the column.
fn delimiter(text: &str, column: &str) -> Option<char> {
    let is_number = |field: &str| {
        field.contains(|c: char| c.is_ascii_digit())
            && field.trim().replacen(',', ".", 1).parse::<f64>().is_ok()
    };
    let parts = |by: char| {
        let are_thousands = by == ' ' && are_thousands(text);
        text.contains(by) && !are_thousands && text.split(by).all(is_number)
    };
    // Behind a comma within a name, as in "price, EUR", there is a space.
    let are_names = column.split(',').all(|name| !name.starts_with(' '))
        && text.matches(',').count() == column.matches(',').count();
    let others = DELIMITERS.iter().map(|&byte| char::from(byte));
    others
        .filter(|&by| by != ',' || are_names)
        .chain([' '])
        .find(|&by| parts(by))
}

/// Whether spaces part it into groups of three digits; decimals may follow.
fn are_thousands(text: &str) -> bool {
    let are_digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let whole = match text.split_once([',', '.']) {
        Some((whole, decimals)) if are_digits(decimals) => whole,
        _ => text,
    };
    let mut groups = whole.split(' ');
    let is_first = |group: &str| (1..=3).contains(&group.len()) && are_digits(group);
    groups.next().is_some_and(is_first) && groups.all(|group| group.len() == 3 && are_digits(group))
}

/// The number that a text means.
enum Numbers {
    One(String),
    /// Of a single comma with three digits behind it nobody knows.
    Either {
        parted: String,
        pointed: String,
    },
}

/// What in a text is no part of a number, and how it is written without.
fn plain(text: &str) -> Option<(Vec<char>, Numbers)> {
    if text.parse::<Ipv4Addr>().is_ok() {
        return None;
    }
    let mut odd = Vec::new();
    let mut note = |c: char| {
        if !odd.contains(&c) {
            odd.push(c);
        }
    };
    let mut body = String::new();
    for c in text.chars() {
        match c {
            c if MINUSES.contains(&c) => body.push('-'),
            c if c.is_whitespace() => {
                body.push(' ');
                continue;
            }
            c if is_sign(c) => body.push(SIGN),
            c if "()".contains(c) => body.push(c),
            c if PARTS.contains(&c) || c.is_ascii_digit() || "+-eE".contains(c) => {
                body.push(c);
                continue;
            }
            _ => return None,
        }
        note(c);
    }
    let body = body.trim_matches(BESIDE);
    let inner = body.strip_prefix('(').and_then(|b| b.strip_suffix(')'));
    let (sign, body) = match (inner, body.strip_prefix(['-', '+'])) {
        (Some(inner), _) => ("-", inner.trim_matches(BESIDE)),
        (None, Some(rest)) => (&body[..1], rest.trim_start_matches(BESIDE)),
        (None, None) => ("", body),
    };
    let (digits, exponent) = body.split_at(body.find(['e', 'E']).unwrap_or(body.len()));
    if digits.contains(['+', '-', '(', ')', SIGN]) {
        return None;
    }
    let number = |digits: String| {
        let number = format!("{sign}{digits}{exponent}");
        number.parse::<f64>().ok()?.is_finite().then_some(number)
    };
    let parts: Vec<char> = digits.chars().filter(|c| !c.is_ascii_digit()).collect();
    // Decimals follow behind a point or a comma that stands once, and last.
    let point = parts.last().copied().filter(|&last| {
        ",.".contains(last) && parts.iter().filter(|&&part| part == last).count() == 1
    });
    let is_plain = |part: char| part == '.' && point == Some('.');
    parts
        .iter()
        .filter(|&&part| !is_plain(part))
        .for_each(|&part| note(part));
    let numbers = match point.and_then(|point| digits.split_once(point)) {
        None => Numbers::One(number(joined(digits)?)?),
        Some((_, "")) => return None,
        Some((whole, decimals)) => {
            let whole = joined(whole)?;
            let pointed = number(format!("{whole}.{decimals}"))?;
            if parts == [','] && decimals.len() == 3 && is_first(&whole) {
                Numbers::Either {
                    parted: number(whole + decimals)?,
                    pointed,
                }
            } else {
                Numbers::One(pointed)
            }
        }
    };
    Some((odd, numbers))
}

/// Whether these digits may stand before a sign for thousands.
fn is_first(digits: &str) -> bool {
    (1..=3).contains(&digits.len()) && !digits.starts_with('0')
}

/// The digits of a whole number without what parts them: groups of three, or, by commas, of two before the last.
fn joined(whole: &str) -> Option<String> {
    let mut groups = whole.split(|c: char| !c.is_ascii_digit());
    let first = groups.next()?;
    let groups: Vec<&str> = groups.collect();
    let Some((last, others)) = groups.split_last() else {
        return Some(first.to_owned());
    };
    let part = whole.chars().find(|c| !c.is_ascii_digit());
    let least = if part == Some(',') { 2 } else { 3 };
    let is_parted = is_first(first)
        && last.len() == 3
        && others.iter().all(|g| (least..=3).contains(&g.len()))
        && whole.chars().all(|c| c.is_ascii_digit() || Some(c) == part);
    is_parted.then(|| whole.chars().filter(char::is_ascii_digit).collect())
}

/// What says what a number counts.
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '%' | '‰' | '°' | '$' | '¢' | '£' | '¤' | '¥' | '\u{20a0}'..='\u{20cf}'
    )
}

/// As messages have it.
fn called(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        '\t' => "a tab".to_owned(),
        c => format!("`{c}`"),
    }
}

/// "`$` and `,` are", or "`,` is"; none if there are none.
fn list(odd: &[char]) -> Option<String> {
    let (&last, others) = odd.split_last()?;
    if others.is_empty() {
        return Some(format!("{} is", called(last)));
    }
    let others: Vec<String> = others.iter().map(|&c| called(c)).collect();
    Some(format!("{} and {} are", others.join(", "), called(last)))
}

#[cfg(test)]
mod tests {
    use super::help;

    #[test]
    fn a_number_is_shown_as_it_is_read() {
        for (text, odd, number) in [
            ("1,234.5", "`,` is", "1234.5"),
            ("-1,234,567", "`,` is", "-1234567"),
            ("12,34,567.25", "`,` is", "1234567.25"),
            ("1.234,5", "`.` and `,` are", "1234.5"),
            ("1.234.567", "`.` is", "1234567"),
            ("3,5", "`,` is", "3.5"),
            ("0,1234", "`,` is", "0.1234"),
            ("1,5e3", "`,` is", "1.5e3"),
            ("1 234", "a space is", "1234"),
            ("1\u{a0}234,5", "a space and `,` are", "1234.5"),
            ("1'234'567", "`'` is", "1234567"),
            ("1_000", "`_` is", "1000"),
            ("12%", "`%` is", "12"),
            ("12.5 %", "`%` is", "12.5"),
            ("$1,234.50", "`$` and `,` are", "1234.50"),
            ("-$5", "`$` is", "-5"),
            ("$-5", "`$` is", "-5"),
            ("3,50 €", "`€` and `,` are", "3.50"),
            ("(12)", "`(` and `)` are", "-12"),
            ("$(12)", "`$`, `(` and `)` are", "-12"),
            ("($ 12)", "`(`, `$` and `)` are", "-12"),
            ("(1.5)%", "`(`, `)` and `%` are", "-1.5"),
            ("1 234,5", "a space and `,` are", "1234.5"),
            ("1 234.50", "a space is", "1234.50"),
            ("-1 234,5", "a space and `,` are", "-1234.5"),
            ("10 000 000,25", "a space and `,` are", "10000000.25"),
            ("0,123", "`,` is", "0.123"),
            ("−0,250", "`−` and `,` are", "-0.250"),
            ("−5", "`−` is", "-5"),
        ] {
            let expected =
                format!("{odd} no part of a number: write `{number}`, and so in the whole column");
            assert_eq!(help(text, "x").as_deref(), Some(&*expected), "{text}");
        }
        assert_eq!(
            help("€1,234", "x").as_deref(),
            Some(
                "`€` and `,` are no part of a number: write `1234` if it parts thousands, or `1.234` if decimals follow, and so in the whole column"
            )
        );
    }

    #[test]
    fn several_numbers_are_fields() {
        for (text, by) in [
            ("5;2", "';'"),
            ("1,5;2,5", "';'"),
            ("1\t2", "'\\t'"),
            ("1.0 2.5 3", "' '"),
            ("3.0 4.0", "' '"),
            ("1|2", "'|'"),
            ("1.5 200", "' '"),
            ("1 234 5", "' '"),
            ("100 -200", "' '"),
        ] {
            let found = help(text, "x").expect(text);
            assert!(
                found.contains(&format!("`Table::reader().delimiter(b{by})`")),
                "{text}: {found}"
            );
        }
    }

    #[test]
    fn commas_part_numbers_where_they_part_names() {
        let by_commas =
            "`,` stands between numbers: `Table::reader().delimiter(b',')` makes fields of them";
        assert_eq!(help("1,2", "a,b").as_deref(), Some(by_commas));
        assert!(help("1,234,5", "a,b").is_none());
        // One name with a comma.
        let as_decimals = "`,` is no part of a number: write `3.50`, and so in the whole column";
        assert_eq!(help("3,50", "Preis, EUR").as_deref(), Some(as_decimals));
    }

    #[test]
    fn what_is_no_number_has_no_help() {
        for text in [
            "",
            "setosa",
            "5 kg",
            "12a",
            "0x1f",
            "-",
            "--",
            ".",
            ",",
            "%",
            "$",
            "()",
            "e",
            "1e",
            "1,2,3",
            "1,,234",
            "1.2.3",
            "2019-01-02",
            "12:30",
            "1/2",
            "1,5 2,5;",
            "ü",
            "<5",
            "1,234,5",
            "1.234,567,8",
            "1e999,5",
            "- -5",
            "5-",
            "$ $",
            "e5,5",
            "100-200",
            "100–200",
            "555-123",
            "12-345-678",
            "1+234",
            "0,123,456",
            "1)",
            "(1",
            "(1)2",
            "((1))",
            "(-1)",
            "1€50",
            "5,",
            "192.168.100.100",
            "12.10.200",
            "1,234.567,890",
            "nan;1",
            "1 inf",
        ] {
            assert_eq!(help(text, "x"), None, "{text}");
        }
    }
}
