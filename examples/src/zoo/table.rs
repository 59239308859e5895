//! What a run prints: the scores, and what became of each family.

use crate::families::{Family, Trained};
use crate::sets::Set;

/// What a family came to, over all sets.
struct Summary {
    /// How many nats above the entropy, on average over the sets whose entropy is known.
    gap: Option<f64>,
    seconds: f64,
}

/// Held-out NLL in nats, a row for each family and a column for each set; then a row for each family with its chain.
/// `results` is a list for each set.
pub(crate) fn table(families: &[&Family], sets: &[&Set], results: &[Vec<Trained>]) -> String {
    let width = |name: &str| name.chars().count().max(7);
    let first = families.iter().map(|family| family.name.len()).max();
    let first = first.unwrap_or_default().max("entropy".len());
    let row = |name: &str, cells: &mut dyn Iterator<Item = String>| {
        let cells = cells
            .zip(sets)
            .map(|(cell, set)| format!("  {cell:>w$}", w = width(set.name)));
        format!("{name:first$}{}", cells.collect::<String>())
    };
    let mut lines = vec![
        "held-out NLL in nats, on fresh points; the entropy is the least there can be".into(),
        String::new(),
        row("", &mut sets.iter().map(|set| set.name.to_owned())),
    ];
    let entropy = |set: &&Set| {
        set.entropy
            .map_or("–".to_owned(), |entropy| format!("{entropy:.3}"))
    };
    lines.push(row("entropy", &mut sets.iter().map(entropy)));
    for (f, family) in families.iter().enumerate() {
        let scores = results.iter().map(|set| format!("{:.3}", set[f].held_out));
        lines.push(row(family.name, &mut { scores }));
    }
    lines.extend([
        String::new(),
        "mean gap to the entropy, where that is known, and the figure that the family should keep to".into(),
        String::new(),
        format!(
            "{:first$}  {:>7}  {:>6}  {:6}  {:>10}  {:>8}  chain",
            "", "gap", "figure", "", "parameters", "training"
        ),
    ]);
    for (f, family) in families.iter().enumerate() {
        let Summary { gap, seconds } = summary(f, sets, results);
        let (shown, verdict) = match gap {
            None => ("–".into(), ""),
            Some(gap) if gap <= family.figure => (format!("{gap:+.3}"), "met"),
            Some(gap) => (format!("{gap:+.3}"), "missed"),
        };
        let chain = family.spec.split_once(" = ").map_or("", |(_, chain)| chain);
        lines.push(format!(
            "{:first$}  {shown:>7}  {:>6.2}  {verdict:6}  {:>10}  {:>6.1} s  {}",
            family.name, family.figure, family.params, seconds, chain,
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn summary(family: usize, sets: &[&Set], results: &[Vec<Trained>]) -> Summary {
    let gaps: Vec<f64> = sets
        .iter()
        .zip(results)
        .filter_map(|(set, results)| Some(results[family].held_out - set.entropy?))
        .collect();
    Summary {
        gap: (!gaps.is_empty()).then(|| gaps.iter().sum::<f64>() / gaps.len() as f64),
        seconds: results.iter().map(|results| results[family].seconds).sum(),
    }
}
