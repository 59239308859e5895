//! Names that other libraries have, and what stands for them here.

const ELSEWHERE: &[(&str, &str)] = &[
    ("Ascending", "write `Ordered`"),
    (
        "BatchNorm",
        "the density of a sample would depend on its batch; `ActNorm` is set by the first batch, `Standardize` by the data",
    ),
    ("Chain", "write `A >> B`"),
    ("Flip", "write `Reverse`"),
    ("Householder", "write `Orthogonal`"),
    ("Identity", "leave it out"),
    ("Inverse", "write `Invert(…)`"),
    ("Ln", "write `Log`"),
    ("LULinear", "write `Linear`"),
    ("Shuffle", "write `RandomPermute(seed = 1)`"),
    ("StickBreaking", "write `Simplex`"),
    ("Mixture", "a mixture as a map is `LogisticMixture(8)`"),
    (
        "SinhArcsinh",
        "write `|z; a, b > 0| sinh(b * asinh(z) + a)`",
    ),
    ("Softsign", "write `|z| z / (1 + abs(z))`"),
    ("SoftmaxCentered", "write `Simplex`"),
    ("Square", "write `|z > 0| z^2`"),
];

/// What stands here for a name that other libraries have.
pub(crate) fn elsewhere(name: &str) -> Option<&'static str> {
    let known = ELSEWHERE.iter().find(|(known, _)| *known == name);
    known.map(|(_, help)| *help)
}
