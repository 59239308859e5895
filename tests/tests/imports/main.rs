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
    /// How its part of the map begins.
    name: &'static str,
    /// Whether the map goes from the ground up.
    rises: bool,
    floors: Floors,
    /// Arrows that run up, for now: to be removed, not added to.
    upward: &'static [(&'static str, &'static str)],
    /// Folders whose `mod.rs` has what its files share, and lists them: these lists make no circle.
    lists: &'static [&'static str],
    /// The files of each circle, and why they need each other.
    circles: &'static [(&'static [&'static str], &'static str)],
}

const MACROS: House = House {
    src: concat!(env!("CARGO_MANIFEST_DIR"), "/../flow-macros/src"),
    name: "flow-macros/",
    rises: false,
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
    lists: &["formula/functions"],
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
            &["formula/expr/mod.rs", "formula/functions/mod.rs"],
            "an expression has functions, and a row has expressions",
        ),
        (
            &[
                "formula/canon/mod.rs",
                "formula/canon/product.rs",
                "formula/canon/sum.rs",
            ],
            "a sum has products, and a product sums",
        ),
        (
            &["formula/range/exact.rs", "formula/range/function.rs"],
            "the range of an argument is asked for while that of the function is found",
        ),
        (
            &[
                "formula/range/mod.rs",
                "formula/range/ratio.rs",
                "formula/range/sides.rs",
            ],
            "the range of a part is asked for while that of the whole is found",
        ),
        (
            &[
                "formula/prove/polynomial/corners.rs",
                "formula/prove/polynomial/mod.rs",
                "formula/prove/polynomial/read.rs",
            ],
            "a polynomial has polynomials as coefficients",
        ),
        (
            &["formula/witness/mod.rs", "formula/witness/vanish.rs"],
            "points are looked for with what vanishes, and the other way about",
        ),
        (
            &["formula/growth/mod.rs", "formula/growth/rate.rs"],
            "leading terms of the parts make that of the whole",
        ),
        (
            &[
                "formula/prove/ends.rs",
                "formula/prove/forms.rs",
                "formula/prove/limits.rs",
                "formula/prove/mod.rs",
            ],
            "a proof rests on limits, and these on the signs of coefficients, which are proved",
        ),
    ],
};

const RUNTIME: House = House {
    src: concat!(env!("CARGO_MANIFEST_DIR"), "/../flow-runtime/src"),
    name: "flow-runtime/",
    rises: true,
    floors: &[
        &["real", "said"],
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
        &["plot"],
        &["flow"],
        &["inference"],
        &["calibration"],
        &["testing"],
    ],
    upward: &[],
    lists: &[
        "base",
        "data",
        "kernels/math",
        "ranks",
        "train/source",
        "univariate",
    ],
    circles: &[
        (
            &["base/gaussians.rs", "base/gaussians/conditional.rs"],
            "what some of its numbers say of the others is asked of a mixture, and is one",
        ),
        (
            &["calibration/measure.rs", "calibration/mod.rs"],
            "`mod.rs` has what was found, which `measure.rs` finds",
        ),
        (
            &[
                "kernels/dispatch.rs",
                "kernels/math/mod.rs",
                "kernels/mod.rs",
            ],
            "`dispatch` hands `Math` to kernels, and the kit of `Math` is theirs",
        ),
        (
            &["plot/frame.rs", "plot/panel.rs"],
            "a panel has a frame, which is drawn of the panel",
        ),
        (
            &[
                "table/arrays.rs",
                "table/mod.rs",
                "table/npy.rs",
                "table/reader.rs",
                "table/rows.rs",
                "table/text.rs",
                "table/write.rs",
            ],
            "`mod.rs` has the table, which its files read and write",
        ),
        (
            &["table/column.rs", "table/error.rs"],
            "what is wrong with a column is said by its name",
        ),
        (
            &[
                "train/adam.rs",
                "train/check.rs",
                "train/checkpoint.rs",
                "train/rows.rs",
                "train/schedule.rs",
                "train/trainer.rs",
            ],
            "the trainer's settings are checked by what has them, and name what they set",
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

    /// Whether a `mod.rs` that is a list names what it lists.
    fn is_list(&self, from: &str, to: &str) -> bool {
        let folder = from.strip_suffix("/mod.rs");
        folder.is_some_and(|folder| self.lists.contains(&folder) && to.starts_with(folder))
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
            .filter(|(from, to)| !self.is_list(from, to))
            .collect();
        for circle in circles(&arrows) {
            let known = |(names, _): &(&[&str], &str)| {
                circle.iter().all(|file| names.contains(&file.as_str()))
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

/// The map of both crates.
const CONTRIBUTING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../CONTRIBUTING.md");

impl House {
    /// What the map lists of its `src`, from the ground up.
    fn mapped(&self, page: &str) -> Vec<String> {
        let lines = page.lines().skip_while(|line| !line.starts_with(self.name));
        let own = lines.skip(1).take_while(|line| line.starts_with(' '));
        let entries = own.filter_map(|line| line.strip_prefix("  src/"));
        let names = entries.flat_map(|entry| {
            // Behind them, after more than one space, stands what they are.
            let names = entry.split("  ").next().unwrap_or(entry);
            let names = names.split(' ');
            let is_place = |name: &&str| name.ends_with('/') || name.strip_suffix(".rs").is_some();
            names.take_while(is_place).map(|name| room(name).to_owned())
        });
        let mut names: Vec<String> = names.collect();
        if !self.rises {
            names.reverse();
        }
        names
    }

    fn check_map(&self) {
        let page = std::fs::read_to_string(CONTRIBUTING).unwrap();
        let mapped = self.mapped(&page);
        for room in self.floors.iter().copied().flatten() {
            assert!(
                mapped.iter().any(|name| name == room),
                "the map has no `{room}`"
            );
        }
        for pair in mapped.windows(2) {
            let [below, above] = [&pair[0], &pair[1]];
            assert!(
                self.floor(below) <= self.floor(above),
                "`{below}` stands above `{above}`, and below it in the map"
            );
        }
    }
}

#[test]
fn the_map_is_in_the_order_of_the_floors() {
    MACROS.check_map();
    RUNTIME.check_map();
}

#[test]
fn nothing_in_flow_macros_names_what_stands_above() {
    MACROS.check();
}

#[test]
fn nothing_in_flow_runtime_names_what_stands_above() {
    RUNTIME.check();
}
