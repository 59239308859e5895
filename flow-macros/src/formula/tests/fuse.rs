//! Neighbouring formulas become one.

use super::on;
use crate::formula::analysis::Inverse;
use crate::formula::eval;
use crate::formula::expr::{Ex, Var};
use crate::formula::interval::Interval;
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

#[test]
fn neighbours_are_undone_together() {
    for (first, second, domain, closed) in [
        // What the whole is undone by, and what undoes one after the other.
        ("|z| 2*z + 1", "|y| exp(y)", "R", true),
        ("|z| z + sqrt(z^2 + 1)", "|y| y^2 + y", "R", true),
        ("|z| z^2 + z", "|y| y^2 + 3*y", "+", true),
        ("|z| exp(z) + exp(2*z)", "|y| y + y^2", "R", true),
        ("|z| softplus(z)", "|y| y^2 + y", "R", true),
        ("|z| z + z^2", "|y| ln(y) + y", "+", false),
        ("|z| z + tanh(z)", "|y| exp(y)", "R", false),
    ] {
        let a = on(first, domain).unwrap();
        let b = super::read(second).unwrap();
        let b = crate::formula::analysis::analyse(&b, &[a.image[0]]).unwrap();
        let fused = a.then(&b).unwrap_or_else(|| panic!("{first} >> {second}"));
        let component = &fused.components[0];
        assert_eq!(fused.is_closed(), closed, "{first} >> {second}");
        if let Inverse::Closed(inverse) = &component.inverse {
            for z in [0.2, 0.7, 0.9] {
                let x = eval::at_point(&fused.forward[0], &[z], &[]);
                let at = inverse.replace_var(Var::Image(0), &Ex::var(Var::Coord(0)));
                let found = eval::at_point(&at, &[x], &[]);
                assert!(
                    (found - z).abs() < 1e-9,
                    "{first} >> {second}: {found} for {z}"
                );
            }
        }
    }
}

#[test]
fn the_proof_of_both_is_that_of_each() {
    let first = on("|z| exp(z)", "R").unwrap();
    let same = on("|y| ln(1 + y)", "+").unwrap();
    let other = on("|y| y + sin(y)/2", "+").unwrap();
    assert_eq!(first.components[0].proof, same.components[0].proof);
    assert_ne!(first.components[0].proof, other.components[0].proof);
    let proof = |next| first.then(next).unwrap().components[0].proof.clone();
    assert_eq!(proof(&same), first.components[0].proof);
    let both = format!(
        "{}, then {}",
        first.components[0].proof, other.components[0].proof
    );
    assert_eq!(proof(&other), both);
}

#[test]
fn several_coordinates_are_undone_together() {
    let shear = on("|u, v| (u, v + u^2)", "R").unwrap();
    let back = on("|u, v| (u, v - u^2)", "R").unwrap();
    let fused = shear.then(&back).expect("both are of two coordinates");
    assert!(fused.is_identity() && fused.is_closed());
    // A coordinate that is searched for: they stay two.
    let searched = on("|u, v| (u, v + tanh(v) + u)", "R").unwrap();
    assert!(!searched.is_closed());
    assert!(shear.then(&searched).is_none());
    let undone = shear
        .inverted(&[Interval::REAL, Interval::REAL])
        .expect("an inverse");
    assert!(shear.then(&undone).unwrap().is_identity());
}
