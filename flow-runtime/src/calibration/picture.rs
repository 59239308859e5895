//! A calibration as a picture.

use super::{Calibration, Ranks};
use crate::plot::{Band, Color, Curve, Figure, Histogram, Panel, Rule};

/// √n times the distance that one of a hundred uniform samples of n exceeds.
const RARE: f64 = 1.628;
/// Fewest and most bars of the histogram, and rows for each.
const BARS: [usize; 2] = [5, 20];
const ROWS: usize = 20;
/// Points of a curve.
const POINTS: u32 = 200;

impl Calibration {
    /// Three panels: the coverage of highest-density regions; the share of ranks below each level, less the level, for every
    /// dimension; and the ranks that are the least probable as a histogram. Within the bands lie 99 of 100 curves of a flow that
    /// is right.
    pub fn figure(&self) -> Figure {
        Figure::new()
            .panel(self.of_regions())
            .panel(self.of_ranks())
            .panel(self.of_worst())
    }

    fn of_regions(&self) -> Panel {
        let wide = RARE / self.regions.independent().sqrt();
        let band: Vec<_> = levels().map(|u| [u, u - wide, u + wide]).collect();
        let found: Vec<_> = levels()
            .zip(shares(&self.regions))
            .map(|(u, share)| [u, share])
            .collect();
        Panel::new()
            .layer(Band::new(&band).color(Color::GRAY).label("99 %"))
            .layer(
                Curve::through(&[[0.0, 0.0], [1.0, 1.0]])
                    .color(Color::GRAY)
                    .dashed(),
            )
            .layer(Curve::through(&found).label("rows"))
            .limits([0.0, 1.0], [0.0, 1.0])
            .labels("probability of the region", "share of the rows within")
            .title("highest-density regions")
    }

    fn of_ranks(&self) -> Panel {
        let fewest = self
            .ranks
            .iter()
            .map(Ranks::independent)
            .fold(f64::INFINITY, f64::min);
        let wide = RARE / fewest.sqrt();
        let band = [[0.0, -wide, wide], [1.0, -wide, wide]];
        let mut panel = Panel::new()
            .free()
            .layer(Band::new(&band).color(Color::GRAY).label("99 %"));
        let worst = self.worst().name();
        // What is to be seen is drawn last.
        let (last, first): (Vec<_>, Vec<_>) =
            self.ranks.iter().partition(|ranks| ranks.name() == worst);
        for ranks in first.into_iter().chain(last) {
            let points: Vec<_> = levels()
                .zip(shares(ranks))
                .map(|(u, share)| [u, share - u])
                .collect();
            let curve = Curve::through(&points);
            panel = panel.layer(if ranks.name() == worst {
                curve.color(Color::ORANGE).label(worst)
            } else {
                curve
            });
        }
        panel
            .labels("rank", "share below, less the rank")
            .title("ranks")
    }

    fn of_worst(&self) -> Panel {
        let worst = self.worst();
        let ranks = worst.values().iter().copied();
        Panel::new()
            .layer(
                Histogram::new(ranks)
                    .range(0.0, 1.0)
                    .bins((self.rows / ROWS).clamp(BARS[0], BARS[1]))
                    .color(Color::ORANGE),
            )
            .layer(Rule::new(1.0, "uniform"))
            .labels("rank", "density")
            .title(format!("the least probable: {}", worst.name()))
    }
}

fn levels() -> impl Iterator<Item = f64> {
    (0..=POINTS).map(|i| f64::from(i) / f64::from(POINTS))
}

fn shares(ranks: &Ranks) -> impl Iterator<Item = f64> {
    let mut sorted = ranks.values().to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    levels().map(move |u| sorted.partition_point(|rank| *rank <= u) as f64 / sorted.len() as f64)
}
