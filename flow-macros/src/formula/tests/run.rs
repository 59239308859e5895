//! Straight-line code, run without a compiler.

use crate::formula::code::{Code, Graph, Id};
use crate::formula::functions::Func;
use std::f64::consts::PI;

/// The density of the standard normal.
fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * PI).sqrt()
}

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
            Code::Call2("hypot", a, b) => v(a).hypot(v(b)),
            Code::Call2("min", a, b) => v(a).min(v(b)),
            Code::Call2("max", a, b) => v(a).max(v(b)),
            Code::Call2("ln_add_exp", a, b) => {
                let most = v(a).max(v(b));
                most + (-(v(a) - v(b)).abs()).exp().ln_1p()
            }
            Code::Call2("exp_difference", a, b) => v(a).exp() - v(b).exp(),
            Code::Call2("ln_quotient", a, b) => v(a).ln() - v(b).ln(),
            Code::Call2("plus_hypot", a, b) => {
                let sum = v(a).abs() + v(a).hypot(v(b));
                if v(a) < 0.0 { v(b) * v(b) / sum } else { sum }
            }
            Code::Call3("pow_quotient", a, b, e) => (v(a) / v(b)).powf(v(e)),
            Code::Call3("asinh_quotient", x, b, _) => Func::Asinh.evaluate(v(x) / v(b)),
            Code::Call3("ln_1p_square_quotient", x, b, _) => 2.0 * 1f64.hypot(v(x) / v(b)).ln(),
            Code::Call3("scaled_sinh", x, b, _) => v(b) * v(x).sinh(),
            Code::Call3("scaled_cosh", x, b, _) => v(b) * v(x).cosh(),
            Code::Call2(name, ..) | Code::Call3(name, ..) => unreachable!("{name}"),
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
                "softplus_inverse" => Func::SoftplusInverse.evaluate(v(a)),
                "normal_cdf" => Func::Phi.evaluate(v(a)),
                "normal_quantile" => Func::Probit.evaluate(v(a)),
                "ln_cosh" => Func::LnCosh.evaluate(v(a)),
                "ln_sigmoid" => -Func::Softplus.evaluate(-v(a)),
                "ln_1p_square" => 2.0 * 1f64.hypot(v(a)).ln(),
                "asinh_exp" => Func::Asinh.evaluate(v(a).exp()),
                "acosh_exp" => Func::Acosh.evaluate(v(a).exp()),
                "sin_pi" => (PI * v(a)).sin(),
                "cos_pi" => (PI * v(a)).cos(),
                "tan_pi" => (PI * v(a)).tan(),
                "minus_cot_pi" => -1.0 / (PI * v(a)).tan(),
                "cauchy_cdf" => 0.5 + v(a).atan() / PI,
                "ln_normal_cdf" => Func::Phi.evaluate(v(a)).ln(),
                "normal_hazard" => density(v(a)) / Func::Phi.evaluate(v(a)),
                "ln_normal_hazard" => (density(v(a)) / Func::Phi.evaluate(v(a))).ln(),
                "logit_normal_cdf" => (Func::Phi.evaluate(v(a)) / Func::Phi.evaluate(-v(a))).ln(),
                "normal_quantile_exp" => Func::Probit.evaluate(v(a).exp()),
                "normal_quantile_sigmoid" => Func::Probit.evaluate(Func::Sigmoid.evaluate(v(a))),
                "minus_tanh" => v(a) - v(a).tanh(),
                "minus_sin" => v(a) - v(a).sin(),
                "minus_atan" => v(a) - v(a).atan(),
                "minus_asinh" => v(a) - Func::Asinh.evaluate(v(a)),
                "minus_ln_1p" => v(a) - v(a).ln_1p(),
                "exp_m1_minus" => v(a).exp_m1() - v(a),
                "acosh_1p" => (v(a) + (v(a) * (v(a) + 2.0)).sqrt()).ln_1p(),
                "sinh_minus" => v(a).sinh() - v(a),
                "sign" => 1f64.copysign(v(a)),
                _ => {
                    let f = Func::named(name).unwrap_or_else(|| panic!("{name}"));
                    f.evaluate(v(a))
                }
            },
        };
        values.push(round(value));
    }
    values
}
