//! Columns of a table as pictures.

use super::{Histogram, Panel, Scatter};
use crate::real::Real;
use crate::table::{Column, Table, TableError};

impl<T: Real> Table<T> {
    /// A [free](Panel::free) panel with the rows as points of two columns, by name or by number, whose names the axes have. Of a flow,
    /// those of its samples: `Table::of_samples(Flow::NAMES, &xs)?.scatter("age", "income")`.
    ///
    /// # Errors
    ///
    /// If there is no such column.
    pub fn scatter(&self, x: impl Into<Column>, y: impl Into<Column>) -> Result<Panel, TableError> {
        let (x, y) = (self.place(x)?, self.place(y)?);
        let panel = Panel::new()
            .free()
            .layer(Scatter::new(&self.select([x, y])?));
        Ok(panel.labels(&self.columns()[x], &self.columns()[y]))
    }

    /// A panel with the histogram of a column, by name or by number, whose name its axis has.
    ///
    /// # Errors
    ///
    /// If there is no such column.
    pub fn histogram(&self, column: impl Into<Column>) -> Result<Panel, TableError> {
        let place = self.place(column)?;
        let panel = Panel::new().layer(Histogram::new(self.column(place)?));
        Ok(panel.labels(&self.columns()[place], "density"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::Figure;

    fn png(panel: Panel) -> Vec<u8> {
        Figure::new().panel(panel).to_png().unwrap()
    }

    #[test]
    fn axes_have_the_names_of_columns() {
        let values = vec![30.0, 2.5e3, 41.0, 4e3, 52.0, 3.1e3];
        let table = Table::<f64>::new(vec!["age".into(), "income".into()], values).unwrap();
        let points = [[2.5e3, 30.0], [4e3, 41.0], [3.1e3, 52.0]];
        let by_hand = |x: &str, y: &str| {
            let panel = Panel::new().free().layer(Scatter::through(points));
            png(panel.labels(x, y))
        };
        let scattered = png(table.scatter("income", 0).unwrap());
        assert!(scattered == by_hand("income", "age"));
        assert!(scattered != by_hand("age", "income"));

        let histogram = Panel::new().layer(Histogram::new([30.0, 41.0, 52.0]));
        let expected = png(histogram.labels("age", "density"));
        assert!(png(table.histogram("age").unwrap()) == expected);

        let error = table.scatter("age", "incme").unwrap_err().to_string();
        assert!(
            error.contains("incme") && error.contains("income"),
            "{error}"
        );
        assert!(table.histogram(2).is_err());
    }

    #[test]
    fn a_table_without_rows_has_axes() {
        let table = Table::<f32>::new(vec!["age".into()], vec![]).unwrap();
        assert!(!png(table.histogram("age").unwrap()).is_empty());
        assert!(
            Table::<f32>::new(vec![], vec![])
                .unwrap()
                .scatter(0, 0)
                .is_err()
        );
    }
}
