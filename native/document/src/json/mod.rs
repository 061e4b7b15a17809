//! RFC 8259 over valid UTF-8, strictly, with a bound on nesting.
//!
//! The danger is depth: a recursive parser overflows the stack at some 40,000 levels and kills the process, and no guard
//! can catch that. The library, serde_json, walks what it ignores by a loop and would survive any depth, but knows no limit
//! and names no byte at which a text stops being JSON. So it sees texts with few brackets only, which cannot be deep; the
//! others, and those that it refuses, are walked by a loop of our own, which counts the levels.
//!
//! sonic-rs 0.5 is not strict: it does not look at the four digits after `\u`, takes `"\u12g4"` for JSON, and in
//! `["\u"x",[[[[…` sees another end of the string than we do.

mod fault;
pub(crate) mod members;
mod token;

use serde::de::IgnoredAny;

pub(crate) use fault::JsonFault;
use token::Token;

/// Checks that `text` is one JSON text with at most `depth_max` levels of arrays and objects.
///
/// The offset of a fault is that of the first byte with which the text can no longer become JSON, and the text's length
/// if it ends too early. Lone surrogates in `\u` escapes are JSON, as for JavaScript.
pub(crate) fn validate(text: &[u8], depth_max: usize) -> Result<(), JsonFault> {
    // serde_json does not look at the UTF-8 of what it skips.
    let utf8 = std::str::from_utf8(text).map_err(|error| JsonFault::NotUtf8 {
        offset: error.valid_up_to(),
    })?;
    // Every level needs an opening bracket. The count compiles to vector code, and most documents have few.
    let shallow = count_openings(text) <= depth_max;
    if shallow && serde_json::from_str::<IgnoredAny>(utf8).is_ok() {
        return Ok(());
    }
    walk(text, depth_max)
}

fn count_openings(text: &[u8]) -> usize {
    // `[` is 0x5B and `{` is 0x7B: one bit apart. Blocks of 128 let the counters be bytes, sixteen to a register.
    let count = |block: &[u8]| block.iter().map(|&byte| u8::from(byte | 0x20 == b'{')).sum::<u8>();
    text.chunks(128).map(|block| usize::from(count(block))).sum()
}

/// The exact check, by a loop.
fn walk(text: &[u8], depth_max: usize) -> Result<(), JsonFault> {
    let mut walk = Walk {
        token: Token::new(text),
        open: Vec::new(),
        expect: Expect::Value,
    };
    while walk.step(depth_max)? {}
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Array,
    Object,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    FirstElement,
    FirstName,
    Name,
    CommaOrClose,
    End,
}

struct Walk<'a> {
    token: Token<'a>,
    /// The containers that are open: the recursion's stack, on the heap, and never longer than the depth allowed.
    open: Vec<Container>,
    expect: Expect,
}

impl Walk<'_> {
    /// Takes one token, and the colon after a name. Returns whether the text goes on.
    fn step(&mut self, depth_max: usize) -> Result<bool, JsonFault> {
        self.token.skip_space();
        let Some(byte) = self.token.peek() else {
            return if self.expect == Expect::End {
                Ok(false)
            } else {
                Err(self.token.too_early())
            };
        };
        match (self.expect, byte) {
            (Expect::CommaOrClose, b',') => {
                self.token.advance();
                self.expect = if self.open.last() == Some(&Container::Array) {
                    Expect::Value
                } else {
                    Expect::Name
                };
            }
            (Expect::FirstElement, b']') | (Expect::FirstName, b'}') => self.close(),
            (Expect::CommaOrClose, b']') if self.open.last() == Some(&Container::Array) => self.close(),
            (Expect::CommaOrClose, b'}') if self.open.last() == Some(&Container::Object) => self.close(),
            (Expect::FirstName | Expect::Name, b'"') => {
                self.token.string()?;
                self.token.colon()?;
                self.expect = Expect::Value;
            }
            (Expect::Value | Expect::FirstElement, _) => self.value(byte, depth_max)?,
            _ => return Err(self.token.fault(self.reason())),
        }
        Ok(true)
    }

    fn value(&mut self, byte: u8, depth_max: usize) -> Result<(), JsonFault> {
        match byte {
            b'[' => return self.open(Container::Array, Expect::FirstElement, depth_max),
            b'{' => return self.open(Container::Object, Expect::FirstName, depth_max),
            b'"' => self.token.string()?,
            b'-' | b'0'..=b'9' => self.token.number()?,
            b't' => self.token.literal(b"true")?,
            b'f' => self.token.literal(b"false")?,
            b'n' => self.token.literal(b"null")?,
            _ => return Err(self.token.fault(self.reason())),
        }
        self.after_value();
        Ok(())
    }

    fn open(&mut self, container: Container, expect: Expect, depth_max: usize) -> Result<(), JsonFault> {
        if self.open.len() >= depth_max {
            return Err(JsonFault::TooDeep {
                offset: self.token.position(),
            });
        }
        self.token.advance();
        self.open.push(container);
        self.expect = expect;
        Ok(())
    }

    fn close(&mut self) {
        self.token.advance();
        self.open.pop();
        self.after_value();
    }

    fn after_value(&mut self) {
        self.expect = if self.open.is_empty() {
            Expect::End
        } else {
            Expect::CommaOrClose
        };
    }

    fn reason(&self) -> &'static str {
        match self.expect {
            Expect::Value => "a value is expected",
            Expect::FirstElement => "a value or `]` is expected",
            Expect::FirstName => "a name in double quotes or `}` is expected",
            Expect::Name => "a name in double quotes is expected",
            Expect::CommaOrClose if self.open.last() == Some(&Container::Array) => "`,` or `]` is expected",
            Expect::CommaOrClose => "`,` or `}` is expected",
            Expect::End => "something follows the value",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn oracle(text: &[u8]) -> bool {
        std::str::from_utf8(text).is_ok() && serde_json::from_slice::<IgnoredAny>(text).is_ok()
    }

    /// Whether JSON can begin with these bytes: it can if some ending makes it whole.
    fn is_beginning(text: &[u8]) -> bool {
        walk(text, usize::MAX).map_or_else(
            |fault| {
                matches!(
                    fault,
                    JsonFault::NotJson {
                        reason: "it ends too early",
                        ..
                    }
                )
            },
            |()| true,
        )
    }

    fn check(text: &[u8]) {
        let shown = String::from_utf8_lossy(text);
        let walked = walk(text, usize::MAX);
        if std::str::from_utf8(text).is_ok() {
            assert_eq!(walked.is_ok(), oracle(text), "{shown}");
        }
        assert_eq!(validate(text, usize::MAX).is_ok(), oracle(text), "{shown}");
        if let (Err(JsonFault::NotJson { offset, .. }), Ok(_)) = (walked, std::str::from_utf8(text)) {
            assert!(is_beginning(&text[..offset]), "{shown}: before {offset}");
            let through = text.get(..=offset);
            assert!(
                through.is_none_or(|through| !is_beginning(through)),
                "{shown}: through {offset}"
            );
        }
    }

    /// Texts that reach every branch, for mutation.
    const SEEDS: [&str; 6] = [
        r#"{"a":[1,2,{"b":null}],"c":"\u00e9x\n","d":-1.5e+10,"e":true,"f":false}"#,
        "  [ 1 ,\t2.25 ,\n\r { \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" : \"éé日本語\\ud83d\\ude00\" , \"\":{} } ]  ",
        r#"["\ud800","\udc00\ud800x","\"\\\/\b\f\n\r\t"]"#,
        "[0,-0,0.0,1e1,1E-2,-12.50e+03,1111111111111111111111111111111111111111.2222222222222222222222222222222222]",
        r#""abc\n\\abc\n\\abc\n\\abc\n\\abc\n\\abc\n\\abc\n\\abc\n\\""#,
        "[[[[[[]]],{},[{}]]]]",
    ];

    fn mutated() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop::sample::select(
            b"{}[]:,\"\\0123456789.eE+-truefalsn \t\n\r\x0b\x0c\x00\x1f\x7f\x80\xc3\xa9\xed\xff/ubxXG".to_vec(),
        );
        let edit = (any::<prop::sample::Index>(), byte, 0..4_u8);
        (prop::sample::select(SEEDS.to_vec()), prop::collection::vec(edit, 1..4)).prop_map(|(seed, edits)| {
            let mut text = seed.as_bytes().to_vec();
            for (at, byte, kind) in edits {
                let at = at.index(text.len().max(1)).min(text.len());
                match kind {
                    0 if at < text.len() => text[at] = byte,
                    1 if at < text.len() => drop(text.remove(at)),
                    2 => text.truncate(at),
                    _ => text.insert(at, byte),
                }
            }
            text
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_walk_accepts_what_serde_json_accepts_and_names_the_first_bad_byte(text in mutated()) {
            check(&text);
        }
    }

    #[test]
    fn every_beginning_of_a_text_ends_too_early_or_is_one() {
        for seed in SEEDS {
            (0..=seed.len()).for_each(|end| check(&seed.as_bytes()[..end]));
            assert_eq!(walk(seed.as_bytes(), 6), Ok(()), "{seed}");
        }
    }

    #[test]
    fn neither_the_library_nor_the_walk_needs_stack_for_depth() {
        let depth = 1_000_000;
        let text = "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(validate(text.as_bytes(), depth), Ok(()));
        assert_eq!(walk(text.as_bytes(), depth), Ok(()));
        assert_eq!(
            validate(text.as_bytes(), depth - 1),
            Err(JsonFault::TooDeep { offset: depth - 1 })
        );
    }
}
