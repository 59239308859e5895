//! The chains that are compared.

use flow_runtime::prelude::*;

flow! {
    /// With categories that are categories.
    pub(crate) struct Categories<carat, cut, color, clarity, depth, table, price, x, y, z> =
        4 * (MAF(128, 128, univariate = spline(bins = 16, bound = 4)) >> Reverse) >> Standardize
            >> On[cut](Argmax(5, 128, 128)) >> On[color](Argmax(7, 128, 128)) >> On[clarity](Argmax(8, 128, 128))
            >> On[carat, price, x, y, z](Exp) >> On[carat, depth, table, price, x, y, z](Dequantize);
    /// With their codes as whole numbers like others, from the worst to the best.
    pub(crate) struct Numbers<carat, cut, color, clarity, depth, table, price, x, y, z> =
        4 * (MAF(128, 128, univariate = spline(bins = 16, bound = 4)) >> Reverse) >> Standardize
            >> On[carat, price, x, y, z](Exp) >> Dequantize;
}
