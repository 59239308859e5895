//! Elements whose code is compiled in this crate.

/// Implements [`Element`](super::Element) by the code of another type, once for each scalar: `compiled! { S => [generics]
/// Type: Code = |element| &code }`.
///
/// A chain is compiled in the crate that declares it. So that the heavy code of its elements is not, it is reached by
/// functions that are not generic: these are compiled here, once, whatever flows a program has.
///
/// All of the contract is passed on, and what it may be given later has to be: clippy refuses an element written here that
/// leaves a method to its default.
macro_rules! compiled {
    ($scalar:ident => $($element:tt)*) => {
        const _: () = {
            type $scalar = f32;
            $crate::element::compiled!(@one $scalar $($element)*);
        };
        const _: () = {
            type $scalar = f64;
            $crate::element::compiled!(@one $scalar $($element)*);
        };
    };
    (@one $scalar:ident [$($generics:tt)*] $element:ty: $code:ty = |$this:ident| $inner:expr) => {
        #[deny(clippy::missing_trait_methods)]
        impl<$($generics)*> $crate::element::Element<$scalar> for $element {
            $crate::element::compiled! { @method $scalar $code, |$this| $inner,
                fn size(&self) -> $crate::element::Size;
            }
            $crate::element::compiled! { @method $scalar $code, |$this| $inner,
                fn parts(&self, parts: &mut $crate::parts::Parts);
            }
            $crate::element::compiled! { @method $scalar $code, |$this| $inner,
                fn init(&self, params: &mut [$scalar], rng: &mut dyn rand::Rng);
            }
            $crate::element::compiled! { @method $scalar $code, |$this| $inner,
                fn prepare(
                    &self,
                    params: &mut [$scalar],
                    data: &mut $crate::element::Preparation<'_, $scalar>
                );
            }
            $crate::element::compiled! { @method $scalar $code, |$this| $inner,
                fn trained(&self, trained: &mut [bool]);
            }
            $crate::element::compiled! { @method $scalar $code, |$this| $inner,
                fn scaling(&self) -> $crate::element::Scaling;
            }
            $crate::element::compiled! { @method $scalar $code, |$this| $inner,
                fn touches(&self, touched: &mut [bool]);
            }
            $crate::element::compiled! { @method $scalar $code, |$this| $inner,
                fn forward(&self, params: &[$scalar], block: &mut $crate::element::Block<'_, $scalar>);
            }
            $crate::element::compiled! { @method $scalar $code, |$this| $inner,
                fn inverse(&self, params: &[$scalar], block: &mut $crate::element::Block<'_, $scalar>);
            }
            $crate::element::compiled! { @method $scalar $code, |$this| $inner,
                fn forward_pullback(
                    &self,
                    params: &[$scalar],
                    pull: &mut $crate::element::Pullback<'_, $scalar>
                );
            }
            $crate::element::compiled! { @method $scalar $code, |$this| $inner,
                fn inverse_pullback(
                    &self,
                    params: &[$scalar],
                    pull: &mut $crate::element::Pullback<'_, $scalar>
                );
            }
        }
    };
    (@method $scalar:ident $code:ty, |$this:ident| $inner:expr,
        fn $method:ident(&self $(, $name:ident: $type:ty)*) $(-> $result:ty)?;
    ) => {
        fn $method(&self $(, $name: $type)*) $(-> $result)? {
            #[inline(never)]
            fn run(code: &$code $(, $name: $type)*) $(-> $result)? {
                $crate::element::Element::<$scalar>::$method(code $(, $name)*)
            }
            let $this = self;
            run($inner $(, $name)*)
        }
    };
}
pub(crate) use compiled;
