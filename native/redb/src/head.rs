//! The head of a redb file, as far as it says which of its two states is the one that counts.

use std::io;

use bimetal_engine::Result;
use redb::StorageBackend;
use xxhash_rust::xxh3::xxh3_128;

use crate::error::file_damaged;

const FLAGS_AT: usize = 9;
const SECOND: u8 = 1;
const NOT_CLOSED: u8 = 2;

/// Where the two states stand, one behind the other.
const STATES_AT: usize = 64;
const STATE_BYTES: usize = 128;
const HEAD_BYTES: usize = STATES_AT + 2 * STATE_BYTES;
/// In a state: the number of its transaction, and the checksum of all before it.
const NUMBER_AT: usize = 104;
const CHECKSUM_AT: usize = 112;

/// A head: its flags, and what it says of the two states.
#[derive(Clone, Debug)]
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
    pub(crate) fn slot(&self) -> usize {
        usize::from(self.flags & SECOND != 0)
    }

    pub(crate) fn was_closed(&self) -> bool {
        self.flags & NOT_CLOSED == 0
    }

    /// The state that counts, if it is what its checksum says.
    pub(crate) fn state(&self) -> Option<&[u8; STATE_BYTES]> {
        self.whole_state(self.slot())
    }

    fn whole_state(&self, slot: usize) -> Option<&[u8; STATE_BYTES]> {
        let state = self.states.get(slot)?;
        let checksum = u128::from_le_bytes(*state.get(CHECKSUM_AT..)?.first_chunk()?);
        (xxh3_128(state.get(..CHECKSUM_AT)?) == checksum).then_some(state)
    }

    /// The number of a whole state's transaction. The newer of two has the greater one.
    fn number(&self, slot: usize) -> Option<u64> {
        let number = self.whole_state(slot)?.get(NUMBER_AT..)?.first_chunk()?;
        Some(u64::from_le_bytes(*number))
    }

    /// Compares a head with the one that redb has left behind when it opened the file. Where a state is damaged redb goes
    /// back to the older one without a word, which is right after a crash. In a file that was closed in order no state can
    /// be torn, so there it would show documents as they no longer are.
    ///
    /// Going on is something else. A start that was ended while redb repaired a file leaves one that says it was closed, and
    /// the next one commits a newer state into the other slot. It may be there already, to the last byte: the start that was
    /// ended had written it and not yet said that it counts.
    pub(crate) fn check_kept(&self, now: &Head) -> Result<()> {
        let (before, other) = (self.slot(), now.slot());
        if !self.was_closed() || before == other || self.states.get(other) != now.states.get(other) {
            return Ok(());
        }
        match (self.number(before), self.number(other)) {
            (Some(before), Some(other)) if other > before => Ok(()),
            _ => Err(file_damaged(
                "its head is damaged, and redb went back to the state before the last",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(number: u64) -> [u8; STATE_BYTES] {
        let mut state = [0; STATE_BYTES];
        state[NUMBER_AT..CHECKSUM_AT].copy_from_slice(&number.to_le_bytes());
        let checksum = xxh3_128(&state[..CHECKSUM_AT]);
        state[CHECKSUM_AT..].copy_from_slice(&checksum.to_le_bytes());
        state
    }

    fn head(flags: u8, numbers: [u64; 2]) -> Head {
        let states = numbers.map(state);
        Head { flags, states }
    }

    #[test]
    fn going_back_to_the_state_before_the_last_is_damage() {
        let found = head(0, [8, 7]);
        let error = found.check_kept(&head(SECOND, [8, 7])).unwrap_err();
        assert_eq!(error.code(), "DATA_DAMAGED");
        // Of a state that is not whole nobody knows how old it is.
        let mut torn = head(0, [6, 7]);
        torn.states[0][0] ^= 1;
        let now = Head {
            flags: SECOND,
            ..torn.clone()
        };
        assert!(torn.state().is_none() && torn.check_kept(&now).is_err());
    }

    #[test]
    fn staying_and_going_on_are_not() {
        let found = head(0, [8, 7]);
        found.check_kept(&head(NOT_CLOSED, [8, 7])).unwrap();
        found.check_kept(&head(SECOND, [8, 9])).unwrap();
        // What a repair that was cut off has written the next one writes again.
        head(0, [8, 9]).check_kept(&head(SECOND, [8, 9])).unwrap();
    }

    #[test]
    fn after_a_crash_redb_may_go_back() {
        head(NOT_CLOSED, [8, 7]).check_kept(&head(SECOND, [8, 7])).unwrap();
    }
}
