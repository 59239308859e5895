//! Learned matrices: what they are, written out.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::__private::flow_unsimplified;
use flow_runtime::prelude::*;
use nalgebra::DMatrix;
use tests::{perturbed, points, rng};

flow! {
    struct Two<f64, 2> = Linear;
    struct Nine<f64, 9> = Linear(seed = 7);
    struct Sixteen<f64, 16> = Invert(Linear);
    struct Single<f32, 5> = Linear;
    struct Rotation<f64, 5> = Orthogonal;
    struct Partial<f64, 5> = Orthogonal(reflections = 2);
    #[allow(deprecated, reason = "independent dimensions are what this is about")]
    struct Spread<f64, 3> = Affine;
}

/// The matrix of a linear flow.
fn matrix<T: Real, const D: usize>(flow: &impl Bijector<T, D>) -> DMatrix<f64> {
    let columns = (0..D).flat_map(|j| {
        let unit = |i| if i == j { T::ONE } else { T::ZERO };
        let x = flow.forward(&SVector::from(std::array::from_fn(unit)));
        x.iter().map(|x| x.to_f64()).collect::<Vec<_>>()
    });
    DMatrix::from_iterator(D, D, columns)
}

fn identity(dim: usize) -> DMatrix<f64> {
    DMatrix::identity(dim, dim)
}

/// At the start an orthogonal matrix; the log-determinant is that of an LU decomposition, before and after training.
fn check<T: Real, const D: usize, F>(flow: F, tolerance: f64)
where
    F: Flow<D, 0, Scalar = T> + Bijector<T, D>,
{
    let start = matrix::<T, D>(&flow);
    let error = (&start * start.transpose() - identity(D)).norm();
    assert!(error < tolerance, "not orthogonal by {error:e}");
    let flow = perturbed(flow);
    let later = matrix::<T, D>(&flow);
    for z in points::<T, D>(5, 1.0) {
        let expected = later.clone().lu().determinant().abs().ln();
        let log_det = flow.forward_and_log_det(&z).1.to_f64();
        assert!(
            (log_det - expected).abs() < tolerance,
            "{log_det} and {expected}"
        );
    }
    assert!((later - start).norm() > 0.1);
}

#[test]
fn the_log_determinant_is_that_of_an_lu_decomposition() {
    check(Two::new(&mut rng()), 1e-10);
    check(Nine::new(&mut rng()), 1e-10);
    check(Sixteen::new(&mut rng()), 1e-10);
    check(Single::new(&mut rng()), 1e-5);
}

#[test]
fn reflections_make_an_orthogonal_matrix() {
    for matrix in [
        matrix::<f64, 5>(&perturbed(Rotation::new(&mut rng()))),
        matrix::<f64, 5>(&perturbed(Partial::new(&mut rng()))),
    ] {
        assert!((&matrix * matrix.transpose() - identity(5)).norm() < 1e-13);
    }
    assert_eq!((Rotation::PARAMS, Partial::PARAMS), (25, 10));
    // A vector of zeros reflects nothing.
    let mut none = Partial::new(&mut rng());
    none.params_mut().fill(0.0);
    assert_eq!(matrix::<f64, 5>(&none), identity(5));
}

#[test]
fn affine_starts_as_the_identity_and_is_a_shift_and_a_scale() {
    let mut spread = Spread::new(&mut rng());
    let z = SVector::from([1.0, 2.0, 3.0]);
    assert_eq!(spread.forward(&z), z);
    spread
        .params_mut()
        .copy_from_slice(&[0.5, 0.0, -1.0, 2_f64.ln(), 0.0, 3_f64.ln()]);
    assert!((spread.forward(&z) - SVector::from([2.5, 2.0, 8.0])).norm() < 1e-14);
    assert!((spread.forward_and_log_det(&z).1 - 6_f64.ln()).abs() < 1e-14);
}

#[test]
fn permutations_fold_into_matrices() {
    macro_rules! same {
        ($($chain:tt)*) => {{
            let rewritten = flow!($($chain)*).init(&mut rng());
            let written = flow_unsimplified!($($chain)*).init(&mut rng());
            assert_eq!(rewritten.params(), written.params());
            for z in points(20, 1.0) {
                let (a, b) = (rewritten.forward_and_log_det(&z), written.forward_and_log_det(&z));
                assert!((a.0 - b.0).norm() < 1e-12 && (a.1 - b.1).abs() < 1e-12);
                let (a, b) = (rewritten.inverse_and_log_det(&z), written.inverse_and_log_det(&z));
                assert!((a.0 - b.0).norm() < 1e-12 && (a.1 - b.1).abs() < 1e-12);
            }
        }};
    }
    same!(<f64, 4> = Permute[2, 0, 3, 1] >> Linear(seed = 3) >> Reverse >> Orthogonal >> RandomPermute(seed = 9) >> Affine >> Reverse);
    same!(<f64, 3> = Invert(Permute[2, 0, 1] >> Linear >> RandomPermute(seed = 2) >> Orthogonal(reflections = 1)));
}

#[test]
fn a_random_permutation_is_the_same_in_every_build() {
    flow! { struct Drawn<f64, 6> = RandomPermute(seed = 1); }
    let z = SVector::from([0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    let x = Drawn::new(&mut rng()).forward(&z);
    assert_eq!(x.as_slice(), [2.0, 0.0, 1.0, 4.0, 5.0, 3.0]);
}
