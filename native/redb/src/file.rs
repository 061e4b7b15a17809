//! A file of the file layer under redb.

use std::sync::Arc;
use std::{fmt, io};

use bimetal_files::File;
use redb::StorageBackend;

/// The file that a folder of redb has.
pub const FILE_NAME: &str = "documents.redb";

/// The one file that redb keeps everything in. redb's own locks are not needed: who opens it holds the folder's.
pub(crate) struct RedbFile(pub(crate) Arc<dyn File>);

impl fmt::Debug for RedbFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedbFile")
    }
}

impl StorageBackend for RedbFile {
    fn len(&self) -> io::Result<u64> {
        self.0.length()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read(offset, out.len(), &mut |bytes| out.copy_from_slice(bytes))
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_length(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write_at(offset, data)
    }
}
