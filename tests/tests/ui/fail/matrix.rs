//! Constant matrices.

use flow_runtime::prelude::*;

flow! {
    pub struct Singular = Matrix[[1, 2], [2, 4]];
    pub struct Counted = Matrix[[1, 2, 3], [4, 5, 6], [7, 8, 9]];
    pub struct Decimals = Matrix[[0.1, 1, 0], [0.2, 1, 1], [0.3, 2, 1]];
    pub struct Doubtful = Matrix[[PI, 2 * PI], [1, 2]];
    pub struct Oblong = Matrix[[1, 2, 3], [4, 5, 6]];
    pub struct Row = Matrix[[1, 2]];
    pub struct Ragged = Matrix[[1, 2], [3]];
    pub struct NoRows<2> = Matrix >> Matrix(2) >> Matrix[] >> Matrix[2, 1, 0, 1] >> Matrix[[1, 0], 3];
    pub struct Entries = Matrix[[1, pi], [0, [1]]];
    pub struct Size<3> = Matrix[[1, 0], [0, 1]];
    pub struct Close = Matrix[[1, 1], [1, 1.0000001]];
    pub struct Small = Matrix[[1, 0], [0, 1e-40]];
    pub struct Box = Uniform >> Matrix[[1, 1], [0, 1]];
    pub struct Half = |u, v| (exp(u), v) >> Matrix[[2, 1], [0, 1]];
    pub struct Fine<2> = |u, v| (exp(u), v) >> Matrix[[2, 0], [1, 1]] >> |x, y| (ln(x), y) >> MAF(8);
}

fn main() {}
