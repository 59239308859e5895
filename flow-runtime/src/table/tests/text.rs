//! Lines of fields.

use super::{Stored, zipped};
use crate::io::folder::Folder;
use crate::table::{Missing, Table, TableErrorKind};
use nalgebra::SVector;

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
    for (name, text) in [
        ("a.csv.gz", "x,y\n1,-2.5\n3e5,4\n.125,6\n"),
        ("a.tsv.gz", "x\t\"y\"\n1\t-2.5\n3e5\t4\n.125\t6\n"),
        // More commas than tabs.
        ("a.TSV.GZ", "a,b,c\ty\n1\t-2.5\n3e5\t4\n.125\t6\n"),
    ] {
        let table = Stored::new(name, zipped(text.as_bytes())).read().unwrap();
        assert_eq!(
            (table.values(), table.columns()[1].as_str()),
            (&rows[..], "y")
        );
    }
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

/// Some programs put a mark before the first character, which is no part of the first field.
#[test]
fn a_mark_at_the_beginning_is_no_text() {
    for (text, columns, values) in [
        ("x,y\n1,2\n", ["x", "y"], [1.0, 2.0]),
        ("1,2\n", ["0", "1"], [1.0, 2.0]),
        // Within quotes, what would be the delimiter otherwise.
        ("\"x;;\",y\n1,2\n", ["x;;", "y"], [1.0, 2.0]),
        ("\"1\",2\n", ["0", "1"], [1.0, 2.0]),
        ("\"x\ny\",z\n1,2\n", ["x\ny", "z"], [1.0, 2.0]),
    ] {
        let text = format!("\u{feff}{text}");
        for (name, content) in [
            ("a.csv", text.clone().into_bytes()),
            ("a.csv.gz", zipped(text.as_bytes())),
        ] {
            let table = Stored::new(name, content).read().unwrap();
            assert_eq!(table.columns(), columns, "{text:?}");
            assert_eq!(table.values(), values, "{text:?}");
        }
    }
    for (text, expected) in [
        ("", "`a.csv` has no rows"),
        (
            "\"x,y\n1,2\n3,4\n",
            "`a.csv` is no table: a quote that is opened in the row of line 1 is not closed",
        ),
        (
            "\"x\",y\n1,2\n\n3,\"4\n",
            "`a.csv` is no table: a quote that is opened in the row of line 4 is not closed",
        ),
        (
            "x,y\n\n1\n",
            "`a.csv`, line 3: found 1 field, expected 2, as in the first line",
        ),
        (
            "\nx,y\n1,2\n\n3,inf\n",
            "`a.csv`, line 5, column `y`: `inf` is not a finite number here",
        ),
    ] {
        let stored = Stored::new("a.csv", format!("\u{feff}{text}"));
        assert_eq!(stored.error(), expected, "{text:?}");
    }
}

/// How far a zipped text can be read depends on where it is cut, and on what was packed together.
#[test]
fn a_zipped_text_that_is_cut_says_how_far_it_goes() {
    let rows = (0..30_000_u32).map(|row| [row, row.wrapping_mul(2_654_435_761)]);
    let lines = rows.map(|[x, y]| format!("{x},{y}\n"));
    let text = std::iter::once("x,y\n".to_owned())
        .chain(lines)
        .collect::<String>();
    let whole = zipped(text.as_bytes());
    let line = |len: usize| {
        let cut = Stored::new("a.csv.gz", &whole[..len]);
        let error = cut.read().unwrap_err();
        let &TableErrorKind::CutShort { line: Some(line) } = error.kind() else {
            panic!("{len} bytes: {error}");
        };
        let end = format!("`a.csv.gz` is cut short in line {line}: its end is missing");
        assert_eq!(cut.error(), end);
        line
    };
    // Without its checksum all lines are there, and within its header none is.
    assert_eq!(line(whole.len() - 1), 30_001);
    assert_eq!(line(5), 1);
    let lines = [1, 2, 3].map(|part| line(whole.len() / 4 * part));
    assert!(lines.is_sorted(), "{lines:?}");
    for (part, line) in (1..).zip(lines) {
        let expected = 7_500 * part;
        assert!(line.abs_diff(expected) < 2_000, "{line} of {expected}");
    }
    // What is wrong before the end is said first.
    let wrong = zipped(text.replace("\n10,", "\nten,").as_bytes());
    let error = Stored::new("a.csv.gz", &wrong[..wrong.len() / 2]).error();
    assert!(
        error.starts_with("`a.csv.gz`, line 12, column `x`"),
        "{error}"
    );
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
            "`a.csv`, line 3: found 1 field, expected 2, as in the first line",
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
        (
            "x,y\n1,\n",
            "`a.csv`, line 2, column `y`: expected a number, found nothing, a missing value; no other is missing\n\
             help: `Table::reader().missing(Missing::Drop)` leaves this row out",
        ),
        (
            "x,y\n1,2\nNA,?\n",
            "`a.csv`, line 3, column `x`: expected a number, found `NA`, a missing value; in all 2 are missing, in this row\n\
             help: `Table::reader().missing(Missing::Drop)` leaves it out",
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
fn numbers_of_the_scalar() {
    let large = Stored::new("a.csv", "x\n1e300\n");
    assert_eq!(large.read().unwrap().values(), [1e300]);
    assert!(matches!(
        Table::<f32>::read(large.path()).unwrap_err().kind(),
        TableErrorKind::NotFinite { line: 2, .. }
    ));
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

/// What people's tables hold, and what is to be done with it.
#[test]
fn what_is_no_number_has_a_remedy() {
    for (text, expected) in [
        (
            "x,y\n1,\"1,234.5\"\n",
            "`a.csv`, line 2, column `y`: expected a number, found `1,234.5`\n\
             help: `,` is no part of a number: write `1234.5`, and so in the whole column",
        ),
        (
            "x\n12 %\n",
            "`a.csv`, line 2, column `x`: expected a number, found `12 %`\n\
             help: `%` is no part of a number: write `12`, and so in the whole column",
        ),
        (
            "1,5;2,5\n3,5;4,5\n",
            "`a.csv`, line 1, column `1`: expected a number, found `5;2`\n\
             help: `;` stands between numbers: `Table::reader().delimiter(b';')` makes fields of them",
        ),
        (
            "x,y,\n1,2,\n3,4,\n",
            "`a.csv`, line 2, column ``: expected a number, found nothing, a missing value; in all 2 are missing\n\
             help: lines end with a delimiter, which makes an empty last column: choose columns by `Table::reader().columns([…])`",
        ),
        (
            ",x\n,2\n1,4\n",
            "`a.csv`, line 2, column ``: expected a number, found nothing, a missing value; no other is missing\n\
             help: `Table::reader().missing(Missing::Drop)` leaves this row out",
        ),
        (
            "x,\n1,\n3,4\n",
            "`a.csv`, line 2, column ``: expected a number, found nothing, a missing value; no other is missing\n\
             help: `Table::reader().missing(Missing::Drop)` leaves this row out",
        ),
        // Letters whose marks stand behind them.
        (
            "x\nu\u{308}\n",
            "`a.csv`, line 2, column `x`: expected a number, found `u\u{308}`\n\
             help: columns of text can be left out: `Table::reader().columns([…])` says which are read",
        ),
        (
            "x\n'1'\n",
            "`a.csv`, line 2, column `x`: expected a number, found `'1'`\n\
             help: columns of text can be left out: `Table::reader().columns([…])` says which are read",
        ),
    ] {
        assert_eq!(Stored::new("a.csv", text).error(), expected, "{text}");
    }
    let tabs = Stored::new("a.tsv", "x,y\n1,2\n");
    assert_eq!(
        tabs.error(),
        "`a.tsv`, line 2, column `x,y`: expected a number, found `1,2`\n\
         help: `,` stands between numbers: `Table::reader().delimiter(b',')` makes fields of them"
    );
    let utf_16 = Stored::new("a.csv", b"\xff\xfex\0\n\x001\0");
    assert_eq!(
        utf_16.error(),
        "`a.csv` is no table: it is text in UTF-16, and only UTF-8 is read"
    );
    let none = Table::<f64>::reader().columns([0; 0]);
    let error = none.read(tabs.path()).unwrap_err();
    assert!(matches!(error.kind(), TableErrorKind::NoColumns));
    let said = error.to_string();
    assert!(
        said.starts_with("no columns of `")
            && said.ends_with("a.tsv` were asked for\nhelp: leave `.columns([])` out to read all"),
        "{said}"
    );
}
