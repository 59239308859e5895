//! The order in which a flow is triangular, if there is one.

use super::Mixing;

impl Mixing {
    /// Pairs (data dimension, base dimension), such that each data dimension can depend on its own base dimension and on those
    /// of the pairs before it only: the flow is then autoregressive in this order. None if no order is such.
    pub(crate) fn triangle(&self) -> Option<Vec<[usize; 2]>> {
        let dim = self.dim();
        if self.width() > dim {
            return None;
        }
        let reached = |x: usize| (0..dim).filter(move |&z| self.depends(x, z));
        let mut left: Vec<usize> = (0..dim).map(|x| reached(x).count()).collect();
        let mut is_taken = vec![false; dim];
        let mut pairs = Vec::with_capacity(dim);
        while pairs.len() < dim {
            let x = (0..dim).find(|&x| left[x] == 1)?;
            let z = reached(x).find(|&z| !is_taken[z])?;
            is_taken[z] = true;
            pairs.push([x, z]);
            for (other, left) in left.iter_mut().enumerate() {
                *left -= usize::from(self.depends(other, z));
            }
        }
        Some(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::Mixing;
    use crate::mixing::Dependence;
    use crate::permutation::Permutation;

    #[test]
    fn an_order_is_found_where_there_is_one() {
        let mut mixing = Mixing::identity(3);
        mixing.then(&Dependence::Permuted(&Permutation::reversal(3)));
        assert_eq!(mixing.triangle(), Some(vec![[0, 2], [1, 1], [2, 0]]));
        let triangular = |order: [usize; 3]| Dependence::Triangular {
            order: order.into(),
            patch: 1,
            affine: false,
        };
        mixing.then(&triangular([2, 0, 1]));
        mixing.then(&triangular([2, 0, 1]));
        assert_eq!(mixing.triangle(), Some(vec![[2, 0], [0, 2], [1, 1]]));
        mixing.then(&triangular([0, 1, 2]));
        assert_eq!(mixing.triangle(), None);
    }
}
