//! A key that is borrowed.

use std::cmp::Ordering;
use std::fmt;

use crate::decimal::write_decimal;

/// What the keys of earlier releases had before `-` and the number.
const OLD_STEM_BYTES: usize = 8;

/// A key whose name lies elsewhere: in an argument, in a [`Key`](crate::Key), in a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyRef<'a> {
    /// The name, without the `-` at its end where there is a number: a file need not have one.
    stem: &'a [u8],
    number: Option<u64>,
}

impl<'a> KeyRef<'a> {
    /// The first byte of the names that the store keeps for itself. No UTF-8 has it.
    pub const RESERVED: u8 = 0xFF;

    /// A name alone, which is known to be one, or that of an edge.
    pub const fn named(name: &'a [u8]) -> KeyRef<'a> {
        KeyRef {
            stem: name,
            number: None,
        }
    }

    /// A number behind a name that is known to be one, given without its `-`.
    pub const fn numbered(stem: &'a [u8], number: u64) -> KeyRef<'a> {
        KeyRef {
            stem,
            number: Some(number),
        }
    }

    /// The bytes in front of the number, without the `-`, or all of them.
    pub const fn stem(self) -> &'a [u8] {
        self.stem
    }

    /// What stands between the stem and the number.
    pub const fn dash(self) -> &'static [u8] {
        match self.number {
            Some(_) => b"-",
            None => b"",
        }
    }

    /// The number, if the text ends in one.
    pub const fn number(self) -> Option<u64> {
        self.number
    }

    /// Whether the store keeps it for itself, so that nobody else may see it.
    pub fn is_reserved(self) -> bool {
        self.stem.first() == Some(&KeyRef::RESERVED)
    }

    /// Whether the key has the form that earlier releases had: eight printable ASCII characters and a number.
    pub fn is_old(self) -> bool {
        let stem = <[u8; OLD_STEM_BYTES]>::try_from(self.stem);
        self.number.is_some() && stem.is_ok_and(|stem| are_printable(u64::from_ne_bytes(stem)))
    }

    /// The bytes of the text.
    pub fn text_bytes(self) -> usize {
        let digits = self.number.map_or(0, |number| {
            number.checked_ilog10().map_or(1, |power| power as usize + 1)
        });
        self.stem.len() + self.dash().len() + digits
    }

    /// Gives the text to `out`, in pieces. It may hold `"` and `\`: see [`KeyRef::write_json`].
    pub fn write_text(self, mut out: impl FnMut(&[u8])) {
        out(self.stem);
        if let Some(number) = self.number {
            out(b"-");
            write_decimal(number, out);
        }
    }

    /// The most bytes that [`KeyRef::write_json`] gives: quotes, a name escaped, twenty digits.
    pub const fn json_bytes_max(self) -> usize {
        2 + 2 * self.stem.len() + 1 + 20
    }

    /// Gives the text as a JSON string to `out`, quoted and escaped, in pieces.
    ///
    /// A scan writes one for each document. Measured, text that is put together elsewhere and copied from there costs a
    /// quarter of the scan: the processor cannot read in one go what it has just written in pieces.
    pub fn write_json(self, mut out: impl FnMut(&[u8])) {
        out(b"\"");
        let mut rest = self.stem;
        // A name has no control characters, so nothing else is escaped.
        let escapes = |byte: u8| byte == b'"' || byte == b'\\';
        let escapes = rest.iter().fold(false, |found, byte| found | escapes(*byte));
        while escapes && let Some(at) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')) {
            let (plain, escaped) = rest.split_at(at);
            let (escaped, behind) = escaped.split_at(1);
            out(plain);
            out(b"\\");
            out(escaped);
            rest = behind;
        }
        out(rest);
        if let Some(number) = self.number {
            out(b"-");
            write_decimal(number, &mut out);
        }
        out(b"\"");
    }
}

/// Whether each of eight bytes is printable ASCII: 0x21 to 0x7E.
fn are_printable(bytes: u64) -> bool {
    const EACH: u64 = u64::MAX / 255;
    const TOP: u64 = EACH * 0x80;
    // Without a top bit no lane carries into the next.
    bytes & TOP == 0 && (bytes + EACH) & TOP == 0 && ((bytes | TOP) - EACH * 0x21) & TOP == TOP
}

/// Compares as slices are compared. Eight bytes, which many names have, are compared at once: a batch sorts thousands.
fn compare(one: &[u8], other: &[u8]) -> Ordering {
    match (one.as_array(), other.as_array()) {
        (Some(one), Some(other)) => u64::from_be_bytes(*one).cmp(&u64::from_be_bytes(*other)),
        _ => one.cmp(other),
    }
}

impl Ord for KeyRef<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let both = self.stem.len().min(other.stem.len());
        let ((one, one_rest), (two, two_rest)) = (self.stem.split_at(both), other.stem.split_at(both));
        let one_rest = one_rest.iter().chain(self.dash());
        let two_rest = two_rest.iter().chain(other.dash());
        compare(one, two)
            .then_with(|| one_rest.cmp(two_rest))
            .then_with(|| self.number.cmp(&other.number))
    }
}

impl PartialOrd for KeyRef<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for KeyRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(self.stem))?;
        self.number.map_or(Ok(()), |number| write!(f, "-{number}"))
    }
}

impl fmt::Debug for KeyRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRef({:?})", self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_form_escapes_what_json_escapes() {
        for text in [
            "abcdefgh-7",
            "{\"a\":1,}-7",
            "\\\\\\\"\"\"",
            "\"",
            "a\"",
            "\\-0",
            "/<>&'~!#-1",
            "Ключ 🗝-12",
            "x",
        ] {
            let key = KeyRef::named(text.as_bytes());
            let mut json = Vec::new();
            key.write_json(|piece| json.extend_from_slice(piece));
            assert!(json.len() <= key.json_bytes_max());
            assert_eq!(serde_json::from_slice::<String>(&json).unwrap(), text);
        }
    }

    #[test]
    fn the_form_of_earlier_releases_is_eight_printable_characters_and_a_number() {
        for byte in 0..=u8::MAX {
            for at in 0..8 {
                let mut stem = *b"abcd~!gh";
                stem[at] = byte;
                assert_eq!(
                    KeyRef::numbered(&stem, 1).is_old(),
                    (0x21..=0x7E).contains(&byte),
                    "{byte} at {at}"
                );
                assert!(!KeyRef::named(&stem).is_old());
            }
        }
        assert!(!KeyRef::numbered(b"abcdefg", 1).is_old() && !KeyRef::numbered(b"abcdefghi", 1).is_old());
    }

    #[test]
    fn written_text_is_the_displayed_text() {
        for text in [
            "abcdefgh-0",
            "user-18446744073709551615",
            "users/alice@example.com",
            "-5",
            "5",
            "Ключ-12",
        ] {
            let key = KeyRef::parse(text).unwrap();
            let mut written = b"before ".to_vec();
            key.write_text(|piece| written.extend_from_slice(piece));
            assert_eq!(String::from_utf8(written).unwrap(), format!("before {key}"));
            assert_eq!((key.to_string().as_str(), key.text_bytes()), (text, text.len()));
        }
    }
}
