//! The room that a round of compaction has on the disk.

use std::sync::atomic::Ordering;

use bimetal_locks::lock;

use super::pick::{Choice, Picked};
use crate::core::Core;

/// What a round can be made of.
pub(crate) enum Offer {
    /// These segments.
    Round(Picked),
    /// Some, but the disk has room for none of them.
    NoRoom,
    /// There is little to gain.
    Nothing,
}

/// Picks what the disk has room for, and leaves some to those who write meanwhile. Where nothing fits, the reserve is given for it:
/// it is as long as a segment, so one always does.
pub(crate) fn offer(core: &Core, choice: &Choice<'_>) -> Offer {
    // A file system that cannot say how full it is stops nothing.
    let free = core.files.free_bytes().ok().flatten().unwrap_or(u64::MAX);
    let spare = u64::from(core.options.segment_bytes) / 16;
    if let Some(picked) = choice.pick(free.saturating_sub(spare)) {
        return Offer::Round(picked);
    }
    if choice.pick(u64::MAX).is_none() {
        return Offer::Nothing;
    }
    let mut reserve = lock(&core.reserve);
    match choice.pick(free.saturating_add(reserve.lendable())) {
        Some(picked) => {
            reserve.lend();
            core.is_short.store(true, Ordering::Relaxed);
            Offer::Round(picked)
        }
        None => Offer::NoRoom,
    }
}

/// Sets aside again what has been given. Returns whether there is as much room once more: then the disk is no longer full.
pub(crate) fn restore(core: &Core) -> bool {
    let mut reserve = lock(&core.reserve);
    let free = core.files.free_bytes().ok().flatten();
    let has_room = reserve.restore().is_ok() && free.is_none_or(|free| free >= 2 * reserve.bytes());
    if has_room {
        core.is_short.store(false, Ordering::Relaxed);
    }
    has_room
}
