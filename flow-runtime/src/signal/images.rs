//! Pictures of one shape.

use super::{SignalError, SignalErrorKind, folder, idx, picture};
use crate::real::Real;
use nalgebra::SVector;
use std::path::{Path, PathBuf};

/// How the names of PNG files end.
const ENDING: &str = "png";

/// Pictures of one shape, of numbers from 0 to 255. They are equal if their shapes and numbers are, wherever they come from.
#[derive(Clone, Debug)]
pub struct Images {
    shape: [usize; 3],
    /// Picture by picture, channel by channel, row by row.
    numbers: Vec<u8>,
    /// Where they come from.
    path: PathBuf,
}

impl PartialEq for Images {
    fn eq(&self, other: &Self) -> bool {
        (self.shape, &self.numbers) == (other.shape, &other.numbers)
    }
}

impl Eq for Images {}

impl Images {
    /// Reads a folder of PNG files, in the order of their names; one PNG file, whose name ends so; or an IDX file of grey pictures,
    /// bytes of three axes, zipped or not.
    ///
    /// PNG files have one channel if they are grey, three if they have colours, and one more if they are transparent in places. All of a
    /// folder have the same shape. Numbers of fewer than 8 bits become those of 8.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or is not such a file: which, where, what was found, and what was expected.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, SignalError> {
        let path = path.as_ref();
        if path.is_dir() {
            let files = folder::files(path, ENDING).map_err(|kind| kind.at(path))?;
            return Self::of_files(path, &files);
        }
        if folder::ends(path, ENDING) {
            return Self::of_files(path, &[path.to_owned()]);
        }
        let axes = "three axes: pictures, rows and columns";
        let read = idx::read::<3>(path, axes).map_err(|kind| kind.at(path))?;
        let ([_, height, width], numbers) = read;
        Ok(Self {
            shape: [1, height, width],
            numbers,
            path: path.to_owned(),
        })
    }

    /// The pictures of PNG files, at least one.
    fn of_files(path: &Path, files: &[PathBuf]) -> Result<Self, SignalError> {
        let mut all = Self {
            shape: [0; 3],
            numbers: Vec::new(),
            path: path.to_owned(),
        };
        for (place, file) in files.iter().enumerate() {
            let (found, numbers) = picture::read(file).map_err(|kind| kind.at(file))?;
            if place == 0 {
                all.shape = found;
            }
            let expected = all.shape;
            if found != expected {
                return Err(SignalErrorKind::Shape { found, expected }.at(file));
            }
            all.numbers.extend(numbers);
        }
        Ok(all)
    }

    /// Channels, height and width.
    pub fn shape(&self) -> [usize; 3] {
        self.shape
    }

    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.numbers.len() / self.dim().max(1)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn dim(&self) -> usize {
        self.shape.iter().product()
    }

    /// The numbers: picture by picture, channel by channel, row by row.
    pub fn numbers(&self) -> &[u8] {
        &self.numbers
    }

    /// The pictures as samples of a flow on their shape.
    ///
    /// # Errors
    ///
    /// If the shape has not `D` numbers.
    pub fn samples<T: Real, const D: usize>(&self) -> Result<Vec<SVector<T, D>>, SignalError> {
        if self.dim() != D || D == 0 {
            let kind = SignalErrorKind::Dimensions {
                shape: self.shape.into(),
                expected: D,
            };
            return Err(kind.at(&self.path));
        }
        let (pictures, _) = self.numbers.as_chunks::<D>();
        let sample = |picture: &[u8; D]| SVector::from(picture.map(|n| T::from_f64(f64::from(n))));
        Ok(pictures.iter().map(sample).collect())
    }
}
