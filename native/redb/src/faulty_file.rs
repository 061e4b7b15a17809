//! A file in memory for tests, whose changes fail when they are told to.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use bimetal_locks::lock;
use redb::StorageBackend;

/// A file in memory that counts its changes and fails from one of them on.
#[derive(Clone, Debug, Default)]
pub(crate) struct FaultyFile(Arc<Mutex<State>>);

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) bytes: Vec<u8>,
    pub(crate) changes: usize,
    pub(crate) syncs: usize,
    /// Changes that still succeed; `None` while all do.
    pub(crate) good: Option<usize>,
    fault: Option<io::ErrorKind>,
    pub(crate) only_syncs: bool,
}

impl FaultyFile {
    /// The file as the next process finds it.
    pub(crate) fn copy(&self) -> FaultyFile {
        FaultyFile(Arc::new(Mutex::new(State {
            bytes: lock(&self.0).bytes.clone(),
            ..State::default()
        })))
    }

    /// Lets so many more changes succeed.
    pub(crate) fn fail_after(&self, good: usize, fault: io::ErrorKind) {
        let mut state = lock(&self.0);
        (state.good, state.fault) = (Some(good), Some(fault));
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }

    fn change(&self, is_sync: bool, change: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        let mut state = lock(&self.0);
        state.changes += 1;
        state.syncs += usize::from(is_sync);
        if is_sync || !state.only_syncs {
            let fault = state.fault;
            match (&mut state.good, fault) {
                (Some(0), Some(fault)) => return Err(fault.into()),
                (Some(good), _) => *good -= 1,
                _ => {}
            }
        }
        change(&mut state.bytes);
        Ok(())
    }
}

impl StorageBackend for FaultyFile {
    fn len(&self) -> io::Result<u64> {
        Ok(lock(&self.0).bytes.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let state = lock(&self.0);
        let bytes = usize::try_from(offset)
            .ok()
            .and_then(|from| state.bytes.get(from..)?.get(..out.len()));
        out.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.change(false, |bytes| bytes.resize(usize::try_from(len).unwrap(), 0))
    }

    fn sync_data(&self) -> io::Result<()> {
        self.change(true, |_| {})
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let from = usize::try_from(offset).unwrap();
        self.change(false, |bytes| bytes[from..from + data.len()].copy_from_slice(data))
    }
}
