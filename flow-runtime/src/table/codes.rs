//! Codes of categories, while a table is read.

use super::Dictionary;
use crate::real::Real;
use std::collections::HashMap;

/// The columns of a table that hold categories.
pub(super) struct Codes(Vec<Option<Category>>);

/// One of them: its texts, and the code of each.
pub(super) struct Category {
    texts: Vec<String>,
    codes: HashMap<String, usize>,
    /// Whether there are others than those.
    is_open: bool,
}

impl Codes {
    /// Of the columns of these names, those that are to be categories; of the ones in the dictionary the texts are known.
    pub(super) fn new(columns: &[String], categories: &[String], known: &Dictionary) -> Self {
        let of = |column: &String| match known.texts(column) {
            Some(texts) => Some(Category::new(texts, false)),
            None => categories
                .contains(column)
                .then(|| Category::new(&[], true)),
        };
        Self(columns.iter().map(of).collect())
    }

    pub(super) fn of(&mut self, column: usize) -> Option<&mut Category> {
        self.0[column].as_mut()
    }

    /// Their dictionary. Texts that were not known get their codes by their order, and not by that of the rows.
    pub(super) fn finish<T: Real>(self, columns: &[String], values: &mut [T]) -> Dictionary {
        let width = columns.len().max(1);
        let mut dictionary = Dictionary::new();
        for (column, category) in self.0.into_iter().enumerate() {
            let Some(category) = category else { continue };
            let Category { texts, is_open, .. } = category;
            let mut order: Vec<usize> = (0..texts.len()).collect();
            if is_open {
                order.sort_by(|&a, &b| texts[a].cmp(&texts[b]));
                let numbers: Option<Vec<f64>> = texts.iter().map(|t| t.parse().ok()).collect();
                if let Some(numbers) = numbers {
                    order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]));
                }
                let mut code = vec![0; order.len()];
                for (new, &old) in order.iter().enumerate() {
                    code[old] = new;
                }
                for row in values.chunks_exact_mut(width) {
                    row[column] = T::from_f64(code[row[column].to_f64() as usize] as f64);
                }
            }
            let texts = order.into_iter().map(|old| texts[old].clone());
            dictionary = dictionary.with(columns[column].clone(), texts);
        }
        dictionary
    }
}

impl Category {
    fn new(texts: &[String], is_open: bool) -> Self {
        let codes = texts.iter().enumerate();
        Self {
            codes: codes.map(|(code, text)| (text.clone(), code)).collect(),
            texts: texts.to_vec(),
            is_open,
        }
    }

    /// The code of a text, or the text if it has none.
    pub(super) fn code(&mut self, text: String) -> Result<usize, String> {
        match self.codes.get(&text) {
            Some(&code) => Ok(code),
            None if self.is_open => {
                let code = self.texts.len();
                self.texts.push(text.clone());
                self.codes.insert(text, code);
                Ok(code)
            }
            None => Err(text),
        }
    }

    pub(super) fn texts(&self) -> &[String] {
        &self.texts
    }
}
