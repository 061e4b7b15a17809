//! What a disk does that it should not.

use super::random::Random;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no room: creating, allocating and writing fail, writing after a part of it.
    NoSpace,
    /// Everything that changes a file or a name fails, writing after a part of it.
    WriteError,
    /// Everything that looks at a file or a name fails.
    ReadError,
    /// Syncs fail, and what they should have made durable is forgotten.
    SyncError,
    /// Syncs take seconds. Nothing fails.
    Slow,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 5] = [
        Fault::NoSpace,
        Fault::WriteError,
        Fault::ReadError,
        Fault::SyncError,
        Fault::Slow,
    ];
}

/// What goes wrong for a while, and how often: once in so many calls.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// What goes wrong.
    pub fault: Fault,
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
            Fault::NoSpace => call == Call::Grow,
            Fault::WriteError => matches!(call, Call::Grow | Call::Change),
            Fault::ReadError => call == Call::Look,
            Fault::SyncError | Fault::Slow => call == Call::Sync,
        };
        hit && random.one_in(self.one_in)
    }
}
