//! The methods of a flow, as a table of links: rustdoc does not list those that a type has by traits of another crate.

use crate::plan::Plan;

/// A kind of methods, the item of the runtime that has them, and their names.
type Row = (
    &'static str,
    &'static [(&'static str, &'static [&'static str])],
);

/// Of a flow without a context.
const ALONE: &[Row] = &[
    (
        "density",
        &[(
            "Density",
            &[
                "log_prob",
                "contains",
                "score",
                "score_batch",
                "log_prob_batch",
                "log_prob_into",
                "nll",
                "bits_per_dim",
            ],
        )],
    ),
    (
        "samples",
        &[
            ("rand::distr::Distribution", &["sample"]),
            (
                "Density",
                &[
                    "sample_batch",
                    "sample_and_log_prob",
                    "sample_and_log_prob_batch",
                ],
            ),
        ],
    ),
    (
        "base to data",
        &[(
            "Bijector",
            &["forward", "forward_and_log_det", "forward_batch"],
        )],
    ),
    (
        "data to base",
        &[(
            "Bijector",
            &["inverse", "inverse_and_log_det", "inverse_batch"],
        )],
    ),
    (
        "training",
        &[
            (
                "Trainer",
                &["fit", "fit_batches", "fit_target", "fit_scores"],
            ),
            ("Flow", &["nll_and_grad", "weighted_nll_and_grad"]),
            ("Vjp", &["forward_vjp_batch", "inverse_vjp_batch"]),
        ],
    ),
];

/// Of a flow of one dimension without a context, besides.
const NUMBER: &[Row] = &[(
    "probabilities of one number",
    &[("Cumulative", &["cdf", "survival", "quantile"])],
)];

/// Of a flow without a context of which a bound is known.
const BOUND: &[Row] = &[
    (
        "a bound of the log-probability",
        &[(
            "LowerBound",
            &[
                "elbo",
                "elbo_batch",
                "log_prob_bound",
                "log_prob_bound_batch",
                "bits_per_dim",
            ],
        )],
    ),
    (
        "samples",
        &[
            ("rand::distr::Distribution", &["sample"]),
            ("LowerBound", &["sample_batch"]),
        ],
    ),
    ("training", &[("Trainer", &["fit", "fit_batches"])]),
];

/// Of a flow with stochastic layers.
const STOCHASTIC: &[Row] = &[
    ("samples with weights", &[("StochasticFlow", &["draw"])]),
    BOUND[0],
    BOUND[1],
    (
        "training",
        &[("Trainer", &["fit_paths", "fit", "fit_batches"])],
    ),
];

/// The same with a context.
const BOUND_GIVEN: &[Row] = &[
    ("one context for all samples", &[("Trainable", &["given"])]),
    (
        "a context for each sample",
        &[
            (
                "BoundedFlow",
                &["elbo_batch_given", "log_prob_bound_batch_given"],
            ),
            ("Trainable", &["sample_batch_given"]),
        ],
    ),
    ("training", &[("Trainer", &["fit_given", "fit_batches"])]),
];

/// Of a flow with a context.
const GIVEN: &[Row] = &[
    ("one context for all samples", &[("Trainable", &["given"])]),
    (
        "a context for each sample",
        &[
            (
                "Flow",
                &[
                    "log_prob_batch_given",
                    "nll_given",
                    "sample_and_log_prob_batch_given",
                    "context_score_batch_given",
                ],
            ),
            ("Trainable", &["sample_batch_given"]),
        ],
    ),
    (
        "training",
        &[
            ("Trainer", &["fit_given", "fit_batches"]),
            (
                "Flow",
                &["nll_and_grad_given", "weighted_nll_and_grad_given"],
            ),
            (
                "Vjp",
                &["forward_vjp_batch_given", "inverse_vjp_batch_given"],
            ),
        ],
    ),
];

/// Of every flow.
const ALL: &[Row] = &[
    (
        "parameters",
        &[("Trainable", &["params", "params_mut", "trained_params"])],
    ),
    (
        "files",
        &[("Trainable", &["save", "load", "to_bytes", "from_bytes"])],
    ),
];

/// The table, as lines of Markdown.
pub(super) fn table(plan: &Plan) -> Vec<String> {
    let own = match (plan.context, plan.is_bound()) {
        (0, false) => ALONE,
        (_, false) => GIVEN,
        (0, true) if plan.target.is_some() => STOCHASTIC,
        (0, true) => BOUND,
        (_, true) => BOUND_GIVEN,
    };
    let of_number = if plan.dim == 1 && plan.context == 0 && !plan.is_bound() {
        NUMBER
    } else {
        &[]
    };
    let rows = own
        .iter()
        .chain(of_number)
        .chain(ALL)
        .map(|(kind, owners)| {
            let links = owners.iter().flat_map(|(owner, names)| {
                let link = move |name: &&str| format!("[`{name}`](flow_runtime::{owner}::{name})");
                names.iter().map(link)
            });
            format!("| {kind} | {} |", links.collect::<Vec<_>>().join(", "))
        });
    let head = ["# Methods", "", "| for | |", "|---|---|"].map(String::from);
    head.into_iter().chain(rows).collect()
}
