//! Shapes: dimensions as channels over places, row-major, the last axis fastest.

use crate::permutation::Permutation;
use std::fmt;

/// How many dimensions a flow may have: beyond these, a number is taken for a mistake.
pub(crate) const MAX_DIM: usize = 4096;

/// How many places of one side of `Unsqueeze` become one of the other, along each axis.
const FACTOR: usize = 2;

/// Channels, and the axes of the places that each of them has: a length, or height and width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    channels: usize,
    axes: Vec<usize>,
}

impl Shape {
    pub(crate) fn new(channels: usize, axes: &[usize]) -> Self {
        Self {
            channels,
            axes: axes.to_vec(),
        }
    }

    /// The number of dimensions.
    pub(crate) fn dim(&self) -> usize {
        self.channels * self.places()
    }

    pub(crate) fn channels(&self) -> usize {
        self.channels
    }

    /// The first of the channels alone.
    pub(crate) fn first(&self, channels: usize) -> Self {
        Self::new(channels, &self.axes)
    }

    /// How many places each channel has.
    pub(crate) fn places(&self) -> usize {
        self.axes.iter().product()
    }

    /// Height and width; sound has height 1.
    pub(crate) fn size(&self) -> [usize; 2] {
        match *self.axes {
            [length] => [1, length],
            [height, width] => [height, width],
            _ => unreachable!("a shape has one or two axes"),
        }
    }

    /// Whether its places are in a line.
    pub(crate) fn is_sound(&self) -> bool {
        self.axes.len() == 1
    }

    /// The shape of some of the dimensions, if these are whole channels that stand together.
    pub(crate) fn part(&self, dims: &[usize]) -> Option<Self> {
        let (places, first) = (self.places(), *dims.first()?);
        let whole = first.is_multiple_of(places) && dims.len().is_multiple_of(places);
        let together = dims.iter().copied().eq(first..first + dims.len());
        (whole && together).then(|| Self {
            channels: dims.len() / places,
            axes: self.axes.clone(),
        })
    }

    /// The sum of the coordinates of the place at which dimension `i` is.
    pub(crate) fn coordinate_sum(&self, i: usize) -> usize {
        let (mut place, mut sum) = (i % self.places(), 0);
        for length in self.axes.iter().rev() {
            sum += place % length;
            place /= length;
        }
        sum
    }

    /// What `Unsqueeze` makes of it, channels to space; none where the channels do not suffice.
    pub(crate) fn unsqueezed(&self) -> Option<Self> {
        let merged = self.merged();
        self.channels.is_multiple_of(merged).then(|| Self {
            channels: self.channels / merged,
            axes: self.axes.iter().map(|length| length * FACTOR).collect(),
        })
    }

    /// What `Unsqueeze` makes it from; none where an axis cannot be halved.
    pub(crate) fn squeezed(&self) -> Option<Self> {
        let halves = self.axes.iter().all(|length| length.is_multiple_of(FACTOR));
        halves.then(|| Self {
            channels: self.channels * self.merged(),
            axes: self.axes.iter().map(|length| length / FACTOR).collect(),
        })
    }

    /// Which of its axes cannot be halved: `height and width`.
    pub(crate) fn odd_axes(&self) -> String {
        let names: &[&str] = if self.is_sound() {
            &["length"]
        } else {
            &["height", "width"]
        };
        let axes = names.iter().zip(&self.axes);
        let odd: Vec<&str> = axes
            .filter(|(_, length)| !length.is_multiple_of(FACTOR))
            .map(|(name, _)| *name)
            .collect();
        odd.join(" and ")
    }

    /// The dimensions square by square, or piece of sound by piece, of so many places along each axis; in one, channel by channel.
    /// None where an axis cannot be cut so.
    pub(crate) fn patches(&self, side: usize) -> Option<Vec<usize>> {
        let cuts = |length: &usize| length.is_multiple_of(side);
        let [height, width] = self.size();
        let tall = if self.is_sound() { 1 } else { side };
        self.axes.iter().all(cuts).then(|| {
            let corners = (0..height).step_by(tall).flat_map(|top| {
                let lefts = (0..width).step_by(side);
                lefts.map(move |left| top * width + left)
            });
            let within = |channel: usize| {
                let rows = move |row: usize| (0..side).map(move |at| row * width + at);
                (0..tall)
                    .flat_map(rows)
                    .map(move |at| channel * height * width + at)
            };
            let patch = |corner: usize| {
                let channels = (0..self.channels).flat_map(within);
                channels.map(move |i| corner + i)
            };
            corners.flat_map(patch).collect()
        })
    }

    /// How many channels become one.
    pub(crate) fn merged(&self) -> usize {
        FACTOR.pow(self.axes.len() as u32)
    }

    /// `Unsqueeze` to this shape, as a permutation of the dimensions (Dinh, Sohl-Dickstein & Bengio 2017, §3.6, read from the
    /// base): where in a square of places a number goes is the fastest part of its channel's number.
    pub(crate) fn unsqueezing(&self) -> Permutation {
        let indices = (0..self.dim()).map(|i| {
            let (channel, mut place) = (i / self.places(), i % self.places());
            let (mut within, mut coarse, mut merged, mut stride) = (0, 0, 1, 1);
            for length in self.axes.iter().rev() {
                let at = place % length;
                within += at % FACTOR * merged;
                coarse += at / FACTOR * stride;
                merged *= FACTOR;
                stride *= length / FACTOR;
                place /= length;
            }
            (channel * merged + within) * stride + coarse
        });
        Permutation::new(indices.collect())
    }
}

/// `[3, 32, 32]`
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}", self.channels)?;
        for length in &self.axes {
            write!(f, ", {length}")?;
        }
        f.write_str("]")
    }
}

#[cfg(test)]
mod tests {
    use super::Shape;

    #[test]
    fn channels_become_space() {
        let picture = Shape::new(1, &[2, 4]);
        let squeezed = picture.squeezed().unwrap();
        assert_eq!(squeezed.to_string(), "[4, 1, 2]");
        assert_eq!(squeezed.unsqueezed().as_ref(), Some(&picture));
        // Two squares side by side: the first number of each is in the first channel.
        let z: Vec<usize> = (0..8).collect();
        assert_eq!(picture.unsqueezing().apply(&z), [0, 2, 1, 3, 4, 6, 5, 7]);
        let sound = Shape::new(2, &[4]);
        assert_eq!(sound.squeezed().unwrap().to_string(), "[4, 2]");
        assert_eq!(sound.unsqueezing().apply(&z), [0, 2, 1, 3, 4, 6, 5, 7]);
    }

    #[test]
    fn patches_are_squares_or_pieces() {
        let picture = Shape::new(1, &[4, 4]);
        let squares = [[0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15]];
        assert_eq!(picture.patches(2), Some(squares.concat()));
        assert_eq!(picture.patches(3), None);
        let sound = Shape::new(2, &[4]);
        assert_eq!(sound.patches(2), Some(vec![0, 1, 4, 5, 2, 3, 6, 7]));
        assert_eq!(sound.patches(1), Some(vec![0, 4, 1, 5, 2, 6, 3, 7]));
    }

    #[test]
    fn places_have_coordinates() {
        let picture = Shape::new(2, &[2, 3]);
        let sums: Vec<usize> = (0..picture.dim())
            .map(|i| picture.coordinate_sum(i))
            .collect();
        assert_eq!(sums, [0, 1, 2, 1, 2, 3].repeat(2));
    }

    #[test]
    fn whole_channels_keep_their_places() {
        let picture = Shape::new(3, &[2, 2]);
        let part = |dims: std::ops::Range<usize>| picture.part(&dims.collect::<Vec<_>>());
        assert_eq!(part(4..12), Some(Shape::new(2, &[2, 2])));
        assert_eq!(
            [part(2..6), part(4..6), picture.part(&[4, 6, 5, 7])],
            [const { None }; 3]
        );
    }

    #[test]
    fn what_does_not_fit_has_no_counterpart() {
        assert_eq!(Shape::new(1, &[3, 4]).squeezed(), None);
        assert_eq!(Shape::new(2, &[4, 4]).unsqueezed(), None);
    }
}
