//! Symmetries of a density that follow from how a chain is written, whatever its parameters.

use super::constants::Constants;
use crate::permutation::Permutation;

/// What is known of the symmetries of a joint density.
#[derive(Clone, Debug)]
pub(crate) struct Symmetry {
    sides: Vec<Side>,
}

/// Of one dimension.
#[derive(Clone, Debug)]
struct Side {
    /// Where it may be reflected, and all others stay, without a change of the density.
    center: Option<f64>,
    /// Dimensions with equal marks may change places without a change of the density.
    mark: usize,
    /// What has taken the center away, or given a mark of its own, as messages speak of it.
    by: [String; 2],
}

/// What an elementwise bijector keeps.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Symmetric {
    /// It is odd: what is even about 0 stays so.
    pub(crate) odd: bool,
    /// It does the same to every dimension.
    pub(crate) alike: bool,
}

impl Symmetry {
    /// Nothing, because of this.
    pub(crate) fn none(dim: usize, by: &str) -> Self {
        let side = |mark| Side {
            center: None,
            mark,
            by: [by.into(), by.into()],
        };
        Self {
            sides: (0..dim).map(side).collect(),
        }
    }

    /// Of independent dimensions, each even about its center; equal marks are of equal densities.
    pub(crate) fn independent(centers: &[f64], marks: &[usize], by: &str) -> Self {
        let sides = centers.iter().zip(marks);
        let side = |(&center, &mark)| Side {
            center: Some(center),
            mark,
            by: [by.into(), by.into()],
        };
        Self {
            sides: sides.map(side).collect(),
        }
    }

    /// Of some of the dimensions.
    pub(crate) fn select(&self, dims: &[usize]) -> Self {
        Self {
            sides: dims.iter().map(|&i| self.sides[i].clone()).collect(),
        }
    }

    /// About which number dimension `i` is even, or else why that is not known.
    pub(crate) fn center(&self, i: usize) -> Result<f64, &str> {
        let side = &self.sides[i];
        side.center.ok_or(&side.by[0])
    }

    /// The first dimension that may not change places with the first of all, and why.
    pub(crate) fn apart(&self) -> Option<(usize, &str)> {
        let first = self.sides.first()?;
        let other = self.sides.iter().position(|side| side.mark != first.mark)?;
        let by = &self.sides[other].by[1];
        Some((other, by))
    }

    pub(crate) fn permute(&mut self, p: &Permutation) {
        self.sides = p.apply(&self.sides);
    }

    /// What a bijector leaves of them that scales and shifts each dimension by itself.
    pub(crate) fn scale(&mut self, columns: &[usize], constants: &Constants, by: &str) {
        let (scale, shift) = (&constants.scale, &constants.shift);
        for (i, &column) in columns.iter().enumerate() {
            let center = &mut self.sides[column].center;
            *center = center.map(|center| center * scale[i] + shift[i]);
        }
        self.mark(
            columns,
            |i| Some((scale[i].to_bits(), shift[i].to_bits())),
            by,
        );
    }

    /// What an elementwise bijector leaves of them.
    pub(crate) fn map(&mut self, columns: &[usize], keeps: Symmetric, by: &str) {
        for &column in columns {
            let side = &mut self.sides[column];
            if side.center.is_some() && !(keeps.odd && side.center == Some(0.0)) {
                side.center = None;
                side.by[0] = by.into();
            }
        }
        self.mark(columns, |_| keeps.alike.then_some((1, 0)), by);
    }

    /// What is left of them where these dimensions are mixed.
    pub(crate) fn mix(&mut self, columns: &[usize], by: &str) {
        self.map(columns, Symmetric::default(), by);
    }

    /// Dimensions stay alike where the same is done to them: what was done to column `i` of these, or none if that is its own.
    fn mark(&mut self, columns: &[usize], done: impl Fn(usize) -> Option<(u64, u64)>, by: &str) {
        let untouched = (1.0_f64.to_bits(), 0.0_f64.to_bits());
        let key = |column: usize| {
            let done = match columns.iter().position(|&own| own == column) {
                Some(i) => done(i).ok_or(column),
                None => Ok(untouched),
            };
            (self.sides[column].mark, done)
        };
        let keys: Vec<_> = (0..self.sides.len()).map(key).collect();
        for (column, side) in self.sides.iter_mut().enumerate() {
            side.mark = keys
                .iter()
                .position(|key| *key == keys[column])
                .unwrap_or(column);
            if columns.contains(&column) && keys[column].1 != Ok(untouched) {
                side.by[1] = by.into();
            }
        }
    }
}
