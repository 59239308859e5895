//! The course of a training run.

use super::color::Color;
use super::layer::{Curve, Rule};
use super::panel::Panel;
use crate::train::History;

impl Panel {
    /// A panel with the losses of a training run over its epochs: those of the training, and those of what was held out to
    /// validate, with a line at the best epoch.
    ///
    /// ```
    /// use flow_runtime::plot::{Figure, Panel};
    /// use flow_runtime::prelude::*;
    ///
    /// flow! { struct Moons<2> = 3 * (MAF(16) >> Reverse); }
    ///
    /// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    /// let data: Vec<SVector<f32, 2>> = datasets::moons(200, 0.05, &mut rng);
    /// let mut moons = Moons::new(&mut rng);
    /// let samples = Samples::of(&data).validation_split(0.2);
    /// let history = Trainer::new(Adam::new(1e-2)).epochs(30).fit(&mut moons, samples)?;
    /// let png: Vec<u8> = Figure::new().panel(Panel::history(&history)).to_png()?;
    /// # assert!(!png.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn history(history: &History) -> Self {
        let training = Curve::new(history.train_nll()).label("training");
        let panel = Self::new().layer(training).labels("epoch", "NLL in nats");
        if history.valid_nll().is_empty() {
            return panel;
        }
        let validation = Curve::new(history.valid_nll()).label("validation");
        let best = Rule::vertical(history.best_epoch() as f64, "best");
        panel.layer(validation.color(Color::ORANGE)).layer(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::folder::Folder;
    use crate::plot::Figure;
    use tiny_skia::{Pixmap, PremultipliedColorU8};

    /// How many pixels have the colour.
    fn count(picture: &Pixmap, color: Color) -> usize {
        let pixels = picture.pixels().iter();
        let has = |p: &&PremultipliedColorU8| [p.red(), p.green(), p.blue()] == color.rgb;
        pixels.filter(has).count()
    }

    #[test]
    fn a_history_is_a_picture_with_a_curve_for_each_loss() {
        let folder = Folder::new();
        let path = folder.path("history.png");
        let (train, valid) = (
            [3.0, 2.0, 1.5, 1.2, 1.0],
            [3.1, 2.3, 2.0, 2.1, f64::INFINITY],
        );
        let draw = |history: &History| {
            Figure::new()
                .panel(Panel::history(history))
                .save(&path)
                .unwrap();
            Pixmap::decode_png(&std::fs::read(&path).unwrap()).unwrap()
        };
        let both = draw(&History::of(&train, &valid, 3));
        let alone = draw(&History::of(&train, &[], 5));
        for picture in [&both, &alone] {
            assert!(picture.width() > 100 && picture.height() > 100);
            assert!(count(picture, Color::BLUE) > 50);
        }
        assert!(count(&both, Color::ORANGE) > 50);
        assert_eq!(count(&alone, Color::ORANGE), 0);
        // A run that ended before its first epoch, and one of a single epoch, are pictures too.
        for losses in [&[][..], &[1.0]] {
            assert!(draw(&History::of(losses, losses, losses.len())).width() > 100);
        }
    }
}
