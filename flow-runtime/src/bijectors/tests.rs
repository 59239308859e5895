//! On some of a block's columns, an element does what it does to a block of nothing else.

use super::{
    Abs, Activation, Augment, Choose, Columns, Coupling, Custom, Diagonal, Invert, Layer, Linear,
    Maf, Matrix, Ordered, Orthogonal, Permute, Round, SetBy, ShiftScale, Side, Simplex, Sort,
    Surjection,
};
use crate::custom::CustomBijector;
use crate::element::{Block, Element, Pullback};
use crate::interval::Interval;
use crate::made::{Made, Masked};
use crate::univariate::{Affine, Scale};
use nalgebra::SVector;
use rand::Rng;

const ROWS: usize = 3;

/// What an element makes of a block: numbers, log-determinants, and cotangents pulled back.
fn through(element: &dyn Element<f64>, x: &[f64], inverse: bool) -> [Vec<f64>; 3] {
    let size = element.size();
    let (mut x, mut log_det) = (x.to_vec(), vec![0.5; ROWS]);
    let (mut tape, mut scratch) = (vec![0.0; size.tape * ROWS], vec![0.0; size.scratch * ROWS]);
    let mut block = Block {
        rows: ROWS,
        x: &mut x,
        log_det: &mut log_det,
        condition: &[1.0; ROWS],
        tape: &mut tape,
        keep: true,
        watch: None,
    };
    let mut dx: Vec<f64> = block.x.iter().map(|x| 1.0 + x * x).collect();
    if inverse {
        element.inverse(&[], &mut block);
    } else {
        element.forward(&[], &mut block);
    }
    let mut pull = Pullback {
        rows: ROWS,
        dx: &mut dx,
        dlog_det: &[0.25; ROWS],
        condition: &[1.0; ROWS],
        dcondition: None,
        tape: &mut tape,
        scratch: &mut scratch,
        grad: None,
        kept: None,
    };
    if inverse {
        element.inverse_pullback(&[], &mut pull);
    } else {
        element.forward_pullback(&[], &mut pull);
    }
    [x, log_det, dx]
}

fn acts_on_its_columns(whole: &dyn Element<f64>, some: &dyn Element<f64>, columns: [usize; 2]) {
    let column = |c: usize, row: usize| 0.3 + c as f64 - 0.7 * (row * row) as f64;
    let block: Vec<f64> = (0..4 * ROWS).map(|i| column(i / ROWS, i % ROWS)).collect();
    let alone: Vec<f64> = (0..2 * ROWS)
        .map(|i| column(columns[i / ROWS], i % ROWS))
        .collect();
    for inverse in [false, true] {
        let [x, log_det, dx] = through(some, &block, inverse);
        let [own_x, own_log_det, own_dx] = through(whole, &alone, inverse);
        assert_eq!(log_det, own_log_det);
        for (k, c) in columns.into_iter().enumerate() {
            assert_eq!(x[c * ROWS..][..ROWS], own_x[k * ROWS..][..ROWS]);
            assert_eq!(dx[c * ROWS..][..ROWS], own_dx[k * ROWS..][..ROWS]);
        }
        for c in (0..4).filter(|c| !columns.contains(c)) {
            assert_eq!(x[c * ROWS..][..ROWS], block[c * ROWS..][..ROWS]);
        }
    }
}

#[test]
fn constant_maps_leave_other_columns_alone() {
    let matrix = Matrix::new(
        2,
        Side {
            matrix: &[2.0, 0.0, 1.0, 0.5],
            shift: &[0.1, -3.0],
        },
        Side {
            matrix: &[0.5, 0.0, -1.0, 2.0],
            shift: &[-3.05, 6.0],
        },
        0.0,
    );
    let shift_scale = ShiftScale::new([2.0, -0.5], [1.0, 0.25]);
    let swap = Permute::new([1, 0]);
    acts_on_its_columns(&matrix, &matrix.on(&[1, 2]), [1, 2]);
    acts_on_its_columns(&matrix, &matrix.on(&[3, 0]), [3, 0]);
    acts_on_its_columns(&shift_scale, &shift_scale.on(&[1, 2]), [1, 2]);
    acts_on_its_columns(&shift_scale, &shift_scale.on(&[3, 0]), [3, 0]);
    acts_on_its_columns(&swap, &swap.on(&[1, 2]), [1, 2]);
    acts_on_its_columns(&swap, &swap.on(&[3, 0]), [3, 0]);
}

/// Both numbers as they are, multiplied by a parameter.
#[derive(Debug)]
struct Stretch;

impl CustomBijector<f64, 2> for Stretch {
    const PARAMS: usize = 1;

    fn init(params: &mut [f64], _: &mut dyn Rng) {
        params.fill(1.0);
    }

    fn forward_and_log_det(params: &[f64], z: &SVector<f64, 2>) -> (SVector<f64, 2>, f64) {
        (z * params[0], 2.0 * params[0].ln())
    }

    fn inverse_and_log_det(params: &[f64], x: &SVector<f64, 2>) -> (SVector<f64, 2>, f64) {
        (x / params[0], -2.0 * params[0].ln())
    }

    fn forward_pullback(
        params: &[f64],
        _: &SVector<f64, 2>,
        dx: &SVector<f64, 2>,
        _: f64,
        _: &mut [f64],
    ) -> SVector<f64, 2> {
        dx * params[0]
    }

    fn inverse_pullback(
        params: &[f64],
        _: &SVector<f64, 2>,
        dz: &SVector<f64, 2>,
        _: f64,
        _: &mut [f64],
    ) -> SVector<f64, 2> {
        dz / params[0]
    }
}

/// What an element says that it touches is what it changes, and all that it reads.
#[test]
fn other_columns_neither_change_nor_matter() {
    type Layers = Surjection<Affine, 0>;
    let columns: &'static [usize] = &[3, 1];
    let diagonal = |set_by| Diagonal::new(columns, set_by);
    let round = Round::new(&[3], &[1], &[Interval::REAL], false);
    let affine = Affine::new(Scale::Softclip);
    let masked = |made| Masked::<4>::new(made, Activation::Tanh);
    let maf = Maf::new(masked(Made::new(2, 0, 2, &[4])), columns, affine);
    let made = Made::coupling((1, 1), 0, 2, &[4]);
    let coupling = Coupling::new(masked(made), columns, affine);
    let matrix = Matrix::new(
        2,
        Side {
            matrix: &[2.0, 0.0, 1.0, 0.5],
            shift: &[],
        },
        Side {
            matrix: &[0.5, 0.0, -1.0, 2.0],
            shift: &[],
        },
        0.0,
    );
    let custom = Custom::new::<Stretch, 2>(const { &Columns::new(&[3, 1]) });
    let elements: [&dyn Element<f64>; 20] = [
        &Abs::new(columns),
        &Sort::new(columns),
        &Ordered::new(columns),
        &Simplex::new(columns),
        &Invert(Simplex::new(columns)),
        &ShiftScale::new([2.0, 3.0], [0.5, 0.25]).on(columns),
        &Permute::new([1, 0]).on(columns),
        &diagonal(SetBy::Nothing),
        &diagonal(SetBy::AllData),
        &Layers::new(Layer::Round(round), None),
        &Layers::new(Layer::Augment(Augment::new(columns)), None),
        &maf,
        &Invert(maf),
        &coupling,
        &Invert(coupling),
        &Orthogonal::new(columns, 2),
        &Linear::new(columns, &[1, 3]),
        &matrix.on(columns),
        &Choose::new(columns, 1),
        &custom,
    ];
    let own = |column: usize| column * ROWS..(column + 1) * ROWS;
    let before: Vec<f64> = (0..4 * ROWS).map(|i| 0.9 - 0.06 * i as f64).collect();
    let mut otherwise = before.clone();
    for column in [0, 2] {
        for x in &mut otherwise[own(column)] {
            *x = 0.5 - 3.0 * *x;
        }
    }
    for (number, element) in elements.into_iter().enumerate() {
        let mut touched = [false; 4];
        element.touches(&mut touched);
        assert_eq!(touched, [false, true, false, true], "{number}");
        let size = element.size();
        let after = |before: &[f64]| {
            let (mut x, mut log_det) = (before.to_vec(), vec![0.0; ROWS]);
            element.inverse(
                &vec![0.5; size.params],
                &mut Block {
                    rows: ROWS,
                    x: &mut x,
                    log_det: &mut log_det,
                    condition: &[1.0; ROWS],
                    tape: &mut vec![0.0; size.tape * ROWS],
                    keep: true,
                    watch: None,
                },
            );
            for column in [0, 2] {
                assert_eq!(x[own(column)], before[own(column)], "{number}");
            }
            let numbers = [&x[own(1)], &x[own(3)], &log_det].concat();
            numbers.into_iter().map(f64::to_bits).collect::<Vec<_>>()
        };
        assert_eq!(after(&before), after(&otherwise), "{number}");
    }
}
