use super::Made;
use super::panel::Cell;

/// Multiply-adds per sample of two hidden layers, as counted from masks for FIELD's table: biases left out.
fn multiply_adds<const CELLS: usize>(dim: usize, widths: &'static [usize]) -> usize {
    let made = Made::<CELLS>::new(dim, 0, 2, widths);
    let biases = widths.iter().sum::<usize>() + 2 * dim;
    made.params() - biases
}

#[test]
fn weights_are_those_that_a_mask_lets_through() {
    assert_eq!(Made::<6>::new(2, 0, 2, &[128, 128]).params(), 17_028);
    assert_eq!(multiply_adds::<6>(2, &[128, 128]), 16_768);
    assert_eq!(multiply_adds::<18>(6, &[100, 100]), 6_900);
    assert_eq!(multiply_adds::<24>(8, &[100, 100]), 6_920);
    assert_eq!(multiply_adds::<63>(21, &[512, 512]), 153_804);
    assert_eq!(multiply_adds::<189>(63, &[512, 512]), 181_944);
}

/// Panels against masks written out: every weight that a mask lets through belongs to exactly one panel, and the
/// panels fill the parameters without a gap.
fn panels_cover_the_masks<const CELLS: usize>(
    dim: usize,
    context: usize,
    widths: &'static [usize],
) {
    let outputs = 3;
    let made = Made::<CELLS>::new(dim, context, outputs, widths);
    let sizes = made.sizes;
    let mut owners = vec![0; made.params()];
    let degree_of = |layer: usize, column: usize| {
        (0..dim)
            .find(|&degree| column < sizes.columns_below(layer, degree + 1))
            .expect("every column has a degree")
    };
    for layer in 0..=widths.len() {
        let first = usize::from(layer < widths.len());
        let columns = sizes.columns_below(layer, dim);
        let inputs = if layer == 0 {
            dim
        } else {
            sizes.columns_below(layer - 1, dim)
        };
        let mut seen = vec![0; inputs * columns];
        for degree in 0..dim {
            let Cell { far, near } = made.cells[layer * dim + degree];
            for panel in [far, near] {
                for owner in &mut owners[panel.offset..][..panel.len()] {
                    *owner += 1;
                }
                for row in panel.row..panel.row + panel.rows {
                    for column in panel.col..panel.col + panel.cols {
                        seen[row * columns + column] += 1;
                    }
                }
            }
        }
        for row in 0..inputs {
            for column in first..columns {
                let degree = degree_of(layer, column);
                let visible = match layer {
                    0 => row < degree,
                    _ => row == 0 || degree_of(layer - 1, row) <= degree,
                };
                let expected = usize::from(visible);
                assert_eq!(
                    seen[row * columns + column],
                    expected,
                    "{layer} {row} {column}"
                );
            }
        }
    }
    for owner in &mut owners[..sizes.condition().len()] {
        *owner += 1;
    }
    assert!(owners.iter().all(|&owner| owner == 1));
}

#[test]
fn panels_are_the_unmasked_weights() {
    panels_cover_the_masks::<2>(1, 0, &[7]);
    panels_cover_the_masks::<2>(1, 3, &[7]);
    panels_cover_the_masks::<6>(2, 0, &[5, 4]);
    panels_cover_the_masks::<6>(2, 2, &[5, 4]);
    panels_cover_the_masks::<15>(5, 0, &[9, 13]);
    panels_cover_the_masks::<15>(5, 1, &[9, 13]);
    panels_cover_the_masks::<40>(10, 0, &[64, 9, 31]);
    panels_cover_the_masks::<63>(21, 0, &[512, 512]);
    panels_cover_the_masks::<63>(21, 2, &[100, 77]);
}
