//! What a data folder says about itself.

use std::io;

use bimetal_engine::new_store_id;
use bimetal_files::Files;

use crate::engines::{EngineKind, EngineSource};
use crate::error::{Error, Result};

/// The version of the folder's layout that this crate writes. It reads the one before as well, and turns it over.
pub const FORMAT_VERSION: u32 = 3;

const FORMAT_VERSION_OLD: u32 = 2;

const FILE_NAME: &str = "bimetal.meta";
const FILE_NAME_NEW: &str = "bimetal.meta.new";
const TITLE: &str = "bimetal store";

/// LIMIT: a meta file is some 80 bytes; whatever is larger is none.
const FILE_BYTES_MAX: u64 = 4096;

/// The meta file: four lines that name the format, the engine and the store.
///
/// ```text
/// bimetal store
/// format 3
/// engine log
/// id 0f3c…
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meta {
    pub(crate) format_version: u32,
    pub(crate) engine: String,
    pub(crate) store_id: [u8; 16],
}

impl Meta {
    /// Reads the folder's meta file, or writes one into a folder that has none. Returns it with the engine to open.
    ///
    /// INVARIANT: the caller holds the folder's lock.
    pub(crate) fn obtain(files: &dyn Files, asked: Option<EngineSource>) -> Result<(Meta, EngineSource)> {
        let Some(meta) = Meta::read(files)? else {
            let source = asked.unwrap_or_else(|| EngineKind::default().source());
            refuse_orphans(files)?;
            let meta = Meta {
                format_version: FORMAT_VERSION,
                engine: source.name.clone(),
                store_id: new_store_id(),
            };
            meta.write(files)?;
            return Ok((meta, source));
        };
        meta.check_engine(asked.as_ref())?;
        let source = match asked {
            Some(source) => source,
            None => meta.engine.parse::<EngineKind>()?.source(),
        };
        if meta.format_version != FORMAT_VERSION {
            // Before anything else is turned over: an earlier release must not open a folder that is partly of this one.
            let meta = Meta {
                format_version: FORMAT_VERSION,
                ..meta
            };
            meta.write(files)?;
            return Ok((meta, source));
        }
        Ok((meta, source))
    }

    /// Refuses a folder that holds no store.
    pub(crate) fn require(files: &dyn Files) -> Result<()> {
        match Meta::read(files)? {
            Some(_) => Ok(()),
            None => Err(invalid(files, "there is no store in it")),
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

    fn read(files: &dyn Files) -> Result<Option<Meta>> {
        let failed = |error| bimetal_engine::Error::io("read", &files.path().join(FILE_NAME), error);
        let file = match files.open_to_read(FILE_NAME) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(failed)?,
        };
        let length = file.length().map_err(failed)?;
        if length > FILE_BYTES_MAX {
            return Err(damaged(files));
        }
        let mut text = Vec::new();
        file.read(0, length as usize, &mut |bytes| text.extend_from_slice(bytes))
            .map_err(failed)?;
        let text = String::from_utf8(text).map_err(|_| damaged(files))?;
        Meta::parse(&text, files).map(Some)
    }

    fn parse(text: &str, files: &dyn Files) -> Result<Meta> {
        let mut lines = text.lines();
        if lines.next() != Some(TITLE) {
            return Err(damaged(files));
        }
        // The format first: what a later format puts on the other lines is not for this version to judge.
        let format = lines
            .next()
            .and_then(|line| line.strip_prefix("format "))
            .ok_or_else(|| damaged(files))?;
        let versions = [FORMAT_VERSION_OLD, FORMAT_VERSION];
        let format_version = versions.into_iter().find(|version| format == version.to_string());
        let Some(format_version) = format_version else {
            return Err(Error::FormatUnsupported {
                found: format.to_owned(),
                supported: FORMAT_VERSION,
            });
        };
        let engine = lines
            .next()
            .and_then(|line| line.strip_prefix("engine "))
            .ok_or_else(|| damaged(files))?;
        let id = lines
            .next()
            .and_then(|line| u128::from_str_radix(line.strip_prefix("id ")?, 16).ok())
            .ok_or_else(|| damaged(files))?;
        Ok(Meta {
            format_version,
            engine: engine.to_owned(),
            store_id: id.to_be_bytes(),
        })
    }

    /// 32 hexadecimal digits.
    pub(crate) fn id(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.store_id))
    }

    /// Writes a new file, makes it durable, and only then gives it its name: the name never stands for half a file.
    pub(crate) fn write(&self, files: &dyn Files) -> Result<()> {
        let Meta {
            format_version, engine, ..
        } = self;
        let id = self.id();
        let write = || {
            let file = files.create_anew(FILE_NAME_NEW)?;
            let text = format!("{TITLE}\nformat {format_version}\nengine {engine}\nid {id}\n");
            file.write_at(0, text.as_bytes())?;
            file.sync_data()?;
            files.rename(FILE_NAME_NEW, FILE_NAME)?;
            files.sync_folder()
        };
        write().map_err(|error| bimetal_engine::Error::io("write", &files.path().join(FILE_NAME_NEW), error).into())
    }
}

/// A folder with data and no meta file lost it, and a new one might name the wrong engine.
fn refuse_orphans(files: &dyn Files) -> Result<()> {
    let names = files
        .list()
        .map_err(|error| bimetal_engine::Error::io("list", files.path(), error))?;
    let orphans = [bimetal_redb::FILE_NAME, bimetal_log::FILE_NAME];
    if names.iter().any(|name| orphans.contains(&name.as_str())) {
        return Err(invalid(
            files,
            "it holds documents but its file bimetal.meta is missing: restore that file from a backup",
        ));
    }
    Ok(())
}

fn damaged(files: &dyn Files) -> Error {
    invalid(
        files,
        "its file bimetal.meta is damaged: restore that file from a backup",
    )
}

/// A folder that cannot hold a store, and why.
pub(crate) fn invalid(files: &dyn Files, reason: &'static str) -> Error {
    bimetal_engine::Error::FolderInvalid {
        path: files.path().to_path_buf(),
        reason,
    }
    .into()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use bimetal_files::OsFiles;

    use super::*;

    fn folder_with(meta: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE_NAME), meta).unwrap();
        folder
    }

    fn obtain(folder: &Path, asked: Option<&str>) -> Result<Meta> {
        let source = |name| EngineSource::new(name, |_| Err(bimetal_engine::Error::Closed));
        Meta::obtain(&OsFiles::new(folder), asked.map(source)).map(|(meta, _)| meta)
    }

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let written = obtain(folder.path(), None).unwrap();
        assert_eq!((written.engine.as_str(), written.id().len()), ("log", 32));
        assert_eq!(obtain(folder.path(), None).unwrap(), written);
        assert_eq!(obtain(folder.path(), Some("log")).unwrap(), written);
        assert!(!folder.path().join(FILE_NAME_NEW).exists());
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
    fn the_format_before_this_one_is_read_and_written_anew() {
        let rest = "engine log\nid 00000000000000000000000000abcdef\n";
        let folder = folder_with(&format!("bimetal store\nformat 2\n{rest}"));
        assert_eq!(
            obtain(folder.path(), Some("redb")).unwrap_err().code(),
            "ENGINE_MISMATCH"
        );
        let read = || fs::read_to_string(folder.path().join(FILE_NAME)).unwrap();
        assert!(read().contains("format 2"), "who is refused changes nothing");
        let meta = obtain(folder.path(), None).unwrap();
        assert_eq!((meta.format_version, meta.id().as_str()), (3, &rest[14..46]));
        assert_eq!(read(), format!("bimetal store\nformat 3\n{rest}"));
        assert_eq!(obtain(folder.path(), None).unwrap(), meta);
    }

    #[test]
    fn an_earlier_format_is_refused_by_its_number() {
        let folder = folder_with("bimetal store\nformat 1\nengine log\n");
        let error = obtain(folder.path(), None).unwrap_err();
        assert_eq!(error.code(), "FORMAT_UNSUPPORTED");
        assert!(error.to_string().contains("format 1"), "{error}");
    }

    #[test]
    fn a_later_format_is_refused_by_its_number() {
        let folder = folder_with("bimetal store\nformat 4\nsomething else\n");
        let error = obtain(folder.path(), None).unwrap_err();
        assert_eq!(error.code(), "FORMAT_UNSUPPORTED");
        assert!(error.to_string().contains("format 4"), "{error}");
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
        for file in [bimetal_redb::FILE_NAME, bimetal_log::FILE_NAME] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join(file), "").unwrap();
            assert_eq!(obtain(folder.path(), None).unwrap_err().code(), "FOLDER_INVALID");
        }
    }
}
