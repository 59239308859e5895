//! Suggestions for misspelled names.

/// Names that begin with as many equal letters are near each other, however they end.
const STEM: usize = 6;

/// A `help:` line with the name that was probably meant, or nothing.
pub(crate) fn did_you_mean<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> String {
    let most = (written.chars().count() / 3).max(1);
    let stem = |name: &str| {
        let letters = written.chars().zip(name.chars());
        letters
            .take_while(|(a, b)| a.eq_ignore_ascii_case(b))
            .count()
    };
    known
        .map(|name| (distance(written, name), name))
        .filter(|(distance, name)| *distance <= most || stem(name) >= STEM)
        .min_by_key(|(distance, _)| *distance)
        .map_or_else(String::new, |(_, name)| {
            format!("\nhelp: did you mean `{name}`?")
        })
}

/// Edit distance without regard to case; two letters in the wrong order are one mistake.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().collect();
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, distance};

    #[test]
    fn distances() {
        assert_eq!(distance("MFA", "MAF"), 1);
        assert_eq!(distance("maf", "MAF"), 0);
        assert_eq!(distance("", "Scale"), 5);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn only_what_is_near_is_suggested() {
        let known = || ["MAF", "Permute", "Shift"].into_iter();
        assert_eq!(
            did_you_mean("Premute", known()),
            "\nhelp: did you mean `Permute`?"
        );
        assert_eq!(
            did_you_mean("permutation", known()),
            "\nhelp: did you mean `Permute`?"
        );
        assert_eq!(did_you_mean("RealNVP", known()), "");
    }
}
