//! Networks where widths stand.

use super::simplified;

fn is(text: &str, same: &str) {
    assert_eq!(simplified(text), simplified(same), "{text}");
}

#[test]
fn widths_alone_are_short_for_a_network() {
    is("<4> = MAF(mlp(64, 32))", "<4> = MAF(64, 32)");
    is(
        "<4> = IAF(mlp(64), activation = tanh)",
        "<4> = IAF(64, activation = tanh)",
    );
    is(
        "<4> = Coupling(mlp(8, 8), univariate = spline, residual = true)",
        "<4> = Coupling(8, 8, univariate = spline, residual = true)",
    );
    for coupling in ["RealNVP", "NICE", "NSF"] {
        is(
            &format!("<4> = {coupling}(mlp(8, 6), split = alternate)"),
            &format!("<4> = {coupling}(8, 6, split = alternate)"),
        );
    }
    is(
        "<4 | 2> = Normal(mlp(8)) >> MAF(8)",
        "<4 | 2> = Normal(8) >> MAF(8)",
    );
}
