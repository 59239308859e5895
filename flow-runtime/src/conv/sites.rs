//! Which of an image's numbers an element has: those that stay, or those that move.

use super::grid::Grid;
use crate::real::Real;

/// Some numbers of an image: of so many channels, at every place or at every other one. An element has them channel by
/// channel, a column each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sites {
    channels: usize,
    /// Whether the coordinates of their places have an odd sum, if not all places are meant.
    odd: Option<bool>,
}

impl Sites {
    /// Every place of so many channels.
    pub const fn all(channels: usize) -> Self {
        Self {
            channels,
            odd: None,
        }
    }

    /// The places whose coordinates have an even sum, or an odd one: one colour of a checkerboard.
    pub const fn checkerboard(channels: usize, odd: bool) -> Self {
        Self {
            channels,
            odd: Some(odd),
        }
    }

    pub(super) const fn channels(&self) -> usize {
        self.channels
    }

    pub(super) const fn count(&self, grid: Grid) -> usize {
        let places = match self.odd {
            None => grid.places(),
            Some(false) => grid.places().div_ceil(2),
            Some(true) => grid.places() / 2,
        };
        self.channels * places
    }

    /// Channel and place of every number, in their order.
    fn each(self, grid: Grid) -> impl Iterator<Item = (usize, usize)> {
        let has = move |place: &usize| {
            let is_odd = (place / grid.width + place % grid.width) % 2 == 1;
            self.odd.is_none_or(|odd| odd == is_odd)
        };
        let places = move |channel| {
            let places = (0..grid.places()).filter(has);
            places.map(move |place| (channel, place))
        };
        (0..self.channels).flat_map(places)
    }

    /// Fills an image with numbers, of which each channel has `per` columns; what is no number of these is 0.
    pub(super) fn enter<T: Real>(
        self,
        grid: Grid,
        rows: usize,
        per: usize,
        numbers: &[T],
        image: &mut [T],
    ) {
        if self.odd.is_some() {
            image.fill(T::ZERO);
        }
        let one = per * rows;
        for ((channel, place), number) in self.each(grid).zip(numbers.chunks_exact(one)) {
            image[(place * self.channels + channel) * one..][..one].copy_from_slice(number);
        }
    }

    /// Fills in the numbers of an image.
    pub(super) fn leave<T: Real>(
        self,
        grid: Grid,
        rows: usize,
        per: usize,
        image: &[T],
        numbers: &mut [T],
    ) {
        for (number, found) in self.pairs(grid, per * rows, image, numbers) {
            number.copy_from_slice(found);
        }
    }

    /// Adds the numbers of an image, a column each.
    pub(super) fn add<T: Real>(self, grid: Grid, rows: usize, image: &[T], numbers: &mut [T]) {
        for (number, found) in self.pairs(grid, rows, image, numbers) {
            for (sum, &found) in number.iter_mut().zip(found) {
                *sum += found;
            }
        }
    }

    /// What the element has of each number, `one` scalars, and what the image has.
    fn pairs<'a, T: Real>(
        self,
        grid: Grid,
        one: usize,
        image: &'a [T],
        numbers: &'a mut [T],
    ) -> impl Iterator<Item = (&'a mut [T], &'a [T])> {
        let numbers = numbers.chunks_exact_mut(one);
        numbers
            .zip(self.each(grid))
            .map(move |(number, (channel, place))| {
                let found = &image[(place * self.channels + channel) * one..][..one];
                (number, found)
            })
    }
}
