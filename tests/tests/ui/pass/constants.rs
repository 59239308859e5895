//! Constants are formulas without coordinates: they have the same functions, and are exact where they are rational.

use flow_runtime::prelude::*;

flow! {
    struct Shifted<f64, 2> = Shift[sin(1), ln(2)];
    struct Scaled<f64, 2> = Scale[tanh(1) / 2, 1 + cos(PI / 3)];
    struct Mixed<f64, 2> = Matrix[[1/3, abs(-2)], [sin(PI), sqrt(9/4)]];
    struct Spread<f64, 2> = Normal[loc = [erf(0), 0.1 + 0.2], scale = [Phi(0), cosh(0)]];
}

fn main() {
    assert_eq!(
        Shifted::SPEC,
        "<f64, 2> = Shift[0.8414709848078965, 0.6931471805599453]"
    );
    assert_eq!(Scaled::SPEC, "<f64, 2> = Scale[0.3807970779778824, 1.5]");
    assert_eq!(Mixed::SPEC, "<f64, 2> = Matrix[[1/3, 2], [0, 1.5]]");
    assert_eq!(
        Spread::SPEC,
        "<f64, 2> = Normal[loc = [0, 0.3], scale = [0.5, 1]]"
    );
}
