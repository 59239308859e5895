mod arrays;
mod text;
mod types;

use super::{Table, TableError, TableErrorKind, split};
use crate::io::folder::Folder;
use arrays::{bytes, npy, npz};
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
        matches!(
            cut.read().unwrap_err().kind(),
            TableErrorKind::CutShort { line: Some(_) }
        ),
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
    for name in ["t.csv", "t.tsv", "t.csv.gz", "t.tsv.gz"] {
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

    // As headers are often written: what to write then.
    for header in ["Alcohol", "ALCOHOL", "alco hol"] {
        let names = ["ash", header].map(String::from);
        let table = Table::new(names.to_vec(), vec![2.4, 14.2]).unwrap();
        let error = table.of::<Wine, 2>().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the table has no column `alcohol`\nhelp: there is `{header}`; names are compared letter by letter: where the header has \
                 others than the flow, `table.select([…])` takes the header's, \"{header}\" for `alcohol`, in the order of the flow's"
            )
        );
        // Where no flow is, nothing is said of one.
        let error = table.select(["ash", "alcohol"]).unwrap_err();
        assert!(error.to_string().ends_with("letter by letter"), "{error}");
        let xs: Vec<SVector<f64, 2>> = table.select(["ash", header]).unwrap();
        assert_eq!(xs, [SVector::from([2.4, 14.2])]);
    }
}
