//! Ranks of simulation-based calibration, and predictions, as pictures.

use super::{Predictive, Ranks};
use crate::plot::{Band, Color, Figure, Histogram, Panel, Rule};
use crate::real::Real;
use nalgebra::SVector;

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

impl<T: Real, const P: usize, const D: usize> Predictive<T, P, D> {
    /// A panel for each number of the data: the histogram of what was predicted, and a line where the observed one is. Its axis
    /// has the name that the flow gives the number, if the posterior is a flow's and it does.
    pub fn figure(&self, observed: &SVector<T, D>) -> Figure {
        (0..D).fold(Figure::new(), |figure, i| {
            let panel = Panel::new()
                .layer(Histogram::new(self.xs().iter().map(|x| x[i])).label("predicted"))
                .layer(Rule::vertical(observed[i].to_f64(), "observed"))
                .labels(self.name(i), "density");
            figure.panel(panel)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::inference::simulation::{Predictive, Prior, Ranks};
    use crate::plot::Figure;
    use nalgebra::SVector;
    use rand::distr::Distribution;
    use rand::rngs::Xoshiro256PlusPlus;

    fn width<const P: usize>() -> u32 {
        let prior = || Prior::normal([0.0; P], [1.0; P]);
        let simulator = |theta: &SVector<f64, P>, _: &mut Xoshiro256PlusPlus| *theta;
        let ranks = Ranks::of(&prior(), simulator, 60, 9, 3, |_, n, rng| {
            prior().sample_iter(rng).take(n).collect()
        });
        wide(&ranks.figure(5))
    }

    /// How wide it is, as the header of the file says.
    fn wide(figure: &Figure) -> u32 {
        let png = figure.to_png().unwrap();
        u32::from_be_bytes(png[16..20].try_into().unwrap())
    }

    fn predicted<const D: usize>(observed: f64) -> u32 {
        let thetas: Vec<SVector<f64, D>> = (0..9).map(|i| SVector::repeat(f64::from(i))).collect();
        let predicted = Predictive::of(&thetas, |theta, _| *theta, 0);
        wide(&predicted.figure(&SVector::repeat(observed)))
    }

    #[test]
    fn every_parameter_has_its_panel() {
        assert!(width::<2>() > 3 * width::<1>() / 2);
    }

    #[test]
    fn every_number_has_its_panel() {
        assert!(predicted::<2>(3.5) > 3 * predicted::<1>(3.5) / 2);
        // Far from what is predicted, and nowhere at all.
        for observed in [1e9, f64::NAN] {
            assert!(predicted::<1>(observed) > 0);
        }
    }
}
