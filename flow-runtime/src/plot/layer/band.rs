//! What lies between two curves.

use crate::plot::color::Color;

/// The area between two curves, such as a fan of quantiles: several bands, one over the other, and a [`Curve`](super::Curve)
/// for the median. Where a number is infinite or NaN, it has a gap.
#[derive(Clone, Debug)]
pub struct Band {
    pub(in crate::plot) points: Vec<[f64; 3]>,
    pub(in crate::plot) color: Color,
    pub(in crate::plot) opacity: f64,
    pub(in crate::plot) label: String,
}

impl Band {
    /// What lies between the two numbers over each place: (x, lower, upper), from left to right. In blue, so that what lies
    /// behind is seen.
    pub fn new(points: &[[f64; 3]]) -> Self {
        Self {
            points: points.to_vec(),
            color: Color::BLUE,
            opacity: 0.25,
            label: String::new(),
        }
    }

    /// Draws it in another colour.
    #[must_use]
    pub fn color(self, color: Color) -> Self {
        Self { color, ..self }
    }

    /// How much it hides what lies behind: from 0, nothing, to 1, all.
    #[must_use]
    pub fn opacity(self, opacity: f64) -> Self {
        Self {
            opacity: opacity.clamp(0.0, 1.0),
            ..self
        }
    }

    /// What the legend calls it.
    #[must_use]
    pub fn label(self, label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..self
        }
    }

    /// Whether all of `other` lies on this band, which is so seen behind it.
    pub(in crate::plot) fn holds(&self, other: &Self) -> bool {
        let mut points = other
            .points
            .iter()
            .filter(|point| is_finite(point))
            .peekable();
        points.peek().is_some()
            && points.all(|&[x, lower, upper]| {
                self.at(x)
                    .is_some_and(|sides| sides[0] <= lower && upper <= sides[1])
            })
    }

    /// Both sides over x, linear between the points.
    fn at(&self, x: f64) -> Option<[f64; 2]> {
        let right = self.points.partition_point(|point| point[0] < x);
        let b = self.points.get(right).filter(|point| is_finite(point))?;
        if b[0] == x {
            return Some([b[1], b[2]]);
        }
        let a = self.points.get(right.checked_sub(1)?)?;
        let t = (x - a[0]) / (b[0] - a[0]);
        is_finite(a).then(|| [1, 2].map(|side| a[side] + t * (b[side] - a[side])))
    }
}

fn is_finite(point: &[f64; 3]) -> bool {
    point.iter().all(|x| x.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_holds_what_lies_on_it() {
        let band = |half: f64| Band::new(&[[0.0, -half, half], [2.0, 1.0 - half, 1.0 + half]]);
        assert!(band(1.0).holds(&band(0.5)) && band(1.0).holds(&band(1.0)));
        assert!(!band(0.5).holds(&band(1.0)));
        // Between the points, beyond them, and where there are none.
        let at = |points: &[[f64; 3]]| band(1.0).holds(&Band::new(points));
        assert!(at(&[[1.0, -0.4, 1.4]]) && !at(&[[1.0, -0.4, 1.6]]));
        assert!(!at(&[[2.1, 1.0, 1.0]]) && !at(&[[-0.1, 0.0, 0.0]]) && !at(&[]));
        assert!(at(&[[1.0, 0.0, 1.0], [1.5, f64::NAN, 9.0]]));
        assert!(
            !Band::new(&[[0.0, 0.0, f64::NAN], [2.0, 0.0, 9.0]])
                .holds(&Band::new(&[[1.0, 1.0, 1.0]]))
        );
    }
}
