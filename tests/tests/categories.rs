//! Text of categories becomes codes and is text again, by a dictionary that stays with the flow.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use flow_runtime::table::{Dictionary, Table, TableErrorKind};
use std::path::PathBuf;
use tests::rng;

flow! {
    struct Stones<price, cut, grade> =
        MAF(12) >> Reverse >> MAF(12) >> Standardize >> On[cut, grade](Argmax(3, 8)) >> On[price](Exp);
}

const STONES: &str =
    "cut,grade,price,note\nIdeal,10,326,a\nGood,9,327,b\n\"Very, good\",8,400.5,c\nIdeal,8,335,d\n";

/// A file of this content, in a folder of the test's own.
fn stored(test: &str, content: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("categories-{test}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("stones.csv");
    std::fs::write(&path, content).unwrap();
    path
}

fn read(path: &PathBuf) -> Table<f32> {
    let reader = Table::reader().columns(["price", "cut", "grade"]);
    reader.categories(["cut", "grade"]).read(path).unwrap()
}

#[test]
fn text_becomes_codes_in_the_order_of_the_texts() {
    let path = stored("codes", STONES);
    let table = read(&path);
    let dictionary = table.dictionary();
    assert_eq!(
        dictionary.texts("cut").unwrap(),
        ["Good", "Ideal", "Very, good"]
    );
    // Texts that are numbers are in the order of these.
    assert_eq!(dictionary.texts("grade").unwrap(), ["8", "9", "10"]);
    assert_eq!(dictionary.columns().collect::<Vec<_>>(), ["cut", "grade"]);
    assert_eq!(table.column("cut").unwrap(), [1.0, 0.0, 2.0, 1.0]);
    assert_eq!(table.column("grade").unwrap(), [2.0, 1.0, 0.0, 0.0]);
    assert_eq!(
        (dictionary.code("cut", "Ideal"), dictionary.text("cut", 2)),
        (Some(1), Some("Very, good"))
    );
    assert_eq!(
        (dictionary.code("cut", "Poor"), dictionary.text("price", 0)),
        (None, None)
    );

    let order = Dictionary::new().with("cut", ["Very, good", "Good", "Ideal"]);
    let reader = Table::<f32>::reader().columns(["cut"]).dictionary(&order);
    assert_eq!(
        reader.read(&path).unwrap().column("cut").unwrap(),
        [2.0, 1.0, 0.0, 2.0]
    );
}

#[test]
fn a_category_that_is_not_known_is_named() {
    let table = read(&stored("known", STONES));
    let path = stored(
        "unknown",
        "cut,grade,price\nGood,9,1\n\nIdeal,9,1\nPoor,9,2\n",
    );
    let reader = Table::<f32>::reader().dictionary(table.dictionary());
    let error = reader.read(&path).unwrap_err();
    assert!(matches!(
        error.kind(),
        TableErrorKind::UnknownCategory { line: 5, column, text, .. } if column == "cut" && text == "Poor"
    ));
    let said = error.to_string();
    assert!(said.ends_with(
        "stones.csv`, line 5, column `cut`: `Poor` is none of the categories that are known\nhelp: these are Good, Ideal, Very, good"
    ) || said.contains("line 5, column `cut`: `Poor`"), "{said}");
    assert!(said.contains("stones.csv"), "{said}");
    let missing = Table::<f32>::reader()
        .categories(["colour"])
        .read(&path)
        .unwrap_err();
    assert!(
        missing.to_string().contains("no column `colour`"),
        "{missing}"
    );
}

#[test]
fn a_flow_keeps_the_dictionary_of_its_table() {
    let path = stored("flow", STONES);
    let table = read(&path);
    let xs = table.of::<Stones, 3>().unwrap();
    let mut flow = Stones::new(&mut rng());
    Trainer::new(Adam::new(1e-2))
        .epochs(3)
        .fit(&mut flow, &xs)
        .unwrap();
    let file = path.with_file_name("stones.safetensors");
    flow.save(&file).unwrap();
    assert_eq!(Dictionary::load_if_any(&file).unwrap(), None);
    table.dictionary().save_beside(&file).unwrap();
    // The same dictionary gives the same bytes.
    let bytes = std::fs::read(&file).unwrap();
    table.dictionary().save_beside(&file).unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), bytes);

    let again = Stones::load(&file).unwrap();
    assert_eq!(again.params(), flow.params());
    let dictionary = Dictionary::load(&file).unwrap();
    assert_eq!(&dictionary, table.dictionary());

    let samples = again.sample_batch(50, &mut rng());
    let sampled = Table::of_samples(Stones::NAMES, &samples).unwrap();
    let out = path.with_file_name("sampled.csv");
    sampled
        .with_dictionary(&dictionary)
        .unwrap()
        .write(&out)
        .unwrap();
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(
        text.lines()
            .skip(1)
            .all(|line| ["Good", "Ideal", "Very, good"]
                .iter()
                .any(|cut| line.contains(cut))),
        "{text}"
    );
    let back = Table::<f32>::reader()
        .dictionary(&dictionary)
        .read(&out)
        .unwrap();
    assert_eq!(back.of::<Stones, 3>().unwrap(), samples);

    let strange = Table::of_samples(Stones::NAMES, &[SVector::from([1.0, 3.0, 0.0])]).unwrap();
    let error = strange
        .with_dictionary(&dictionary)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("3 in row 1, column `cut`, is none of the codes 0 to 2"),
        "{error}"
    );
}

/// No text is taken for a code of nothing: `save` writes the whole file, and what is no longer there is asked for.
#[test]
fn a_dictionary_that_is_not_there_is_an_error() {
    let path = stored("saved-again", STONES);
    let file = path.with_file_name("again.safetensors");
    let flow = Stones::new(&mut rng());
    flow.save(&file).unwrap();
    read(&path).dictionary().save_beside(&file).unwrap();
    assert_eq!(Dictionary::load(&file).unwrap(), *read(&path).dictionary());
    flow.save(&file).unwrap();
    let error = Dictionary::load(&file).unwrap_err();
    assert!(matches!(error.kind(), TableErrorKind::NoDictionary));
    assert_eq!(
        error.to_string(),
        format!(
            "`{}` has no dictionary of categories\nhelp: `dictionary.save_beside(path)` puts it beside the parameters, after every `save`, which writes the whole file",
            file.display()
        )
    );
    // One without columns is one.
    Dictionary::new().save_beside(&file).unwrap();
    assert_eq!(Dictionary::load(&file).unwrap(), Dictionary::new());
    assert!(Dictionary::load_if_any(&path).is_err());
}

#[test]
fn texts_may_hold_anything() {
    let path = stored("odd", "x\n1\n");
    let file = path.with_file_name("odd.safetensors");
    Stones::new(&mut rng()).save(&file).unwrap();
    let odd = Dictionary::new().with("a\tb", ["", "line\nend", "back\\slash", "tab\t", "ü"]);
    odd.save_beside(&file).unwrap();
    assert_eq!(Dictionary::load(&file).unwrap(), odd);
    let error = odd
        .save_beside(path.with_file_name("none.safetensors"))
        .unwrap_err();
    assert!(matches!(error.kind(), TableErrorKind::Write(_)));
    assert!(Dictionary::load(&path).is_err());
}
