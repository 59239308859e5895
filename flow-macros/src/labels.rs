//! What messages call dimensions: by the names that the flow gives them, or else by their numbers.

use std::rc::Rc;

/// A name or a number for each of some dimensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Labels {
    texts: Rc<[String]>,
    /// Whether they are names.
    named: bool,
}

impl Labels {
    /// Numbers from 0.
    pub(crate) fn numbered(dim: usize) -> Self {
        Self {
            texts: (0..dim).map(|i| i.to_string()).collect(),
            named: false,
        }
    }

    /// These names, or numbers where there are none.
    pub(crate) fn of(names: &[String], dim: usize) -> Self {
        if names.is_empty() {
            return Self::numbered(dim);
        }
        debug_assert_eq!(names.len(), dim, "a name for each dimension");
        Self {
            texts: names.into(),
            named: true,
        }
    }

    /// The same kind of labels, for other dimensions.
    pub(crate) fn renamed(&self, texts: Vec<String>) -> Self {
        Self {
            texts: texts.into(),
            named: self.named,
        }
    }

    /// How many dimensions there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Of some of them, in this order.
    pub(crate) fn select(&self, dims: &[usize]) -> Self {
        Self {
            texts: dims.iter().map(|&i| self.texts[i].clone()).collect(),
            named: self.named,
        }
    }

    /// The names; none where they are numbers.
    pub(crate) fn names(&self) -> &[String] {
        if self.named { &self.texts } else { &[] }
    }

    /// A name or a number alone, where a list says what it is of.
    pub(crate) fn bare(&self, i: usize) -> &str {
        &self.texts[i]
    }

    /// `1`, or `` `age` ``.
    pub(crate) fn short(&self, i: usize) -> String {
        let text = &self.texts[i];
        if self.named {
            format!("`{text}`")
        } else {
            text.clone()
        }
    }

    /// ``index `1` ``, or `` `age` ``.
    pub(crate) fn index(&self, i: usize) -> String {
        match self.names().get(i) {
            Some(name) => format!("`{name}`"),
            None => format!("index `{i}`"),
        }
    }

    /// `dimension 1`, or `` `age` ``.
    pub(crate) fn one(&self, i: usize) -> String {
        if self.named {
            self.short(i)
        } else {
            format!("dimension {}", self.texts[i])
        }
    }

    /// `0, 2`, or `age, height`: as they stand between brackets.
    pub(crate) fn list(&self, dims: &[usize]) -> String {
        if !self.named {
            return ranges(dims);
        }
        let texts: Vec<&str> = dims.iter().map(|&i| self.bare(i)).collect();
        texts.join(", ")
    }
}

/// A list of dimensions, with ranges where these are shorter.
pub(crate) fn ranges(columns: &[usize]) -> String {
    const SHORTEST: usize = 3;
    let mut parts = Vec::new();
    let mut rest = columns;
    while let Some(&first) = rest.first() {
        let run = rest.iter().zip(first..).take_while(|(a, b)| **a == *b);
        let run = match run.count() {
            run if run < SHORTEST => 1,
            run => run,
        };
        parts.push(match run {
            1 => first.to_string(),
            run => format!("{first}..{}", first + run),
        });
        rest = &rest[run..];
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::Labels;

    #[test]
    fn names_stand_for_numbers() {
        let numbers = Labels::numbered(3);
        assert_eq!([numbers.one(1), numbers.short(1)], ["dimension 1", "1"]);
        assert_eq!(
            [numbers.index(7), numbers.list(&[0, 2])],
            ["index `7`", "0, 2"]
        );
        assert_eq!(numbers.list(&[0, 1, 4, 5, 6, 2]), "0, 1, 4..7, 2");
        assert!(numbers.names().is_empty());
        let names = ["age", "height", "year"].map(String::from);
        let names = Labels::of(&names, 3);
        let some = names.select(&[2, 0]);
        assert_eq!((some.len(), some.one(0)), (2, "`year`".into()));
        assert_eq!(
            [names.one(0), names.short(1), names.list(&[2, 0])],
            ["`age`", "`height`", "year, age"]
        );
        assert_eq!([names.bare(2), &names.index(0)], ["year", "`age`"]);
    }
}
