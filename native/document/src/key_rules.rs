//! Which texts are keys.

use memchr::memchr_iter;

use crate::decimal::parse_number;
use crate::error::{Error, Result};
use crate::key_ref::KeyRef;
use crate::limits::Limits;

impl<'a> KeyRef<'a> {
    /// Reads a key's text, as [`Key::parse`](crate::Key::parse) does, and copies nothing.
    pub fn parse(text: &'a str) -> Result<KeyRef<'a>> {
        if let Err(error) = check_text(text)
            && !is_old(text)
        {
            return Err(error);
        }
        Ok(split_number(text.as_bytes()))
    }

    /// Refuses a key that only earlier releases wrote.
    pub(crate) fn check_writable(self) -> Result<()> {
        if self.is_old() && self.stem().contains(&b'/') {
            check_text(&self.to_string())?;
        }
        Ok(())
    }
}

/// Refuses a text that is no key, by the checks in their order.
pub(crate) fn check_text(text: &str) -> Result<()> {
    let bytes = text.as_bytes();
    if bytes.is_empty() {
        return Err(Error::KeyEmpty);
    }
    if bytes.len() > Limits::KEY_BYTES_MAX {
        let (bytes, bytes_max) = (bytes.len(), Limits::KEY_BYTES_MAX);
        return Err(Error::KeyTooLong { bytes, bytes_max });
    }
    if let Some(position) = control_character(text) {
        return Err(Error::KeyCharacter { position });
    }
    let mut begin = 0;
    for end in memchr_iter(b'/', bytes).chain([bytes.len()]) {
        if matches!(bytes.get(begin..end), Some(b"" | b"." | b"..") | None) {
            return Err(Error::KeySegment { position: begin });
        }
        begin = end + 1;
    }
    Ok(())
}

/// Where the first control character begins: U+0000 to U+001F, U+007F to U+009F.
pub(crate) fn control_character(text: &str) -> Option<usize> {
    // Most texts have none of these bytes, which is found out quickly. Gathered over all bytes: measured, a loop that ends
    // early is not made into vectors.
    let noticed = |byte: u8| byte < 0x20 || byte == 0x7F || byte == 0xC2;
    let noticed = text.bytes().fold(false, |found, byte| found | noticed(byte));
    if noticed { text.find(char::is_control) } else { None }
}

/// The key that a text is, which has been checked.
pub(crate) fn split_number(text: &[u8]) -> KeyRef<'_> {
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (name, digits) = text.split_at(text.len() - digits);
    match (name.strip_suffix(b"-"), parse_number(digits)) {
        (Some(stem), Some(number)) => KeyRef::numbered(stem, number),
        _ => KeyRef::named(text),
    }
}

/// Whether a text is a key of earlier releases: exactly eight printable ASCII characters, `-` and a number.
pub(crate) fn is_old(text: &str) -> bool {
    split_number(text.as_bytes()).is_old()
}
