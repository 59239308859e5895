use flow_runtime::prelude::*;

flow! {
    pub struct Singular = Scale[1, 0] >> Scale[1e-60, 2];
    pub struct Infinite = Shift[1 / 0, 1e300] >> Shift[(-2)^0.5, sqrt(-1)];
    pub struct Names = Shift[pi, tau, sin(1), 2f32] >> Shift[x = 1, [1], "1", 1 2];
    pub struct Parentheses<2> = Shift(1, 2) >> Scale;
    pub struct Incomplete<2> = Shift[1, ] >> Shift[1,, 2] >> Shift[1 +, 2];
}

fn main() {}
