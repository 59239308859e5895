//! Neighbouring formulas become one.

use super::on;
use crate::formula::analysis::Inverse;
use crate::formula::eval;
use crate::formula::mathematics::show;

#[test]
fn inverses_cancel() {
    for (first, second, domain) in [
        ("|z| exp(z)", "|y| ln(y)", "R"),
        ("|z| sigmoid(z)", "|y| logit(y)", "R"),
        ("|z| logit(z)", "|y| sigmoid(y)", "01"),
        ("|z| softplus(z)", "|y| ln(exp(y) - 1)", "R"),
        ("|z| tanh(z)", "|y| atanh(y)", "R"),
        ("|z| 2*z + 1", "|y| (y - 1)/2", "R"),
        ("|z| Phi(z)", "|u| -ln(-ln(u))", "R"),
        ("|z| z^2", "|y| sqrt(y)", "+"),
        ("|z| cos(z)", "|y| acos(y)", "in (0, PI)"),
    ] {
        let a = on(first, domain).unwrap();
        let range = a.image[0];
        let formula = super::read(second).unwrap();
        let b = crate::formula::analysis::analyse(&formula, &[range])
            .unwrap_or_else(|e| panic!("{second}: {e}"));
        let fused = a.then(&b).unwrap_or_else(|| panic!("{first} >> {second}"));
        let whole = first != "|z| Phi(z)";
        assert_eq!(
            fused.is_identity(),
            whole,
            "{first} >> {second}: {}",
            show(&fused.forward[0], &fused.names)
        );
        if whole {
            assert!(
                fused.log_det.is_zero(),
                "{first} >> {second}: {}",
                show(&fused.log_det, &fused.names)
            );
        }
    }
}

#[test]
fn fused_parameters_stay_apart() {
    let a = on("|z; a, b > 0| a + b*z", "R").unwrap();
    let b = on("|y; a > 0| sinh(a*y)", "R").unwrap();
    let fused = a.then(&b).unwrap();
    assert_eq!(fused.region.params.len(), 3);
    assert_eq!(fused.names.params, ["a", "b", "a′"]);
    assert!(matches!(fused.components[0].inverse, Inverse::Closed(_)));
    let (z, p): (f64, [f64; 3]) = (0.3, [0.2, 1.5, 0.7]);
    let x = eval::at_point(&fused.forward[0], &[z], &p);
    assert!((x - (0.7 * (0.2 + 1.5 * z)).sinh()).abs() < 1e-14);
    let log_det = eval::at_point(&fused.log_det, &[z], &p);
    assert!((log_det - (1.5 * 0.7 * (0.7 * (0.2 + 1.5 * z)).cosh()).ln()).abs() < 1e-12);
    // A wrong domain is not fused.
    assert!(a.then(&on("|y| ln(y)", "+").unwrap()).is_none());
}
