//! Maps that flows use: those that only iteration inverts, univariate maps with parameters, triangular maps of several
//! coordinates, through every gate.

#![allow(missing_docs, reason = "tests")]

tests::gates! {
    // No closed inverse; the second is LambertWTail.
    1 [Normal >> |z| z*exp(z^2)];
    1 [Normal >> |z; d > 0| z*exp(d*z^2/2)];
    1 [Normal >> |z; c in (0, 1)| z + c*sin(z)];
    1 [Normal >> |z; a > 0, b > 0| a*z + b*z^3];
    1 [Normal >> |z| z^5 + z^3 + z];
    1 [Normal >> |z| z + tanh(z)];
    1 [Normal >> |z| z - exp(-z)];
    1 [Normal >> |z| z*sqrt(1 + z^2)];
    1 [Normal >> |z| ln(1 + z^2) + 2*z];
    1 [Normal >> Softplus >> |z| z + ln(z)];
    1 [Normal >> |z; w in (0, 1), s > 0| w*z + (1 - w)*sinh(s*z)/s];
    1 [Normal >> |z; a > 0| z + a*sigmoid(z)];
    // Mixtures of distribution functions, brought back to the line: Flow++'s, and the same of normal ones.
    1 [Normal >> |z; w in (0, 1), b| logit(w*sigmoid(z) + (1 - w)*sigmoid(z + b))];
    1 [Normal >> |z; v in (0, 0.4), w in (0, 0.4), b| logit(v*sigmoid(z) + w*sigmoid(2*z + 1) + (1 - v - w)*sigmoid(z + b))];
    1 [Normal >> |z; w in (0, 1), b| logit(w*Phi(z) + (1 - w)*Phi(z/2 + b))];
    // In closed form.
    1 [Normal >> |z| exp(z) + exp(2*z)];
    1 [Normal >> |z| sigmoid(z)*(1 + sigmoid(z))];
    1 [Normal >> |z; a, b > 0, c > 0| a + b*sinh(c*z)/c];
    1 [Normal >> |z; a, b > 0| sinh(b*asinh(z) + a)];
    // Several coordinates: the banana and others.
    2 [Normal >> |u, v; a| (u, v + a*u^2)];
    2 [Normal >> |u, v; a, b| (u*exp(a), v*exp(b*u) + sin(u))];
    2 [Normal >> |u, v| (u + v^3, v)];
    2 [Normal >> |u, v| (exp(u), u + v + exp(v))];
    2 [Normal >> |u, v; k > 0| (u, v + k*tanh(u)*u)];
    2 [Normal >> |u, v; a > 0| (a*u/(1 + abs(a*u)), v + abs(u))];
    3 [Normal >> |u, v, w; a| (u, v*exp(tanh(u)), w + a*u*v)];
    3 [Normal >> |u, v, w| (u + w, v + sinh(w), w)];
}
