//! Straight-line code, run without a compiler.

use crate::formula::code::{Code, Graph, Id};
use crate::formula::func::{Func, NAMES};
use crate::formula::special::call;

/// Runs the code in double precision, rounding after every operation as `round` says.
pub(super) fn run(graph: &Graph, names: &[f64], round: &dyn Fn(f64) -> f64) -> Vec<f64> {
    let mut values: Vec<f64> = Vec::with_capacity(graph.codes.len());
    for code in &graph.codes {
        let v = |id: Id| values[id];
        let value = match *code {
            Code::Literal(bits) => f64::from_bits(bits),
            Code::Name(i) => names[i],
            Code::Neg(a) => -v(a),
            Code::Add(a, b) => v(a) + v(b),
            Code::Sub(a, b) => v(a) - v(b),
            Code::Mul(a, b) => v(a) * v(b),
            Code::Div(a, b) => v(a) / v(b),
            Code::PowI(a, n) => v(a).powi(n),
            Code::Call2("pow", a, b) => v(a).powf(v(b)),
            Code::Call2(name, ..) => unreachable!("{name}"),
            Code::Call4(_, a, b, x, y) => {
                if v(a) < v(b) {
                    v(x)
                } else {
                    v(y)
                }
            }
            Code::Call1(name, a) => match name {
                "recip" => 1.0 / v(a),
                "exp_m1" => v(a).exp_m1(),
                "ln_1p" => v(a).ln_1p(),
                "sqrt" => v(a).sqrt(),
                "softplus_inverse" => call(Func::SoftplusInverse, v(a)),
                "normal_cdf" => call(Func::Phi, v(a)),
                "normal_quantile" => call(Func::Probit, v(a)),
                "ln_cosh" => call(Func::LnCosh, v(a)),
                "ln_sigmoid" => -call(Func::Softplus, -v(a)),
                "sign" => 1f64.copysign(v(a)),
                _ => {
                    let f = NAMES
                        .iter()
                        .find(|(n, _)| *n == name)
                        .unwrap_or_else(|| panic!("{name}"))
                        .1;
                    call(f, v(a))
                }
            },
        };
        values.push(round(value));
    }
    values
}
