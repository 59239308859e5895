//! The floors of both crates: a file may name what stands below it, never what stands above.
//!
//! The order is that of the map in `CONTRIBUTING.md`. What a test names, and what the root of a crate does, is left out.

mod graph;
mod scan;

use graph::{Import, Sources, circles};

/// The folders and files of a crate's `src`, from the ground up; those of one floor know nothing of each other.
type Floors = &'static [&'static [&'static str]];

struct House {
    src: &'static str,
    floors: Floors,
    /// Arrows that run up, for now: to be removed, not added to.
    upward: &'static [(&'static str, &'static str)],
    /// Files that need each other, and why; what begins with one of these names is meant.
    circles: &'static [(&'static [&'static str], &'static str)],
}

const MACROS: House = House {
    src: concat!(env!("CARGO_MANIFEST_DIR"), "/../flow-macros/src"),
    floors: &[
        &["decimal", "errors", "formula", "labels", "permutation"],
        &["shape"],
        &["ast", "matrix", "sites"],
        &["mixing", "parse"],
        &["arguments", "plan"],
        &["rules"],
        &["elements"],
        &["bases"],
        &["ir"],
        &["check", "rewrite"],
        &["lower", "warnings"],
        &["expand"],
        &["pipeline"],
    ],
    upward: &[],
    circles: &[
        (
            &["parse/chain.rs", "parse/on.rs"],
            "a chain has elements, and `On` has a chain",
        ),
        (
            &["elements/glow.rs", "elements/mod.rs"],
            "`mod.rs` lists the bijectors, of which a step of Glow is three",
        ),
        (
            &["formula/expr/", "formula/functions/"],
            "an expression has functions, and a row has expressions",
        ),
        (
            &["formula/canon/"],
            "a sum has products, and a product sums",
        ),
        (
            &["formula/range/"],
            "the range of a part is asked for while that of the whole is found",
        ),
        (
            &["formula/prove/polynomial/"],
            "a polynomial has polynomials as coefficients",
        ),
        (
            &["formula/witness/"],
            "points are looked for with what vanishes, and the other way about",
        ),
        (
            &["formula/growth/"],
            "leading terms of the parts make that of the whole",
        ),
        (
            &["formula/prove/"],
            "a proof rests on limits, and these on the signs of coefficients, which are proved",
        ),
    ],
};

const RUNTIME: House = House {
    src: concat!(env!("CARGO_MANIFEST_DIR"), "/../flow-runtime/src"),
    floors: &[
        &["real"],
        &[
            "data", "interval", "io", "kernels", "named", "ranks", "threads",
        ],
        &[
            "kind",
            "noise",
            "parts",
            "signal",
            "special",
            "table",
            "univariate",
        ],
        &["plot"],
        &["conditioner"],
        &["angles", "attention", "conv", "made"],
        &["element"],
        &["base", "custom", "target"],
        &["walk"],
        &["bijectors"],
        &["model"],
        &["engine"],
        &["bijector", "density", "parameters"],
        &["bound"],
        &["train"],
        &["flow"],
        &["inference"],
        &["calibration"],
        &["testing"],
    ],
    // For now: `Panel::history` draws what training returns.
    upward: &[("plot", "train")],
    circles: &[
        (&["base/"], "`mod.rs` has the contract, and lists the bases"),
        (
            &["calibration/"],
            "`mod.rs` has what was found, which its files measure and show",
        ),
        (&["data/"], "the sets share the generators in `mod.rs`"),
        (
            &["kernels/"],
            "the methods of `Math` are functions of `Math`, a file each",
        ),
        (
            &["plot/"],
            "`mod.rs` has what is drawn, which layers and frames share",
        ),
        (
            &["ranks/"],
            "`mod.rs` has the contract, and lists what keeps it",
        ),
        (
            &["table/"],
            "`mod.rs` has the table, which its files read and write",
        ),
        (
            &["train/"],
            "`mod.rs` has the trainer, which its files check and run",
        ),
        (
            &["univariate/"],
            "`mod.rs` has the contract, and lists the maps",
        ),
    ],
};

/// The folder or file of `src` that a file belongs to.
fn room(file: &str) -> &str {
    let first = file.split('/').next().unwrap_or(file);
    first.strip_suffix(".rs").unwrap_or(first)
}

impl House {
    fn floor(&self, file: &str) -> usize {
        let room = room(file);
        let floor = self.floors.iter().position(|rooms| rooms.contains(&room));
        floor.unwrap_or_else(|| panic!("`{room}` has no place in the order of the map"))
    }

    fn imports(&self) -> Vec<Import> {
        let mut imports = Sources::read(self.src).imports();
        imports.retain(|import| import.from != "lib.rs" && import.to != "lib.rs");
        imports
    }

    fn check(&self) {
        let imports = self.imports();
        let mut faults = Vec::new();
        for import in &imports {
            let (from, to) = (room(&import.from), room(&import.to));
            let rises = from != to && self.floor(&import.from) <= self.floor(&import.to);
            if rises && !self.upward.contains(&(from, to)) {
                let Import {
                    from,
                    line,
                    to,
                    path,
                } = import;
                faults.push(format!(
                    "{from}:{line}: `{path}` is of {to}, which stands above"
                ));
            }
        }
        let arrows: Vec<(String, String)> = imports
            .into_iter()
            .map(|import| (import.from, import.to))
            .collect();
        for circle in circles(&arrows) {
            let known = |(names, _): &(&[&str], &str)| {
                let named = |file: &String| names.iter().any(|name| file.starts_with(name));
                circle.iter().all(named)
            };
            if !self.circles.iter().any(known) {
                faults.push(format!(
                    "these files need each other: {}",
                    circle.join(", ")
                ));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

#[test]
fn nothing_in_flow_macros_names_what_stands_above() {
    MACROS.check();
}

#[test]
fn nothing_in_flow_runtime_names_what_stands_above() {
    RUNTIME.check();
}
