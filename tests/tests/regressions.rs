//! What `docs/REGRESSIONS.md` names is there.

#![allow(missing_docs, reason = "tests")]

use std::path::Path;

#[test]
fn every_test_that_is_named_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = std::fs::read_to_string(root.join("docs/REGRESSIONS.md")).expect("the page");
    let rows = page.lines().filter(|line| line.starts_with("| "));
    // Their last column, in which every second piece stands in backticks.
    let named = rows.flat_map(|row| {
        let column = row.trim_end_matches(" |").rsplit("| ").next();
        column.unwrap_or_default().split('`').skip(1).step_by(2)
    });
    let mut count = 0;
    for name in named {
        let (file, test) = name.split_once("::").unwrap_or((name, ""));
        let text = std::fs::read_to_string(root.join(file));
        let text = text.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(
            test.is_empty() || text.contains(&format!("fn {test}()")),
            "{file} has no {test}"
        );
        count += 1;
    }
    assert!(count > 40, "the table is read: {count}");
}
