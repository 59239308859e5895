//! Means, their standard errors, and tables of them.

use std::fmt;

/// A single row far from all others can cost more than that; then digits say nothing.
const FAR: f64 = 1e4;

/// The mean of some figures, and its standard error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mean {
    pub(crate) mean: f64,
    /// None of a single figure.
    pub(crate) error: Option<f64>,
}

impl Mean {
    pub(crate) fn of(figures: &[f64]) -> Self {
        let n = figures.len() as f64;
        let mean = figures.iter().sum::<f64>() / n;
        let squares: f64 = figures.iter().map(|figure| (figure - mean).powi(2)).sum();
        let error = (figures.len() > 1).then(|| (squares / (n - 1.0) / n).sqrt());
        Self { mean, error }
    }
}

impl fmt::Display for Mean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if f.sign_plus() && self.mean >= 0.0 {
            "+"
        } else {
            ""
        };
        let digits = |number: f64| {
            if number.abs() < FAR {
                format!("{number:.3}")
            } else {
                format!("{number:.0e}")
            }
        };
        let mean = format!("{sign}{}", digits(self.mean)).replace('-', "−");
        match self.error {
            Some(error) if error > 0.0 => f.pad(&format!("{mean} ± {}", digits(error))),
            _ => f.pad(&mean),
        }
    }
}

/// A table in Markdown, whose columns are aligned: the first to the left, the others to the right.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).map(width).collect();
    let mut lines = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let cells = row.iter().zip(&widths).enumerate();
        let cells: Vec<String> = cells
            .map(|(column, (cell, &width))| match column {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            })
            .collect();
        lines.push(format!("| {} |", cells.join(" | ")));
        if number == 0 {
            let rules = widths
                .iter()
                .enumerate()
                .map(|(column, &width)| match column {
                    0 => "-".repeat(width + 2),
                    _ => format!("{}:", "-".repeat(width + 1)),
                });
            lines.push(format!("|{}|", rules.collect::<Vec<_>>().join("|")));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_has_the_error_of_its_figures() {
        let found = Mean::of(&[1.0, 2.0, 3.0]);
        assert!(found.mean == 2.0 && (found.error.unwrap() - (1.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        assert_eq!(
            format!("{:>16}|{:+}", Mean::of(&[-1.0, -2.0]), Mean::of(&[0.5])),
            "  −1.500 ± 0.500|+0.500"
        );
        assert_eq!(Mean::of(&[-2e8]).to_string(), "−2e8");
    }
}
