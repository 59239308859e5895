//! Colours, and perceptually uniform maps from numbers to them.

/// An opaque colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    /// Red, green and blue in sRGB.
    pub rgb: [u8; 3],
}

impl Color {
    /// What axes and letters are drawn in.
    pub const INK: Self = Self::rgb(0x22, 0x22, 0x22);
    /// What lies behind everything.
    pub const PAPER: Self = Self::rgb(0xff, 0xff, 0xff);
    /// The first colour for data.
    pub const BLUE: Self = Self::rgb(0x1f, 0x77, 0xb4);
    /// The second colour for data.
    pub const ORANGE: Self = Self::rgb(0xd9, 0x5f, 0x02);
    /// For what must not draw attention.
    pub const GRAY: Self = Self::rgb(0x80, 0x80, 0x80);

    /// The colour with these sRGB values.
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self {
            rgb: [red, green, blue],
        }
    }
}

/// A map from [0, 1] to colours in which equal steps look equal, in print without colours too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColorMap {
    /// Dark violet over green to yellow.
    #[default]
    Viridis,
    /// Black over violet and orange to pale yellow.
    Inferno,
    /// Black over violet and pink to cream.
    Magma,
    /// Dark blue over pink to yellow.
    Plasma,
}

impl ColorMap {
    /// The colour of `value`; below 0 and above 1 those of 0 and 1, for NaN that of 0.
    #[expect(clippy::manual_clamp, reason = "`clamp` would keep a NaN")]
    pub fn color(self, value: f64) -> Color {
        let gradient = match self {
            Self::Viridis => colorous::VIRIDIS,
            Self::Inferno => colorous::INFERNO,
            Self::Magma => colorous::MAGMA,
            Self::Plasma => colorous::PLASMA,
        };
        Color {
            rgb: gradient
                .eval_continuous(value.max(0.0).min(1.0))
                .into_array(),
        }
    }
}
