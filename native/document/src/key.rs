//! Sixteen bytes that name a document.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// The name of a document: 8 printable ASCII characters and an unsigned 64-bit number, written `abcdefgh-42`.
///
/// INVARIANT: the first eight bytes lie in `0x21..=0x7E`; the last eight are the number, big-endian, so that the order
/// of the bytes is the order of the prefix and then of the number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; Key::BYTES]);

impl Key {
    /// The length of a key in bytes.
    pub const BYTES: usize = 16;

    /// The length of a key's ASCII half.
    pub const PREFIX_BYTES: usize = 8;

    /// The first key in order: `!!!!!!!!-0`.
    pub const MIN: Key = Key([0x21, 0x21, 0x21, 0x21, 0x21, 0x21, 0x21, 0x21, 0, 0, 0, 0, 0, 0, 0, 0]);

    /// The last key in order: `~~~~~~~~-18446744073709551615`.
    pub const MAX: Key = Key([
        0x7E, 0x7E, 0x7E, 0x7E, 0x7E, 0x7E, 0x7E, 0x7E, 255, 255, 255, 255, 255, 255, 255, 255,
    ]);

    /// Reads the canonical text form: no sign, no leading zero, nothing around it.
    ///
    /// The order of the checks is part of the contract, because TypeScript makes the same ones: the first 8 characters
    /// are printable ASCII, there are at least 9 characters, the ninth is `-`, the rest is a u64.
    pub fn parse(text: &str) -> Result<Key> {
        let prefix =
            check_printable(text.as_bytes(), Key::PREFIX_BYTES).map_err(|position| Error::KeyNotAscii { position })?;
        let length = text.len();
        let (Some(prefix), Some(rest)) = (prefix.first_chunk::<8>(), text.get(Key::PREFIX_BYTES..)) else {
            return Err(Error::KeyTooShort { length });
        };
        if rest.is_empty() {
            return Err(Error::KeyTooShort { length });
        }
        let digits = rest.strip_prefix('-').ok_or(Error::KeyNoSeparator)?;
        Ok(Key::join(*prefix, parse_number(digits).ok_or(Error::KeyBadNumber)?))
    }

    /// Joins a prefix of exactly 8 printable ASCII characters and a number.
    pub fn from_parts(prefix: &str, number: u64) -> Result<Key> {
        let checked =
            check_printable(prefix.as_bytes(), prefix.len()).map_err(|position| Error::KeyNotAscii { position })?;
        match <[u8; 8]>::try_from(checked) {
            Ok(bytes) => Ok(Key::join(bytes, number)),
            Err(_) if prefix.len() < Key::PREFIX_BYTES => Err(Error::KeyTooShort { length: prefix.len() }),
            // A ninth character stands where the separator belongs.
            Err(_) => Err(Error::KeyNoSeparator),
        }
    }

    /// Reads the stored form; `None` when the ASCII half holds something else.
    pub fn from_bytes(bytes: [u8; Key::BYTES]) -> Option<Key> {
        let printable = bytes.iter().take(Key::PREFIX_BYTES).all(is_printable);
        printable.then_some(Key(bytes))
    }

    /// The eight ASCII characters.
    pub fn prefix(&self) -> &str {
        let (prefix, _) = self.halves();
        // INVARIANT: eight ASCII bytes are UTF-8, so the empty text is never returned.
        std::str::from_utf8(prefix).unwrap_or_default()
    }

    /// The number.
    pub fn number(&self) -> u64 {
        let (_, number) = self.halves();
        u64::from_be_bytes(*number)
    }

    /// The stored form: the characters, then the number in big-endian order.
    pub const fn as_bytes(&self) -> &[u8; Key::BYTES] {
        &self.0
    }

    /// Gives the canonical text to `out`, in pieces. The text may hold `"` and `\`: see [`Key::write_json`].
    pub fn write_text(&self, mut out: impl FnMut(&[u8])) {
        let (prefix, _) = self.halves();
        out(prefix);
        out(b"-");
        write_decimal(self.number(), out);
    }

    /// The most bytes that [`Key::write_json`] gives: quotes, eight characters escaped, the separator, twenty digits.
    pub const JSON_BYTES_MAX: usize = 2 + 2 * Key::PREFIX_BYTES + 1 + 20;

    /// Gives the canonical text as a JSON string to `out`, quoted and escaped, in pieces.
    ///
    /// A scan writes one for each document. Measured, text that is put together elsewhere and copied from there costs a
    /// quarter of the scan: the processor cannot read in one go what it has just written in pieces.
    pub fn write_json(&self, mut out: impl FnMut(&[u8])) {
        out(b"\"");
        let (prefix, _) = self.halves();
        if prefix.iter().any(is_escaped) {
            for byte in prefix {
                if is_escaped(byte) {
                    out(b"\\");
                }
                out(&[*byte]);
            }
        } else {
            out(prefix);
        }
        out(b"-");
        write_decimal(self.number(), &mut out);
        out(b"\"");
    }

    fn join(prefix: [u8; 8], number: u64) -> Key {
        let mut bytes = [0; Key::BYTES];
        let (head, tail) = bytes.split_at_mut(Key::PREFIX_BYTES);
        head.copy_from_slice(&prefix);
        tail.copy_from_slice(&number.to_be_bytes());
        Key(bytes)
    }

    fn halves(&self) -> (&[u8; 8], &[u8; 8]) {
        const EMPTY: &[u8; 8] = &[0; 8];
        // INVARIANT: sixteen bytes hold both halves, so EMPTY is never returned.
        (
            self.0.first_chunk().unwrap_or(EMPTY),
            self.0.last_chunk().unwrap_or(EMPTY),
        )
    }
}

/// The first `count` bytes or fewer, or the position of the first that is not printable ASCII.
pub(crate) fn check_printable(text: &[u8], count: usize) -> std::result::Result<&[u8], usize> {
    let head = text.get(..count).unwrap_or(text);
    match head.iter().position(|byte| !is_printable(byte)) {
        Some(position) => Err(position),
        None => Ok(head),
    }
}

fn is_escaped(byte: &u8) -> bool {
    matches!(byte, b'"' | b'\\')
}

fn is_printable(byte: &u8) -> bool {
    (0x21..=0x7E).contains(byte)
}

/// Reads a canonical u64. `u64::from_str` alone would take `+1` and `007`, and two texts would name one key.
fn parse_number(digits: &str) -> Option<u64> {
    let canonical = match digits.as_bytes() {
        [] => false,
        [b'0'] => true,
        [first, rest @ ..] => matches!(first, b'1'..=b'9') && rest.iter().all(u8::is_ascii_digit),
    };
    if canonical { digits.parse().ok() } else { None }
}

/// Scans write a number for each document, so the digits are made eight at a time.
fn write_decimal(number: u64, mut out: impl FnMut(&[u8])) {
    const EIGHT: u64 = 100_000_000;
    let count = number.checked_ilog10().map_or(1, |power| power as usize + 1);
    let mut write = |part: u64, count: usize| {
        let digits = eight_digits(part);
        out(digits.get(digits.len().saturating_sub(count)..).unwrap_or_default());
    };
    if count > 16 {
        write(number / (EIGHT * EIGHT), count - 16);
    }
    if count > 8 {
        write(number / EIGHT % EIGHT, (count - 8).min(8));
    }
    write(number % EIGHT, count.min(8));
}

/// The digits of a number below 10^8, with zeros in front. It is divided into lanes of one word: two of four digits, four of
/// two, eight of one.
fn eight_digits(number: u64) -> [u8; 8] {
    // Each quotient is exact for what a lane can hold: the factors are 2^20 / 100 and 2^10 / 10, rounded up.
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
    let twos = hundreds | ((fours - hundreds * 100) << 16);
    let tens = ((twos * 103) >> 10) & 0x000F_000F_000F_000F;
    let ones = tens | ((twos - tens * 10) << 8);
    (ones | 0x3030_3030_3030_3030).to_le_bytes()
}

impl FromStr for Key {
    type Err = Error;

    fn from_str(text: &str) -> Result<Key> {
        Key::parse(text)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.prefix(), self.number())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn min_and_max_are_keys_and_bound_every_other() {
        assert_eq!(Key::MIN.to_string(), "!!!!!!!!-0");
        assert_eq!(Key::MAX.to_string(), "~~~~~~~~-18446744073709551615");
        let key = Key::parse("abcdefgh-42").unwrap();
        assert!(Key::MIN < key && key < Key::MAX);
    }

    #[test]
    fn parts_make_the_key_that_the_text_makes() {
        assert_eq!(
            Key::from_parts("abcdefgh", 42).unwrap(),
            Key::parse("abcdefgh-42").unwrap()
        );
        assert_eq!(Key::from_parts("abc", 1).unwrap_err().code(), "KEY_TOO_SHORT");
        assert_eq!(Key::from_parts("abcdefghi", 1).unwrap_err().code(), "KEY_NO_SEPARATOR");
        assert_eq!(Key::from_parts("abcdéfg", 1).unwrap_err().code(), "KEY_NOT_ASCII");
        assert_eq!(Key::from_parts("abc defg", 1).unwrap_err().code(), "KEY_NOT_ASCII");
    }

    #[test]
    fn bytes_with_an_unprintable_prefix_are_no_key() {
        assert_eq!(Key::from_bytes(*Key::MAX.as_bytes()), Some(Key::MAX));
        assert_eq!(Key::from_bytes([0x20; 16]), None);
        assert_eq!(Key::from_bytes([0x7F; 16]), None);
    }

    #[test]
    fn json_form_escapes_what_json_escapes() {
        for prefix in ["abcdefgh", "{\"a\":1,}", "\\\\\\\\\"\"\"\"", "/<>&'~!#"] {
            let key = Key::from_parts(prefix, 7).unwrap();
            let mut json = Vec::new();
            key.write_json(|piece| json.extend_from_slice(piece));
            assert!(json.len() <= Key::JSON_BYTES_MAX);
            assert_eq!(serde_json::from_slice::<String>(&json).unwrap(), key.to_string());
        }
    }

    #[test]
    fn written_text_is_the_displayed_text() {
        let powers = (0..20).map(|power| 10_u64.pow(power));
        let numbers = powers.flat_map(|power| [power - 1, power, power + 1, power.wrapping_mul(7_654_321)]);
        for number in numbers.chain(0..20_000).chain([u64::MAX - 1, u64::MAX]) {
            let key = Key::from_parts("abcdefgh", number).unwrap();
            let mut text = b"before ".to_vec();
            key.write_text(|piece| text.extend_from_slice(piece));
            assert_eq!(String::from_utf8(text).unwrap(), format!("before {key}"));
        }
    }

    #[test]
    fn texts_that_other_parsers_are_lenient_about_are_refused() {
        let check = |text: &str, code| assert_eq!(Key::parse(text).unwrap_err().code(), code, "{text:?}");
        for text in [
            " abcdefgh-1",
            "\u{feff}abcdefgh-1",
            "abcdefg\0-1",
            "abcdefg\u{7f}-1",
            "abcdefg\u{80}-1",
            "日本語日本語日本-1",
        ] {
            check(text, "KEY_NOT_ASCII");
        }
        for text in ["", "-", "abcdefgh", "abc-1"] {
            check(text, "KEY_TOO_SHORT");
        }
        for text in ["abcdefgh–1", "abcdefgh 1", "abcdefghé", "abcdefg-42"] {
            check(text, "KEY_NO_SEPARATOR");
        }
        for number in [
            "", "-0", "+1", "00", "01", " 1", "1 ", "1\n", "1\0", "1.0", "1e3", "0x1", "1n", "1_0", "１", "١", "1-1",
        ] {
            check(&format!("abcdefgh-{number}"), "KEY_BAD_NUMBER");
        }
        for number in [
            "18446744073709551616",
            "28446744073709551615",
            "99999999999999999999",
            "100000000000000000000",
        ] {
            check(&format!("abcdefgh-{number}"), "KEY_BAD_NUMBER");
        }
    }
}
