//! The manifest: which segments there are.

use std::fmt::Write as _;

use bimetal_engine::{Error, Result};
use bimetal_files::{Files, is_full};

use crate::breakage::{Breakage, broken};
use crate::segment::header::{Kind, SEGMENT_FORMAT, SEGMENT_FORMAT_OLD};
use crate::segment::list::Segments;
use crate::segment::{KeptRemovals, Segment};

/// The file that a log engine's folder has, whatever else.
pub const FILE_NAME: &str = "bimetal.segments";
pub(crate) const FILE_NAME_NEW: &str = "bimetal.segments.new";

const TITLE: &str = "bimetal segments";

/// LIMIT: a manifest has some 100 bytes a segment; this is a store of 40 TB.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// The manifest as it is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Manifest {
    pub(crate) store_id: [u8; 16],
    /// How often it has been replaced.
    pub(crate) generation: u64,
    /// The number that the next segment gets. A number is used once, so that a file that goes late takes no other with it.
    pub(crate) next: u32,
    /// The checkpoint that was written last, by its id: of the segments that it speaks of, any may be gone from the list.
    pub(crate) checkpoint: Option<u32>,
    pub(crate) segments: Vec<Listed>,
}

/// A segment as the manifest lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) kind: Kind,
    pub(crate) number: u32,
    pub(crate) revision_first: u64,
    /// What is known of a segment that does not change any more; `None` for the active one.
    pub(crate) sealed: Option<Sealed>,
    /// What of it was durable when the manifest was written. Compaction has relied on that, so it cannot be a torn tail.
    pub(crate) durable: u64,
}

/// What does not change any more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub(crate) revision_last: u64,
    pub(crate) length: u64,
    pub(crate) removals: KeptRemovals,
}

/// How replacing the manifest failed.
#[derive(Debug)]
pub(crate) enum ReplaceError {
    /// The old one stands.
    Unchanged(Error),
    /// One of the two stands, and it takes another open to learn which.
    Unknown(Error),
}

impl Listed {
    pub(crate) fn active(segment: &Segment) -> Listed {
        Listed {
            kind: segment.header.kind,
            number: segment.number(),
            revision_first: segment.header.revision_first,
            sealed: None,
            durable: segment.end(),
        }
    }

    pub(crate) fn sealed(segment: &Segment) -> Listed {
        Listed {
            sealed: Some(Sealed {
                revision_last: segment.revision_last(),
                length: segment.end(),
                removals: segment.removals,
            }),
            ..Listed::active(segment)
        }
    }
}

impl Manifest {
    /// A new store's manifest: no segments yet.
    pub(crate) fn new(store_id: [u8; 16]) -> Manifest {
        Manifest {
            store_id,
            generation: 0,
            next: 1,
            checkpoint: None,
            segments: Vec::new(),
        }
    }

    /// The number of a segment that is about to be made; `None` when they are used up.
    pub(crate) fn take_number(&mut self) -> Option<u32> {
        let number = self.next;
        self.next = number.checked_add(1)?;
        Some(number)
    }

    /// Gives back the number of a segment that could not be made, unless another was taken meanwhile: whatever is refused again
    /// and again on a full disk uses up no numbers.
    ///
    /// INVARIANT: the manifest on disk never listed the segment, and its file is gone.
    pub(crate) fn give_back(&mut self, number: u32) {
        if self.next == number.saturating_add(1) && !broken(Breakage::BurnNumbers) {
            self.next = number;
        }
    }

    /// The manifest of these segments, the active one among them.
    pub(crate) fn of(&self, segments: &Segments, active: u32) -> Manifest {
        let listed = segments.iter().map(|segment| {
            if segment.number() == active {
                Listed::active(segment)
            } else {
                Listed::sealed(segment)
            }
        });
        Manifest {
            store_id: self.store_id,
            generation: self.generation + 1,
            next: self.next,
            checkpoint: self.checkpoint,
            segments: listed.collect(),
        }
    }

    /// Reads the folder's manifest; `None` when there is none.
    pub(crate) fn read(files: &dyn Files) -> Result<Option<Manifest>> {
        let path = files.path().join(FILE_NAME);
        let file = match files.open_to_read(FILE_NAME) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("open", &path, error)),
        };
        let damaged = |reason| Error::Damaged {
            path: path.clone(),
            offset: 0,
            reason,
        };
        let length = file.length().map_err(|error| Error::io("read", &path, error))?;
        if length > FILE_BYTES_MAX {
            return Err(damaged("the list of segments is too long"));
        }
        let mut manifest = None;
        let mut parse = |bytes: &[u8]| manifest = Some(Manifest::parse(bytes));
        file.read(0, usize::try_from(length).unwrap_or(usize::MAX), &mut parse)
            .map_err(|error| Error::io("read", &path, error))?;
        let manifest = manifest.unwrap_or(Err("the list of segments is empty"));
        manifest.map(Some).map_err(damaged)
    }

    /// Puts this manifest in place of the one on disk: a new file, made durable before it gets the name.
    pub(crate) fn replace(&self, files: &dyn Files) -> Result<(), ReplaceError> {
        let path = files.path().join(FILE_NAME_NEW);
        let write = || {
            let file = files.create_anew(FILE_NAME_NEW)?;
            file.write_at(0, self.encode().as_bytes())?;
            if broken(Breakage::RenameBeforeSync) {
                files.rename(FILE_NAME_NEW, FILE_NAME)?;
                files.sync_folder()?;
                file.sync_data()?;
                return files.rename(FILE_NAME, FILE_NAME_NEW);
            }
            file.sync_data()
        };
        if let Err(error) = write() {
            // What is left of it is in nobody's way: the next replacement removes it.
            let _ = files.remove(FILE_NAME_NEW);
            return Err(ReplaceError::Unchanged(Error::io("write", &path, error)));
        }
        let failed = |error| Error::io("replace", &files.path().join(FILE_NAME), error);
        let unknown = |error| ReplaceError::Unknown(failed(error));
        match files.rename(FILE_NAME_NEW, FILE_NAME) {
            // A name that there was no room for was not given.
            Err(error) if is_full(&error) => {
                let _ = files.remove(FILE_NAME_NEW);
                return Err(ReplaceError::Unchanged(failed(error)));
            }
            renamed => renamed.map_err(unknown)?,
        }
        if broken(Breakage::SkipFolderSync) {
            return Ok(());
        }
        files.sync_folder().map_err(unknown)
    }

    fn encode(&self) -> String {
        let mut text = format!("{TITLE}\nformat {SEGMENT_FORMAT}\nid {}\n", hex(&self.store_id));
        // Writing to a string cannot fail.
        let _ = write!(text, "generation {}\nnext {}\n", self.generation, self.next);
        if let Some(checkpoint) = self.checkpoint {
            let _ = writeln!(text, "checkpoint {checkpoint}");
        }
        for listed in &self.segments {
            let Listed {
                kind,
                number,
                revision_first,
                sealed,
                durable,
            } = listed;
            let name = match (kind, sealed) {
                (_, None) => "active",
                (Kind::Log, _) => "log",
                (Kind::Compacted, _) => "compacted",
            };
            let _ = write!(text, "{name} {number} first {revision_first}");
            if let Some(sealed) = sealed {
                let Sealed {
                    revision_last,
                    length,
                    removals,
                } = sealed;
                let _ = write!(text, " last {revision_last} length {length}");
                let _ = write!(text, " removals {} removed {}", removals.bytes, removals.revision_last);
            } else {
                let _ = write!(text, " durable {durable}");
            }
            text.push('\n');
        }
        let crc = crc32fast::hash(text.as_bytes());
        let _ = writeln!(text, "crc {crc:08x}");
        text
    }

    /// Reads what [`Manifest::encode`] wrote.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Manifest, &'static str> {
        const BAD: &str = "the list of segments is damaged";
        let text = std::str::from_utf8(bytes).map_err(|_| BAD)?;
        let body_bytes = text.len().checked_sub("crc 00000000\n".len()).ok_or(BAD)?;
        let (body, crc) = text.split_at_checked(body_bytes).ok_or(BAD)?;
        if crc != format!("crc {:08x}\n", crc32fast::hash(body.as_bytes())) {
            return Err(BAD);
        }
        let mut lines = body.lines();
        let mut field = |name: &str| {
            let line = lines.next()?;
            line.strip_prefix(name)
        };
        field(TITLE).ok_or(BAD)?;
        let format = field("format ").and_then(number::<u32>);
        if !matches!(format, Some(SEGMENT_FORMAT_OLD | SEGMENT_FORMAT)) {
            return Err("the list of segments has another format");
        }
        let store_id = field("id ").and_then(from_hex).ok_or(BAD)?;
        let generation = field("generation ").and_then(number).ok_or(BAD)?;
        let next = field("next ").and_then(number).ok_or(BAD)?;
        let mut lines = lines.peekable();
        let checkpoint = lines.next_if(|line| line.starts_with("checkpoint "));
        let checkpoint = checkpoint.map(|line| line.strip_prefix("checkpoint ").and_then(number).ok_or(BAD));
        Ok(Manifest {
            store_id,
            generation,
            next,
            checkpoint: checkpoint.transpose()?,
            segments: lines.map(parse_line).collect::<Option<_>>().ok_or(BAD)?,
        })
    }
}

fn parse_line(line: &str) -> Option<Listed> {
    let words: Vec<&str> = line.split(' ').collect();
    let (kind, numbered, first, durable, sealed) = match words.as_slice() {
        ["active", numbered, "first", first, "durable", durable] => (Kind::Log, numbered, first, durable, None),
        [
            kind,
            numbered,
            "first",
            first,
            "last",
            last,
            "length",
            length,
            "removals",
            bytes,
            "removed",
            removed,
        ] => {
            let kind = match *kind {
                "log" => Kind::Log,
                "compacted" => Kind::Compacted,
                _ => return None,
            };
            let removals = KeptRemovals {
                bytes: number(bytes)?,
                revision_last: number(removed)?,
            };
            let sealed = Sealed {
                revision_last: number(last)?,
                length: number(length)?,
                removals,
            };
            (kind, numbered, first, length, Some(sealed))
        }
        _ => return None,
    };
    Some(Listed {
        kind,
        number: number(numbered)?,
        revision_first: number(first)?,
        sealed,
        durable: number(durable)?,
    })
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

fn hex(id: &[u8; 16]) -> String {
    id.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex(text: &str) -> Option<[u8; 16]> {
    let number = u128::from_str_radix(text, 16).ok()?;
    (text.len() == 32).then(|| number.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bimetal_files::OsFiles;

    fn manifest() -> Manifest {
        let sealed = Sealed {
            revision_last: 99,
            length: 4096,
            removals: KeptRemovals {
                bytes: 64,
                revision_last: 40,
            },
        };
        let listed = |kind, number, revision_first, sealed| Listed {
            kind,
            number,
            revision_first,
            sealed,
            durable: sealed.map_or(70, |sealed| sealed.length),
        };
        Manifest {
            store_id: *b"\x00123456789abcde\xff",
            generation: 41,
            next: 19,
            checkpoint: Some(0xfedc_ba98),
            segments: vec![
                listed(Kind::Compacted, 12, 1, Some(sealed)),
                listed(Kind::Log, 17, 70, Some(Sealed::default())),
                listed(Kind::Log, 18, 100, None),
            ],
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let files = OsFiles::new(folder.path());
        assert_eq!(Manifest::read(&files).unwrap(), None);
        Manifest::new([7; 16]).replace(&files).unwrap();
        assert_eq!(Manifest::read(&files).unwrap(), Some(Manifest::new([7; 16])));
        manifest().replace(&files).unwrap();
        assert_eq!(Manifest::read(&files).unwrap(), Some(manifest()));
        assert_eq!(files.list().unwrap(), [FILE_NAME]);
    }

    #[test]
    fn a_flipped_bit_or_a_missing_byte_is_noticed() {
        let text = manifest().encode();
        for bit in 0..text.len() * 8 {
            let mut flipped = text.clone().into_bytes();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(Manifest::parse(&flipped).is_err(), "{bit}");
        }
        for length in 0..text.len() {
            assert!(Manifest::parse(&text.as_bytes()[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn damage_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE_NAME), "hello").unwrap();
        let error = Manifest::read(&OsFiles::new(folder.path())).unwrap_err();
        assert_eq!(error.code(), "DATA_DAMAGED");
        assert!(error.to_string().contains(FILE_NAME), "{error}");
    }
}
