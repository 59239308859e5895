//! Arrays of NumPy, archives of them, and tensors.

use super::Stored;
use crate::table::{Missing, Table, TableErrorKind};
use safetensors::tensor::{Dtype, TensorView};
use std::io::Write;

/// An NPY file as NumPy writes it.
pub(super) fn npy(descr: &str, fortran: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let mut header =
        format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}");
    while (header.len() + 11) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

pub(super) fn bytes<const N: usize>(numbers: impl IntoIterator<Item = [u8; N]>) -> Vec<u8> {
    numbers.into_iter().flatten().collect()
}

#[test]
fn arrays_of_numpy() {
    let expected = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let by_rows = [1, 2, 3, 4, 5, 6];
    let by_columns = [1, 3, 5, 2, 4, 6];
    let f = |n: [i32; 6]| bytes(n.map(|n| (n as f32).to_le_bytes()));
    for (descr, fortran, data) in [
        ("<f4", "False", f(by_rows)),
        ("<f4", "True", f(by_columns)),
        (
            "<f8",
            "False",
            bytes(by_rows.map(|n| f64::from(n).to_le_bytes())),
        ),
        (
            ">f8",
            "True",
            bytes(by_columns.map(|n| f64::from(n).to_be_bytes())),
        ),
        (
            "|i1",
            "False",
            bytes(by_rows.map(|n| (n as i8).to_le_bytes())),
        ),
        (
            "<i2",
            "False",
            bytes(by_rows.map(|n| (n as i16).to_le_bytes())),
        ),
        (">i4", "False", bytes(by_rows.map(i32::to_be_bytes))),
        (
            "<i8",
            "False",
            bytes(by_rows.map(|n| i64::from(n).to_le_bytes())),
        ),
        (
            "|u1",
            "False",
            bytes(by_rows.map(|n| (n as u8).to_le_bytes())),
        ),
        (
            "<u8",
            "True",
            bytes(by_columns.map(|n| (n as u64).to_le_bytes())),
        ),
    ] {
        let stored = Stored::new("a.npy", npy(descr, fortran, "(3, 2)", &data));
        assert_eq!(
            stored.read().unwrap().values(),
            expected,
            "{descr} {fortran}"
        );
    }
    let flat = Stored::new("a.npy", npy("<f4", "False", "(6,)", &f(by_rows)))
        .read()
        .unwrap();
    assert_eq!((flat.rows(), flat.columns().len()), (6, 1));

    for (shape, descr, expected) in [
        (
            "(3, 2, 1)",
            "<f4",
            "has shape [3, 2, 1], not rows and columns",
        ),
        ("(4, 2)", "<f4", "is cut short"),
        ("(1000000000, 1000000000)", "<f4", "is cut short"),
        ("(4294967296, 4294967296)", "<f4", "is cut short"),
        ("(2, 2)", "<f4", "bytes follow after its end"),
        ("(3, 2)", "<c4", "type"),
        ("(3, 2)", "<U1", "`a.npy` is no table"),
        ("(3", "<f4", "`a.npy` is no table"),
    ] {
        let said = Stored::new("a.npy", npy(descr, "False", shape, &f(by_rows))).error();
        assert!(said.contains(expected), "{shape} {descr}: {said}");
    }
    let gap = npy(
        "<f4",
        "False",
        "(2, 1)",
        &bytes([1.0, f32::NAN].map(f32::to_le_bytes)),
    );
    let gap = Stored::new("a.npy", gap);
    assert!(
        gap.error()
            .starts_with("`a.npy`, line 2, column `0`: expected a number, found `NaN`")
    );
    let table = Table::reader()
        .missing(Missing::Drop)
        .read(gap.path())
        .unwrap();
    assert_eq!((table.values(), table.dropped()), (&[1.0][..], 1));
    let mut long = npy("<f4", "False", "(1,)", &[0; 4]);
    long[6] = 2;
    long[8..12].fill(0xff);
    assert!(
        Stored::new("a.npy", long)
            .error()
            .contains("header is too long")
    );
}

#[test]
fn an_array_that_is_missing_has_a_nearest_name() {
    let column = || npy("<f4", "False", "(1,)", &[0; 4]);
    let archive = npz(&[("train", column()), ("test", column())]);
    let view = || TensorView::new(Dtype::F32, vec![1], &[0; 4]).unwrap();
    let tensors = safetensors::serialize([("train", view()), ("test", view())], None).unwrap();
    for (file, content) in [("a.npz", archive), ("a.safetensors", tensors)] {
        let stored = Stored::new(file, content);
        for (asked, help) in [("Trian", "there is `train`"), ("valid", "its arrays are ")] {
            let read = Table::<f64>::reader().array(asked).read(stored.path());
            let error = read.unwrap_err();
            let TableErrorKind::NoArray { array, arrays, .. } = error.kind() else {
                panic!("{error}");
            };
            assert_eq!((array.as_str(), arrays.len()), (asked, 2));
            let said = error.to_string();
            assert!(
                said.contains(&format!("has no array `{asked}`\nhelp: {help}")),
                "{said}"
            );
        }
    }
    let none = Stored::new("a.npz", npz(&[]));
    let said = Table::<f64>::reader()
        .array("x")
        .read(none.path())
        .unwrap_err()
        .to_string();
    assert!(said.ends_with("has no array `x`, or any other"), "{said}");
}

pub(super) fn npz(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(format!("{name}.npy"), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn archives_of_arrays() {
    let column = |numbers: [f32; 2]| {
        npy(
            "<f4",
            "False",
            "(2,)",
            &bytes(numbers.map(f32::to_le_bytes)),
        )
    };
    let square = npy(
        "<f4",
        "False",
        "(1, 2)",
        &bytes([5.0_f32, 6.0].map(f32::to_le_bytes)),
    );
    let columns = Stored::new(
        "a.npz",
        npz(&[("x", column([1.0, 2.0])), ("y", column([3.0, 4.0]))]),
    );
    let table = columns.read().unwrap();
    assert_eq!(
        (table.columns(), table.values()),
        (&["x", "y"].map(String::from)[..], &[1.0, 3.0, 2.0, 4.0][..])
    );
    let both = Stored::new("a.npz", npz(&[("x", column([1.0, 2.0])), ("rows", square)]));
    assert_eq!(
        both.error(),
        "`a.npz` holds several arrays: x, rows\nhelp: `Table::reader().array(\"x\")` says which is the table"
    );
    let table: Table<f64> = Table::reader().array("rows").read(both.path()).unwrap();
    assert_eq!(table.values(), [5.0, 6.0]);
    let said = Table::<f64>::reader()
        .array("z")
        .read(both.path())
        .unwrap_err()
        .to_string();
    assert!(
        said.ends_with("has no array `z`\nhelp: its arrays are x, rows"),
        "{said}"
    );
    assert!(
        Stored::new("a.npz", npz(&[]))
            .error()
            .contains("it holds no array")
    );
}

#[test]
fn tensors() {
    let data = bytes([1.0_f32, 2.0, 3.0, 4.0].map(f32::to_le_bytes));
    let view = |shape: &[usize]| TensorView::new(Dtype::F32, shape.to_vec(), &data).unwrap();
    let one = safetensors::serialize([("rows", view(&[2, 2]))], None).unwrap();
    let table = Stored::new("a.safetensors", &one).read().unwrap();
    assert_eq!(
        (table.rows(), table.values()),
        (2, &[1.0, 2.0, 3.0, 4.0][..])
    );
    let two = safetensors::serialize([("b", view(&[4])), ("a", view(&[4]))], None).unwrap();
    assert_eq!(
        Stored::new("a.safetensors", two).read().unwrap().columns(),
        ["a", "b"]
    );
    let cut = Stored::new("a.safetensors", &one[..one.len() - 1]);
    assert!(matches!(
        cut.read().unwrap_err().kind(),
        TableErrorKind::CutShort { line: None }
    ));
}

#[test]
fn an_array_is_asked_for_only_where_arrays_have_names() {
    for (name, content) in [("a.csv", &b"x\n1\n"[..]), ("a.npy", b"\x93NUMPY")] {
        let stored = Stored::new(name, content);
        let error = Table::<f64>::reader()
            .array("x")
            .read(stored.path())
            .unwrap_err();
        assert!(matches!(error.kind(), TableErrorKind::NoArrays { .. }));
        assert!(
            error.to_string().contains(
                "has no array `x`: only NPZ and safetensors files have arrays with names"
            )
        );
    }
}
