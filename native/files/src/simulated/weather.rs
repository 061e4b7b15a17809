//! What a disk does that it should not.

use super::random::Random;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskFault {
    /// There is no room: creating, allocating and writing fail, writing after a part of it.
    NoSpace,
    /// Everything that changes a file or a name fails, writing after a part of it.
    WriteError,
    /// Everything that looks at a file or a name fails.
    ReadError,
    /// Syncs fail, and what they should have made durable is forgotten.
    SyncError,
    /// The same, and the system says that there is no room.
    SyncNoSpace,
    /// Syncs take seconds. Nothing fails.
    Slow,
}

impl DiskFault {
    /// All of them.
    pub const ALL: [DiskFault; 6] = [
        DiskFault::NoSpace,
        DiskFault::WriteError,
        DiskFault::ReadError,
        DiskFault::SyncError,
        DiskFault::SyncNoSpace,
        DiskFault::Slow,
    ];
}

/// What goes wrong for a while, and how often: once in so many calls.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// What goes wrong.
    pub fault: DiskFault,
    /// How rarely.
    pub one_in: u64,
}

/// The calls that a fault can hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Look,
    /// Creating, linking, and making a file longer: what needs room.
    Grow,
    Change,
    Sync,
}

impl Weather {
    pub(super) fn strikes(self, call: Call, random: &mut Random) -> bool {
        let hit = match self.fault {
            DiskFault::NoSpace => call == Call::Grow,
            DiskFault::WriteError => matches!(call, Call::Grow | Call::Change),
            DiskFault::ReadError => call == Call::Look,
            DiskFault::SyncError | DiskFault::SyncNoSpace | DiskFault::Slow => call == Call::Sync,
        };
        hit && random.one_in(self.one_in)
    }
}
