//! Which dimension is meant: an index, or a name.

use super::check::Check;
use super::names::did_you_mean;
use super::options::listed;
use crate::ast::{Expr, ExprKind};
use crate::errors::Loc;
use crate::parse::integer;

impl Check<'_> {
    /// The index of one of `dim` dimensions, given as such or by its name.
    pub(crate) fn index(&self, value: &Expr, dim: usize) -> Option<usize> {
        let number = match &value.kind {
            ExprKind::Broken => return None,
            ExprKind::Number(text) => integer(text),
            ExprKind::Name(name) if !self.labels.names().is_empty() => {
                return self.dimension(name, value.loc);
            }
            _ => None,
        };
        let message = match number {
            Some(index) if index < dim => return Some(index),
            Some(index) => format!(
                "index `{index}` is out of range for {dim} dimension{}\nhelp: {}",
                if dim == 1 { "" } else { "s" },
                if dim == 1 {
                    "the only index is 0".to_owned()
                } else {
                    format!("indices run from 0 to {}", dim - 1)
                },
            ),
            None => {
                self.not_whole(value, "an index, a whole number from 0");
                return None;
            }
        };
        self.error(value.loc, message);
        None
    }

    /// The dimensions that are meant where several may be: before a category there are several of its name.
    pub(crate) fn indices(&self, value: &Expr, dim: usize) -> Option<Vec<usize>> {
        if let ExprKind::Name(name) = &value.kind {
            let name = name.strip_prefix("r#").unwrap_or(name);
            let is_part = |text: &String| {
                let part = text.strip_prefix(name);
                part.is_some_and(|part| part.starts_with('.'))
            };
            let names = self.labels.names();
            let parts: Vec<usize> = (0..names.len()).filter(|&i| is_part(&names[i])).collect();
            if !parts.is_empty() {
                return Some(parts);
            }
        }
        self.index(value, dim).map(|index| vec![index])
    }

    /// The dimension of this name.
    fn dimension(&self, name: &str, loc: Loc) -> Option<usize> {
        let known = self.labels.names();
        let name = name.strip_prefix("r#").unwrap_or(name);
        let found = known.iter().position(|known| known == name);
        if found.is_none() {
            let hint = match did_you_mean(name, known.iter().map(String::as_str)) {
                hint if !hint.is_empty() => hint,
                _ => {
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    format!("\nhelp: the names are {}", listed(&known))
                }
            };
            self.error(loc, format!("no dimension has the name `{name}`{hint}"));
        }
        found
    }
}
