//! What the masks of an autoregressive network let through.

/// How many degrees hidden units have: 1 to D − 1, and 0 for units that see nothing but a context.
pub(super) fn degrees(dim: usize, context: usize) -> usize {
    dim - usize::from(context == 0)
}

/// Units of each degree in a layer: dealt out in turn.
fn units(width: usize, degrees: usize) -> Vec<usize> {
    (0..degrees)
        .map(|degree| width / degrees + usize::from(degree < width % degrees))
        .collect()
}

/// Weights and biases of a network with these hidden layers, and with so many parameters a dimension. Only what the masks
/// let through exists: a unit of degree d sees what has degree d or less, the parameters of a dimension what has less than
/// its place. Each dimension is so many inputs.
pub(super) fn count(
    dim: usize,
    context: usize,
    widths: &[usize],
    [inputs, per_dim]: [usize; 2],
) -> (usize, usize) {
    let first = usize::from(context == 0);
    let degrees = degrees(dim, context);
    let layers: Vec<Vec<usize>> = widths.iter().map(|&w| units(w, degrees)).collect();
    let (mut weights, mut biases) = (0, 0);
    for (l, layer) in layers.iter().enumerate() {
        let mut seen = 0;
        for (g, &units) in layer.iter().enumerate() {
            seen = match l.checked_sub(1) {
                Some(below) => seen + layers[below][g],
                None => context + inputs * (first + g),
            };
            weights += units * seen;
            biases += units;
        }
    }
    // The first dimension sees units of degree 0 alone, which exist only with a context.
    let last = layers.last().map_or(&[][..], Vec::as_slice);
    let (own, later) = last.split_at(if first == 0 { 1.min(last.len()) } else { 0 });
    let mut seen: usize = own.iter().sum();
    weights += per_dim * seen;
    for units in later {
        seen += units;
        weights += per_dim * seen;
    }
    biases += per_dim * dim;
    (weights, biases)
}

#[cfg(test)]
mod tests {
    use super::count;

    fn params(dim: usize, context: usize, widths: &[usize]) -> usize {
        let (weights, biases) = count(dim, context, widths, [1, 2]);
        weights + biases
    }

    /// Counts what a mask written out as a matrix lets through.
    fn by_masks(dim: usize, context: usize, widths: &[usize]) -> usize {
        let first = usize::from(context == 0);
        let count = dim - first;
        let mut below: Vec<usize> = (1..=dim).chain((0..context).map(|_| 0)).collect();
        let mut params = 0;
        for &width in widths {
            let layer: Vec<usize> = if count == 0 {
                Vec::new()
            } else {
                (0..width).map(|j| first + j % count).collect()
            };
            for unit in &layer {
                params += 1 + below.iter().filter(|degree| *degree <= unit).count();
            }
            below = layer;
        }
        let outputs = (1..=dim).map(|i| 2 * (1 + below.iter().filter(|d| **d < i).count()));
        params + outputs.sum::<usize>()
    }

    #[test]
    fn the_textbook_flow_has_its_number_of_parameters() {
        assert_eq!(params(2, 0, &[128, 128]), 17_028);
    }

    #[test]
    fn parameters_are_what_the_masks_let_through() {
        for dim in 1..7 {
            for context in [0, 1, 3] {
                for widths in [&[9][..], &[8, 7], &[6, 11, 6]] {
                    assert_eq!(
                        params(dim, context, widths),
                        by_masks(dim, context, widths),
                        "{dim} | {context}, {widths:?}"
                    );
                }
            }
        }
    }
}
