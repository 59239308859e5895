//! Formulas that people use, each through every gate.

use super::on;

/// Formula, domain that arrives, image (empty where it is not compared).
pub(super) const TABLE: &[(&str, &str, &str)] = &[
    // Affine and the elementary functions.
    ("|z| z", "R", "(−∞, ∞)"),
    ("|z| 2*z - 1", "R", "(−∞, ∞)"),
    ("|z; a| z + a", "R", "(−∞, ∞)"),
    ("|z; a, b > 0| a + b*z", "R", "(−∞, ∞)"),
    ("|z| -z", "R", "(−∞, ∞)"),
    ("|z; s| z*exp(s)", "R", "(−∞, ∞)"),
    ("|z| exp(z)", "R", "(0, ∞)"),
    ("|z| exp(0.5*z + 1)", "R", "(0, ∞)"),
    ("|z| exp(z) - 1", "R", "(−1, ∞)"),
    ("|z| ln(z)", "+", "(−∞, ∞)"),
    ("|z| ln(1 + z)", "> -1", "(−∞, ∞)"),
    ("|z| sinh(z)", "R", "(−∞, ∞)"),
    ("|z| asinh(z)", "R", "(−∞, ∞)"),
    ("|z| tanh(z)", "R", "(−1, 1)"),
    ("|z| atanh(z)", "in (-1, 1)", "(−∞, ∞)"),
    ("|z| sigmoid(z)", "R", "(0, 1)"),
    ("|z| logit(z)", "01", "(−∞, ∞)"),
    ("|z| softplus(z)", "R", "(0, ∞)"),
    ("|z| ln(exp(z) - 1)", "+", "(−∞, ∞)"),
    ("|z| ln(1 + exp(z))", "R", "(0, ∞)"),
    ("|z| Phi(z)", "R", "(0, 1)"),
    ("|z| erf(z)", "R", "(−1, 1)"),
    ("|z| atan(z)", "R", "(−π/2, π/2)"),
    ("|z| asin(z)", "in (-1, 1)", "(−π/2, π/2)"),
    ("|z| acos(z)", "in (-1, 1)", "(0, π)"),
    ("|z| cosh(z)", "+", "(1, ∞)"),
    ("|z| acosh(z)", "> 1", "(0, ∞)"),
    ("|u| cos(PI*u)", "01", "(−1, 1)"),
    ("|u| sin(PI*(u - 0.5))", "01", "(−1, 1)"),
    ("|u| tan(PI*(u - 0.5))", "01", "(−∞, ∞)"),
    ("|z| cos(z)", "in (0, PI)", "(−1, 1)"),
    ("|z| 1/z", "+", "(0, ∞)"),
    ("|z| z^2", "+", "(0, ∞)"),
    ("|z| z^2", "< 0", "(0, ∞)"),
    ("|z| sqrt(z)", "+", "(0, ∞)"),
    ("|z| cbrt(z)", "+", "(0, ∞)"),
    ("|z| z^3", "+", "(0, ∞)"),
    ("|z; p > 0| z^p", "+", "(0, ∞)"),
    ("|z| 2^z", "R", "(0, ∞)"),
    ("|z| z/(1 - z)", "01", "(0, ∞)"),
    ("|z| z/(1 + z)", "+", "(0, 1)"),
    ("|z| z/(1 + abs(z))", "R", "(−1, 1)"),
    (
        "|z; a in (0, 1)| (1 + a)/2*z + (1 - a)/2*abs(z)",
        "R",
        "(−∞, ∞)",
    ),
    ("|z| z/sqrt(1 + z^2)", "R", "(−1, 1)"),
    ("|z| (z + sqrt(z^2 + 4))/2", "R", ""),
    ("|z| softplus(z) - z", "R", "(0, ∞)"),
    ("|z| z^100", "+", "(0, ∞)"),
    // Not solvable for z: Newton.
    ("|z| z*exp(z^2)", "R", "(−∞, ∞)"),
    ("|z| z + 0.5*sin(z)", "R", "(−∞, ∞)"),
    ("|z| z + tanh(z)", "R", "(−∞, ∞)"),
    ("|z; c in (0, 1)| z + c*sin(z)", "R", "(−∞, ∞)"),
    ("|u| u*exp(u/10)", "+", "(0, ∞)"),
    ("|z| z^3 + z", "R", "(−∞, ∞)"),
    ("|z| z + z^3/3", "R", "(−∞, ∞)"),
    ("|z; a > 0, b > 0| a*z + b*z^3", "R", "(−∞, ∞)"),
    ("|z| z + exp(z)", "R", "(−∞, ∞)"),
    ("|z| z + ln(z)", "+", "(−∞, ∞)"),
    ("|z| z - exp(-z)", "R", "(−∞, ∞)"),
    ("|z; a > 0| z + a*sigmoid(z)", "R", "(−∞, ∞)"),
    (
        "|z; w in (0, 1), s > 0| w*z + (1 - w)*sinh(s*z)/s",
        "R",
        "(−∞, ∞)",
    ),
    (
        "|z; w in (0, 1)| w*Phi(z) + (1 - w)*Phi((z - 2)/3)",
        "R",
        "(0, 1)",
    ),
    ("|z| z*sqrt(1 + z^2)", "R", "(−∞, ∞)"),
    ("|z; d > 0| z*exp(d*z^2/2)", "R", "(−∞, ∞)"),
    ("|z| ln(1 + z^2) + 2*z", "R", "(−∞, ∞)"),
    ("|z| z^5 + z^3 + z", "R", "(−∞, ∞)"),
    ("|z| z^2 + z", "+", "(0, ∞)"),
    ("|z| exp(z) + exp(2*z)", "R", "(0, ∞)"),
    ("|z| sigmoid(z)*(1 + sigmoid(z))", "R", "(0, 2)"),
    ("|z| z - sin(z)/2 + cos(z)/3", "R", "(−∞, ∞)"),
    // Flows' univariate maps.
    ("|z; a, b > 0| sinh(b*z + a)", "R", "(−∞, ∞)"),
    ("|z; a, b > 0, c > 0| a + b*sinh(c*z)/c", "R", "(−∞, ∞)"),
    ("|z; a, b > 0| sinh((asinh(z) + a)*b)", "R", "(−∞, ∞)"),
    ("|z; a, b > 0| sinh(b*asinh(z) + a)", "R", "(−∞, ∞)"),
    ("|z; a > 0, b| a*sinh(b + asinh(z))", "R", "(−∞, ∞)"),
    ("|z; a, b > 0| a + b*tanh(z)", "R", ""),
    ("|z; l > 0| ((1 + z)^l - 1)/l", "> 0", ""),
    ("|z; l > 0| (z^l - 1)/l", "+", ""),
    ("|z| ln(z/(1 - z))", "01", "(−∞, ∞)"),
    ("|z; t > 0| t*softplus(z/t)", "R", "(0, ∞)"),
    ("|z; h > 0| h*tanh(z/h)", "R", ""),
    (
        "|z; w in (0, 1), b| logit(w*sigmoid(z) + (1 - w)*sigmoid(z + b))",
        "R",
        "(−∞, ∞)",
    ),
    // A kink, where the slope jumps without changing its sign: activations that are one-to-one, each side proved.
    (
        "|z| (z + abs(z))/2 + exp((z - abs(z))/2) - 1",
        "R",
        "(−1, ∞)",
    ),
    (
        "|z; a > 0| (z + abs(z))/2 + a*(exp((z - abs(z))/2) - 1)",
        "R",
        "",
    ),
    (
        "|z; a > 0| (z + abs(z))/2 + a*(exp((z - abs(z))/(2*a)) - 1)",
        "R",
        "",
    ),
    (
        "|z| 1.0507*((z + abs(z))/2 + 1.6733*(exp((z - abs(z))/2) - 1))",
        "R",
        "",
    ),
    (
        "|z; b| (z - b + abs(z - b))/2 + exp((z - b - abs(z - b))/2) - 1",
        "R",
        "(−1, ∞)",
    ),
    (
        "|z; a > 0, b| (a*z - b + abs(b - a*z))/2 + exp((a*z - b - abs(a*z - b))/2) - 1",
        "R",
        "(−1, ∞)",
    ),
    ("|z| z/(1 + abs(z/5))", "R", "(−5, 5)"),
    ("|z; h > 0| z/(1 + abs(z/h))", "R", ""),
    ("|z; a > 0| z/(1 + abs(a*z))", "R", ""),
    ("|z| (z - 1)/(1 + abs(2*z - 2))", "R", "(−1/2, 1/2)"),
    ("|z; b| (z - b)/(1 + abs(z - b))", "R", "(−1, 1)"),
    (
        "|z; a in (0, 1)| (1 + a)/2*(z - 1) + (1 - a)/2*abs(z - 1)",
        "R",
        "(−∞, ∞)",
    ),
    (
        "|z| (exp((z - abs(z))/2) + 1 - exp(-(z + abs(z))/2))/2",
        "R",
        "(0, 1)",
    ),
    ("|z| 2*z + abs(z) + exp(-abs(z))", "R", "(−∞, ∞)"),
    ("|z| z + z*abs(z)", "R", "(−∞, ∞)"),
    ("|z| 3*z + abs(z^2 - 4*z + 3)/(2 + z^2)", "R", "(−∞, ∞)"),
    ("|z| 3*z + abs(abs(z) - 1) + abs(z)", "R", "(−∞, ∞)"),
    ("|z| 2*exp(z) - abs(exp(z) - 1)", "R", "(−1, ∞)"),
    ("|z| -2*z - abs(z) - exp(-abs(z))", "R", "(−∞, ∞)"),
    ("|z| z + exp(z) + abs(ln(1 + exp(z)) - 1)/2", "R", ""),
    // Distribution functions and quantiles.
    ("|z| exp(-exp(-z))", "R", "(0, 1)"),
    ("|u| -ln(-ln(u))", "01", "(−∞, ∞)"),
    ("|z; k > 0, l > 0| 1 - exp(-(z/l)^k)", "+", "(0, 1)"),
    ("|u; k > 0, l > 0| l*(-ln(1 - u))^(1/k)", "01", "(0, ∞)"),
    ("|u; a > 0, b > 0| 1 - (1 - u^a)^b", "01", "(0, 1)"),
    ("|z| 1 - erf(sqrt(exp(-z)/2))", "R", "(0, 1)"),
    ("|z; s > 0| 1 - erf(exp(-z/(2*s))/sqrt(2))", "R", "(0, 1)"),
    ("|z; a > 0, s > 0| exp(-(z/s)^(-a))", "+", "(0, 1)"),
    ("|z; c > 0| exp(-(1 + c*z)^(-1/c))", "+", ""),
    ("|z; b > 0| 1 - exp(-b*(exp(z) - 1))", "+", "(0, 1)"),
    (
        "|z; b > 0, e > 0| (1 - exp(-b*z))*exp(-e*exp(-b*z))",
        "+",
        "(0, 1)",
    ),
    ("|z; s > 0| 1 - exp(-z^2/(2*s^2))", "+", "(0, 1)"),
    ("|z; c > 0| 1 - (1 + c*z)^(-1/c)", "+", "(0, 1)"),
    ("|z| 0.5 + atan(z)/PI", "R", "(0, 1)"),
    ("|u; a > 0, b > 0| (1 + u^(-a))^(-b)", "+", "(0, 1)"),
    ("|z; a > 0| 1 - (1 + z)^(-a)", "+", "(0, 1)"),
    ("|z| 1 - exp(-z)", "+", "(0, 1)"),
    ("|u; m| m + tan(PI*(u - 1/2))", "01", "(−∞, ∞)"),
    ("|z| z^2/(1 + z^2)", "+", "(0, 1)"),
    // Several coordinates.
    ("|u, v; a| (u, v + a*u^2)", "R", "(−∞, ∞)"),
    (
        "|u, v; a, b| (u*exp(a) , v*exp(b*u) + sin(u))",
        "R",
        "(−∞, ∞)",
    ),
    ("|u, v| (u + v^3, v)", "R", "(−∞, ∞)"),
    ("|u, v| (v, u)", "R", ""),
    (
        "|u, v, w; a| (u, v*exp(tanh(u)), w + a*u*v)",
        "R",
        "(−∞, ∞)",
    ),
    ("|u, v| (exp(u), u + v + exp(v))", "R", ""),
    ("|u, v; k > 0| (u, v + k*tanh(u)*u)", "R", ""),
    ("|u, v, w| (u + w, v + sinh(w), w)", "R", ""),
    (
        "|u, v| (u, (v - u + abs(v - u))/2 + exp((v - u - abs(v - u))/2) - 1)",
        "R",
        "",
    ),
    ("|u, v; a > 0| (u/(1 + abs(a*u)), v + abs(u))", "R", ""),
];

#[test]
fn all_are_accepted() {
    let mut bad = Vec::new();
    for (text, domain, image) in TABLE {
        match on(text, domain) {
            Ok(analysis) => {
                if std::env::var("SHOW").is_ok() {
                    println!("{text}   on {domain}");
                    analysis.describe().iter().for_each(|l| println!("    {l}"));
                }
                let found = analysis.image[0].to_string();
                if !image.is_empty() && found != *image {
                    bad.push(format!("{text}: image {found}, expected {image}"));
                }
            }
            Err(e) => bad.push(format!("{text}: {e}")),
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
