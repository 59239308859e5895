//! A flow as a picture.

use super::Flow;
use crate::density::Density;
use crate::plot::{Grid, Panel};
use crate::real::Real;

impl Panel {
    /// A panel with the density of a flow of two dimensions at the points of a grid, evaluated on all cores, in colours from 0 to its
    /// maximum. The axes have the names of the dimensions, if the flow names them.
    ///
    /// ```
    /// use flow_runtime::plot::{Figure, Grid, Panel};
    /// use flow_runtime::prelude::*;
    ///
    /// flow! { struct People<age, income> = 2 * (MAF(16) >> Reverse) >> Standardize; }
    ///
    /// let people = People::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    /// let panel = Panel::flow(&people, &Grid::square(-4.0, 4.0, 100)).title("before the training");
    /// let png: Vec<u8> = Figure::new().panel(panel).to_png()?;
    /// # let grid = Grid::square(-4.0, 4.0, 100);
    /// # let log_probs = people.log_prob_batch(&grid.points()).into_iter();
    /// # let density = grid.field(log_probs.map(|log_prob| f64::from(log_prob).exp()));
    /// # let same = Panel::density(&density).labels("age", "income").title("before the training");
    /// # assert!(png == Figure::new().panel(same).to_png()?);
    /// # Ok::<(), flow_runtime::plot::PlotError>(())
    /// ```
    pub fn flow<F: Flow<2, 0> + Density<F::Scalar, 2>>(flow: &F, grid: &Grid) -> Self {
        let log_probs = flow.log_prob_batch(&grid.points());
        let density = grid.field(
            log_probs
                .into_iter()
                .map(|log_prob| log_prob.to_f64().exp()),
        );
        let panel = Self::density(&density);
        match F::model().dims {
            [x, y] => panel.labels(*x, *y),
            _ => panel,
        }
    }
}
