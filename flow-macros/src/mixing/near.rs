//! A coupling whose network looks at what is near.

use crate::sites::Layout;

/// Lets each of the numbers that move depend on what stays at most `reach` places away from it along each axis.
pub(super) fn couple(
    rows: &mut [Vec<u64>],
    [stay, moved]: [&[usize]; 2],
    layout: &Layout,
    reach: usize,
) {
    let [height, width] = layout.size;
    let words = rows.first().map_or(0, Vec::len);
    let mut seen = vec![vec![0; words]; height * width];
    for (&dim, place) in stay.iter().zip(layout.stay.places(layout.size)) {
        join(&mut seen[place], &rows[dim]);
    }
    let along_rows = spread(&seen, reach, |place| {
        (
            place % width,
            width,
            Box::new(move |j| place / width * width + j),
        )
    });
    let seen = spread(&along_rows, reach, |place| {
        (
            place / width,
            height,
            Box::new(move |i| i * width + place % width),
        )
    });
    for (&dim, place) in moved.iter().zip(layout.moved.places(layout.size)) {
        join(&mut rows[dim], &seen[place]);
    }
}

/// The place on an axis, its length, and where on the grid a place of it is.
type Axis = (usize, usize, Box<dyn Fn(usize) -> usize>);

/// What is seen at any place that is near along one axis.
fn spread(seen: &[Vec<u64>], reach: usize, axis: impl Fn(usize) -> Axis) -> Vec<Vec<u64>> {
    let mut all = seen.to_vec();
    for (place, all) in all.iter_mut().enumerate() {
        let (at, length, on_grid) = axis(place);
        for near in at.saturating_sub(reach)..length.min(at + reach + 1) {
            join(all, &seen[on_grid(near)]);
        }
    }
    all
}

fn join(row: &mut [u64], other: &[u64]) {
    for (word, other) in row.iter_mut().zip(other) {
        *word |= other;
    }
}

#[cfg(test)]
mod tests {
    use crate::mixing::{Dependence, Mixing};
    use crate::sites::{Layout, Sites};

    #[test]
    fn a_kernel_reaches_its_neighbours() {
        let all = Sites {
            channels: 1,
            odd: None,
        };
        let layout = Layout {
            size: [2, 4],
            stay: all,
            moved: all,
        };
        let mut mixing = Mixing::identity(16);
        mixing.then(&Dependence::Coupled {
            stay: (0..8).collect(),
            moved: (8..16).collect(),
            affine: true,
            near: Some((layout, 1)),
        });
        let seen = |x| (0..8).filter(|&z| mixing.depends(x, z)).collect::<Vec<_>>();
        assert_eq!(seen(8), [0, 1, 4, 5]);
        assert_eq!(seen(14), [1, 2, 3, 5, 6, 7]);
        assert!((0..8).all(|x| seen(x) == [x] && mixing.depends(8 + x, 8 + x)));
    }
}
