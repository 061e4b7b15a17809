//! Documents as one long text, read piece by piece: a JSON array of entries, or a line for each (NDJSON).
//!
//! ```text
//! {"key":"users/alice","value":{"name":"Alice"},"expires":1796083199000}
//! ```
//!
//! What stands between the entries is read by a loop that goes on wherever a piece ends; an entry is gathered whole, and then
//! read as any JSON text is. So no more is held than the largest entry.

use memchr::memchr;

use crate::entries_form::{EntriesForm, State};
use crate::entry_text::{TextEntry, entry};
use crate::error::Error;
use crate::limits::Limits;
use crate::text_fault::{TextFault, offset_of};
use crate::timestamp::Timestamp;
use crate::value::BYTE_ORDER_MARK;

/// LIMIT: what an entry has beside its value: the names, a key of which every byte is escaped, and spaces.
const BESIDE_VALUE_BYTES_MAX: usize = 8 << 10;

/// Reads the entries of a text that comes in pieces.
#[derive(Debug)]
pub struct EntriesText {
    limits: Limits,
    state: State,
    /// What has come of the entry that is being read.
    gathered: Vec<u8>,
    /// The bytes of the text that were taken.
    taken: u64,
    /// Where the entry that is being read began.
    began: u64,
    /// The number of that line or entry, from 1 on.
    number: u64,
}

impl EntriesText {
    /// Begins to read.
    pub fn new(form: EntriesForm, limits: Limits) -> EntriesText {
        EntriesText {
            limits,
            state: State::of(form),
            gathered: Vec::new(),
            taken: 0,
            began: 0,
            number: u64::from(form == EntriesForm::Lines),
        }
    }

    /// An error about an entry that was read whole.
    pub fn fault_of(&self, entry: &TextEntry, error: Error) -> TextFault {
        TextFault {
            number: Some(entry.number),
            ..self.fault(self.taken, error)
        }
    }

    /// Takes bytes up to the end of the next entry, or all of them. Returns how many, and the entry if there is one.
    pub fn take(&mut self, bytes: &[u8], now: Timestamp) -> Result<(usize, Option<TextEntry>), TextFault> {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let in_entry = self.state.is_in_entry();
            let (used, ends) = match self.state {
                State::Line => match memchr(b'\n', rest) {
                    Some(end) => (end + 1, true),
                    None => (rest.len(), false),
                },
                State::Inside { .. } => self.state.step_inside(rest),
                _ => (self.step_between(rest)?, false),
            };
            let piece = rest.get(..used).unwrap_or_default();
            at += used;
            self.taken += used as u64;
            if in_entry && let Some(entry) = self.gather(piece, ends, now)? {
                return Ok((at, Some(entry)));
            }
        }
        Ok((bytes.len(), None))
    }

    /// The text has ended. Returns the entry of a last line that nothing ended.
    pub fn end(&mut self, now: Timestamp) -> Result<Option<TextEntry>, TextFault> {
        match self.state {
            State::Line => self.gather(b"", true, now),
            State::Done => Ok(None),
            _ => Err(self.invalid("the text ends before its array does")),
        }
    }

    /// Adds a piece to the entry, and reads it where it ends.
    fn gather(&mut self, piece: &[u8], ends: bool, now: Timestamp) -> Result<Option<TextEntry>, TextFault> {
        let bytes = self.gathered.len() + piece.len();
        let bytes_max = self.limits.value_bytes_max;
        if bytes > bytes_max.saturating_add(BESIDE_VALUE_BYTES_MAX) {
            return Err(self.fault(self.began, Error::ValueTooLarge { bytes, bytes_max }));
        }
        if !ends {
            self.gathered.extend_from_slice(piece);
            return Ok(None);
        }
        // Most entries lie in one piece.
        let gathered = std::mem::take(&mut self.gathered);
        let joined = if gathered.is_empty() {
            gathered
        } else {
            [gathered.as_slice(), piece].concat()
        };
        let text = if joined.is_empty() { piece } else { joined.as_slice() };
        let mark = if self.began == 0 && self.state == State::Line {
            BYTE_ORDER_MARK
        } else {
            b""
        };
        let text = text.strip_prefix(mark).unwrap_or(text);
        let begins = self.began + (bytes - text.len()) as u64;
        let entry = if self.state == State::Line && text.trim_ascii().is_empty() {
            None
        } else {
            let read = entry(text, &self.limits, now);
            let mut entry = read.map_err(|error| self.fault(begins + offset_of(&error) as u64, error))?;
            entry.number = self.number;
            Some(entry)
        };
        if self.state == State::Line {
            self.number += 1;
        }
        self.began = self.taken;
        Ok(entry)
    }

    /// Takes spaces, and one byte that belongs to the array. Returns how many bytes; the first of an entry is left.
    fn step_between(&mut self, bytes: &[u8]) -> Result<usize, TextFault> {
        if let State::Before { mark } = self.state
            && self.taken == mark as u64
            && let Some(next) = BYTE_ORDER_MARK.get(mark)
        {
            // Byte by byte: it may come in pieces.
            if bytes.first() == Some(next) {
                self.state = State::Before { mark: mark + 1 };
                return Ok(1);
            }
            if mark > 0 {
                return Err(self.invalid("it begins with a part of a byte order mark"));
            }
        }
        let space = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let Some(byte) = bytes.get(space) else {
            return Ok(space);
        };
        self.began = self.taken + space as u64;
        self.state = self.state.after(*byte).map_err(|reason| self.invalid(reason))?;
        if self.state.is_in_entry() {
            self.number += 1;
            return Ok(space);
        }
        Ok(space + 1)
    }

    fn invalid(&self, reason: &'static str) -> TextFault {
        self.fault(self.began, Error::EntryInvalid { reason })
    }

    fn fault(&self, offset: u64, error: Error) -> TextFault {
        let part = if self.state == State::Line { "line" } else { "entry" };
        TextFault {
            part,
            number: Some(self.number).filter(|number| *number > 0),
            offset,
            error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entries_form::EntriesForm::{Array, Lines};

    /// Key, value and expiry of an entry.
    type Row = (String, String, Option<u64>);

    fn limits() -> Limits {
        Limits {
            value_bytes_max: 64,
            ..Limits::default()
        }
    }

    /// What is read of a text, in pieces of so many bytes.
    fn read(form: EntriesForm, text: &[u8], piece: usize) -> Result<Vec<Row>, TextFault> {
        let mut entries = EntriesText::new(form, limits());
        let mut found = Vec::new();
        let mut add = |entry: TextEntry| {
            let value = String::from_utf8(entry.value.as_bytes().to_vec()).unwrap();
            found.push((entry.key.to_string(), value, entry.expires.map(Timestamp::millis)));
        };
        for mut piece in text.chunks(piece) {
            while !piece.is_empty() {
                let (taken, entry) = entries.take(piece, Timestamp::from_millis(1000))?;
                entry.into_iter().for_each(&mut add);
                piece = &piece[taken..];
            }
        }
        entries
            .end(Timestamp::from_millis(1000))?
            .into_iter()
            .for_each(&mut add);
        Ok(found)
    }

    /// However the text is cut, the same is read.
    fn check(form: EntriesForm, text: &str) -> Result<Vec<Row>, (u64, u64, &'static str)> {
        let bytes = text.as_bytes();
        let whole = read(form, bytes, bytes.len().max(1));
        for piece in 1..bytes.len().min(40) {
            assert_eq!(read(form, bytes, piece), whole, "{text} in pieces of {piece}");
        }
        whole.map_err(|fault| (fault.number.unwrap_or(0), fault.offset, fault.error.code()))
    }

    #[test]
    fn entries_are_read_from_lines_and_from_an_array() {
        let expected = || {
            let entry = |key: &str, value: &str, expires| (key.to_owned(), value.to_owned(), expires);
            Ok(vec![
                entry("a", "{\"x\" : [1.0,\"]}\\\"\"]}", None),
                entry("b/é-2", "null", Some(5)),
                entry("c", "\"\"", Some(2000)),
            ])
        };
        let entries = [
            "{\"key\":\"a\", \"value\": {\"x\" : [1.0,\"]}\\\"\"]},\"revision\":\"7\"}",
            "{\"expires\":5,\"value\":null,\"key\":\"b/\\u00e9-2\"}",
            " {\"key\":\"c\",\"value\":\"\",\"ttl\":1} ",
        ];
        for end in ["", "\n", "\r\n\n"] {
            assert_eq!(
                check(Lines, &format!("\u{FEFF}{}{end}", entries.join("\r\n"))),
                expected()
            );
            assert_eq!(
                check(Array, &format!("\u{FEFF} [{}]{end}", entries.join(" ,\n"))),
                expected()
            );
        }
        assert_eq!((check(Lines, ""), check(Array, "[ ]")), (Ok(vec![]), Ok(vec![])));
    }

    #[test]
    fn what_is_wrong_is_told_with_the_line_and_the_byte() {
        let good = "{\"key\":\"a\",\"value\":1}";
        let bad = "{\"key\":\"b\",\"value\":01}";
        for (form, text, fault) in [
            (Lines, format!("{good}\n\n{bad}"), (3, 43, "VALUE_NOT_JSON")),
            (
                Lines,
                format!("{good}\n{{\"key\":\"\",\"value\":1}}\n"),
                (2, 22, "KEY_EMPTY"),
            ),
            (Lines, format!("\u{FEFF}{bad}"), (1, 23, "VALUE_NOT_JSON")),
            (Lines, format!("{good} {good}"), (1, 22, "VALUE_NOT_JSON")),
            (Lines, format!("[{good}]"), (1, 0, "ENTRY_INVALID")),
            (
                Array,
                format!("[{good},{good},{{\"key\":\"b\",\"valu\":1}}]"),
                (3, 45, "ENTRY_INVALID"),
            ),
            (Array, format!("[\n    {bad}]"), (1, 26, "VALUE_NOT_JSON")),
            (Array, format!("[{good},]"), (1, 23, "ENTRY_INVALID")),
            (Array, format!("[{good}{good}]"), (1, 22, "ENTRY_INVALID")),
            (Array, format!("[{good}] 1"), (1, 24, "ENTRY_INVALID")),
            (Array, good.to_owned(), (0, 0, "ENTRY_INVALID")),
            (Array, format!("[{good}"), (1, 22, "ENTRY_INVALID")),
            (
                Array,
                "[{\"key\":\"a\",\"value\":[}]".to_owned(),
                (1, 21, "VALUE_NOT_JSON"),
            ),
        ] {
            assert_eq!(check(form, &text), Err(fault), "{text}");
        }
        let value = |length: usize| format!("{{\"key\":\"a\",\"value\":\"{}\"}}", "x".repeat(length));
        assert!(check(Lines, &value(62)).is_ok());
        assert_eq!(check(Lines, &value(63)), Err((1, 0, "VALUE_TOO_LARGE")));
    }

    #[test]
    fn an_entry_without_an_end_is_refused_before_it_fills_the_memory() {
        for (form, begin) in [(Lines, "{\"key\":\""), (Array, "[{\"key\":\"")] {
            let mut entries = EntriesText::new(form, limits());
            entries.take(begin.as_bytes(), Timestamp::default()).unwrap();
            let fault = (0..100).find_map(|_| entries.take(&[b'x'; 1000], Timestamp::default()).err());
            assert_eq!(fault.unwrap().error.code(), "VALUE_TOO_LARGE");
            assert!(entries.gathered.len() < 20_000);
        }
    }
}
