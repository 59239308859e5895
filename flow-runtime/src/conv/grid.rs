//! The places of an image, and what a kernel sees from each.

use std::ops::Range;

/// Height and width; sound has height 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Grid {
    pub(crate) height: usize,
    pub(crate) width: usize,
}

/// The taps of a convolution: so many along each axis, so far apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kernel {
    size: [usize; 2],
    dilation: usize,
}

/// Neighbouring taps that meet neighbouring places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) taps: Range<usize>,
    /// The place that the first of them meets.
    pub(super) place: usize,
}

impl Grid {
    pub(crate) const fn places(&self) -> usize {
        self.height * self.width
    }
}

impl Kernel {
    /// A kernel of `size` taps along every axis that the grid has.
    ///
    /// # Panics
    ///
    /// If it has no middle.
    pub(crate) const fn new(grid: Grid, size: usize, dilation: usize) -> Self {
        assert!(size % 2 == 1);
        let high = if grid.height == 1 { 1 } else { size };
        Self {
            size: [high, size],
            dilation,
        }
    }

    pub(crate) const fn taps(&self) -> usize {
        self.size[0] * self.size[1]
    }

    /// Whether it has so many taps, side by side.
    pub(super) fn is_dense(self, size: [usize; 2]) -> bool {
        self.size == size && self.dilation == 1
    }

    /// How far it reaches along each axis.
    const fn reach(&self, axis: usize) -> usize {
        self.size[axis] / 2 * self.dilation
    }

    /// Which of the taps along an axis lie in the grid, seen from so far along it.
    fn within(self, at: usize, axis: usize, length: usize) -> Range<usize> {
        let before = self.reach(axis).saturating_sub(at);
        let after = length + self.reach(axis) - at;
        before.div_ceil(self.dilation)..after.div_ceil(self.dilation).min(self.size[axis])
    }

    /// What the kernel meets around a place: the taps that lie in the grid.
    pub(super) fn runs(self, grid: Grid, place: usize) -> impl Iterator<Item = Run> {
        let [_, wide] = self.size;
        let (i, j) = (place / grid.width, place % grid.width);
        let columns = self.within(j, 1, grid.width);
        // Taps that are apart meet places that are apart.
        let joint = if self.dilation == 1 { columns.len() } else { 1 };
        self.within(i, 0, grid.height).flat_map(move |a| {
            let row = i + a * self.dilation - self.reach(0);
            columns.clone().step_by(joint).map(move |b| Run {
                taps: a * wide + b..a * wide + b + joint,
                place: row * grid.width + j + b * self.dilation - self.reach(1),
            })
        })
    }

    /// The places that meet `place` by one of their taps, each with that tap.
    pub(super) fn met_by(self, grid: Grid, place: usize) -> impl Iterator<Item = (usize, usize)> {
        // Seen from there, the kernel is turned round.
        let last = self.taps() - 1;
        self.runs(grid, place).flat_map(move |run| {
            let places = run.place..;
            run.taps
                .zip(places)
                .map(move |(tap, place)| (last - tap, place))
        })
    }

    /// The pairs of a place, among some, and the one that a tap meets from there.
    pub(super) fn pairs(
        self,
        grid: Grid,
        tap: usize,
        places: Range<usize>,
    ) -> impl Iterator<Item = (usize, usize)> {
        let [_, wide] = self.size;
        places.filter_map(move |place| {
            let met = |at: usize, tap: usize, axis: usize, length: usize| {
                let at = (at + tap * self.dilation).checked_sub(self.reach(axis))?;
                (at < length).then_some(at)
            };
            let row = met(place / grid.width, tap / wide, 0, grid.height)?;
            let column = met(place % grid.width, tap % wide, 1, grid.width)?;
            Some((place, row * grid.width + column))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Grid, Kernel, Run};

    fn run(taps: std::ops::Range<usize>, place: usize) -> Run {
        Run { taps, place }
    }

    #[test]
    fn a_kernel_is_cut_at_the_edges() {
        let grid = Grid {
            height: 2,
            width: 3,
        };
        let kernel = Kernel::new(grid, 3, 1);
        let runs = |place| kernel.runs(grid, place).collect::<Vec<_>>();
        assert_eq!(runs(0), [run(4..6, 0), run(7..9, 3)]);
        assert_eq!(runs(4), [run(0..3, 0), run(3..6, 3)]);
        let met: Vec<_> = kernel.met_by(grid, 0).collect();
        assert_eq!(met, [(4, 0), (3, 1), (1, 3), (0, 4)]);
        assert_eq!(
            kernel.pairs(grid, 0, 0..6).collect::<Vec<_>>(),
            [(4, 0), (5, 1)]
        );
    }

    #[test]
    fn dilated_taps_are_apart() {
        let grid = Grid {
            height: 1,
            width: 5,
        };
        let kernel = Kernel::new(grid, 3, 2);
        let runs: Vec<_> = kernel.runs(grid, 1).collect();
        assert_eq!(runs, [run(1..2, 1), run(2..3, 3)]);
        assert_eq!(kernel.taps(), 3);
    }
}
