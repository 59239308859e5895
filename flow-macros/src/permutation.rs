//! Permutations of the dimensions.

/// Sends z to x with `x[i] = z[p[i]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Permutation(Vec<usize>);

impl Permutation {
    /// `indices` must hold each of `0..indices.len()` once.
    pub(crate) fn new(indices: Vec<usize>) -> Self {
        debug_assert!({
            let mut sorted = indices.clone();
            sorted.sort_unstable();
            sorted.into_iter().eq(0..indices.len())
        });
        Self(indices)
    }

    pub(crate) fn identity(dim: usize) -> Self {
        Self((0..dim).collect())
    }

    pub(crate) fn reversal(dim: usize) -> Self {
        Self((0..dim).rev().collect())
    }

    pub(crate) fn indices(&self) -> &[usize] {
        &self.0
    }

    pub(crate) fn is_identity(&self) -> bool {
        self.0.iter().enumerate().all(|(i, &p)| i == p)
    }

    /// `Permute self >> Permute next`, as one: `x[i] = y[next[i]] = z[self[next[i]]]`.
    pub(crate) fn then(&self, next: &Self) -> Self {
        Self(next.0.iter().map(|&i| self.0[i]).collect())
    }

    pub(crate) fn inverse(&self) -> Self {
        let mut inverse = vec![0; self.0.len()];
        for (i, &p) in self.0.iter().enumerate() {
            inverse[p] = i;
        }
        Self(inverse)
    }

    /// Where columns come from that an element after the permutation takes in this order.
    pub(crate) fn sources(&self, order: &[usize]) -> Vec<usize> {
        order.iter().map(|&i| self.0[i]).collect()
    }

    /// Applies the permutation to the entries of a vector.
    pub(crate) fn apply<T: Clone>(&self, z: &[T]) -> Vec<T> {
        self.0.iter().map(|&p| z[p].clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Permutation;

    #[test]
    fn composition_is_application_in_turn() {
        let (p, q) = (
            Permutation::new(vec![2, 0, 1]),
            Permutation::new(vec![1, 0, 2]),
        );
        let z = ['a', 'b', 'c'];
        assert_eq!(p.apply(&z), ['c', 'a', 'b']);
        assert_eq!(p.then(&q).apply(&z), q.apply(&p.apply(&z)));
        assert!(p.then(&p.inverse()).is_identity());
        assert!(!p.is_identity());
    }
}
