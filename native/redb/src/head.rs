//! The head of a redb file, as far as it says which of its two states is the one that counts.

use std::io;

use bimetal_engine::Result;
use redb::StorageBackend;

use crate::error::file_damaged;

const FLAGS_AT: u64 = 9;
const SECOND: u8 = 1;
const NOT_CLOSED: u8 = 2;

/// The flags in a head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head(u8);

impl Head {
    /// `None` in a file that is to be made.
    pub(crate) fn read(file: &impl StorageBackend) -> io::Result<Option<Head>> {
        let mut flags = [0];
        if file.len()? <= FLAGS_AT {
            return Ok(None);
        }
        file.read(FLAGS_AT, &mut flags)?;
        Ok(Some(Head(flags[0])))
    }

    /// Of the first bytes of a file.
    pub(crate) fn of(bytes: &[u8]) -> Option<Head> {
        let flags = bytes.get(usize::try_from(FLAGS_AT).ok()?)?;
        Some(Head(*flags))
    }

    /// Which of the two states counts.
    pub(crate) fn slot(self) -> usize {
        usize::from(self.0 & SECOND != 0)
    }

    pub(crate) fn was_closed(self) -> bool {
        self.0 & NOT_CLOSED == 0
    }

    /// Compares a head with the one that redb has left behind when it opened the file. Where a state is damaged redb goes
    /// back to the older one without a word, which is right after a crash. In a file that was closed in order no state can
    /// be torn, so there it would show documents as they no longer are.
    pub(crate) fn check_kept(self, now: Head) -> Result<()> {
        if self.was_closed() && self.slot() != now.slot() {
            return Err(file_damaged(
                "its head is damaged, and redb went back to the state before the last",
            ));
        }
        Ok(())
    }
}
