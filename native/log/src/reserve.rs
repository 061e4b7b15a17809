//! The reserve: room on the disk that is set aside, so that there is a way out when it is full.

use std::io;
use std::sync::Arc;

use bimetal_files::{File, Files, is_full};

use crate::options::LogOptions;

const FILE_NAME: &str = "bimetal.reserve";

/// Room that a file of nothing keeps from everybody.
///
/// What gives room needs some first: a removal is a record, compaction writes before it removes, and the manifest that lists a
/// segment no more is a new file. So the reserve is given up part by part, from above: all but its last part to compaction, most of
/// the rest to removals, and all of it to the manifest. As long as a part of it is missing, documents are refused: they would
/// take the room that is to come back.
pub(crate) struct Reserve {
    files: Arc<dyn Files>,
    file: Option<Arc<dyn File>>,
    /// What the file has set aside.
    bytes: u64,
    /// Whether it is known to be room. What an open finds may have holes: copies of a folder are made with some.
    is_sure: bool,
    /// What it should have.
    bytes_wanted: u64,
    bytes_min: u64,
    /// The most: a segment, so that compaction can always write one anew.
    bytes_max: u64,
    /// What compaction was given, and counts on.
    lent: u64,
}

impl Reserve {
    /// What there is of it. It is made when the first document is written.
    pub(crate) fn open(files: Arc<dyn Files>, options: &LogOptions, live_bytes: u64) -> Reserve {
        let file = files.open(FILE_NAME).ok();
        let bytes = file.as_ref().and_then(|file| file.length().ok());
        let mut reserve = Reserve {
            files,
            file,
            bytes: bytes.unwrap_or(0),
            is_sure: false,
            bytes_wanted: 0,
            bytes_min: options.reserve_bytes_min,
            bytes_max: u64::from(options.segment_bytes).max(options.reserve_bytes_min),
            lent: 0,
        };
        reserve.bytes_wanted = reserve.bytes_for(live_bytes);
        if reserve.bytes > reserve.bytes_max {
            // It is none of ours, and maybe more than the disk has.
            reserve.cut(reserve.bytes_wanted);
        }
        reserve
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.missing() == 0
    }

    /// What is missing of it.
    pub(crate) fn missing(&self) -> u64 {
        self.bytes_wanted.saturating_sub(self.bytes)
    }

    /// Sets aside what a store with this many live bytes should have.
    pub(crate) fn resize(&mut self, live_bytes: u64) -> io::Result<()> {
        self.bytes_wanted = self.bytes_for(live_bytes);
        if self.bytes > self.bytes_wanted {
            self.cut(self.bytes_wanted);
        }
        self.restore()
    }

    /// Sets aside what is missing. An error says that the disk has no room for it: what goes wrong otherwise is for those to tell
    /// who write something.
    pub(crate) fn restore(&mut self) -> io::Result<()> {
        if self.is_whole() && self.is_sure {
            return Ok(());
        }
        if self.lent > 0 {
            let free = self.files.free_bytes().ok().flatten();
            if free.is_some_and(|free| free < self.missing() + self.lent) {
                return Err(io::ErrorKind::StorageFull.into());
            }
        }
        match self.extend() {
            Err(error) if is_full(&error) => Err(error),
            _ => Ok(()),
        }
    }

    fn extend(&mut self) -> io::Result<()> {
        let file = match self.file.take() {
            Some(file) => file,
            None => self.files.create_anew(FILE_NAME)?,
        };
        let bytes = self.bytes_wanted.max(self.bytes);
        let extended = file.allocate(bytes);
        if extended.is_ok() {
            (self.bytes, self.is_sure) = (bytes, true);
        } else {
            // Some systems leave the part that there was room for.
            let _ = file.set_length(self.bytes);
        }
        self.file = Some(file);
        extended
    }

    /// The bytes that compaction may have.
    pub(crate) fn lendable(&self) -> u64 {
        self.bytes.saturating_sub(self.last_part())
    }

    /// Gives all but the last part to compaction, until the end of its round.
    pub(crate) fn lend(&mut self) {
        self.lent = self.lendable();
        self.cut(self.bytes - self.lent);
    }

    pub(crate) fn end_loan(&mut self) {
        self.lent = 0;
    }

    /// Gives one more part to removals, which need at least so many bytes. Returns whether there was any.
    pub(crate) fn give_to_removals(&mut self, bytes: u64) -> bool {
        let least = self.last_part() / 4;
        let left = self.bytes.saturating_sub(bytes.max(2 * self.removals_bytes()));
        self.bytes > least && self.cut(left.max(least))
    }

    /// How much removals take at a time where there is little room.
    pub(crate) fn removals_bytes(&self) -> u64 {
        self.bytes_wanted / 32
    }

    /// Gives everything. Returns whether there was any.
    pub(crate) fn give_all(&mut self) -> bool {
        self.bytes > 0 && self.cut(0)
    }

    /// Keeps the last part of it while nobody has the store open.
    pub(crate) fn close(&mut self) {
        let last = self.last_part();
        if self.bytes > last {
            self.cut(last);
        }
    }

    fn cut(&mut self, bytes: u64) -> bool {
        let cut = self.file.as_ref().is_some_and(|file| file.set_length(bytes).is_ok());
        if cut {
            self.bytes = bytes;
        }
        cut
    }

    fn last_part(&self) -> u64 {
        (self.bytes_min / 4).max(self.bytes_wanted / 64)
    }

    fn bytes_for(&self, live_bytes: u64) -> u64 {
        (live_bytes / 8).clamp(self.bytes_min, self.bytes_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bimetal_files::OsFiles;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_reserve_that_was_copied_with_holes_is_set_aside_anew() {
        use std::os::unix::fs::MetadataExt;
        let folder = tempfile::tempdir().unwrap();
        let (options, path) = (LogOptions::default(), folder.path().join(FILE_NAME));
        let bytes = options.reserve_bytes_min;
        for found in [0, bytes / 4, bytes, 1 << 40] {
            let _ = std::fs::remove_file(&path);
            std::fs::File::create(&path).unwrap().set_len(found).unwrap();
            let mut reserve = Reserve::open(Arc::new(OsFiles::new(folder.path())), &options, 0);
            reserve.restore().unwrap();
            let file = std::fs::metadata(&path).unwrap();
            assert_eq!((file.len(), reserve.bytes()), (bytes, bytes), "{found} were found");
            assert!(file.blocks() * 512 >= bytes, "{found} were found, and have holes");
        }
    }
}
