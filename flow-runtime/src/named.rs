//! Names of the dimensions of a flow.

/// A flow whose declaration names its dimensions: `struct Wine<alcohol, ash> = …`.
///
/// By these names a [`Table`](https://docs.rs/flow-runtime/latest/flow_runtime/table/struct.Table.html) finds the columns that
/// a flow is for. A type of your own may implement it too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name {D} dimensions",
    label = "expected a flow that is declared with {D} names",
    note = "names stand where the number of dimensions would: `struct Wine<alcohol, ash, magnesium> = …`"
)]
pub trait Named<const D: usize> {
    /// The names of the data dimensions, in their order.
    const NAMES: [&'static str; D];
}
