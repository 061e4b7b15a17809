//! A position in a JSON text that was checked, and the quickest way past what nobody asked for.
//!
//! Nothing here recurses, and everything ends and stays inside the text whatever the bytes are: a text that was not checked
//! gives nonsense, never a panic.

use std::ops::Range;

use crate::ends::Ends;

/// A position in a text.
#[derive(Clone)]
pub(crate) struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    /// Where long containers end, when they are passed more than once.
    ends: Option<&'a Ends>,
}

/// The name of a member, without its quotes.
#[derive(Clone, Copy)]
pub(crate) struct Name<'a> {
    pub(crate) raw: &'a [u8],
    /// Whether it has escapes, so that its bytes are not its text.
    pub(crate) escaped: bool,
}

impl<'a> Scan<'a> {
    /// Before the value of a whole text.
    pub(crate) fn new(text: &'a [u8]) -> Scan<'a> {
        let mut scan = Scan::at(text, 0);
        scan.skip_space();
        scan
    }

    pub(crate) fn at(text: &'a [u8], at: usize) -> Scan<'a> {
        Scan { text, at, ends: None }
    }

    pub(crate) fn with_ends(self, ends: &'a Ends) -> Scan<'a> {
        Scan {
            ends: Some(ends),
            ..self
        }
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The next byte, 0 at the end of the text: no token begins with it.
    pub(crate) fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or_default()
    }

    pub(crate) fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    /// Into the array or object that begins here, before its first part. Past it, and false, when it is empty.
    pub(crate) fn enter(&mut self) -> bool {
        self.advance();
        self.skip_space();
        if matches!(self.peek(), b']' | b'}') {
            self.advance();
            return false;
        }
        true
    }

    /// The name of the member that begins here. Goes to its value.
    pub(crate) fn name(&mut self) -> Name<'a> {
        let start = self.at + 1;
        let escaped = self.skip_string();
        let raw = self.text.get(start..self.at.saturating_sub(1)).unwrap_or_default();
        self.skip_space();
        self.advance();
        self.skip_space();
        Name { raw, escaped }
    }

    /// From behind a part to the next one, or past the container, and false.
    pub(crate) fn next_part(&mut self) -> bool {
        self.skip_space();
        let more = self.peek() == b',';
        self.advance();
        if more {
            self.skip_space();
        }
        more
    }

    /// Past the value that begins here. Returns where it stands.
    pub(crate) fn skip_value(&mut self) -> Range<usize> {
        let start = self.at;
        match self.peek() {
            b'"' => {
                self.skip_string();
            }
            b'{' | b'[' => match self.ends.and_then(|ends| ends.end_of(start)) {
                Some(end) => self.at = end,
                None => {
                    self.advance();
                    self.skip_to_close();
                }
            },
            _ => self.skip_word(),
        }
        start..self.at
    }

    /// Past the end of the container in which this is, from before or behind a value of it.
    pub(crate) fn skip_to_close(&mut self) {
        let mut depth = 1_usize;
        while depth > 0 {
            self.skip_unstructured();
            match self.peek() {
                b'"' => {
                    self.skip_string();
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.advance();
                }
                b'}' | b']' => {
                    depth -= 1;
                    self.advance();
                }
                _ => return,
            }
        }
    }

    /// Past the string that begins here. Returns whether there are escapes in it.
    pub(crate) fn skip_string(&mut self) -> bool {
        self.advance();
        let mut escaped = false;
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(plain) = plain_length(rest) else {
                self.at = self.text.len();
                return escaped;
            };
            self.at += plain;
            if self.peek() == b'"' {
                self.advance();
                return escaped;
            }
            escaped = true;
            // The backslash, and what it escapes.
            self.advance();
            self.advance();
        }
    }

    /// To the next quote or bracket.
    pub(crate) fn skip_unstructured(&mut self) {
        let mut rest = self.text.get(self.at..).unwrap_or_default();
        while let Some(word) = rest.first_chunk::<WORD>() {
            let plain = unstructured_bytes(u64::from_le_bytes(*word));
            rest = rest.get(plain..).unwrap_or_default();
            if plain < WORD {
                self.at = self.text.len() - rest.len();
                return;
            }
        }
        let plain = rest
            .iter()
            .position(|byte| matches!(byte, b'"' | b'[' | b']' | b'{' | b'}'));
        self.at = self.text.len() - rest.len() + plain.unwrap_or(rest.len());
    }

    /// Past a number or a literal.
    fn skip_word(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t');
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
    }

    pub(crate) fn advance(&mut self) {
        self.at = (self.at + 1).min(self.text.len());
    }
}

/// What a container must have in bytes for its end to be remembered.
const LONG: usize = 64;

/// Where the long arrays and objects of a text end: one pass over it.
pub(crate) fn ends_of(text: &[u8]) -> Ends {
    let mut long = Vec::new();
    let mut open = Vec::new();
    let mut scan = Scan::new(text);
    // None is long in a short text.
    while text.len() >= LONG {
        scan.skip_unstructured();
        let at = scan.position();
        match scan.peek() {
            b'"' => {
                scan.skip_string();
                continue;
            }
            b'{' | b'[' => open.push(at),
            b'}' | b']' => long.extend(
                open.pop()
                    .filter(|start| at + 1 - start >= LONG)
                    .map(|start| (start, at + 1)),
            ),
            _ => break,
        }
        scan.advance();
    }
    Ends::new(long)
}

const WORD: usize = size_of::<u64>();
const ONES: u64 = u64::from_ne_bytes([1; WORD]);
const HIGHS: u64 = ONES << 7;

/// A mark in the high bit of each byte of `word` that is `byte`. Bytes above the lowest mark may be marked wrongly, since
/// the subtraction borrows from them: only the lowest mark counts.
fn marks(word: u64, byte: u8) -> u64 {
    let difference = word ^ (ONES * u64::from(byte));
    difference.wrapping_sub(ONES) & !difference & HIGHS
}

/// How many bytes of a word, from its lowest, come before a quote or a bracket.
fn unstructured_bytes(word: u64) -> usize {
    // `[` and `{`, and `]` and `}`, are one bit apart.
    let folded = word | (ONES * 0x20);
    let found = marks(word, b'"') | marks(folded, b'{') | marks(folded, b'}');
    found.trailing_zeros() as usize / 8
}

/// How many bytes come before a quote or a backslash. Most strings are short, and calling a search costs more than a word.
fn plain_length(bytes: &[u8]) -> Option<usize> {
    if let Some(word) = bytes.first_chunk::<WORD>() {
        let word = u64::from_le_bytes(*word);
        let plain = (marks(word, b'"') | marks(word, b'\\')).trailing_zeros() as usize / 8;
        if plain < WORD {
            return Some(plain);
        }
    }
    memchr::memchr2(b'"', b'\\', bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipped(text: &str) -> &str {
        let mut scan = Scan::new(text.as_bytes());
        &text[scan.skip_value()]
    }

    #[test]
    fn a_value_ends_where_json_ends_it() {
        for (text, value) in [
            ("  12.5e+3 , 1", "12.5e+3"),
            (r#""a\"b]" ]"#, r#""a\"b]""#),
            (r#"{"a}":[1,{"b":"]"}]},2"#, r#"{"a}":[1,{"b":"]"}]}"#),
            (r#"["\\"]]"#, r#"["\\"]"#),
            ("null}", "null"),
            ("[]", "[]"),
        ] {
            assert_eq!(skipped(text), value);
        }
    }

    #[test]
    fn a_word_is_unstructured_up_to_its_first_quote_or_bracket() {
        for byte in 0..=255_u8 {
            for place in 0..WORD {
                for above in [b'a', b'"', b'[', 0x7A, 0x7C, 0x80, 0xDB, 0xFB, 0xFF, 0x00] {
                    let mut word = [above; WORD];
                    word[..place].fill(b'a');
                    word[place] = byte;
                    let plain = word.iter().position(|byte| b"\"[]{}".contains(byte)).unwrap_or(WORD);
                    assert_eq!(unstructured_bytes(u64::from_le_bytes(word)), plain, "{word:?}");
                }
            }
        }
    }

    #[test]
    fn depth_needs_no_stack() {
        let text = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(skipped(&text).len(), text.len());
    }

    #[test]
    fn the_ends_of_long_containers_are_those_that_a_scan_finds() {
        let long = "x".repeat(100);
        let text = format!(r#" {{"a":["{long}"],"b":[1],"c":{{"d":[[["}}{long}"]]]}}}}"#);
        let ends = ends_of(text.as_bytes());
        let long = |(start, _): &(usize, char)| ends.end_of(*start).is_some();
        let starts: Vec<(usize, char)> = text.char_indices().filter(long).collect();
        assert_eq!(starts.len(), 6);
        for (start, _) in starts {
            let span = Scan::at(text.as_bytes(), start).skip_value();
            assert_eq!(Some(span.end), ends.end_of(start));
        }
        assert_eq!(ends.end_of(text.find("[1]").unwrap()), None);
    }

    #[test]
    fn what_is_no_json_ends_too() {
        for text in ["", "\"", "\"\\", "{", "[\"", "{\"a", "}", ",", "[[[", "\u{0}"] {
            let mut scan = Scan::new(text.as_bytes());
            assert!(scan.skip_value().end <= text.len());
            scan = Scan::new(text.as_bytes());
            if scan.enter() {
                scan.name();
                scan.skip_value();
                scan.next_part();
            }
            assert!(scan.position() <= text.len());
        }
    }
}
