//! What the versions of the format have meant.
//!
//! | version | parameters |
//! |---|---|
//! | 1 | of a spline: read from the base to the data, slopes by softplus |
//! | 2 | of a spline: read from the data to the base, slopes by exp |
//!
//! Nothing converts splines of version 1. Between two knots a spline is a quotient of quadratics, whose inverse has a root in it
//! and is none; and where a network gives the slopes, those of the inverse are −ln softplus of its outputs, which no weights give.

/// Why parameters of `spec` in a file of an older version would be another density now, if so.
pub(super) fn change(version: u32, spec: &str) -> Option<&'static str> {
    let has_spline = ["NSF(", "Spline(", "univariate = spline"]
        .iter()
        .any(|written| spec.contains(written));
    (version < 2 && has_spline).then_some(
        "splines are read from the data to the base since, and their slopes in logarithms",
    )
}
