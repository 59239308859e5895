//! What is said about broken and odd flows. The gallery is `snapshots/messages.txt`; where each message
//! points to is for the ui tests.

use super::{said, snapshots};

#[test]
fn the_gallery_of_messages() {
    let path = snapshots::path("messages.txt");
    let gallery = std::fs::read_to_string(&path).unwrap();
    let mut found = Vec::new();
    for case in gallery.lines().filter_map(|line| line.strip_prefix("> ")) {
        found.push(format!("> {case}"));
        found.extend(said(case));
        found.push(String::new());
    }
    snapshots::compare("messages.txt", &found.join("\n"));
}
