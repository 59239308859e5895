"""Formulas at ordinary and at extreme points, to 100 digits and more: `python3 formulas.py > formulas.rs`. Needs mpmath.

Each line of the table is a chain, its unconstrained parameters, and for every z
    z, x, ln|dx/dz|, d ln p(x)/dx, d ln p(x)/d(parameter) ...
with, for each of these, what a relative error of one in z and in the parameters would change, its condition. To that of the last
ones the sizes of their terms are added, which are large where they are not.
"""
import struct

from mpmath import mp, mpf, exp, log, sqrt, sinh, asinh, tanh, tan, atan, sin, pi, ncdf, expm1, log1p

mp.dps = 160


def positive(r):
    return log1p(exp(r + log(mp.e - 1)))


def unit(r):
    return 1 / (1 + exp(-r))


def sigmoid(x):
    return 1 / (1 + exp(-x))


def softplus(x):
    return log1p(exp(x))


def cauchy(x):
    return mpf(1) / 2 + atan(x) / pi


def normal(z):
    return -z * z / 2


def flat(z):
    return mpf(0)


def mix(f):
    def g(z, w, a, s, b, t):
        w, s, t = unit(w), positive(s), positive(t)
        return w * f((z - a) / s) + (1 - w) * f((z - b) / t)
    return g


def erlang(x, k):
    """P(Erlang(k) ≤ x)"""
    return exp(-x) * (exp(x) - sum(x ** n / mp.factorial(n) for n in range(k)))


def student4(z):
    s = z / sqrt(4 + z * z)
    return (1 + s) ** 2 * (2 - s) / 4


def odds(f, above):
    return lambda z, *p: log(f(z, *p)) - log(above(z, *p))


def above(f):
    return lambda z, *p: mix(f)(-z, p[0], -p[1], p[2], -p[3], p[4])


WIDE = "-40 -9 -3.25 -1 -0.25 -0.0009765625 0 0.0009765625 0.25 1 3.25 9 40"
FAR = "-1000 -105 -15 -4 -1.5 -0.25 0.0009765625 0.25 1.5 4 14 105 1000"
HUGE = "-3e19 -5000 -15 -1 -0.0009765625 0.0009765625 1 15 5000 3e19"
LOG = "-30 -9 -3 -1 -0.25 0.25 0.5 1 1.5 2 2.5 3 3.4375"
UNIT = "1e-8 1e-4 0.125 0.25 0.5 0.75 0.9 0.9921875 0.9999"
MIXED = "w in (0, 1), a, s > 0, b, t > 0"

CASES = [
    ("Normal >> |z; %s| w*Phi((z - a)/s) + (1 - w)*Phi((z - b)/t)" % MIXED, [0, 0.25, -2.75, -0.5, 0], "-6 -4 -1.5 -0.25 0 0.25 0.5 1.5 4", normal, mix(ncdf)),
    ("Normal >> |z; %s| logit(w*Phi((z - a)/s) + (1 - w)*Phi((z - b)/t))" % MIXED, [0, 0.25, -2.75, -0.5, 0], "-20 -14 -4 -1.5 -0.25 0.5 1.5 4 14 20", normal, odds(mix(ncdf), above(ncdf))),
    ("Normal >> |z; w in (0, 1), a, b| w*sigmoid(z - a) + (1 - w)*sigmoid(z - b)", [0.5, 1, -2], "-105 -20 -4 -1 0 1 4 15 105", normal, lambda z, w, a, b: unit(w) * sigmoid(z - a) + unit(-w) * sigmoid(z - b)),
    ("Normal >> |z; w in (0, 1), b| logit(w*sigmoid(z) + (1 - w)*sigmoid(z + b))", [-1, 2], FAR, normal, lambda z, w, b: log(unit(w) * sigmoid(z) + unit(-w) * sigmoid(z + b)) - log(unit(w) * sigmoid(-z) + unit(-w) * sigmoid(-z - b))),
    ("Normal >> |z; %s| w*(0.5 + atan((z - a)/s)/PI) + (1 - w)*(0.5 + atan((z - b)/t)/PI)" % MIXED, [0, 0.25, -2.75, -0.5, 0], "-40 -3 -1 -0.25 0 0.25 1 3", normal, mix(cauchy)),
    ("Normal >> Exp >> |z; w in (0, 1), a > 0, b > 0| w*(1 - exp(-a*z)) + (1 - w)*(1 - exp(-b*z))", [0, 4, 0], LOG, normal, lambda t, w, a, b: -unit(w) * expm1(-positive(a) * exp(t)) - unit(-w) * expm1(-positive(b) * exp(t))),
    ("Normal >> Exp >> |z; k > 0, s > 0| 1 - exp(-(z/s)^k)", [19, 99], "-9 -3 1 3 4 4.5 4.625", normal, lambda t, k, s: -expm1(-(exp(t) / positive(s)) ** positive(k))),
    ("Normal >> Exp >> |z; a > 0, b > 0| 1/(1 + (z/a)^(-b))", [99, 19], "0.5 1 3 4 4.5 4.625 5", normal, lambda t, a, b: 1 / (1 + (exp(t) / positive(a)) ** -positive(b))),
    ("Normal >> Exp >> |z; c > 0, k > 0| 1 - (1 + z^c)^(-k)", [11, 2], "-7 -3 -1 -0.25 0.25 0.5", normal, lambda t, c, k: -expm1(-positive(k) * log1p(exp(t * positive(c))))),
    ("Normal >> Exp >> |z; a > 0, s > 0| 1 - (1 + z/s)^(-a)", [3, 999], "-20 -3 -1 3 6 8", normal, lambda t, a, s: -expm1(-positive(a) * log1p(exp(t) / positive(s)))),
    ("Normal >> Exp >> |z; b > 0, e > 0| 1 - exp(-e*(exp(b*z) - 1))", [0, -6], "-20 -3 -1 0 1 1.5 1.75", normal, lambda t, b, e: -expm1(-positive(e) * expm1(positive(b) * exp(t)))),
    ("Normal >> |z; m, s > 0| exp(-exp(-(z - m)/s))", [1, -2], "-0.25 0 0.5 1 2 4 10", normal, lambda z, m, s: exp(-exp(-(z - m) / positive(s)))),
    ("Normal >> |z; a > 0, b > 0| ln(1 + a*exp(b*z))", [0, 1], FAR, normal, lambda z, a, b: log1p(positive(a) * exp(positive(b) * z))),
    ("Uniform >> |z| tan(PI*(z - 0.5))", [], UNIT, flat, lambda z: -1 / tan(pi * z)),
    ("Normal >> |z| 0.5 + atan(z)/PI", [], "-3e19 -1e9 -5000 -15 -1 -0.0009765625 0.25 1 15", normal, cauchy),
    ("Normal >> |z| ln(Phi(z))", [], "-1000 -105 -15 -4 -1.5 -0.25 0.25 1.5 4", normal, lambda z: log(ncdf(z))),
    ("Normal >> |z| logit(Phi(z))", [], FAR, normal, lambda z: log(ncdf(z)) - log(ncdf(-z))),
    ("Normal >> |z| (z + sqrt(z^2 + 4))/2", [], HUGE, normal, lambda z: (z + sqrt(z * z + 4)) / 2),
    ("Normal >> |z| z/sqrt(1 + z^2)", [], "-3e19 -40 -1 -0.0009765625 0.0009765625 1 15 3e19", normal, lambda z: z / sqrt(1 + z * z)),
    ("Normal >> |z| z*sqrt(1 + z^2)", [], "-5000 -15 -1 -0.0009765625 0.0009765625 1 15 5000", normal, lambda z: z * sqrt(1 + z * z)),
    ("Uniform >> |z; a > 0| (exp(a*z) - 1)/(exp(a) - 1)", [99], UNIT, flat, lambda z, a: expm1(positive(a) * z) / expm1(positive(a))),
    ("Normal >> |z| asinh(exp(z))", [], "-40 -9 -1 -0.25 0.25 1 9 40 89 500", normal, lambda z: asinh(exp(z))),
    ("Normal >> |z| z - 0.9999999999*tanh(z)", [], "-9 -1 -0.25 -0.0009765625 0.0001 0.0009765625 0.25 1 9", normal, lambda z: z - (1 - mpf(10) ** -10) * tanh(z)),
    ("Normal >> |z; c in (0, 1)| z - c*sin(z)", [20], "-40 -9 -1 -0.25 -0.0009765625 0.0009765625 0.25 1 9 40", normal, lambda z, c: z - unit(c) * sin(z)),
    ("Normal >> |z; c in (0, 1)| z - c*atan(z)", [20], WIDE, normal, lambda z, c: z - unit(c) * atan(z)),
    ("Normal >> |z; a, b > 0| a + b*sinh(z)", [0, -90], "-90.5 -40 -0.25 0.25 90.125", normal, lambda z, a, b: a + positive(b) * sinh(z)),
    ("Normal >> |z; a, b > 0| a + b*sinh(z)", [0, -110], "-110.5 110.125", normal, lambda z, a, b: a + positive(b) * sinh(z)),
    ("Normal >> |z; a, b > 0, c > 0| a + b*sinh(c*z)/c", [0.5, 0, 1], WIDE, normal, lambda z, a, b, c: a + positive(b) * sinh(positive(c) * z) / positive(c)),
    ("Normal >> |z; w in (0, 1), t > 0| w*t*softplus(z/t) + (1 - w)*z", [1, -3], WIDE, normal, lambda z, w, t: unit(w) * positive(t) * softplus(z / positive(t)) + unit(-w) * z),    ("Normal >> |z; %s| ln(w*Phi((z - a)/s) + (1 - w)*Phi((z - b)/t))" % MIXED, [0, 0.25, -2.75, -0.5, 0], "-20 -4 -1.5 -0.25 0.25 1", normal, lambda z, *p: log(mix(ncdf)(z, *p))),
    ("Normal >> |z; w in (0, 1), b| ln(w*sigmoid(z) + (1 - w)*sigmoid(z/2 + b))", [-1, 2], "-300 -105 -20 -4 -1 0.25 4", normal, lambda z, w, b: log(unit(w) * sigmoid(z) + unit(-w) * sigmoid(z / 2 + b))),
    ("Normal >> Exp >> |z; k > 0, s > 0| ln(1 - exp(-(z/s)^k))", [19, 99], "2 3 4.25 4.5 4.625", normal, lambda t, k, s: log(-expm1(-(exp(t) / positive(s)) ** positive(k)))),
    ("Normal >> |z; a, s > 0| sinh((z - a)/s)", [0.25, -3], "-4 -1 0 0.25 1 4", normal, lambda z, a, s: sinh((z - a) / positive(s))),
    ("Normal >> |z; s > 0| s*asinh(z/s)", [-110], "-15 -1 -0.0009765625 0.0009765625 1 15", normal, lambda z, s: positive(s) * asinh(z / positive(s))),
    ("Normal >> |z; a > 0| z + sqrt(z^2 + a^2)", [2], HUGE, normal, lambda z, a: z + sqrt(z * z + positive(a) ** 2)),
    ("Normal >> |z| z - sqrt(z^2 + 1)", [], HUGE, normal, lambda z: z - sqrt(z * z + 1)),
    ("Normal >> |z; c in (0, 1)| z + c*sin(z)", [25], "-40 -9 -3 -1 -0.0009765625 0.0009765625 1 3 9 40", normal, lambda z, c: z + unit(c) * sin(z)),
    ("Normal >> |z| sinh(z) - 0.99999999*z", [], "-40 -9 -1 -0.25 -0.0009765625 0.0009765625 0.25 1 9 40", normal, lambda z: sinh(z) - z * (1 - mpf(10) ** -8)),
    ("Normal >> |z; c in (0, 1)| z - c*asinh(z)", [20], WIDE, normal, lambda z, c: z - unit(c) * asinh(z)),
    ("Normal >> |z; a > 0, b > 0| a*softplus(z) - b*softplus(-z)", [-3, 4], FAR, normal, lambda z, a, b: positive(a) * softplus(z) - positive(b) * softplus(-z)),
    ("Normal >> |z| sinh(z)/cosh(z) + z", [], WIDE + " 105", normal, lambda z: tanh(z) + z),
    ("Uniform >> |z; a > 0| sinh(a*z)/sinh(a)", [99], UNIT, flat, lambda z, a: sinh(positive(a) * z) / sinh(positive(a))),
    ("Uniform >> |z; k > 0| ln(z^k/(1 - z^k))", [30], UNIT, flat, lambda z, k: log(z ** positive(k)) - log(-expm1(positive(k) * log(z)))),
    ("Uniform >> |z; a > 0, b > 0| 1 - (1 - z^a)^b", [4, 9], UNIT, flat, lambda z, a, b: -expm1(positive(b) * log1p(-z ** positive(a)))),
    ("Normal >> Exp >> |z; c > 0, s > 0| 1 - (1 + c*z/s)^(-1/c)", [-5, 999], "-20 -3 -1 3 6 8", normal, lambda t, c, s: -expm1(-log1p(positive(c) * exp(t) / positive(s)) / positive(c))),
    ("Normal >> Exp >> |z; a > 0, s > 0| exp(-(z/s)^(-a))", [19, 99], "4 4.5 4.625 5 9", normal, lambda t, a, s: exp(-(exp(t) / positive(s)) ** -positive(a))),
    ("Normal >> |z| (exp((z - abs(z))/2) + 1 - exp(-(z + abs(z))/2))/2", [], "-105 -9 -1 -0.0009765625 0.0009765625 1 9", normal, lambda z: exp(z) / 2 if z < 0 else 1 - exp(-z) / 2),
]

CASES += [
    ("Uniform >> |z| tan(PI*z/2)", [], "1e-8 1e-4 0.125 0.25 0.5 0.75 0.9", flat, lambda z: tan(pi * z / 2)),
    ("Uniform >> |z| ln(tan(PI*z/2))", [], UNIT, flat, lambda z: log(tan(pi * z / 2))),
    ("Uniform >> |z| sin(PI*(z - 0.5))", [], "0.125 0.25 0.5 0.75 0.9", flat, lambda z: -mp.cos(pi * z)),
    ("Uniform >> |z| cos(PI*z)", [], "0.125 0.25 0.5 0.75 0.9", flat, lambda z: mp.cos(pi * z)),
    ("Normal >> |z; a, s > 0| Phi((z - a)/s)", [0.5, -1], "-9 -4 -1 0.25 1 2", normal, lambda z, a, s: ncdf((z - a) / positive(s))),
    ("Normal >> |z; a, s > 0| ln(Phi((z - a)/s))", [0.5, -1], "-100 -9 -4 -1 0.25 1 2", normal, lambda z, a, s: log(ncdf((z - a) / positive(s)))),
    ("Normal >> |z; a, s > 0| logit(Phi((z - a)/s))", [0.5, -1], "-100 -9 -4 -1 0.25 1 2 9 100", normal, lambda z, a, s: log(ncdf((z - a) / positive(s))) - log(ncdf(-(z - a) / positive(s)))),
    ("Normal >> |z| erf(z)", [], "-4 -1 -0.0009765625 0.25 1 3", normal, lambda z: mp.erf(z)),
    ("Normal >> |z| ln(sigmoid(z))", [], FAR, normal, lambda z: -softplus(-z)),
    ("Normal >> |z; a > 0| z + ln(a + exp(z))", [1], FAR, normal, lambda z, a: z + log(positive(a) + exp(z))),
    ("Normal >> |z; b > 0| ln(1 + exp(b*z))/b", [-40], "-40 -1 0.25 1 40", normal, lambda z, b: softplus(positive(b) * z) / positive(b)),
    ("Normal >> |z; a > 0| z/sqrt(a + z^2)", [3], "-3e19 -40 -1 -0.0009765625 0.25 1 15 3e19", normal, lambda z, a: z / sqrt(positive(a) + z * z)),
    ("Normal >> Exp >> |z| sqrt(z^2 + 1) - 1", [], "-15 -9 -1 0.25 1 9 40", normal, lambda t: sqrt(exp(2 * t) + 1) - 1),
    ("Normal >> Exp >> |z| z - ln(1 + z)", [], "-15 -9 -1 0.25 1 9 40", normal, lambda t: exp(t) - log1p(exp(t))),
    ("Normal >> Exp >> |z| exp(z) - 1 - z", [], "-15 -9 -1 0.25 1 3", normal, lambda t: expm1(exp(t)) - exp(t)),
    ("Normal >> Exp >> |z| cosh(z) - 1", [], "-15 -9 -1 0.25 1 3", normal, lambda t: mp.cosh(exp(t)) - 1),
    ("Normal >> Exp >> |z| acosh(1 + z)", [], "-15 -9 -1 0.25 1 3", normal, lambda t: mp.acosh(1 + exp(t))),
    ("Normal >> Exp >> |z| ln(tanh(z))", [], "-15 -9 -1 0.25 1 3", normal, lambda t: log(tanh(exp(t)))),
    ("Normal >> |z; m, s > 0| 1 - exp(-exp((z - m)/s))", [1, -2], "-40 -4 -1 0 0.5 1 1.2", normal, lambda z, m, s: -expm1(-exp((z - m) / positive(s)))),
    ("Normal >> Exp >> |z; k > 0, s > 0, c > 0| 1 - (1 + (z/s)^c)^(-k)", [1, 99, 19], "2 3 4 4.5 4.625 5", normal, lambda t, k, s, c: -expm1(-positive(k) * log1p((exp(t) / positive(s)) ** positive(c)))),
    ("Normal >> Exp >> |z; w in (0, 1), a > 0, b > 0| w*(1 - exp(-(z/a)^2)) + (1 - w)*(1 - exp(-(z/b)^2))", [0, 1, 9], "-9 -3 1 2 3", normal, lambda t, w, a, b: -unit(w) * expm1(-(exp(t) / positive(a)) ** 2) - unit(-w) * expm1(-(exp(t) / positive(b)) ** 2)),
    ("Normal >> |z| z - tanh(z) + 0.000001*z", [], "-9 -1 -0.0009765625 0.0001 0.25 1 9", normal, lambda z: z - tanh(z) + z / 1000000),
    ("Normal >> |z; a > 0| asinh(a*exp(z))", [2], "-40 -9 -1 0.25 1 9 40 89 500", normal, lambda z, a: asinh(positive(a) * exp(z))),
    ("Normal >> |z| ln(exp(z) + sqrt(exp(2*z) + 1))", [], "-40 -9 -1 0.25 1 9 40 89 500", normal, lambda z: asinh(exp(z))),
]

# Text that is stable as it is written, where what it could be rewritten to is not.
CASES += [
    ("Normal >> Exp >> |z; s > 0| ln(s + z) - ln(s)", [-60], "-60 -20 -1 0 1 20", normal, lambda t, s: log1p(exp(t) / positive(s))),
    ("Normal >> Exp >> |z; k in (0, 1), s > 0| z^k/s^k", [0, -60], "-60 -20 -1 0 1 20", normal, lambda t, k, s: (exp(t) / positive(s)) ** unit(k)),
    ("Normal >> Exp >> |z; k in (0, 1), s > 0| k*ln(z) - k*ln(s)", [0, -60], "-60 -20 -1 0.5 1 20 60", normal, lambda t, k, s: unit(k) * (t - log(positive(s)))),
    ("Normal >> |z; c in (0, 1)| z - c*tanh(z)", [-2], WIDE, normal, lambda z, c: z - unit(c) * tanh(z)),
    ("Normal >> |z| exp(z) + exp(2*z)", [], "-40 -9 -1 0.25 1 9 40", normal, lambda z: exp(z) + exp(2 * z)),
]

# Values and slopes that nothing but their form keeps from cancelling.
CASES += [
    ("Normal >> |z; a > 0| z + sin(a*z)^2/(2*a)", [1], WIDE, normal, lambda z, a: z + sin(positive(a) * z) ** 2 / (2 * positive(a))),
    ("Normal >> |z; a > 0| 1 - exp(-a*z)/(1 + exp(-z))^a", [3], "-105 -30 -9 -1 0.25 4 20", normal, lambda z, a: -expm1(-positive(a) * softplus(z))),
    ("Normal >> Exp >> |x| x - ln(1 + x + x^2/2)", [], "-15 -8 -3 -1 0.25 1 9 40", normal, lambda t: exp(t) - log1p(exp(t) + exp(2 * t) / 2)),
    ("Normal >> Exp >> |x| 1 - exp(-x)*(1 + x + x^2/2 + x^3/6)", [], "-15 -8 -4 -3 -1 0.25 1 2 3 4", normal, lambda t: erlang(exp(t), 4)),
    ("Normal >> Exp >> |x; d > 0| sqrt(x^2 + d^2) - d", [1], "-15 -8 -3 -1 0.25 1 9 40", normal, lambda t, d: sqrt(exp(2 * t) + positive(d) ** 2) - positive(d)),
    ("Normal >> |z; p > 0| (softplus(p*z) - softplus(p*(z - 1)))/p", [2], "-40 -9 -1 -0.0009765625 0.25 0.5 1 4 9 40", normal, lambda z, p: (softplus(positive(p) * z) - softplus(positive(p) * (z - 1))) / positive(p)),
    ("Normal >> |z| 0.5 + z/(2*sqrt(2 + z^2))", [], "-1e9 -1e4 -40 -1 -0.25 0.25 1 40 1e4", normal, lambda z: (1 + z / sqrt(2 + z * z)) / 2),
    ("Normal >> |z| 0.5 + 3/8*z/sqrt(1 + z^2/4)*(1 - z^2/(1 + z^2/4)/12)", [], "-1e9 -1e4 -40 -1 -0.25 0.25 1 40 1e4", normal, student4),
]


def numbers(values):
    largest = mpf(2) ** 1023
    values = [min(max(v, -largest), largest) for v in values]
    return ", ".join(mp.nstr(v, 20, strip_zeros=True, min_fixed=-3, max_fixed=6) for v in values)


def quantities(z, raw, base, f):
    """x, ln|dx/dz|, the score and the gradient, and of what size the terms are of which the last two are sums."""
    def by(g, i):
        """The derivative by z, or by a parameter."""
        if i < 0:
            return mp.diff(lambda t: g(t, raw), z)
        return mp.diff(lambda t: g(z, raw[:i] + [t] + raw[i + 1:]), raw[i])

    value = lambda z, raw: f(z, *raw)
    # Derivatives of derivatives by central differences of eighth of the digits.
    slope = lambda z, raw: mp.diff(lambda t: f(t, *raw), z)
    log_det = lambda z, raw: log(abs(slope(z, raw)))
    n = range(-1, len(raw))
    f_by, l_by = [by(value, i) for i in n], [by(log_det, i) for i in n]
    b = mp.diff(base, z)
    score = (b - l_by[0]) / f_by[0]
    gradient = [-score * f_by[i + 1] - l_by[i + 1] for i in range(len(raw))]
    terms = [(abs(b) + abs(l_by[0])) / abs(f_by[0])]
    terms += [abs(score * f_by[i + 1]) + abs(l_by[i + 1]) for i in range(len(raw))]
    return [f(z, *raw), log_det(z, raw), score] + gradient, [mpf(0), mpf(0)] + terms


def point(z, raw, base, f):
    """z and what it becomes, and the sizes of these: what a relative error of one in z and in the parameters changes, which is
    the condition of the number at this point, and the terms that are added up."""
    z, raw = mpf(z), [mpf(r) for r in raw]
    h = mpf(10) ** -25
    quantity, sizes = quantities(z, raw, base, f)
    arguments = [z] + raw
    for i, argument in enumerate(arguments):
        if argument == 0:
            continue
        sides = []
        for t in (argument * (1 - h), argument * (1 + h)):
            moved = arguments[:i] + [t] + arguments[i + 1:]
            sides.append(quantities(moved[0], moved[1:], base, f)[0])
        for k, (below, above) in enumerate(zip(*sides)):
            sizes[k] += abs(above - below) / (2 * h)
    return [z] + quantity, [abs(z)] + sizes


def main():
    print("// Written by formulas.py.")
    print("formulas! {")
    for chain, raw, zs, base, f in CASES:
        print("    [%s] [%s] {" % (chain, ", ".join(str(float(r)) for r in raw)))
        for z in zs.split():
            # The nearest number of single precision, so that both precisions are given the same.
            z = struct.unpack("f", struct.pack("f", float(z)))[0]
            quantity, sizes = point(z, raw, base, f)
            print("        [%s] [%s];" % (numbers(quantity), numbers(sizes)))
        print("    }")
    print("}")


if __name__ == "__main__":
    main()
