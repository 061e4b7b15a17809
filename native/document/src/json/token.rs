//! The words of JSON: strings, numbers, literals.

use super::fault::JsonFault;

/// A position in a text that is valid UTF-8, between two tokens.
pub(crate) struct Token<'a> {
    text: &'a [u8],
    /// What is not read yet: a suffix of `text`.
    rest: &'a [u8],
}

impl<'a> Token<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Token<'a> {
        Token { text, rest: text }
    }

    pub(crate) fn position(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    pub(crate) fn advance(&mut self) {
        self.skip(1);
    }

    pub(crate) fn fault(&self, reason: &'static str) -> JsonFault {
        JsonFault::NotJson {
            offset: self.position(),
            reason,
        }
    }

    pub(crate) fn too_early(&self) -> JsonFault {
        JsonFault::NotJson {
            offset: self.text.len(),
            reason: "it ends too early",
        }
    }

    pub(crate) fn skip_space(&mut self) {
        while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    pub(crate) fn colon(&mut self) -> Result<(), JsonFault> {
        self.skip_space();
        match self.peek() {
            Some(b':') => self.advance(),
            Some(_) => return Err(self.fault("`:` is expected")),
            None => return Err(self.too_early()),
        }
        Ok(())
    }

    pub(crate) fn literal(&mut self, word: &[u8]) -> Result<(), JsonFault> {
        for &expected in word {
            match self.peek() {
                Some(byte) if byte == expected => self.advance(),
                Some(_) => return Err(self.fault("a value is expected")),
                None => return Err(self.too_early()),
            }
        }
        Ok(())
    }

    /// INVARIANT: the next byte is `-` or a digit.
    pub(crate) fn number(&mut self) -> Result<(), JsonFault> {
        if self.peek() == Some(b'-') {
            self.advance();
        }
        if self.peek() == Some(b'0') {
            self.advance();
            if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                return Err(self.fault("a number has no leading zero"));
            }
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.advance();
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.advance();
            if let Some(b'+' | b'-') = self.peek() {
                self.advance();
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), JsonFault> {
        match self.peek() {
            Some(b'0'..=b'9') => {}
            Some(_) => return Err(self.fault("a digit is expected")),
            None => return Err(self.too_early()),
        }
        while let [b'0'..=b'9', rest @ ..] = self.rest {
            self.rest = rest;
        }
        Ok(())
    }

    /// INVARIANT: the next byte is a double quote.
    pub(crate) fn string(&mut self) -> Result<(), JsonFault> {
        self.advance();
        loop {
            self.skip_plain();
            match self.peek() {
                Some(b'"') => {
                    self.advance();
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                Some(_) => return Err(self.fault("a control character in a string must be escaped")),
                None => return Err(self.too_early()),
            }
        }
    }

    /// Skips the bytes that mean themselves, eight at a time.
    fn skip_plain(&mut self) {
        while let Some(word) = self.rest.first_chunk::<WORD>() {
            let plain = plain_bytes(u64::from_le_bytes(*word));
            self.skip(plain);
            if plain < WORD {
                return;
            }
        }
        let plain = self.rest.iter().position(is_special).unwrap_or(self.rest.len());
        self.skip(plain);
    }

    /// INVARIANT: the next byte is a backslash.
    fn escape(&mut self) -> Result<(), JsonFault> {
        self.advance();
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.advance(),
            Some(b'u') => {
                self.advance();
                for _ in 0..4 {
                    match self.peek() {
                        Some(byte) if byte.is_ascii_hexdigit() => self.advance(),
                        Some(_) => return Err(self.fault("four hexadecimal digits are expected")),
                        None => return Err(self.too_early()),
                    }
                }
            }
            Some(_) => return Err(self.fault("there is no such escape")),
            None => return Err(self.too_early()),
        }
        Ok(())
    }

    fn skip(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }
}

const WORD: usize = size_of::<u64>();

/// How many bytes of a word, from its lowest, come before a quote, a backslash or a control character.
///
/// Subtracting a value from every byte at once borrows out of a byte that was less than it; the borrow may spoil bytes
/// above, never below, so the lowest mark is right. See "Bit Twiddling Hacks", "Determine if a word has a byte less than n".
fn plain_bytes(word: u64) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; WORD]);
    const HIGHS: u64 = ONES << 7;
    let less_than = |bytes: u64, bound: u8| bytes.wrapping_sub(ONES * u64::from(bound)) & !bytes;
    let equals = |byte: u8| less_than(word ^ (ONES * u64::from(byte)), 1);
    let marks = (less_than(word, 0x20) | equals(b'"') | equals(b'\\')) & HIGHS;
    marks.trailing_zeros() as usize / 8
}

fn is_special(byte: &u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..=0x1F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_plain_up_to_its_first_special_byte() {
        for byte in 0..=255_u8 {
            for place in 0..WORD {
                // What stands above must not count, whether it is special or could borrow.
                for above in [b'a', b'"', 0x00, 0x1F, 0x20, 0x21, 0x7F, 0x80, 0xFF] {
                    let mut word = [above; WORD];
                    word[..place].fill(b'a');
                    word[place] = byte;
                    let plain = word.iter().position(is_special).unwrap_or(WORD);
                    assert_eq!(plain_bytes(u64::from_le_bytes(word)), plain, "{word:?}");
                }
            }
        }
    }
}
