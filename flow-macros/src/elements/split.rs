//! `split = half`, `alternate`, `channels`, `checkerboard` or a list: which dimensions of a coupling stay as they are.

use crate::arguments::Check;
use crate::ast::{Expr, ExprKind};
use crate::errors::Loc;
use crate::shape::Shape;
use crate::sites::{Layout, Sites};

/// Which dimensions stay.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Split {
    /// The first half, rounded down: so that a coupling and its mirror image move every dimension.
    Half,
    /// Every other one, from the first.
    Alternate,
    /// Those of a list.
    List(Vec<usize>),
    /// The first half of the channels, rounded down.
    Channels(Shape),
    /// Every other place of each channel, along every axis: those whose coordinates have an even sum, or the `odd` ones
    /// (Dinh, Sohl-Dickstein & Bengio 2017, §3.4).
    Checkerboard { shape: Shape, odd: bool },
}

/// What splits one channel.
pub(super) const PLACES: &str = "split the places: `split = checkerboard`";

/// A name for a split.
#[derive(Clone, Copy)]
enum Named {
    Half,
    Alternate,
    Channels,
    Checkerboard { odd: bool },
}

const NAMES: [(&str, Named); 5] = [
    ("half", Named::Half),
    ("alternate", Named::Alternate),
    ("channels", Named::Channels),
    ("checkerboard", Named::Checkerboard { odd: false }),
    ("odd_checkerboard", Named::Checkerboard { odd: true }),
];

impl Check<'_> {
    /// The option `split` of an element on `dim` dimensions.
    pub(super) fn split(&self, written: Option<&Expr>, dim: usize) -> Option<Split> {
        let Some(expr) = written else {
            return Some(Split::Half);
        };
        let list = match &expr.kind {
            ExprKind::Name(_) | ExprKind::Number(_) => {
                return match self.choice("split", written, &NAMES)? {
                    Named::Half => Some(Split::Half),
                    Named::Alternate => Some(Split::Alternate),
                    Named::Channels => self.split_channels("`split = channels`", PLACES, expr.loc),
                    Named::Checkerboard { odd } => self.checkerboard(odd, expr.loc),
                };
            }
            ExprKind::List(list) => list,
            ExprKind::Broken => return None,
            _ => {
                self.error(
                    expr.loc,
                    "expected the dimensions that stay\nhelp: `half`, `alternate`, `channels`, `checkerboard`, or a list such as `[0]`",
                );
                return None;
            }
        };
        let mut indices: Vec<usize> = Vec::new();
        let mut fine = true;
        for value in list {
            let Some(staying) = self.indices(value, dim) else {
                fine = false;
                continue;
            };
            if let Some(&twice) = staying.iter().find(|i| indices.contains(i)) {
                let what = self.labels.index(twice);
                self.error(value.loc, format!("{what} appears twice in this split"));
                fine = false;
            }
            indices.extend(staying);
        }
        if !fine {
            return None;
        }
        let what = match indices.len() {
            0 => "no dimension stays, so nothing says how the others move",
            all if all == dim => "all dimensions stay, so nothing moves",
            _ => {
                indices.sort_unstable();
                return Some(Split::List(indices));
            }
        };
        self.error(
            expr.loc,
            format!(
                "{what}\nhelp: `split` lists the dimensions that stay, some of 0 to {}",
                dim - 1
            ),
        );
        None
    }
}

impl Check<'_> {
    /// The split of channels that `what` asks for; where there is one only, it is said what would do otherwise.
    pub(super) fn split_channels(&self, what: &str, otherwise: &str, loc: Loc) -> Option<Split> {
        let shape = self.shape(what, loc)?;
        if shape.channels() == 1 {
            let more = match shape.squeezed() {
                Some(more) => format!(
                    "in front of an `Unsqueeze` there are {} channels; or ",
                    more.channels()
                ),
                None => String::new(),
            };
            self.error(
                loc,
                format!("{what} needs at least 2 channels, one to stay as it is, and one for that to move, but the shape here is {shape}\nhelp: {more}{otherwise}"),
            );
            return None;
        }
        Some(Split::Channels(shape))
    }

    fn checkerboard(&self, odd: bool, loc: Loc) -> Option<Split> {
        let shape = self.shape("`split = checkerboard`", loc)?;
        if shape.places() == 1 {
            self.error(
                loc,
                format!("a checkerboard of 1 place has nothing to stay or nothing to move, and the shape here is {shape}\nhelp: split the channels: `split = channels`"),
            );
            return None;
        }
        Some(Split::Checkerboard { shape, odd })
    }
}

impl Split {
    /// Whether dimension `i` of `dim` stays.
    pub(super) fn keeps(&self, i: usize, dim: usize) -> bool {
        match self {
            Self::Half => i < dim / 2,
            Self::Alternate => i.is_multiple_of(2),
            Self::List(list) => list.contains(&i),
            Self::Channels(shape) => i < shape.channels() / 2 * shape.places(),
            Self::Checkerboard { shape, odd } => shape.coordinate_sum(i).is_multiple_of(2) != *odd,
        }
    }

    /// Where that is which stays, and that which moves, for networks that know places.
    pub(super) fn layout(&self) -> Option<Layout> {
        let (shape, stay, moved) = match self {
            Self::Half | Self::Alternate | Self::List(_) => return None,
            Self::Channels(shape) => {
                let staying = shape.channels() / 2;
                let all = |channels| Sites {
                    channels,
                    odd: None,
                };
                (shape, all(staying), all(shape.channels() - staying))
            }
            Self::Checkerboard { shape, odd } => {
                let of = |odd| Sites {
                    channels: shape.channels(),
                    odd: Some(odd),
                };
                (shape, of(*odd), of(!odd))
            }
        };
        Some(Layout {
            size: shape.size(),
            stay,
            moved,
        })
    }

    /// The option, where it is not the default.
    pub(super) fn option(&self) -> Option<String> {
        let value = match self {
            Self::Half => return None,
            Self::Alternate => "alternate".to_owned(),
            Self::List(list) => {
                let list: Vec<String> = list.iter().map(usize::to_string).collect();
                format!("[{}]", list.join(", "))
            }
            Self::Channels(_) => "channels".to_owned(),
            Self::Checkerboard { odd: false, .. } => "checkerboard".to_owned(),
            Self::Checkerboard { odd: true, .. } => "odd_checkerboard".to_owned(),
        };
        Some(format!("split = {value}"))
    }
}
