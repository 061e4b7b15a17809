//! What a program around the store keeps in it for itself.

use std::fmt;

use crate::error::{Error, Result};
use crate::key_ref::KeyRef;
use crate::limits::Limits;
use crate::span::{Edge, Span};

/// The name of a note: a small JSON text that a program around the store keeps in it for itself, and that commits with its
/// documents. Nobody else sees notes: they are not listed, counted, exported or told to feeds, and no key reaches them. They
/// are in backups and migrations.
///
/// A name is a text as a key is, and may have one byte less. It is kept under a reserved key: the byte 0xFF, and the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoteName {
    /// With the reserved byte, and without the `-` where there is a number.
    stem: Vec<u8>,
    number: Option<u64>,
}

impl NoteName {
    /// LIMIT: the bytes of a name.
    pub const BYTES_MAX: usize = Limits::KEY_BYTES_MAX - 1;

    /// LIMIT: the bytes of a note.
    pub const VALUE_BYTES_MAX: usize = 1 << 20;

    /// Reads a name, by the rules and with the errors of [`Key::parse`](crate::Key::parse).
    pub fn parse(text: &str) -> Result<NoteName> {
        let key = KeyRef::parse(text)?;
        if text.len() > NoteName::BYTES_MAX {
            return Err(Error::KeyTooLong {
                bytes: text.len(),
                bytes_max: NoteName::BYTES_MAX,
            });
        }
        Ok(NoteName {
            stem: reserved(key.stem()),
            number: key.number(),
        })
    }

    /// The name of the note under a reserved key; `None` for any other key.
    pub fn of(key: KeyRef<'_>) -> Option<NoteName> {
        let (first, text) = key.stem().split_first()?;
        (*first == KeyRef::RESERVED && std::str::from_utf8(text).is_ok()).then(|| NoteName {
            stem: key.stem().to_vec(),
            number: key.number(),
        })
    }

    /// The key that the note is kept under.
    pub fn key(&self) -> KeyRef<'_> {
        match self.number {
            Some(number) => KeyRef::numbered(&self.stem, number),
            None => KeyRef::named(&self.stem),
        }
    }

    /// The keys of the notes whose names begin so. A beginning that ends within a number finds names alone.
    pub fn span(beginning: &str) -> Span {
        let name = reserved(beginning.as_bytes());
        Span {
            from: Edge::before_names(&name),
            to: Edge::behind_names(&name),
        }
    }
}

fn reserved(text: &[u8]) -> Vec<u8> {
    [&[KeyRef::RESERVED], text].concat()
}

impl fmt::Display for NoteName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.stem.get(1..).unwrap_or_default();
        f.write_str(&String::from_utf8_lossy(text))?;
        self.number.map_or(Ok(()), |number| write!(f, "-{number}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::KeyRange;

    #[test]
    fn a_name_is_read_back_from_its_key_and_no_range_of_keys_reaches_it() {
        for text in ["a", "once/x", "counter-7", "я", "a-", "a-01"] {
            let name = NoteName::parse(text).unwrap();
            assert_eq!(
                (name.to_string().as_str(), NoteName::of(name.key())),
                (text, Some(name.clone()))
            );
            assert!(name.key().is_reserved() && name.key().to_key().is_none());
            assert!(!KeyRange::all().contains(name.key()));
            assert!(NoteName::span("").contains(name.key()));
            let ordered = name.key().to_ordered();
            assert_eq!(KeyRef::from_ordered(&ordered).and_then(NoteName::of), Some(name));
        }
        assert_eq!(NoteName::of(KeyRef::named(b"a")), None);
        assert_eq!(NoteName::parse(&"x".repeat(512)).unwrap_err().code(), "KEY_TOO_LONG");
        assert!(NoteName::parse(&"x".repeat(511)).is_ok());
        assert_eq!(NoteName::parse("").unwrap_err().code(), "KEY_EMPTY");
    }

    #[test]
    fn a_beginning_finds_the_names_that_begin_so() {
        let holds = |beginning, text| NoteName::span(beginning).contains(NoteName::parse(text).unwrap().key());
        assert!(holds("once/", "once/a") && holds("once/", "once/a-5") && holds("once/", "once/я"));
        assert!(!holds("once/", "once") && !holds("once/", "oncf") && !holds("once/", "numbers/a"));
    }
}
