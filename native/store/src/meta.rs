//! What a data folder says about itself.

use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::path::Path;

use crate::disk;
use crate::error::{Error, Result};
use crate::options::{EngineKind, EngineSource};

/// The version of the folder's layout that this crate writes and reads.
pub const FORMAT_VERSION: u32 = 2;

const FILE_NAME: &str = "bimetal.meta";
const FILE_NAME_NEW: &str = "bimetal.meta.new";
const TITLE: &str = "bimetal store";

/// LIMIT: a meta file is some 80 bytes; whatever is larger is none.
const FILE_BYTES_MAX: u64 = 4096;

/// The meta file: four lines that name the format, the engine and the store.
///
/// ```text
/// bimetal store
/// format 2
/// engine log
/// id 0f3c…
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meta {
    pub(crate) format_version: u32,
    pub(crate) engine: String,
    pub(crate) id: String,
}

impl Meta {
    /// Reads the folder's meta file, or writes one into a folder that has none. Returns it with the engine to open.
    ///
    /// INVARIANT: the caller holds the folder's lock.
    pub(crate) fn obtain(folder: &Path, asked: Option<EngineSource>) -> Result<(Meta, EngineSource)> {
        let Some(meta) = Meta::read(folder)? else {
            let source = asked.unwrap_or_else(|| EngineKind::default().source());
            refuse_orphans(folder)?;
            let meta = Meta {
                format_version: FORMAT_VERSION,
                engine: source.name.clone(),
                id: new_id(),
            };
            meta.write(folder)?;
            return Ok((meta, source));
        };
        meta.check_engine(asked.as_ref())?;
        let source = match asked {
            Some(source) => source,
            None => meta.engine.parse::<EngineKind>()?.source(),
        };
        Ok((meta, source))
    }

    /// Refuses a folder that holds no store.
    pub(crate) fn require(folder: &Path) -> Result<()> {
        match Meta::read(folder)? {
            Some(_) => Ok(()),
            None => Err(Error::FolderInvalid {
                path: folder.to_path_buf(),
                reason: "there is no store in it",
            }),
        }
    }

    /// A folder keeps the engine that wrote it.
    pub(crate) fn check_engine(&self, asked: Option<&EngineSource>) -> Result<()> {
        match asked {
            Some(source) if source.name != self.engine => Err(Error::EngineMismatch {
                asked: source.name.clone(),
                found: self.engine.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// The same store under another engine.
    pub(crate) fn with_engine(&self, engine: EngineKind) -> Meta {
        Meta {
            engine: engine.name().to_owned(),
            ..self.clone()
        }
    }

    fn read(folder: &Path) -> Result<Option<Meta>> {
        let path = folder.join(FILE_NAME);
        match fs::metadata(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("read", &path, error)),
            Ok(file) if file.len() > FILE_BYTES_MAX => return Err(damaged(folder)),
            Ok(_) => {}
        }
        let text = fs::read(&path).map_err(|error| Error::io("read", &path, error))?;
        let text = String::from_utf8(text).map_err(|_| damaged(folder))?;
        Meta::parse(&text, folder).map(Some)
    }

    fn parse(text: &str, folder: &Path) -> Result<Meta> {
        let mut lines = text.lines();
        if lines.next() != Some(TITLE) {
            return Err(damaged(folder));
        }
        // The format first: what a later format puts on the other lines is not for this version to judge.
        let format = lines
            .next()
            .and_then(|line| line.strip_prefix("format "))
            .ok_or_else(|| damaged(folder))?;
        if format != FORMAT_VERSION.to_string() {
            return Err(Error::FormatUnsupported {
                found: format.to_owned(),
                supported: FORMAT_VERSION,
            });
        }
        let engine = lines
            .next()
            .and_then(|line| line.strip_prefix("engine "))
            .ok_or_else(|| damaged(folder))?;
        let id = lines
            .next()
            .and_then(|line| line.strip_prefix("id "))
            .ok_or_else(|| damaged(folder))?;
        Ok(Meta {
            format_version: FORMAT_VERSION,
            engine: engine.to_owned(),
            id: id.to_owned(),
        })
    }

    /// Writes a new file, makes it durable, and only then gives it its name: the name never stands for half a file.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(FILE_NAME_NEW);
        let Meta {
            format_version,
            engine,
            id,
        } = self;
        let write = || {
            let mut file = File::create(&path)?;
            write!(file, "{TITLE}\nformat {format_version}\nengine {engine}\nid {id}\n")?;
            file.sync_all()?;
            disk::rename(&path, &folder.join(FILE_NAME))
        };
        write().map_err(|error| Error::io("write", &path, error))?;
        disk::sync_folder(folder)
    }
}

/// A folder with data and no meta file lost it, and a new one might name the wrong engine.
fn refuse_orphans(folder: &Path) -> Result<()> {
    let orphans = [crate::redb_engine::FILE_NAME, crate::log::FILE_NAME];
    if orphans.iter().any(|orphan| folder.join(orphan).exists()) {
        return Err(Error::FolderInvalid {
            path: folder.to_path_buf(),
            reason: "it holds documents but its file bimetal.meta is missing: restore that file from a backup",
        });
    }
    Ok(())
}

fn damaged(folder: &Path) -> Error {
    Error::FolderInvalid {
        path: folder.to_path_buf(),
        reason: "its file bimetal.meta is damaged: restore that file from a backup",
    }
}

/// 128 bits that tell stores apart. The standard library seeds its hash maps from the system's randomness; this is a
/// name, not a secret.
fn new_id() -> String {
    let word = || RandomState::new().hash_one(std::time::SystemTime::now());
    format!("{:016x}{:016x}", word(), word())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(meta: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE_NAME), meta).unwrap();
        folder
    }

    fn obtain(folder: &Path, asked: Option<&str>) -> Result<Meta> {
        let source = |name| EngineSource::new(name, |_| Err(Error::StoreClosed));
        Meta::obtain(folder, asked.map(source)).map(|(meta, _)| meta)
    }

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let written = obtain(folder.path(), None).unwrap();
        assert_eq!((written.engine.as_str(), written.id.len()), ("log", 32));
        assert_eq!(obtain(folder.path(), None).unwrap(), written);
        assert_eq!(obtain(folder.path(), Some("log")).unwrap(), written);
        assert!(!folder.path().join(FILE_NAME_NEW).exists());
    }

    #[test]
    fn two_stores_have_two_ids() {
        assert_ne!(new_id(), new_id());
    }

    #[test]
    fn an_engine_asked_for_decides_in_a_new_folder_and_never_after() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(obtain(folder.path(), Some("memory")).unwrap().engine, "memory");
        let error = obtain(folder.path(), Some("redb")).unwrap_err();
        assert_eq!(error.code(), "ENGINE_MISMATCH");
        assert!(error.to_string().contains("with the command `migrate`"), "{error}");
        assert_eq!(obtain(folder.path(), None).unwrap_err().code(), "ENGINE_UNKNOWN");
    }

    #[test]
    fn a_later_format_is_refused_by_its_number() {
        let folder = folder_with("bimetal store\nformat 3\nsomething else\n");
        let error = obtain(folder.path(), None).unwrap_err();
        assert_eq!(error.code(), "FORMAT_UNSUPPORTED");
        assert!(error.to_string().contains("format 3"), "{error}");
    }

    #[test]
    fn a_damaged_meta_file_is_refused_and_left_alone() {
        for bad in [
            "",
            "hello\n",
            "bimetal store\n",
            "bimetal store\nformat 2\nengine redb\n",
            &"x".repeat(5000),
        ] {
            let folder = folder_with(bad);
            assert_eq!(
                obtain(folder.path(), None).unwrap_err().code(),
                "FOLDER_INVALID",
                "{bad:.40}"
            );
            assert_eq!(fs::read_to_string(folder.path().join(FILE_NAME)).unwrap(), bad);
        }
    }

    #[test]
    fn documents_without_a_meta_file_are_not_taken_over() {
        for file in [crate::redb_engine::FILE_NAME, crate::log::FILE_NAME] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join(file), "").unwrap();
            assert_eq!(obtain(folder.path(), None).unwrap_err().code(), "FOLDER_INVALID");
        }
    }
}
