//! Which numbers of an image stay and which move in a coupling whose network knows where a number is.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Some numbers of an image, channel by channel: of so many channels, at every place, or at those whose coordinates have an
/// even or an odd sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sites {
    pub(crate) channels: usize,
    pub(crate) odd: Option<bool>,
}

/// Height and width, which is the length of sound, and the numbers that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) size: [usize; 2],
    pub(crate) stay: Sites,
    pub(crate) moved: Sites,
}

impl Sites {
    /// The places of its numbers, in their order.
    pub(crate) fn places(self, size: [usize; 2]) -> impl Iterator<Item = usize> {
        let [height, width] = size;
        let has = move |place: &usize| {
            let is_odd = (place / width + place % width) % 2 == 1;
            self.odd.is_none_or(|odd| odd == is_odd)
        };
        (0..self.channels).flat_map(move |_| (0..height * width).filter(has))
    }

    fn runtime(self) -> TokenStream {
        let channels = Literal::usize_unsuffixed(self.channels);
        match self.odd {
            None => quote!(rt::Sites::all(#channels)),
            Some(odd) => quote!(rt::Sites::checkerboard(#channels, #odd)),
        }
    }
}

impl Layout {
    pub(crate) fn places(&self) -> usize {
        let [height, width] = self.size;
        height * width
    }

    /// The first arguments of a network that knows places.
    pub(crate) fn runtime(&self) -> TokenStream {
        let [height, width] = self.size.map(Literal::usize_unsuffixed);
        let (stay, moved) = (self.stay.runtime(), self.moved.runtime());
        quote!([#height, #width], [#stay, #moved])
    }

    /// How often a kernel of `taps` along every axis that is longer than 1, so far apart, meets a place from another: the
    /// multiply-adds of a convolution from one channel to one.
    pub(crate) fn meetings(&self, taps: usize, dilation: usize) -> usize {
        let along = |length: usize| -> usize {
            let half = taps / 2;
            let beside = (1..=half).map(|tap| 2 * length.saturating_sub(tap * dilation));
            length + beside.sum::<usize>()
        };
        let [height, width] = self.size;
        let rows = if height == 1 { 1 } else { along(height) };
        rows * along(width)
    }

    /// The taps of such a kernel.
    pub(crate) fn taps(&self, along: usize) -> usize {
        if self.size[0] == 1 {
            along
        } else {
            along * along
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Layout, Sites};

    #[test]
    fn a_kernel_meets_fewer_places_at_the_edges() {
        let all = Sites {
            channels: 1,
            odd: None,
        };
        let layout = |size| Layout {
            size,
            stay: all,
            moved: all,
        };
        // The corners meet 4, the others 6.
        assert_eq!(layout([2, 3]).meetings(3, 1), 4 * 4 + 2 * 6);
        assert_eq!(layout([1, 5]).meetings(3, 4), 5 + 2);
        assert_eq!(layout([1, 5]).taps(3), 3);
    }

    #[test]
    fn colours_of_a_checkerboard() {
        let of = |odd| Sites {
            channels: 2,
            odd: Some(odd),
        };
        let places = |odd| of(odd).places([2, 3]).collect::<Vec<_>>();
        assert_eq!(places(false), [0, 2, 4, 0, 2, 4]);
        assert_eq!(places(true), [1, 3, 5, 1, 3, 5]);
    }
}
