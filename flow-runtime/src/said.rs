//! Errors that say the same wherever they are shown.

/// Gives errors the text of their `Display` as `Debug` too: it is what a program shows whose `main` returns one, and `unwrap`.
macro_rules! said {
    ($error:ident) => {
        impl ::std::fmt::Debug for $error {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(self, f)
            }
        }
    };
}
pub(crate) use said;
