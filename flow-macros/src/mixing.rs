//! Which data dimensions can depend on which base dimensions: a boolean matrix, carried along the chain.

mod near;
mod triangle;

use crate::formula::Component;
use crate::matrix::Square;
use crate::permutation::Permutation;
use crate::sites::Layout;

/// How the outputs of an element depend on its inputs, forwards.
#[derive(Debug)]
pub(crate) enum Dependence<'a> {
    /// Each dimension on itself.
    Elementwise,
    /// Each dimension on one other.
    Permuted(&'a Permutation),
    /// Each dimension on itself and on those before it in this order, but those of its own patch of so many. `affine` where
    /// each output is affine in its own input: then two layers in the same order are no more than one.
    Triangular {
        order: Vec<usize>,
        patch: usize,
        affine: bool,
    },
    /// Each of these dimensions, which are channels of so many places, on all that are at the same place; as an element says
    /// it itself, there are none, which means its own.
    Full { dims: Vec<usize>, places: usize },
    /// Each of these dimensions on those whose entry in its row is not 0; none as above.
    Entries(&'a Square, Vec<usize>),
    /// The dimensions that move on themselves and on all that stay, or on those that are `near`: at most so many places away
    /// along each axis; `affine` as above.
    Coupled {
        stay: Vec<usize>,
        moved: Vec<usize>,
        affine: bool,
        near: Option<(Layout, usize)>,
    },
    /// Of each list, the first on all of it, and the others end here.
    Joined(Vec<Vec<usize>>),
    /// The outputs of a formula of several coordinates, each of which may read some of its inputs:
    /// `depends[i][j]` for dimensions `dims[i]` and `dims[j]`, solved in this order. `against` if it runs
    /// backwards.
    Triangle {
        dims: &'a [usize],
        order: &'a [Component],
        depends: &'a [Vec<bool>],
        against: bool,
    },
}

impl Dependence<'_> {
    /// The same of an element whose dimension i is column `columns[i]`, and which may run backwards. What a formula or
    /// constants depend on is theirs to say, for these are permuted themselves.
    pub(crate) fn placed(self, columns: &[usize], inverted: bool) -> Self {
        let sources = |dims: &[usize]| dims.iter().map(|&i| columns[i]).collect();
        match self {
            Self::Full { places, .. } => Self::Full {
                dims: columns.to_vec(),
                places,
            },
            Self::Entries(matrix, _) => Self::Entries(matrix, columns.to_vec()),
            Self::Triangular {
                order,
                patch,
                affine,
            } => Self::Triangular {
                order: sources(&order),
                patch,
                affine,
            },
            Self::Coupled {
                stay,
                moved,
                affine,
                near,
            } => Self::Coupled {
                stay: sources(&stay),
                moved: sources(&moved),
                affine,
                near,
            },
            Self::Triangle {
                dims,
                order,
                depends,
                against,
            } => Self::Triangle {
                dims,
                order,
                depends,
                against: against != inverted,
            },
            Self::Joined(lists) => Self::Joined(lists.iter().map(|list| sources(list)).collect()),
            Self::Elementwise | Self::Permuted(_) => self,
        }
    }
}

/// `rows[i]` holds the base dimensions that dimension i can depend on, as bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mixing {
    rows: Vec<Vec<u64>>,
    width: usize,
}

impl Mixing {
    /// At the base each dimension depends on itself.
    pub(crate) fn identity(dim: usize) -> Self {
        let rows = (0..dim)
            .map(|i| {
                let mut row = vec![0; dim.div_ceil(64)];
                row[i / 64] |= 1 << (i % 64);
                row
            })
            .collect();
        Self { rows, width: dim }
    }

    /// What holds after one more element.
    pub(crate) fn then(&mut self, dependence: &Dependence<'_>) {
        if self.is_full() {
            return;
        }
        match dependence {
            Dependence::Elementwise => {}
            Dependence::Triangle {
                dims,
                order,
                depends,
                against,
            } => {
                let depends = if *against {
                    inverse(order, depends)
                } else {
                    depends.to_vec()
                };
                let before = self.rows.clone();
                for (i, row) in depends.iter().enumerate() {
                    let target = &mut self.rows[dims[i]];
                    target.fill(0);
                    for j in (0..dims.len()).filter(|&j| row[j]) {
                        for (word, input) in target.iter_mut().zip(&before[dims[j]]) {
                            *word |= input;
                        }
                    }
                }
            }
            Dependence::Permuted(p) => self.rows = p.apply(&self.rows),
            Dependence::Entries(matrix, dims) => {
                let before = self.rows.clone();
                for (i, &dim) in dims.iter().enumerate() {
                    let target = &mut self.rows[dim];
                    target.fill(0);
                    for j in matrix.reads(i) {
                        for (word, input) in target.iter_mut().zip(&before[dims[j]]) {
                            *word |= input;
                        }
                    }
                }
            }
            Dependence::Coupled {
                stay,
                moved,
                near: Some((layout, reach)),
                ..
            } => near::couple(&mut self.rows, [stay, moved], layout, *reach),
            Dependence::Coupled { stay, moved, .. } => {
                let mut seen = vec![0; self.width.div_ceil(64)];
                for &i in stay {
                    for (word, row) in seen.iter_mut().zip(&self.rows[i]) {
                        *word |= row;
                    }
                }
                for &i in moved {
                    for (word, seen) in self.rows[i].iter_mut().zip(&seen) {
                        *word |= seen;
                    }
                }
            }
            Dependence::Joined(lists) => {
                for list in lists {
                    let mut any = self.rows[list[0]].clone();
                    for &dim in list {
                        for (any, word) in any.iter_mut().zip(&self.rows[dim]) {
                            *any |= word;
                        }
                    }
                    self.rows[list[0]] = any;
                }
            }
            Dependence::Triangular { order, patch, .. } => {
                let mut seen = vec![0; self.width.div_ceil(64)];
                for patch in order.chunks(*patch) {
                    let earlier = seen.clone();
                    for &dim in patch {
                        let words = self.rows[dim].iter_mut().zip(&earlier);
                        for ((word, earlier), seen) in words.zip(&mut seen) {
                            *word |= earlier;
                            *seen |= *word;
                        }
                    }
                }
            }
            Dependence::Full { dims, places } => {
                for place in 0..*places {
                    let channels = || dims.iter().skip(place).step_by(*places);
                    let mut any = vec![0; self.width.div_ceil(64)];
                    for &dim in channels() {
                        for (any, word) in any.iter_mut().zip(&self.rows[dim]) {
                            *any |= word;
                        }
                    }
                    for &dim in channels() {
                        self.rows[dim].clone_from(&any);
                    }
                }
            }
        }
    }

    /// Of some of the data dimensions, in this order.
    pub(crate) fn select(&self, dims: &[usize]) -> Self {
        Self {
            rows: dims.iter().map(|&x| self.rows[x].clone()).collect(),
            width: self.width,
        }
    }

    /// How many data dimensions there are.
    pub(crate) fn dim(&self) -> usize {
        self.rows.len()
    }

    /// How many base dimensions there are.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// The bits of each row, 64 to a word, least significant first.
    pub(crate) fn rows(&self) -> &[Vec<u64>] {
        &self.rows
    }

    /// Whether data dimension `x` can depend on base dimension `z`.
    pub(crate) fn depends(&self, x: usize, z: usize) -> bool {
        self.rows[x][z / 64] >> (z % 64) & 1 == 1
    }

    /// Whether every data dimension can depend on every base dimension.
    pub(crate) fn is_full(&self) -> bool {
        self.rows
            .iter()
            .all(|row| row.iter().map(|word| word.count_ones()).sum::<u32>() as usize == self.width)
    }

    /// Pairs of data dimensions that no base dimension reaches both of: they are independent, whatever
    /// is learned. At most `limit` of them.
    pub(crate) fn independent(&self, limit: usize) -> Vec<(usize, usize)> {
        let dim = self.dim();
        (0..dim)
            .flat_map(|i| (i + 1..dim).map(move |j| (i, j)))
            .filter(|&(i, j)| {
                let (a, b) = (&self.rows[i], &self.rows[j]);
                a.iter().zip(b).all(|(a, b)| a & b == 0)
            })
            .take(limit)
            .collect()
    }
}

/// Which outputs each coordinate is recovered from: its own, and all that the coordinates it waits for need.
fn inverse(order: &[Component], depends: &[Vec<bool>]) -> Vec<Vec<bool>> {
    let n = depends.len();
    let mut reads = vec![vec![false; n]; n];
    for step in order {
        let mut own = vec![false; n];
        own[step.output] = true;
        for j in (0..n).filter(|&j| j != step.coord && depends[step.output][j]) {
            for (own, other) in own.iter_mut().zip(&reads[j]) {
                *own |= other;
            }
        }
        reads[step.coord] = own;
    }
    reads
}

#[cfg(test)]
mod tests {
    use super::{Dependence, Mixing};
    use crate::permutation::Permutation;

    #[test]
    fn a_triangular_map_reaches_backwards_in_its_order() {
        let mut mixing = Mixing::identity(3);
        let order = vec![2, 0, 1];
        mixing.then(&Dependence::Triangular {
            order,
            patch: 1,
            affine: true,
        });
        let depends: Vec<Vec<bool>> = (0..3)
            .map(|x| (0..3).map(|z| mixing.depends(x, z)).collect())
            .collect();
        assert_eq!(
            depends,
            [
                [true, false, true],
                [true, true, true],
                [false, false, true]
            ]
        );
        assert!(mixing.independent(9).is_empty());
        mixing.then(&Dependence::Permuted(&Permutation::reversal(3)));
        assert!(mixing.depends(0, 2) && !mixing.depends(0, 0));
        mixing.then(&Dependence::Triangular {
            order: vec![1, 0, 2],
            patch: 1,
            affine: true,
        });
        assert!(mixing.is_full());
    }

    #[test]
    fn those_of_a_patch_do_not_reach_each_other() {
        let mut mixing = Mixing::identity(6);
        let patches = |order: [usize; 6]| Dependence::Triangular {
            order: order.into(),
            patch: 2,
            affine: true,
        };
        mixing.then(&patches([4, 5, 0, 1, 2, 3]));
        let place = [1, 1, 2, 2, 0, 0];
        for x in 0..6 {
            for z in 0..6 {
                let expected = x == z || place[z] < place[x];
                assert_eq!(mixing.depends(x, z), expected, "{x}, {z}");
            }
        }
        // Either of two in a patch reaches the other by way of a third.
        mixing.then(&patches([3, 2, 1, 0, 5, 4]));
        assert!(mixing.depends(4, 5) && mixing.depends(0, 1) && !mixing.depends(2, 3));
    }

    #[test]
    fn a_matrix_joins_everything() {
        let mut mixing = Mixing::identity(70);
        let full = |dims, places| Dependence::Full { dims, places };
        mixing.then(&full(vec![3, 68], 1));
        assert!(mixing.depends(3, 68) && mixing.depends(68, 3) && !mixing.depends(0, 3));
        mixing.then(&full((0..70).collect(), 1));
        assert!(mixing.is_full());
        // Two channels of three places.
        let mut mixing = Mixing::identity(6);
        mixing.then(&full((0..6).collect(), 3));
        let depends = |z| (0..6).map(|x| mixing.depends(x, z)).collect::<Vec<_>>();
        assert_eq!(depends(1), [false, true, false, false, true, false]);
        assert_eq!(depends(4), depends(1));
    }

    #[test]
    fn a_coupling_reaches_what_moves() {
        let mut mixing = Mixing::identity(3);
        mixing.then(&Dependence::Coupled {
            stay: vec![2],
            moved: vec![0, 1],
            affine: true,
            near: None,
        });
        assert!(mixing.depends(0, 2) && mixing.depends(1, 2) && mixing.depends(1, 1));
        assert!(!mixing.depends(2, 0) && !mixing.depends(0, 1));
        mixing.then(&Dependence::Coupled {
            stay: vec![0, 1],
            moved: vec![2],
            affine: false,
            near: None,
        });
        assert!((0..3).all(|z| mixing.depends(2, z)));
    }

    #[test]
    fn what_nothing_joins_is_independent() {
        let mut mixing = Mixing::identity(70);
        mixing.then(&Dependence::Elementwise);
        assert_eq!(mixing.independent(2), [(0, 1), (0, 2)]);
        let mut first: Vec<usize> = (0..69).collect();
        first.rotate_left(1);
        mixing.then(&Dependence::Triangular {
            order: first,
            patch: 1,
            affine: true,
        });
        assert_eq!(mixing.independent(100).len(), 69);
        assert_eq!(mixing.independent(1), [(0, 69)]);
    }
}
