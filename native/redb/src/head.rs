//! The head of a redb file, as far as it says which of its two states is the one that counts.

use std::io;

use bimetal_engine::Result;
use redb::StorageBackend;

use crate::error::file_damaged;

const FLAGS_AT: usize = 9;
const SECOND: u8 = 1;
const NOT_CLOSED: u8 = 2;

/// Where the two states stand, one behind the other.
const STATES_AT: usize = 64;
const STATE_BYTES: usize = 128;
const HEAD_BYTES: usize = STATES_AT + 2 * STATE_BYTES;

/// A head: its flags, and what it says of the two states.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    flags: u8,
    states: [[u8; STATE_BYTES]; 2],
}

impl Head {
    /// `None` in a file that is to be made.
    pub(crate) fn read(file: &impl StorageBackend) -> io::Result<Option<Head>> {
        if file.len()? < HEAD_BYTES as u64 {
            return Ok(None);
        }
        let mut bytes = [0; HEAD_BYTES];
        file.read(0, &mut bytes)?;
        Ok(Head::of(&bytes))
    }

    /// Of the first bytes of a file.
    pub(crate) fn of(bytes: &[u8]) -> Option<Head> {
        let state = |slot: usize| {
            let at = STATES_AT + slot * STATE_BYTES;
            bytes.get(at..at + STATE_BYTES)?.try_into().ok()
        };
        Some(Head {
            flags: *bytes.get(FLAGS_AT)?,
            states: [state(0)?, state(1)?],
        })
    }

    /// Which of the two states counts.
    pub(crate) fn slot(self) -> usize {
        usize::from(self.flags & SECOND != 0)
    }

    pub(crate) fn was_closed(self) -> bool {
        self.flags & NOT_CLOSED == 0
    }

    /// Compares a head with the one that redb has left behind when it opened the file. Where a state is damaged redb goes
    /// back to the older one without a word, which is right after a crash. In a file that was closed in order no state can
    /// be torn, so there it would show documents as they no longer are. Going on is something else: a start that was killed
    /// while redb repaired a file leaves one that says it was closed, and the next one commits a newer state into the other slot.
    pub(crate) fn check_kept(self, now: Head) -> Result<()> {
        let other = now.slot();
        if self.was_closed() && self.slot() != other && self.states.get(other) == now.states.get(other) {
            return Err(file_damaged(
                "its head is damaged, and redb went back to the state before the last",
            ));
        }
        Ok(())
    }
}
