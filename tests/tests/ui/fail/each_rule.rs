//! A rejection for each rule of the language; what is only warned about is in `warn/each_rule.rs`.

use flow_runtime::prelude::*;

flow! {
    pub struct IndexTwice = Permute[1, 1, 0];
    pub struct IndexOutOfRange = Permute[0, 2];
    pub struct OtherDimensions = Permute[1, 0] >> Shift[1, 2, 3];
    pub struct UnknownName<2> = MFA(64);
    pub struct NoWidth<2> = MAF();
    pub struct WidthOfZero<2> = MAF(0);
    pub struct WidthOfAFraction<2> = MAF(6.4);
    pub struct TooNarrow<8> = MAF(3);
    pub struct ScaleOfZero = Scale[1, 0];
    pub struct SingularMatrix = Matrix[[1, 2], [2, 4]];
    pub struct NotOneToOne<1> = |z| z^2;
    pub struct NotOneToOneOnTheLine<1> = Normal >> |z| cos(z);
    pub struct OutsideTheDomain<1> = Exp >> |u| acos(u);
    pub struct Entangled = |x, y| (x + y, x - y^3);
}

fn main() {}
