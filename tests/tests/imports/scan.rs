//! What a source file names by path: its `use` lines, and the paths of this crate in its code.

/// A word or a symbol, and the line that it stands in.
#[derive(Clone, Debug, PartialEq)]
struct Token {
    text: String,
    line: usize,
}

/// A path that begins in this crate, as it is written: `crate::ir::Step`, `super::Rules`, or `scale::Scale` where `scale`
/// is a module of the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
    /// The name that a `use` gives to it; none for a path in code, and for `*`.
    pub(crate) alias: Option<String>,
    /// Whether all that the module has is meant.
    pub(crate) is_glob: bool,
}

/// What matters of a file, tests left out.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// The files that belong to it, by the names of their modules; with another path where that is said.
    pub(crate) modules: Vec<(String, Option<String>)>,
    pub(crate) paths: Vec<Path>,
}

/// Reads a file.
pub(crate) fn scan(text: &str) -> Scan {
    let tokens = without_tests(&tokens(text));
    let mut scan = Scan::default();
    let is = |i: usize, text: &str| tokens.get(i).is_some_and(|token| token.text == text);
    for (i, token) in tokens.iter().enumerate() {
        if token.text == "mod" && is(i + 2, ";") {
            let mut before = tokens[..i]
                .iter()
                .rev()
                .skip_while(|token| token.text != "]");
            let path = before.nth(1).filter(|path| {
                path.text.starts_with('"') && tokens[..i].iter().any(|token| token.text == "path")
            });
            let path = path.map(|path| path.text.trim_matches('"').to_owned());
            scan.modules.push((tokens[i + 1].text.clone(), path));
        }
    }
    let mut i = 0;
    while i < tokens.len() {
        let begins = |text: &str| {
            ["crate", "super", "self"].contains(&text)
                || scan.modules.iter().any(|(module, _)| module == text)
        };
        let goes_on = i > 0 && is(i - 1, "::");
        // `pub(in crate::ir)` says who may name this, and names nothing.
        let is_visibility = i > 1 && is(i - 2, "(") && is(i - 1, "in");
        if is(i, "use") {
            i = tree(&tokens, i + 1, &Vec::new(), &mut scan.paths);
        } else if is(i + 1, "::") && !goes_on && !is_visibility && begins(&tokens[i].text) {
            let mut segments = vec![tokens[i].text.clone()];
            let line = tokens[i].line;
            while is(i + 1, "::") && tokens.get(i + 2).is_some_and(is_word) {
                segments.push(tokens[i + 2].text.clone());
                i += 2;
            }
            scan.paths.push(Path {
                segments,
                line,
                alias: None,
                is_glob: false,
            });
        }
        i += 1;
    }
    scan
}

/// A tree of imports, from the token at `i`; gives the place of the token after it.
fn tree(tokens: &[Token], mut i: usize, before: &[String], paths: &mut Vec<Path>) -> usize {
    let mut segments = before.to_vec();
    let text = |i: usize| tokens.get(i).map_or("", |token| token.text.as_str());
    while i < tokens.len() {
        match text(i) {
            "::" => {}
            "{" => {
                i += 1;
                while i < tokens.len() && text(i) != "}" {
                    i = tree(tokens, i, &segments, paths);
                    i += usize::from(text(i) == ",");
                }
                return i + 1;
            }
            "*" => {
                let line = tokens[i].line;
                paths.push(Path {
                    segments,
                    line,
                    alias: None,
                    is_glob: true,
                });
                return i + 1;
            }
            _ if is_word(&tokens[i]) => {
                segments.push(tokens[i].text.clone());
                if text(i + 1) != "::" {
                    let line = tokens[i].line;
                    // `a::{self}` is `a` itself.
                    if segments.len() > 1 && segments.last().is_some_and(|last| last == "self") {
                        segments.pop();
                    }
                    let renamed = text(i + 1) == "as";
                    let alias = if renamed {
                        Some(text(i + 2).to_owned())
                    } else {
                        segments.last().cloned()
                    };
                    paths.push(Path {
                        segments,
                        line,
                        alias,
                        is_glob: false,
                    });
                    return i + if renamed { 3 } else { 1 };
                }
            }
            _ => return i,
        }
        i += 1;
    }
    i
}

fn is_word(token: &Token) -> bool {
    token
        .text
        .starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Leaves out what stands under `#[cfg(test)]`: the next group in braces, or all up to the next semicolon.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    const CONDITION: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let here = tokens[i..].iter().map(|token| token.text.as_str());
        if here.take(CONDITION.len()).eq(CONDITION) {
            i += CONDITION.len();
            let mut depth = 0;
            while i < tokens.len() {
                match tokens[i].text.as_str() {
                    "{" | "(" | "[" => depth += 1,
                    "}" | ")" | "]" => depth -= 1,
                    _ => {}
                }
                let ends = match tokens[i].text.as_str() {
                    "}" | ";" | "," => depth == 0,
                    _ => false,
                };
                i += 1;
                if ends {
                    break;
                }
            }
        } else {
            kept.push(tokens[i].clone());
            i += 1;
        }
    }
    kept
}

/// Cuts a text into words, `::`, strings and symbols of one character; comments are left out.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let (mut i, mut line) = (0, 1);
    while i < chars.len() {
        let (start, first) = (i, line);
        match at(i) {
            '/' if at(i + 1) == '/' => {
                while i < chars.len() && at(i) != '\n' {
                    i += 1;
                }
                continue;
            }
            '/' if at(i + 1) == '*' => {
                i += 2;
                while i < chars.len() && !(at(i) == '*' && at(i + 1) == '/') {
                    line += usize::from(at(i) == '\n');
                    i += 1;
                }
                i += 2;
                continue;
            }
            '"' => {
                i += 1;
                while i < chars.len() && at(i) != '"' {
                    line += usize::from(at(i) == '\n');
                    i += if at(i) == '\\' { 2 } else { 1 };
                }
                i += 1;
            }
            // A character; a lifetime has no second quote.
            '\'' if at(i + 1) == '\\' || at(i + 2) == '\'' => {
                i += 2;
                while i < chars.len() && at(i) != '\'' {
                    i += 1;
                }
                i += 1;
            }
            ':' if at(i + 1) == ':' => i += 2,
            c if c.is_alphanumeric() || c == '_' => {
                while at(i).is_alphanumeric() || at(i) == '_' {
                    i += 1;
                }
            }
            c => {
                line += usize::from(c == '\n');
                i += 1;
                if c.is_whitespace() {
                    continue;
                }
            }
        }
        tokens.push(Token {
            text: chars[start..i.min(chars.len())].iter().collect(),
            line: first,
        });
    }
    tokens
}

#[test]
fn paths_are_found() {
    let text = "
        mod scale; // use crate::no;
        use super::{ast::{self, Loc}, Rules as Laws};
        pub(crate) use scale::Scale;
        pub(in crate::no) struct Unnamed;
        #[cfg(test)]
        mod tests { use crate::tests::chain; }
        fn f() -> crate::ir::Step { let _ = \"crate::no\"; scale::new('\"') }
        use std::fmt;";
    let found: Vec<String> = scan(text)
        .paths
        .iter()
        .map(|path| {
            format!(
                "{}: {} {:?}",
                path.line,
                path.segments.join("::"),
                path.alias
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "3: super::ast Some(\"ast\")",
            "3: super::ast::Loc Some(\"Loc\")",
            "3: super::Rules Some(\"Laws\")",
            "4: scale::Scale Some(\"Scale\")",
            "8: crate::ir::Step None",
            "8: scale::new None",
            "9: std::fmt Some(\"fmt\")",
        ]
    );
}
