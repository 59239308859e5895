//! What a trained chain makes: samples, pictures between two others, and the lower halves of pictures of which the upper one is seen.

use crate::chains::Chain;
use flow_runtime::prelude::*;
use rand_distr::{Distribution, StandardNormal};

/// Samples whose numbers in the base are normal with this scale.
pub(crate) fn at_temperature<C: Chain<D>, const D: usize>(
    noisy: &C::Noisy,
    temperature: f64,
    count: usize,
    rng: &mut impl Rng,
) -> Vec<SVector<f32, D>> {
    let zs: Vec<_> = (0..count)
        .map(|_| normal(rng) * temperature as f32)
        .collect();
    rounded(noisy.forward_batch(&zs).0)
}

/// For every pair, a row of so many pictures from one to the other: along a great circle in the base, where normal numbers are.
pub(crate) fn between<C: Chain<D>, const D: usize>(
    noisy: &C::Noisy,
    pairs: &[[SVector<f32, D>; 2]],
    count: usize,
) -> Vec<SVector<f32, D>> {
    let middle = |picture: SVector<f32, D>| noisy.inverse(&picture.add_scalar(0.5));
    let rows = pairs.iter().map(|pair| {
        let [a, b] = pair.map(middle);
        let angle = (a.dot(&b) / (a.norm() * b.norm())).clamp(-1.0, 1.0).acos();
        (0..count).map(move |i| {
            let t = i as f32 / (count - 1) as f32;
            let [u, v] = [((1.0 - t) * angle).sin(), (t * angle).sin()];
            (a * u + b * v) / angle.sin()
        })
    });
    let zs: Vec<_> = rows.flatten().collect();
    rounded(noisy.forward_batch(&zs).0)
}

/// The upper half of each picture, with a lower half drawn given it. None of a chain whose upper half depends on what its lower half
/// is in the base: only where it does not is a new lower half of the base one of the picture.
pub(crate) fn lower_halves<C: Chain<D>, const D: usize>(
    noisy: &C::Noisy,
    pictures: &[SVector<f32, D>],
    rng: &mut impl Rng,
) -> Option<Vec<SVector<f32, D>>> {
    let half = D / 2;
    let reaches = |row: &[bool]| row[half..].contains(&true);
    if C::mixing()[..half].iter().any(|row| reaches(row)) {
        return None;
    }
    let zs: Vec<_> = pictures
        .iter()
        .map(|picture| {
            let noisy_picture = picture.map(|x| x + rng.random::<f32>());
            let mut z = noisy.inverse(&noisy_picture);
            let new: SVector<f32, D> = normal(rng);
            z.as_mut_slice()[half..].copy_from_slice(&new.as_slice()[half..]);
            z
        })
        .collect();
    Some(rounded(noisy.forward_batch(&zs).0))
}

fn rounded<const D: usize>(pictures: Vec<SVector<f32, D>>) -> Vec<SVector<f32, D>> {
    pictures
        .into_iter()
        .map(|picture| picture.map(f32::floor))
        .collect()
}

fn normal<const D: usize>(rng: &mut impl Rng) -> SVector<f32, D> {
    SVector::from_fn(|_, _| StandardNormal.sample(rng))
}
