//! The table of a flow: as text for `summary()`, and as Markdown for the documentation of the type.

use super::methods;
use crate::ast::Scalar;
use crate::plan::{Cost, Kind, Plan};
use proc_macro2::TokenStream;
use quote::quote;
use std::iter;

const HEAD: [&str; 5] = ["element", "dimensions", "parameters", "forward", "inverse"];

/// What is said under a table about its numbers.
const UNIT: &str = "Costs are multiply-adds per sample.";

/// Up to this many dimensions, what depends on what is spelled out.
const SPELLED: usize = 8;

/// The documentation that follows the user's own. Nobody reads of the methods of a type without a name.
pub(super) fn docs(plan: &Plan, after_others: bool, anonymous: bool) -> TokenStream {
    let mut lines = Vec::new();
    if after_others {
        lines.push(String::new());
    } else {
        let s = if plan.dim == 1 { "" } else { "s" };
        let data = named(plan.labels.names());
        let data = data.unwrap_or_else(|| {
            let shape = plan.shape.as_ref();
            let shape = shape.map(|data| format!(" of shape {data}"));
            let shape = shape.unwrap_or_default();
            format!("{} dimension{s}{shape}", plan.dim)
        });
        let given = match (plan.context, named(&plan.context_names)) {
            (0, _) => String::new(),
            (context, None) => format!(", given a context of {context}"),
            (_, Some(names)) => format!(", given {names}"),
        };
        lines.push(format!("A normalizing flow on {data}{given}."));
        lines.push(String::new());
    }
    lines.push("```text".into());
    lines.push(plan.spec.clone());
    lines.push("```".into());
    lines.push(String::new());
    let mut table = table(plan).into_iter();
    lines.extend(table.next().map(|head| format!("| {} |", head.join(" | "))));
    let dimensions = plan.shape.as_ref().map_or("--:", |_| "---");
    lines.push(format!("|---|{dimensions}|--:|--:|--:|"));
    for [element, rest @ ..] in table {
        let element = if element == "total" {
            element
        } else {
            format!("`{element}`")
        };
        lines.push(format!("| {element} | {} |", rest.join(" | ")));
    }
    lines.push(String::new());
    lines.push(UNIT.into());
    lines.push(String::new());
    lines.extend(facts(plan).into_iter().map(|fact| format!("- {fact}")));
    if !anonymous {
        lines.push(String::new());
        lines.extend(methods::table(plan));
    }
    let lines = lines.into_iter().map(|line| {
        // Rustdoc takes off the space that people write after the slashes.
        let line = if line.is_empty() {
            line
        } else {
            format!(" {line}")
        };
        quote!(#[doc = #line])
    });
    quote!(#(#lines)*)
}

/// Names in a sentence, unless there are none or too many for one.
fn named(names: &[String]) -> Option<String> {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last()? {
        (one, []) => Some(one.clone()),
        (last, rest) => (names.len() <= SPELLED).then(|| format!("{} and {last}", rest.join(", "))),
    }
}

/// The same as plain text, in columns.
pub(super) fn summary(plan: &Plan) -> String {
    let table = table(plan);
    let width = |column: usize| {
        let cells = table.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    // Text begins at the left, numbers end at the right.
    let texts = 1 + usize::from(plan.shape.is_some());
    let mut lines = vec![plan.spec.clone(), String::new()];
    lines.extend(table.iter().map(|row| {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = width(column);
            if column < texts {
                format!("{cell:width$}")
            } else {
                format!("{cell:>width$}")
            }
        });
        cells.collect::<Vec<_>>().join("  ")
    }));
    lines.extend([String::new(), UNIT.into()]);
    lines.extend(facts(plan));
    lines.join("\n")
}

/// The head and the rows; where the flow has shapes, these stand in place of the numbers of dimensions.
fn table(plan: &Plan) -> Vec<[String; 5]> {
    let mut head = HEAD.map(str::to_owned);
    if plan.shape.is_some() {
        head[1] = "shape".into();
    }
    iter::once(head).chain(rows(plan)).collect()
}

fn rows(plan: &Plan) -> Vec<[String; 5]> {
    let dimensions = |shape: &Option<String>, dim: usize| {
        let shape = shape.clone();
        shape.unwrap_or_else(|| dim.to_string())
    };
    let mut rows: Vec<[String; 5]> = plan
        .stages
        .iter()
        .map(|stage| {
            [
                stage.text.clone(),
                stage.shape.clone().unwrap_or_else(|| stage.dim.to_string()),
                if stage.has_params_of_its_own {
                    "its own".into()
                } else {
                    thousands(stage.params)
                },
                cost(stage.forward),
                cost(stage.inverse),
            ]
        })
        .collect();
    let base = plan.learned_base.as_ref();
    if let Some(base) = base {
        let row = [
            base.text.clone(),
            dimensions(&plan.base_shape, plan.width),
            thousands(base.params),
            cost(base.forward),
            cost(base.inverse),
        ];
        rows.insert(0, row);
    }
    let sum = |base: Option<Cost>, cost: fn(&crate::plan::Stage) -> Cost| {
        let costs = plan.stages.iter().map(cost).chain(base);
        thousands(costs.map(|cost| cost.multiply_adds).sum())
    };
    rows.push([
        "total".into(),
        dimensions(&plan.shape, plan.dim),
        thousands(plan.params),
        sum(base.map(|base| base.forward), |stage| stage.forward),
        sum(base.map(|base| base.inverse), |stage| stage.inverse),
    ]);
    rows
}

fn cost(cost: Cost) -> String {
    format!("{} {}", thousands(cost.multiply_adds), cost.manner)
        .trim_end()
        .to_owned()
}

fn facts(plan: &Plan) -> Vec<String> {
    let size = match plan.scalar {
        Scalar::F32 => 4,
        Scalar::F64 => 8,
    };
    let mut facts: Vec<String> = plan
        .simplified
        .iter()
        .map(|what| format!("Simplified: {what}."))
        .collect();
    let mut own: Vec<&str> = Vec::new();
    for stage in plan.stages.iter().filter(|s| s.has_params_of_its_own) {
        if !own.contains(&stage.text.as_str()) {
            own.push(&stage.text);
        }
    }
    let own = own.iter().fold(String::new(), |said, text| {
        format!("{said}, and those of `{text}`")
    });
    facts.push(format!(
        "Parameters: {}, {} bytes of {}{own}.",
        thousands(plan.params),
        thousands(size * plan.params),
        plan.scalar.name()
    ));
    for (i, stage) in plan.stages.iter().enumerate() {
        let again = plan.stages[..i].iter();
        if !stage.derived.is_empty() && !again.clone().any(|other| other.derived == stage.derived) {
            facts.push(format!("Derived: {}.", stage.derived.join("; ")));
        }
    }
    let support = match &plan.stated_support {
        Some(stated) => format!("the image of `{}`", plan.stages[stated.stage].text),
        None if plan.is_box => support(plan),
        None => format!("a part of {}", support(plan)),
    };
    facts.push(format!("Support: {support}{}.", held(plan)));
    if plan.width > plan.dim {
        let (dim, width) = (plan.dim, plan.width);
        facts.push(format!(
            "Dimensions: {width} of the base become {dim} of the data."
        ));
    }
    if plan.is_bound() {
        let names: Vec<String> = plan.bounds.iter().map(|name| format!("`{name}`")).collect();
        let names = names.join(" and ");
        facts.push(format!("Log-probability: a lower bound, by {names}."));
    }
    facts.push(format!("Mixing: {}.", mixing(plan)));
    facts
}

fn support(plan: &Plan) -> String {
    let (support, labels) = (&plan.support, &plan.labels);
    let end = |end: f64| {
        if end.is_finite() {
            end.to_string().replace('-', "−")
        } else if end > 0.0 {
            "∞".into()
        } else {
            "−∞".into()
        }
    };
    let circle = plan.angles.iter().position(|is_angle| *is_angle);
    let circle = circle.map(|i| support[i]);
    let interval = |side: &[f64; 2]| match side {
        side if circle == Some(*side) => "(−π, π]".into(),
        &[lower, upper] => format!("({}, {})", end(lower), end(upper)),
    };
    match support.split_first() {
        Some((first, rest)) if rest.iter().all(|other| other == first) => {
            if first.iter().all(|end| end.is_infinite()) {
                "all real numbers, in every dimension".into()
            } else {
                format!("{} in every dimension", interval(first))
            }
        }
        _ if labels.names().is_empty() => {
            support.iter().map(interval).collect::<Vec<_>>().join(" × ")
        }
        _ => {
            let sides = support.iter().enumerate();
            let sides = sides.map(|(i, side)| format!("{} in {}", labels.short(i), interval(side)));
            sides.collect::<Vec<_>>().join(", ")
        }
    }
}

/// What dimensions hold that are not real numbers.
fn held(plan: &Plan) -> String {
    let of = |wanted: Kind| -> Vec<String> {
        let kinds = plan.kinds.iter().enumerate();
        let found = kinds.filter(|(_, kind)| **kind == wanted);
        found.map(|(i, _)| plan.labels.short(i)).collect()
    };
    let mut kinds = Vec::new();
    for kind in &plan.kinds {
        if *kind != Kind::Real && !kinds.contains(kind) {
            kinds.push(*kind);
        }
    }
    let said = kinds.into_iter().map(|kind| {
        let own = of(kind);
        let place = if own.len() == plan.dim {
            "in every dimension".to_owned()
        } else {
            format!("in {}", own.join(", "))
        };
        match kind {
            Kind::Category(codes) => format!("; the codes 0 to {} {place}", codes - 1),
            Kind::Real | Kind::Whole => format!("; rounded down to whole numbers {place}"),
        }
    });
    said.collect()
}

fn mixing(plan: &Plan) -> String {
    let (mixing, dim) = (&plan.mixing, plan.dim);
    let width = mixing.width();
    if mixing.is_full() {
        return "every dimension of the data can depend on every dimension of the base".into();
    }
    let depends = |x: usize| (0..width).filter(move |&z| mixing.depends(x, z));
    if width > SPELLED {
        let pairs: usize = (0..dim).map(|x| depends(x).count()).sum();
        return format!(
            "{} of {} pairs of a data and a base dimension can depend on each other",
            thousands(pairs),
            thousands(dim * width)
        );
    }
    let rows = (0..dim).map(|x| {
        let zs: Vec<String> = depends(x).map(|z| format!("z{z}")).collect();
        let x = match plan.labels.names() {
            [] => format!("x{x}"),
            _ => plan.labels.short(x),
        };
        format!("{x} can depend on {}", zs.join(" "))
    });
    rows.collect::<Vec<_>>().join(", ")
}

/// 51084 as 51,084.
fn thousands(value: usize) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn numbers_are_grouped() {
        let numbers = [0, 999, 1000, 51_084, 1_234_567].map(thousands);
        assert_eq!(numbers, ["0", "999", "1,000", "51,084", "1,234,567"]);
    }
}
