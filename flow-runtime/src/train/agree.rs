//! What ranks must agree on, so that none waits for another that has ended.

use super::FitError;
use super::saved::compare;
use crate::ranks::Ranks;

/// This rank's result, or the error of the first rank that has one, at all of them.
pub(super) fn agree<R>(
    ranks: Option<&dyn Ranks>,
    result: Result<R, FitError>,
) -> Result<R, FitError> {
    match ranks {
        Some(ranks) if ranks.size() > 1 => first_error(ranks, ranks.size(), result),
        _ => result,
    }
}

/// The same of what only rank 0 has done.
pub(super) fn follow(
    ranks: Option<&dyn Ranks>,
    result: Result<(), FitError>,
) -> Result<(), FitError> {
    match ranks {
        Some(ranks) if ranks.size() > 1 => first_error(ranks, 1, result),
        _ => result,
    }
}

/// Of so many ranks from the first on.
fn first_error<R>(
    ranks: &dyn Ranks,
    speakers: usize,
    result: Result<R, FitError>,
) -> Result<R, FitError> {
    let own = result.as_ref().err().map(|error| match error {
        FitError::Rank { reason, .. } => reason.clone(),
        other => other.to_string(),
    });
    for rank in 0..speakers {
        let speaks = rank == ranks.rank();
        let reason = own.as_ref().filter(|_| speaks);
        if let Some(reason) = broadcast(ranks, rank, reason.map(|text| text.as_bytes().to_vec())) {
            let reason = String::from_utf8_lossy(&reason).into_owned();
            return Err(FitError::Rank { rank, reason });
        }
    }
    result
}

/// What rank `from` has, at all of them.
pub(super) fn broadcast(ranks: &dyn Ranks, from: usize, bytes: Option<Vec<u8>>) -> Option<Vec<u8>> {
    let mut len = bytes.as_ref().map_or(u64::MAX, |bytes| bytes.len() as u64);
    ranks.broadcast(bytemuck::bytes_of_mut(&mut len), from);
    if len == u64::MAX {
        return None;
    }
    let mut bytes = bytes.unwrap_or_else(|| vec![0; len as usize]);
    ranks.broadcast(&mut bytes, from);
    Some(bytes)
}

/// Refuses ranks that would not do the same as rank 0: `identity` has what steps depend on, a line each.
pub(super) fn same(ranks: &dyn Ranks, identity: &str) -> Result<(), FitError> {
    let own = (ranks.rank() == 0).then(|| identity.as_bytes().to_vec());
    let first = broadcast(ranks, 0, own).expect("rank 0 has one");
    let first = String::from_utf8_lossy(&first);
    let compared = compare(identity, &first).map_err(|other| FitError::Rank {
        rank: ranks.rank(),
        reason: other.to_string(),
    });
    agree(Some(ranks), compared)
}
