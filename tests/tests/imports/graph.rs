//! Which file of a crate needs which.

use crate::scan::{Path, Scan, scan};
use std::collections::BTreeMap;
use std::fs;

/// Re-exports are followed no further than this.
const MAX_HOPS: usize = 16;

/// The files of a crate without its tests.
#[derive(Debug)]
pub(crate) struct Sources {
    files: Vec<File>,
    /// The file of each module, by its path.
    modules: BTreeMap<Vec<String>, usize>,
}

#[derive(Debug)]
struct File {
    /// Its path under `src`.
    name: String,
    module: Vec<String>,
    scan: Scan,
}

/// One file names what another one has.
#[derive(Clone, Debug)]
pub(crate) struct Import {
    pub(crate) from: String,
    pub(crate) line: usize,
    pub(crate) to: String,
    /// As it is written.
    pub(crate) path: String,
}

impl Sources {
    /// Reads a crate, from its root on.
    pub(crate) fn read(src: &str) -> Self {
        let mut sources = Self {
            files: Vec::new(),
            modules: BTreeMap::new(),
        };
        sources.add(src, "lib.rs".into(), &[]);
        sources
    }

    fn add(&mut self, src: &str, name: String, module: &[String]) {
        let text = fs::read_to_string(format!("{src}/{name}"));
        let scan = scan(&text.unwrap_or_else(|error| panic!("{name}: {error}")));
        let folder = match name.strip_suffix(".rs") {
            Some("lib") => String::new(),
            Some(file) => format!("{}/", file.strip_suffix("/mod").unwrap_or(file)),
            None => unreachable!("modules are files of Rust"),
        };
        let children = scan.modules.clone();
        self.modules.insert(module.to_vec(), self.files.len());
        self.files.push(File {
            name,
            module: module.to_vec(),
            scan,
        });
        for (child, path) in children {
            let mut names = vec![
                format!("{folder}{child}.rs"),
                format!("{folder}{child}/mod.rs"),
            ];
            names.extend(path.map(|path| format!("{folder}{path}")));
            let exists = |name: &String| fs::exists(format!("{src}/{name}")).unwrap_or(false);
            let name = names.into_iter().rfind(exists);
            let name = name.unwrap_or_else(|| panic!("{folder}{child} has no file"));
            self.add(src, name, &[module, &[child]].concat());
        }
    }

    /// All that one file needs of another.
    pub(crate) fn imports(&self) -> Vec<Import> {
        let mut imports = Vec::new();
        for (i, file) in self.files.iter().enumerate() {
            for path in &file.scan.paths {
                let Some(to) = self.target(i, &path.segments, 0).filter(|to| *to != i) else {
                    continue;
                };
                imports.push(Import {
                    from: file.name.clone(),
                    line: path.line,
                    to: self.files[to].name.clone(),
                    path: path.segments.join("::"),
                });
            }
        }
        imports
    }

    /// The file that has what a path means, which is written in file `from`; none for what is not of this crate.
    fn target(&self, from: usize, segments: &[String], hops: usize) -> Option<usize> {
        if hops > MAX_HOPS {
            return None;
        }
        let own = &self.files[from].module;
        let (mut at, mut rest) = match segments.first()?.as_str() {
            "crate" => (Vec::new(), &segments[1..]),
            "self" => (own.clone(), &segments[1..]),
            "super" => {
                let up = segments.iter().take_while(|segment| *segment == "super");
                let up = up.count();
                (own[..own.len().checked_sub(up)?].to_vec(), &segments[up..])
            }
            child
                if self
                    .modules
                    .contains_key(&[own.as_slice(), &[child.to_owned()]].concat()) =>
            {
                (own.clone(), segments)
            }
            _ => return None,
        };
        while let Some((next, after)) = rest.split_first() {
            let below = [at.as_slice(), std::slice::from_ref(next)].concat();
            if !self.modules.contains_key(&below) {
                break;
            }
            (at, rest) = (below, after);
        }
        let file = self.modules[&at];
        let Some(name) = rest.first() else {
            return Some(file);
        };
        self.exported(file, name, hops + 1).or(Some(file))
    }

    /// The file that has what `file` has from elsewhere under this name.
    fn exported(&self, file: usize, name: &str, hops: usize) -> Option<usize> {
        let paths = &self.files[file].scan.paths;
        let named = |path: &&Path| path.alias.as_deref() == Some(name);
        if let Some(path) = paths.iter().find(named) {
            return self.target(file, &path.segments, hops);
        }
        None
    }
}

/// The groups of names that can each be reached from every other of the group.
pub(crate) fn circles(arrows: &[(String, String)]) -> Vec<Vec<String>> {
    let mut reach: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, to) in arrows {
        reach.entry(from).or_default().push(to);
    }
    let reachable = |from: &str| {
        let mut seen: Vec<&str> = Vec::new();
        let mut next = reach.get(from).cloned().unwrap_or_default();
        while let Some(name) = next.pop() {
            if !seen.contains(&name) {
                seen.push(name);
                next.extend(reach.get(name).into_iter().flatten());
            }
        }
        seen
    };
    let all: BTreeMap<&str, Vec<&str>> =
        reach.keys().map(|name| (*name, reachable(name))).collect();
    let mut circles: Vec<Vec<String>> = Vec::new();
    for (name, reached) in &all {
        let known = circles.iter().flatten().any(|other| other == name);
        if known || !reached.contains(name) {
            continue;
        }
        let back = |other: &&&str| all.get(**other).is_some_and(|there| there.contains(name));
        let mut circle: Vec<String> = reached.iter().filter(back).map(|&o| o.to_owned()).collect();
        circle.sort();
        circles.push(circle);
    }
    circles
}

#[test]
fn a_circle_is_found() {
    let arrow = |(from, to): (&str, &str)| (from.to_owned(), to.to_owned());
    let arrows = [("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")].map(arrow);
    assert_eq!(circles(&arrows), [["b", "c"]]);
}
