use flow_runtime::prelude::*;

flow! {
    pub struct Singular = Scale[1, 0] >> Scale[1e-60, 2];
    pub struct Infinite = Shift[1 / 0, 1e300] >> Shift[(-2)^0.5, sqrt(-1)];
    pub struct Names = Shift[pi, tau, sine(1), 2f32] >> Shift[x = 1, [1], "1", 1 2];
    pub struct Functions = Shift[sin, PI(2), log(2), z + 1] >> Shift[acos(2), 1 / sin(PI), exp(1000), |z| z];
    pub struct Parentheses<2> = Shift(1, 2) >> Scale;
    pub struct Small<1> = Normal[loc = [0], scale = [1e-60]] >> |z| 1e-30 * 1e-20 * z >> |z| z / 3^100;
    pub struct Large<1> = |z| 2^200 * z >> MAF(8, univariate = |z; a| z + a + 1e30 * 1e30) >> LeakyReLU(1e-50);
    pub struct Double<f64, 1> = Normal[loc = [0], scale = [1e-60]] >> |z| 2^200 * z >> |z| 1e-30 * 1e-20 * z;
    pub struct Incomplete<2> = Shift[1, ] >> Shift[1,, 2] >> Shift[1 +, 2];
    pub struct Pole<2> = Shift[tan(PI/2), 0] >> MAF(8);
}

fn main() {}
