use super::{Missing, Table, TableError, TableErrorKind, split};
use crate::io::folder::Folder;
use flate2::Compression;
use flate2::write::GzEncoder;
use nalgebra::SVector;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use std::fs;
use std::io::Write;
use std::path::PathBuf;

/// A file of this content, for as long as the folder lives.
struct Stored {
    folder: Folder,
    name: &'static str,
}

impl Stored {
    fn new(name: &'static str, content: impl AsRef<[u8]>) -> Self {
        let folder = Folder::new();
        fs::write(folder.path(name), content).unwrap();
        Self { folder, name }
    }

    fn path(&self) -> PathBuf {
        self.folder.path(self.name)
    }

    fn read(&self) -> Result<Table<f64>, TableError> {
        Table::read(self.path())
    }

    /// What is said of the file, its folder left out.
    fn error(&self) -> String {
        let said = self.read().unwrap_err().to_string();
        let folder = format!("{}/", self.folder.path("").display()).replace("//", "/");
        said.replace(&folder, "")
    }
}

fn zipped(content: &[u8]) -> Vec<u8> {
    let mut zip = GzEncoder::new(Vec::new(), Compression::default());
    zip.write_all(content).unwrap();
    zip.finish().unwrap()
}

#[test]
fn texts_are_read() {
    let rows = [1.0, -2.5, 3e5, 4.0, 0.125, 6.0];
    for (name, text) in [
        ("a.csv", "x,y\n1,-2.5\n3e5,4\n.125,+6\n"),
        ("a.csv", "x,y\r\n1, -2.5\r\n\r\n 3e5 ,4\r\n.125,6"),
        ("a.csv", "\u{feff}x;y\n1;-2.5\n3e5;4\n.125;6\n"),
        ("a.csv", "\"x\",\"y\"\n\"1\",-2.5\n3e5,\"4\"\n0.125,6\n"),
        ("a.tsv", "x\ty\n1\t-2.5\n3e5\t4\n.125\t6\n"),
        ("a.CSV", "x|y\n1|-2.5\n3e5|4\n.125|6\n"),
    ] {
        let table = Stored::new(name, text).read().unwrap();
        assert_eq!(table.columns(), ["x", "y"], "{text}");
        assert_eq!(table.values(), rows, "{text}");
        assert_eq!((table.rows(), table.dropped()), (3, 0));
    }
    let table = Stored::new("a.csv.gz", zipped(b"x,y\n1,-2.5\n3e5,4\n.125,6\n"));
    assert_eq!(table.read().unwrap().values(), rows);
}

#[test]
fn a_header_is_what_is_no_row() {
    let bare = Stored::new("a.csv", "1,2\n3,4\n");
    assert_eq!(bare.read().unwrap().columns(), ["0", "1"]);
    let years = Stored::new("a.csv", "2019,2020\n3,4\n");
    let table: Table<f32> = Table::reader().header(true).read(years.path()).unwrap();
    assert_eq!(
        (table.columns()[0].as_str(), table.values()),
        ("2019", &[3.0, 4.0][..])
    );
    let gaps = Stored::new("a.csv", "1,NA\n3,4\n");
    let table = Table::reader()
        .missing(Missing::Drop)
        .read(gaps.path())
        .unwrap();
    assert_eq!((table.values(), table.dropped()), (&[3.0, 4.0][..], 1));
}

#[test]
fn rows_with_text_are_no_header() {
    let iris = "5.1,3.5,setosa\n4.9,3.0,setosa\n4.7,3.2,virginica\n";
    let iris = Stored::new("iris.data", iris);
    let table: Table<f64> = Table::reader().columns([0, 1]).read(iris.path()).unwrap();
    assert_eq!(table.values(), [5.1, 3.5, 4.9, 3.0, 4.7, 3.2]);
    let named = Stored::new("a.csv", "name,size\nsetosa,1\nvirginica,2\n");
    let table: Table<f64> = Table::reader()
        .columns(["size"])
        .read(named.path())
        .unwrap();
    assert_eq!(table.values(), [1.0, 2.0]);
    let single = Stored::new("a.csv", "1,2\n");
    assert_eq!(single.read().unwrap().values(), [1.0, 2.0]);
}

#[test]
fn a_quote_that_stays_open_loses_nothing_in_silence() {
    let open = Stored::new("a.csv", "id,name\n1,\"Bob\n2,Al\n3,Cy\n");
    let read = Table::<f64>::reader().columns(["id"]).read(open.path());
    let said = read.unwrap_err().to_string();
    assert!(
        said.ends_with("is no table: a quote that is opened in the row of line 2 is not closed"),
        "{said}"
    );
    // Another quote, which opens nothing, makes their number even.
    let even = Stored::new("a.csv", "id,note\n1,5'10\"\n2,\"Bob\n3,Cy\n4,Di\n");
    let read = Table::<f64>::reader().columns(["id"]).read(even.path());
    let said = read.unwrap_err().to_string();
    assert!(
        said.ends_with("in the row of line 3 is not closed"),
        "{said}"
    );
    let inch = Stored::new("a.csv", "size,height 5'10\"\n1,2\n3,4\n");
    assert_eq!(inch.read().unwrap().values(), [1.0, 2.0, 3.0, 4.0]);
    let long = Stored::new("a.csv", "id,\"na\nme\"\n1,2\n");
    assert_eq!(long.read().unwrap().columns(), ["id", "na\nme"]);
}

#[test]
fn names_that_are_numbers() {
    let folder = Folder::new();
    let path = folder.path("t.csv");
    let bare = Stored::new("a.csv", "1,2\n3,4\n").read().unwrap();
    bare.write(&path).unwrap();
    assert_eq!(Table::<f64>::read(&path).unwrap(), bare);
    let years = Table::new(vec!["2019".into(), "2020".into()], vec![1.0, 2.0]).unwrap();
    let said = years.write(&path).unwrap_err().to_string();
    assert!(said.contains("rename the columns"), "{said}");
    assert_eq!(Table::<f64>::read(&path).unwrap(), bare);
    let bars = Table::new(vec!["a|b|c".into(), "y;z;\tw".into()], vec![1.0, 2.0]).unwrap();
    bars.write(&path).unwrap();
    assert_eq!(Table::<f64>::read(&path).unwrap(), bars);
}

#[test]
fn columns_are_chosen_before_they_are_numbers() {
    let iris = Stored::new(
        "iris.csv",
        "length,species,width\n5.1,setosa,3.5\n4.9,virginica,3.0\n",
    );
    let table: Table<f32> = Table::reader()
        .columns(["width", "length"])
        .read(iris.path())
        .unwrap();
    assert_eq!(table.columns(), ["width", "length"]);
    assert_eq!(table.values(), [3.5, 5.1, 3.0, 4.9]);
    let table: Table<f32> = Table::reader().columns([2]).read(iris.path()).unwrap();
    assert_eq!(
        table.select([0]).unwrap(),
        [SVector::from([3.5]), SVector::from([3.0])]
    );
    assert_eq!(table.column("width").unwrap(), [3.5, 3.0]);
    let said = table.select(["widht"]).unwrap_err().to_string();
    assert_eq!(
        said,
        "the table has no column `widht`\nhelp: there is `width`"
    );
    assert_eq!(
        iris.error(),
        "`iris.csv`, line 2, column `species`: expected a number, found `setosa`\n\
         help: columns of text can be left out: `Table::reader().columns([…])` says which are read"
    );
}

#[test]
fn what_is_wrong_has_a_place() {
    for (text, expected) in [
        ("", "`a.csv` has no rows"),
        ("\n\n", "`a.csv` has no rows"),
        ("x,y\n", "`a.csv` has no rows"),
        (
            "x,y\n1,2\n3\n",
            "`a.csv`, line 3: found 1 fields, expected 2, as in the first line",
        ),
        (
            "x,y\n1,2\n\n3,4,5\n",
            "`a.csv`, line 4: found 3 fields, expected 2, as in the first line",
        ),
        (
            "x,y\r\n1,2\r\n\r\n3,inf\r\n",
            "`a.csv`, line 4, column `y`: `inf` is not a finite number here",
        ),
        (
            "x,y\n1,inf\n",
            "`a.csv`, line 2, column `y`: `inf` is not a finite number here",
        ),
        (
            "x,y\n1,1e999\n",
            "`a.csv`, line 2, column `y`: `1e999` is not a finite number here",
        ),
        (
            "x,y\n1,\"2",
            "`a.csv` is no table: a quote that is opened in the row of line 2 is not closed",
        ),
        (
            "x,y\n1,2\n\n3,\"4\n",
            "`a.csv` is no table: a quote that is opened in the row of line 4 is not closed",
        ),
        (
            "x,y\n1,2\n,NaN\n3,na\n",
            "`a.csv`, line 3, column `x`: expected a number, found nothing, a missing value; in all 3 are missing, in 2 rows\n\
             help: `Table::reader().missing(Missing::Drop)` leaves these rows out",
        ),
        ("x\n\0\0", "`a.csv` is no table: it is not a text"),
    ] {
        let stored = Stored::new("a.csv", text);
        assert_eq!(stored.error(), expected, "{text}");
    }
    let wide = Stored::new("a.csv", format!("x\n{}\n", "long ".repeat(50)));
    assert!(
        wide.error()
            .contains(&format!("found `{}…`", "long ".repeat(8)))
    );
    let twice = Stored::new("a.csv", "x,y,x\n1,2,3\n").read().unwrap();
    let said = twice.column("x").unwrap_err().to_string();
    assert_eq!(
        said,
        "the table has two columns `x`\nhelp: ask for one by its number, 0 or 2"
    );
    assert_eq!(twice.column(2).unwrap(), [3.0]);
}

#[test]
fn files_that_are_none() {
    let folder = Folder::new();
    let said = |name: &str| {
        Table::<f32>::read(folder.path(name))
            .unwrap_err()
            .to_string()
    };
    assert!(said("missing.csv").contains("cannot read"));
    assert!(said("table.xlsx").contains("expected a name that ends with .csv"));
    assert!(said("table").contains("expected a name that ends with .csv"));
    let whole = zipped("x\n1\n".repeat(1000).as_bytes());
    let cut = Stored::new("a.csv.gz", &whole[..whole.len() / 2]);
    assert!(
        matches!(cut.read().unwrap_err().kind(), TableErrorKind::CutShort),
        "{}",
        cut.error()
    );
    let other = Stored::new("a.csv.gz", "x,y,z\n1,2,3\n4,5,6\n");
    assert!(
        matches!(
            other.read().unwrap_err().kind(),
            TableErrorKind::Damaged { .. }
        ),
        "{}",
        other.error()
    );
}

#[test]
fn numbers_of_the_scalar() {
    let large = Stored::new("a.csv", "x\n1e300\n");
    assert_eq!(large.read().unwrap().values(), [1e300]);
    assert!(matches!(
        Table::<f32>::read(large.path()).unwrap_err().kind(),
        TableErrorKind::NotFinite { line: 2, .. }
    ));
}

/// Bits go through every format and back.
#[test]
fn what_is_written_is_read() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let draw = || f32::from_bits(rng.random());
    let finite: Vec<f32> = std::iter::repeat_with(draw)
        .filter(|x| x.is_finite())
        .take(300)
        .collect();
    let xs: Vec<SVector<f32, 3>> = finite
        .chunks_exact(3)
        .map(SVector::from_column_slice)
        .collect();
    let table = Table::of_samples(["a", "b, c", "d\"e"], &xs).unwrap();
    let folder = Folder::new();
    for name in ["t.csv", "t.tsv", "t.csv.gz"] {
        table.write(folder.path(name)).unwrap();
        assert_eq!(
            Table::<f32>::read(folder.path(name)).unwrap(),
            table,
            "{name}"
        );
    }
    table.write(folder.path("t.npy")).unwrap();
    let again = Table::<f32>::read(folder.path("t.npy")).unwrap();
    assert_eq!(
        (again.columns(), again.values()),
        (&["0", "1", "2"].map(String::from)[..], table.values())
    );
    let doubles = Table::new(vec!["x".into()], vec![0.1, 1e-300, -2.0]).unwrap();
    doubles.write(folder.path("d.npy")).unwrap();
    assert_eq!(
        Table::<f64>::read(folder.path("d.npy")).unwrap().values(),
        doubles.values()
    );

    let before = fs::read(folder.path("t.npy")).unwrap();
    assert!(matches!(
        table.write(folder.path("t.npz")).unwrap_err().kind(),
        TableErrorKind::UnknownFormat { .. }
    ));
    assert!(matches!(
        table.write(folder.path("no/t.npy")).unwrap_err().kind(),
        TableErrorKind::Write { .. }
    ));
    assert_eq!(fs::read(folder.path("t.npy")).unwrap(), before);
    assert!(Table::of_samples(["a"], &[SVector::from([f32::NAN])]).is_err());
}

/// An NPY file as NumPy writes it.
fn npy(descr: &str, fortran: &str, shape: &str, data: &[u8]) -> Vec<u8> {
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

fn bytes<const N: usize>(numbers: impl IntoIterator<Item = [u8; N]>) -> Vec<u8> {
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

fn npz(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
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
    assert!(said.contains("it has no array `z`"), "{said}");
    assert!(
        Stored::new("a.npz", npz(&[]))
            .error()
            .contains("it holds no array")
    );
}

#[test]
fn tensors() {
    use safetensors::tensor::{Dtype, TensorView};
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
        TableErrorKind::CutShort
    ));
}

/// Whatever a file holds, it is a table or an error. Good files with bytes changed, left out and repeated.
#[test]
fn no_bytes_are_a_panic() {
    let numbers = npy(
        "<f8",
        "True",
        "(3, 2)",
        &bytes([1.5_f64; 6].map(f64::to_le_bytes)),
    );
    let good: [(&'static str, Vec<u8>); 5] = [
        ("a.csv", b"x,\"y\"\n1,2\nNA,\"4\"\n5,6e3\n".to_vec()),
        ("a.csv.gz", zipped(b"x,y\n1,2\n3,4\n")),
        ("a.npz", npz(&[("x", numbers.clone())])),
        ("a.npy", numbers),
        ("a.safetensors", {
            let data = [0; 16];
            let view = safetensors::tensor::TensorView::new(
                safetensors::tensor::Dtype::F32,
                vec![2, 2],
                &data,
            );
            safetensors::serialize([("t", view.unwrap())], None).unwrap()
        }),
    ];
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    for (name, bytes) in good {
        let folder = Folder::new();
        let mut refused = 0;
        for _ in 0..500 {
            let mut bytes = bytes.clone();
            for _ in 0..rng.random_range(1..4) {
                let at = rng.random_range(0..bytes.len());
                match rng.random_range(0..4) {
                    0 => bytes[at] = rng.random(),
                    1 => bytes[at] ^= 1 << rng.random_range(0..8),
                    2 => bytes.truncate(at.max(1)),
                    _ => bytes.extend_from_within(at..),
                }
            }
            fs::write(folder.path(name), &bytes).unwrap();
            match Table::<f32>::read(folder.path(name)) {
                Ok(table) => assert!(table.values().iter().all(|v| v.is_finite())),
                Err(error) => {
                    refused += 1;
                    assert!(!error.to_string().is_empty());
                }
            }
        }
        assert!(refused > 50, "{name}: {refused}");
    }
}

#[test]
fn parts_of_a_table() {
    let rows: Vec<SVector<f32, 1>> = (0..10).map(|n| SVector::from([n as f32])).collect();
    let [train, valid, test] = split(&rows, [0.8, 0.1, 0.1], 0);
    assert_eq!((train.len(), valid.len(), test.len()), (8, 1, 1));
}

/// The columns that a flow is for, by their names.
struct Wine;

impl crate::Named<2> for Wine {
    const NAMES: [&'static str; 2] = ["ash", "alcohol"];
}

#[test]
fn a_flow_finds_its_columns() {
    let names = ["alcohol", "kind", "ash"].map(String::from);
    let table = Table::new(names.to_vec(), vec![14.2, 1.0, 2.4, 13.2, 2.0, 2.1]).unwrap();
    let xs: Vec<SVector<f64, 2>> = table.of::<Wine, 2>().unwrap();
    assert_eq!(xs, [SVector::from([2.4, 14.2]), SVector::from([2.1, 13.2])]);

    let names = ["alcool", "kind", "ash"].map(String::from);
    let table = Table::new(names.to_vec(), vec![14.2, 1.0, 2.4]).unwrap();
    let error = table.of::<Wine, 2>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the table has no column `alcohol`\nhelp: there is `alcool`"
    );
}

#[test]
fn a_table_of_which_nothing_is_left_says_why() {
    let gaps = Stored::new("a.csv", "x,y\n1,\n,2\nNA,NA\n");
    let reader = Table::<f64>::reader().missing(Missing::Drop);
    let error = reader.clone().read(gaps.path()).unwrap_err();
    assert!(matches!(
        error.kind(),
        TableErrorKind::AllDropped { rows: 3 }
    ));
    let said = error.to_string();
    assert!(
        said.contains("has no row without a missing value: all 3 were dropped"),
        "{said}"
    );
    // One column of it has a number.
    let table = reader.clone().columns(["y"]).read(gaps.path()).unwrap();
    assert_eq!((table.values(), table.dropped()), (&[2.0][..], 2));
    let nothing = Stored::new("a.csv", "x,y\n");
    let error = reader.read(nothing.path()).unwrap_err();
    assert!(matches!(error.kind(), TableErrorKind::Empty));
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
