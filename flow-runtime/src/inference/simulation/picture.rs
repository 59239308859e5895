//! Ranks of simulation-based calibration as a picture.

use super::Ranks;
use crate::plot::{Band, Color, Figure, Histogram, Panel, Rule};

/// Of a normal distribution, 99 of 100 numbers lie within so many standard deviations.
const RARE: f64 = 2.576;

impl<const P: usize> Ranks<P> {
    /// A panel for each parameter: its ranks, as parts of all, as a histogram of `bins` bars. Of uniform ranks, 99 of 100 bars end within
    /// the band.
    pub fn figure(&self, bins: usize) -> Figure {
        (0..P).fold(Figure::new(), |figure, i| {
            figure.panel(self.of_parameter(i, bins))
        })
    }

    fn of_parameter(&self, i: usize, bins: usize) -> Panel {
        let ranks = self.ranks().iter();
        let parts = ranks.map(|rank| (rank[i] as f64 + 0.5) / (self.draws() + 1) as f64);
        let wide = RARE * ((bins.max(1) - 1) as f64 / self.ranks().len().max(1) as f64).sqrt();
        let band = [0.0, 1.0].map(|u| [u, 1.0 - wide, 1.0 + wide]);
        Panel::new()
            .layer(Band::new(&band).color(Color::GRAY).label("99 %"))
            .layer(
                Histogram::new(parts)
                    .range(0.0, 1.0)
                    .bins(bins)
                    .color(Color::ORANGE),
            )
            .layer(Rule::new(1.0, "uniform"))
            .labels("rank", "density")
            .title(format!("parameter {i}"))
    }
}

#[cfg(test)]
mod tests {
    use crate::inference::simulation::{Prior, Ranks};
    use nalgebra::SVector;
    use rand::distr::Distribution;
    use rand::rngs::Xoshiro256PlusPlus;

    fn width<const P: usize>() -> u32 {
        let prior = || Prior::normal([0.0; P], [1.0; P]);
        let simulator = |theta: &SVector<f64, P>, _: &mut Xoshiro256PlusPlus| *theta;
        let ranks = Ranks::of(&prior(), simulator, 60, 9, 3, |_, n, rng| {
            prior().sample_iter(rng).take(n).collect()
        });
        let png = ranks.figure(5).to_png().unwrap();
        // As the header of the file says.
        u32::from_be_bytes(png[16..20].try_into().unwrap())
    }

    #[test]
    fn every_parameter_has_its_panel() {
        assert!(width::<2>() > 3 * width::<1>() / 2);
    }
}
