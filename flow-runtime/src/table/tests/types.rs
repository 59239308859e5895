//! Numbers of every type in arrays.

use super::Stored;
use super::arrays::{bytes, npy, npz};
use crate::table::Table;
use safetensors::tensor::{Dtype, TensorView};

/// The least and the largest number of every width, which another type of the same width would read as another number.
#[test]
#[expect(clippy::cast_lossless, reason = "one macro for all widths")]
fn integers_of_every_width() {
    fn asserts(file: &'static str, content: impl AsRef<[u8]>, expected: [f64; 3]) {
        let read = Stored::new(file, content).read();
        assert_eq!(read.expect(file).values(), expected);
    }
    macro_rules! widths {
        ($($t:ident $descr:literal $dtype:ident)*) => {$(
            let numbers = [$t::MIN, $t::MAX, 7];
            let expected = numbers.map(|n| n as f64);
            let (little, big) = (bytes(numbers.map($t::to_le_bytes)), bytes(numbers.map($t::to_be_bytes)));
            asserts("a.npy", npy(concat!("<", $descr), "False", "(3, 1)", &little), expected);
            asserts("a.npy", npy(concat!(">", $descr), "True", "(3,)", &big), expected);
            asserts("a.npz", npz(&[("n", npy(concat!("<", $descr), "False", "(3,)", &little))]), expected);
            asserts("a.safetensors", tensor(Dtype::$dtype, &[3, 1], &little), expected);
        )*};
    }
    widths! {
        i8 "i1" I8  i16 "i2" I16  i32 "i4" I32  i64 "i8" I64
        u8 "u1" U8  u16 "u2" U16  u32 "u4" U32  u64 "u8" U64
    }
}

/// f64 has digits that f32 has not.
#[test]
fn doubles_in_either_order() {
    let by_rows = [0.1, 1e300, -2.5, 4.0, 5.0, -1e-300];
    let by_columns = [0.1, -2.5, 5.0, 1e300, 4.0, -1e-300];
    let [c, fortran] = [by_rows, by_columns].map(|n: [f64; 6]| bytes(n.map(f64::to_le_bytes)));
    let c_order = npy("<f8", "False", "(3, 2)", &c);
    let fortran_order = npy("<f8", "True", "(3, 2)", &fortran);
    let big = npy(
        ">f8",
        "True",
        "(3, 2)",
        &bytes(by_columns.map(f64::to_be_bytes)),
    );
    for (file, content) in [
        ("a.npz", npz(&[("x", c_order.clone())])),
        ("a.npz", npz(&[("x", fortran_order.clone())])),
        ("a.npz", npz(&[("x", big)])),
        ("a.safetensors", tensor(Dtype::F64, &[3, 2], &c)),
    ] {
        assert_eq!(Stored::new(file, content).read().unwrap().values(), by_rows);
    }
    // Some of the columns of one of several arrays.
    let single = npy(
        "<f4",
        "True",
        "(2, 2)",
        &bytes([1.5_f32, 2.5, 3.5, 4.5].map(f32::to_le_bytes)),
    );
    let both = Stored::new("a.npz", npz(&[("x", fortran_order), ("y", single)]));
    let reader = |name: &str| Table::<f64>::reader().array(name).columns([1]);
    let column = |name: &str| reader(name).read(both.path()).unwrap().values().to_vec();
    assert_eq!(column("x"), [1e300, 4.0, -1e-300]);
    assert_eq!(column("y"), [3.5, 4.5]);
}

#[test]
fn numbers_of_other_types_are_refused_by_name() {
    let read = "and those that are read are f32, f64 and integers of 8 to 64 bits";
    let half = npy("<f2", "False", "(2, 1)", &[0; 4]);
    let flags = npy("|b1", "False", "(4, 1)", &[0; 4]);
    let texts = npy("<U1", "False", "(1,)", &[0; 4]);
    let column = npy("<f4", "False", "(1,)", &[0; 4]);
    for (file, content, expected) in [
        ("a.npy", half.clone(), "its numbers are of type `<f2`"),
        ("a.npy", flags, "its numbers are of type `|b1`"),
        (
            "a.npz",
            npz(&[("x", half)]),
            "array `x`: its numbers are of type `<f2`",
        ),
        (
            "a.npz",
            npz(&[("x", column), ("names", texts)]),
            "array `names`: its numbers are of type `<U1`",
        ),
        (
            "a.safetensors",
            tensor(Dtype::F16, &[2], &[0; 4]),
            "the numbers of `rows` are of type F16",
        ),
        (
            "a.safetensors",
            tensor(Dtype::BF16, &[2], &[0; 4]),
            "the numbers of `rows` are of type BF16",
        ),
        (
            "a.safetensors",
            tensor(Dtype::BOOL, &[4], &[0; 4]),
            "the numbers of `rows` are of type BOOL",
        ),
    ] {
        let error = Stored::new(file, content).error();
        assert_eq!(error, format!("`{file}` is no table: {expected}, {read}"));
    }
}

/// A safetensors file of one tensor.
fn tensor(dtype: Dtype, shape: &[usize], data: &[u8]) -> Vec<u8> {
    let view = TensorView::new(dtype, shape.to_vec(), data).unwrap();
    safetensors::serialize([("rows", view)], None).unwrap()
}
