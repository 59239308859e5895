//! The place where something begins to hold.

/// The least number at which `holds`, which does from some number on; ∞ if at none below.
///
/// Doubles in their order are whole numbers in theirs, so 64 halvings find the very one, wherever it lies.
pub(crate) fn first(holds: impl Fn(f64) -> bool) -> f64 {
    let number = |place: i64| {
        let negative = place < 0;
        f64::from_bits((place ^ if negative { i64::MAX } else { 0 }).cast_unsigned())
    };
    let place = |number: f64| {
        let bits = number.to_bits().cast_signed();
        bits ^ if bits < 0 { i64::MAX } else { 0 }
    };
    let (mut before, mut at) = (place(f64::NEG_INFINITY), place(f64::INFINITY));
    while before + 1 < at {
        let middle = before.midpoint(at);
        if holds(number(middle)) {
            at = middle;
        } else {
            before = middle;
        }
    }
    number(at)
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn the_very_number_is_found() {
        for at in [
            0.0,
            1.0,
            -1.0,
            1e-300,
            -1e300,
            f64::MAX,
            f64::MIN_POSITIVE,
            -0.1,
        ] {
            assert_eq!(first(|x| x >= at), at);
        }
        assert_eq!(first(|_| false), f64::INFINITY);
        assert_eq!(first(|_| true), f64::MIN);
    }
}
