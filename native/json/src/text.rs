//! Strings of JSON and what they say.

use std::borrow::Cow;

use crate::scan::Name;

/// What a string without its quotes says: its escapes undone. Where an escape is half a surrogate pair, its three bytes are
/// those that UTF-8 would give it, so that the order of the bytes is that of the code points whatever is in them.
pub(crate) fn unescape(raw: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'\\', raw) else {
        return Cow::Borrowed(raw);
    };
    let (plain, mut rest) = raw.split_at(first);
    let mut said = plain.to_vec();
    while let [b'\\', escape, after @ ..] = rest {
        rest = after;
        match escape {
            b'b' => said.push(0x08),
            b'f' => said.push(0x0C),
            b'n' => said.push(b'\n'),
            b'r' => said.push(b'\r'),
            b't' => said.push(b'\t'),
            b'u' => rest = unescape_unit(rest, &mut said),
            itself => said.push(*itself),
        }
        let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        let (plain, after) = rest.split_at(plain);
        said.extend_from_slice(plain);
        rest = after;
    }
    Cow::Owned(said)
}

/// The string in quotes, `literal`, unescaped.
pub(crate) fn unquote(literal: &[u8]) -> Cow<'_, [u8]> {
    unescape(literal.get(1..literal.len().saturating_sub(1)).unwrap_or_default())
}

/// A JSON string that says `text`.
pub(crate) fn quote(text: &str) -> Vec<u8> {
    let mut literal = Vec::with_capacity(text.len() + 2);
    literal.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => literal.extend([b'\\', byte]),
            0..0x20 => literal.extend(format!("\\u{byte:04x}").bytes()),
            _ => literal.push(byte),
        }
    }
    literal.push(b'"');
    literal
}

impl<'a> Name<'a> {
    pub(crate) fn is(self, text: &[u8]) -> bool {
        if self.escaped {
            *unescape(self.raw) == *text
        } else {
            self.raw == text
        }
    }

    pub(crate) fn text(self) -> Cow<'a, [u8]> {
        if self.escaped {
            unescape(self.raw)
        } else {
            Cow::Borrowed(self.raw)
        }
    }
}

fn unescape_unit<'a>(digits: &'a [u8], said: &mut Vec<u8>) -> &'a [u8] {
    let Some((high, rest)) = unit(digits) else {
        return digits;
    };
    if (0xD800..0xDC00).contains(&high)
        && let Some((low, after)) = rest.strip_prefix(b"\\u").and_then(unit)
        && (0xDC00..0xE000).contains(&low)
    {
        push_code_point(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), said);
        return after;
    }
    push_code_point(high, said);
    rest
}

fn unit(digits: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = digits.split_first_chunk::<4>()?;
    let text = std::str::from_utf8(digits).ok()?;
    Some((u32::from_str_radix(text, 16).ok()?, rest))
}

fn push_code_point(code_point: u32, said: &mut Vec<u8>) {
    match char::from_u32(code_point) {
        Some(character) => said.extend(character.encode_utf8(&mut [0; 4]).bytes()),
        None => {
            let sixth = |shift: u32| 0x80 | (code_point >> shift & 0x3F) as u8;
            said.extend([0xED, sixth(6), sixth(0)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_and_half_pairs_keep_their_place_in_the_order() {
        assert_eq!(
            &*unescape(br#"a\"\\\/\b\f\n\r\t\u00e9z"#),
            "a\"\\/\u{8}\u{c}\n\r\té\u{7a}".as_bytes()
        );
        assert_eq!(&*unescape(br"\ud83d\ude00!"), "😀!".as_bytes());
        assert_eq!(&*unescape(br"\ud800"), b"\xED\xA0\x80");
        assert_eq!(&*unescape(br"\ud800\ud83d\ude00"), b"\xED\xA0\x80\xF0\x9F\x98\x80");
        assert_eq!(&*unescape(br"\udc00x"), b"\xED\xB0\x80x");
        assert!(unescape(br"\ud7ff") < unescape(br"\ud800") && unescape(br"\udfff") < unescape(br"\ue000"));
    }

    #[test]
    fn what_is_quoted_says_the_text() {
        for text in ["", "a\"b\\c/", "\u{0}\n\u{1f}\u{7f}é😀"] {
            assert_eq!(serde_json::from_slice::<String>(&quote(text)).unwrap(), text);
            assert_eq!(&*unquote(&quote(text)), text.as_bytes());
        }
    }
}
