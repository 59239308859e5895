//! What constant elements have in common: `x = scale·z + shift`, a scale and a shift per dimension.

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Constants {
    pub(crate) scale: Vec<f64>,
    pub(crate) shift: Vec<f64>,
}

impl Constants {
    pub(crate) fn new(scale: Vec<f64>, shift: Vec<f64>) -> Self {
        debug_assert_eq!(scale.len(), shift.len());
        Self { scale, shift }
    }

    /// Of so many dimensions, with no shift.
    pub(crate) fn scale(scale: Vec<f64>) -> Self {
        let shift = vec![0.0; scale.len()];
        Self { scale, shift }
    }

    /// Of so many dimensions, with a scale of 1.
    pub(crate) fn shift(shift: Vec<f64>) -> Self {
        let scale = vec![1.0; shift.len()];
        Self { scale, shift }
    }

    /// `self` and then `next` as one, unless a constant would leave the numbers of f32: both are then kept.
    pub(crate) fn then(&self, next: &Self) -> Option<Self> {
        let pairs = |f: fn(f64, f64, f64) -> f64, own: &[f64]| -> Vec<f64> {
            let outer = next.scale.iter().zip(&next.shift);
            let zipped = own.iter().zip(outer);
            zipped.map(|(&own, (&a, &b))| f(own, a, b)).collect()
        };
        let scale = pairs(|own, a, _| own * a, &self.scale);
        let shift = pairs(|own, a, b| own * a + b, &self.shift);
        let fits = |a: &f64| (*a as f32).is_normal() && (1.0 / *a as f32).is_normal();
        let holds = scale.iter().all(fits) && shift.iter().all(|b| (*b as f32).is_finite());
        holds.then(|| Self::new(scale, shift))
    }

    /// The same on some of `dim` columns; the others stay.
    pub(crate) fn widened(&self, columns: &[usize], dim: usize) -> Self {
        let mut wide = Self::new(vec![1.0; dim], vec![0.0; dim]);
        for (i, &column) in columns.iter().enumerate() {
            wide.scale[column] = self.scale[i];
            wide.shift[column] = self.shift[i];
        }
        wide
    }

    /// The dimensions that do not stay.
    pub(crate) fn moved(&self) -> Vec<usize> {
        let moves = |&i: &usize| self.scale[i] != 1.0 || self.shift[i] != 0.0;
        (0..self.scale.len()).filter(moves).collect()
    }

    /// Of these dimensions alone.
    pub(crate) fn select(&self, dims: &[usize]) -> Self {
        let of = |all: &[f64]| dims.iter().map(|&i| all[i]).collect();
        Self::new(of(&self.scale), of(&self.shift))
    }

    pub(crate) fn inverse(&self) -> Self {
        let scale = self.scale.iter().map(|a| 1.0 / a).collect();
        let pairs = self.scale.iter().zip(&self.shift);
        let shift = pairs.map(|(a, b)| 0.0 - b / a).collect();
        Self::new(scale, shift)
    }

    pub(crate) fn is_identity(&self) -> bool {
        self.scale.iter().all(|a| *a == 1.0) && self.shift.iter().all(|b| *b == 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Constants;

    #[test]
    fn merging_is_composition() {
        let first = Constants::new(vec![2.0, 3.0], vec![1.0, 0.0]);
        let second = Constants::new(vec![0.5, -1.0], vec![0.25, 4.0]);
        let both = first.then(&second).unwrap();
        assert_eq!(both, Constants::new(vec![1.0, -3.0], vec![0.75, 4.0]));
        assert!(both.then(&both.inverse()).unwrap().is_identity());
    }

    #[test]
    fn constants_that_would_overflow_stay_apart() {
        let large = Constants::scale(vec![1e30]);
        assert!(large.then(&large).is_none());
    }
}
