//! A flow without mistakes.

use super::chain::Chain;
use super::step::Step;
use crate::ast::Scalar;
use crate::bases::Base;
use crate::formula::Interval;
use crate::labels::Labels;
use crate::plan::Kind;
use crate::shape::Shape;
use std::fmt;

/// A flow without mistakes: in the shape in which it was written, and typed.
#[derive(Clone, Debug)]
pub(crate) struct Flow {
    pub(crate) scalar: Scalar,
    pub(crate) dim: usize,
    pub(crate) context: usize,
    /// The shape of the data, and that of the base: not where dimensions join on the way.
    pub(crate) shape: Option<Shape>,
    pub(crate) base_shape: Option<Shape>,
    /// What the dimensions are called.
    pub(crate) labels: Labels,
    /// What the columns of the chain are called, which are as many as the base has dimensions.
    pub(crate) columns: Labels,
    /// The columns in which the dimensions of the data leave it.
    pub(crate) data: Vec<usize>,
    /// Names of the context dimensions: one for each, or none.
    pub(crate) context_names: Vec<String>,
    pub(crate) base: Base,
    pub(crate) chain: Chain,
    /// What each element of the chain becomes for the domain that arrives at it, in the order in which a sample meets
    /// them, groups and repetitions written out.
    pub(crate) typed: Vec<Vec<Step>>,
    /// Where the data can lie, an interval per dimension.
    pub(crate) support: Vec<Interval>,
    /// What each dimension holds; the support of whole numbers is that before they are rounded down.
    pub(crate) kinds: Vec<Kind>,
}

impl Flow {
    /// The typed chain.
    pub(crate) fn steps(&self) -> Vec<Step> {
        self.typed.iter().flatten().cloned().collect()
    }
}

/// The canonical text: the language itself, with one spacing, and without what is default or a mere group.
impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dims = match &self.shape {
            Some(shape) => shape.to_string(),
            None => dimensions(self.labels.names(), self.dim),
        };
        write!(f, "<{}, {dims}", self.scalar.name())?;
        if self.context > 0 {
            write!(f, " | {}", dimensions(&self.context_names, self.context))?;
        }
        f.write_str("> = ")?;
        let base = self.base.spec();
        match (&base, self.chain.0.is_empty()) {
            (None, true) => f.write_str("Normal"),
            (None, false) => write!(f, "{}", self.chain),
            (Some(base), true) => f.write_str(base),
            (Some(base), false) => write!(f, "{base} >> {}", self.chain),
        }
    }
}

/// Names, as they are written, or else a number.
fn dimensions(names: &[String], count: usize) -> String {
    let written = |name: &String| match syn::parse_str::<syn::Ident>(name) {
        Ok(_) => name.clone(),
        Err(_) => format!("r#{name}"),
    };
    if names.is_empty() {
        return count.to_string();
    }
    names.iter().map(written).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use crate::tests::chain_of;

    #[test]
    fn the_canonical_text_is_the_language() {
        for (written, canonical) in [
            (
                "struct A<2>=3*( Permute[1,0]>>MAF(128,128) );",
                "<f32, 2> = 3 * (Permute[1, 0] >> MAF(128, 128))",
            ),
            (
                "Normal >> MAF(8, scale = softclip, activation = tanh) >> Shift[1/4, -E^0, 1e30]",
                "<f32, 3> = MAF(8, activation = tanh) >> Shift[0.25, -1, 1e30]",
            ),
            (
                "struct A<f64, 2> = 2 * (3 * Reverse) >> 1 * (IAF(0x10)) >> Invert(Scale[2, 4]);",
                "<f64, 2> = 2 * (3 * Reverse) >> IAF(16) >> Invert(Scale[2, 4])",
            ),
            (
                "struct A<2> = ((MAF(8)) >> (Reverse >> MAF(8))) >> 2 * ((Reverse)) >> Invert((MAF(8)));",
                "<f32, 2> = MAF(8) >> Reverse >> MAF(8) >> 2 * Reverse >> Invert(MAF(8))",
            ),
            (
                "struct A = Normal[scale = [1, 2], loc = [0, 0]];",
                "<f32, 2> = Normal[scale = [1, 2]]",
            ),
            (
                "<3> = RealNVP(8, split = half) >> NICE(7, split = alternate) >> NSF(6, split = [2, 0], bound = 2.5, bins = 4)",
                "<f32, 3> = RealNVP(8) >> NICE(7, split = alternate) >> NSF(6, split = [0, 2], bins = 4, bound = 2.5)",
            ),
            (
                "<2> = Spline(bins = 6, bound = 2) >> IAF(8, univariate = spline(bound = 3)) >> Coupling(8, init = identity, univariate = spline(bins = 5), residual = true)",
                "<f32, 2> = Spline(6, bound = 2) >> IAF(8, univariate = spline) >> Coupling(8, univariate = spline(bins = 5), residual = true, init = identity)",
            ),
            (
                "<2> = MAF(8, univariate = mixture(components = 8)) >> Coupling(8, univariate = mixture(components = 3))",
                "<f32, 2> = MAF(8, univariate = mixture) >> Coupling(8, univariate = mixture(components = 3))",
            ),
            (
                "<2> = Spline(4, tails = learned) >> NSF(8, least_slope = 0.125, init = glorot, tails = linear) >> MAF(8, init = random, univariate = spline(least_width = 0.0625, tails = learned))",
                "<f32, 2> = Spline(4, tails = learned) >> NSF(8, least_slope = 0.125, init = glorot) >> MAF(8, univariate = spline(tails = learned, least_width = 0.0625))",
            ),
            (
                "<2> = StudentT(dof = 5) >> MAF(8, univariate = additive) >> Linear(seed = 0) >> Orthogonal(reflections = 1) >> Linear(seed = 3)",
                "<f32, 2> = StudentT(dof = 5) >> MAF(8, univariate = additive) >> Linear >> Orthogonal(reflections = 1) >> Linear(seed = 3)",
            ),
            (
                "<5> = On[0, 2, 3, 4](MAF(8)) >> 2 * On[1](Spline(4)) >> On[..](Reverse) >> On[3..=4, 0](Affine) >> On[2..](Exp)",
                "<f32, 5> = On[0, 2..5](MAF(8)) >> 2 * On[1](Spline(4)) >> Reverse >> On[3, 4, 0](Affine) >> On[2..5](Exp)",
            ),
            (
                "<[2, 4, 8]> = 2 * Glow(mlp(8), init = identity) >> 2 * Unsqueeze >> Scale[1/2; 64] >> Shift[1; 64 ]",
                "<f32, [2, 4, 8]> = 2 * Glow(8, init = identity) >> Unsqueeze >> Unsqueeze >> Scale[0.5; 64] >> Shift[1; 64]",
            ),
            (
                "struct A<f64, [2, 12]> = RealNVP(conv(8, kernel = 3)) >> NICE(wavenet(4, kernel = 5, layers = 2), split = checkerboard) >> Linear(over = channels, seed = 2);",
                "<f64, [2, 12]> = RealNVP(conv(8), split = channels) >> NICE(wavenet(4, layers = 2, kernel = 5), split = checkerboard) >> Linear(seed = 2, over = channels)",
            ),
            ("struct A<1> = Normal;", "<f32, 1> = Normal"),
            (
                "struct A<f64, age, r#type, | year> = RealNVP(8, split = [r#type]);",
                "<f64, age, r#type | year> = RealNVP(8, split = [1])",
            ),
            (
                "struct A<2 | 3> = Normal(8, 9, scale = softclip, activation = tanh) >> Reverse;",
                "<f32, 2 | 3> = Normal(8, 9, activation = tanh) >> Reverse",
            ),
        ] {
            let (flow, _) = chain_of(written);
            assert_eq!(flow.to_string(), canonical);
            assert_eq!(chain_of(canonical).0.to_string(), canonical);
        }
    }
}
