//! The elements with a network, where the network reads angles.

use super::conditioned;
use super::coupling::{self, Coupling};
use super::maf::{self, Maf};
use crate::angles::{self, Angles};
use crate::element::{Size, compiled};
use crate::made::{Masked, Network};
use crate::univariate::Univariate;

impl<const CELLS: usize> Angles<Masked<CELLS>> {
    /// A masked network that reads those of its inputs as points which are `angles`.
    ///
    /// # Panics
    ///
    /// If it has not as many inputs.
    pub const fn new(network: Masked<CELLS>, angles: &'static [bool]) -> Self {
        assert!(angles::seen(angles, angles.len()) == network.size().inputs);
        Self { network, angles }
    }

    /// The same with the size of its table forgotten.
    const fn network(&self) -> Angles<Network<'_>> {
        Angles {
            network: self.network.network(),
            angles: self.angles,
        }
    }

    const fn size(&self, columns: usize) -> Size {
        let network = angles::size(self.angles, self.network.size());
        conditioned::size(columns, network)
    }
}

impl<U, const CELLS: usize> Maf<Angles<Masked<CELLS>>, U> {
    /// The room this element needs.
    ///
    /// # Panics
    ///
    /// If there are not as many columns as the network has inputs.
    pub const fn size(&self) -> Size {
        assert!(self.columns.len() == self.conditioner.angles.len());
        self.conditioner.size(self.columns.len())
    }
}

compiled! { S => [U: Univariate<S> + Copy, const CELLS: usize]
    Maf<Angles<Masked<CELLS>>, U>: maf::Code<'_, Angles<Network<'_>>, S>
    = |maf| &maf::Code::of(maf.conditioner.network(), maf.columns, &maf.univariate)
}

impl<U, const CELLS: usize> Coupling<Angles<Masked<CELLS>>, U> {
    /// The room this element needs.
    pub const fn size(&self) -> Size {
        self.conditioner.size(self.columns.len())
    }
}

compiled! { S => [U: Univariate<S> + Copy, const CELLS: usize]
    Coupling<Angles<Masked<CELLS>>, U>: coupling::Code<'_, Angles<Network<'_>>, S>
    = |coupling| &coupling::Code::of(coupling.conditioner.network(), coupling.columns, &coupling.univariate)
}
