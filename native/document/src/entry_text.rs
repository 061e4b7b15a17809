//! One document of a text of many: `{"key":"users/alice","value":{"name":"Alice"},"expires":1796083199000}`.

use crate::batch_text::{EXPIRES, TTL};
use crate::error::{Error, Result};
use crate::json::members::{Parts, string, whole};
use crate::key::Key;
use crate::limits::Limits;
use crate::moment_text::{after_seconds, moment};
use crate::timestamp::Timestamp;
use crate::value::Value;

/// A document as a text has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEntry {
    /// The key.
    pub key: Key,
    /// The value, byte for byte as in the text.
    pub value: Value,
    /// When the document expires.
    pub expires: Option<Timestamp>,
    /// The number of its line, or its own in the array, from 1 on.
    pub number: u64,
}

/// Reads an entry, whose number is for the caller to say.
pub(crate) fn entry(text: &[u8], limits: &Limits, now: Timestamp) -> Result<TextEntry> {
    Value::check_around(text, limits, 1)?;
    let (mut key, mut value, mut expires) = (None, None, None);
    let mut names = Vec::new();
    for part in Parts::of_object(text, whole(text)).ok_or(invalid("an entry is an object"))? {
        let name = string(text.get(part.name).unwrap_or_default()).unwrap_or_default();
        let json = text.get(part.value).unwrap_or_default();
        match name.as_str() {
            "key" => {
                let text = string(json).ok_or(invalid("a key is a string of whole characters"))?;
                key = Some(Key::parse(&text)?);
            }
            "value" => value = Some(json),
            "ttl" | "expires" if expires.is_some() => return Err(invalid("an entry has ttl or expires, not both")),
            "ttl" => expires = Some(after_seconds(json, now).ok_or(invalid(TTL))?),
            "expires" => expires = Some(moment(json).ok_or(invalid(EXPIRES))?),
            // What a list tells of a document beside: it gets another one here.
            "revision" => {}
            _ => return Err(invalid("an entry has key, value, expires or ttl, and nothing else")),
        }
        if names.contains(&name) {
            return Err(invalid("an entry has two members of one name"));
        }
        names.push(name);
    }
    let (Some(key), Some(value)) = (key, value) else {
        return Err(invalid("an entry has a key and a value"));
    };
    let value = Value::of_checked(value, limits)?;
    Ok(TextEntry {
        key,
        value,
        expires,
        number: 0,
    })
}

const fn invalid(reason: &'static str) -> Error {
    Error::EntryInvalid { reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_has_a_key_a_value_an_expiry_and_nothing_else() {
        let read = |member: &str| {
            let text = format!("{{\"key\":\"a\",\"value\":1{member}}}");
            entry(text.as_bytes(), &Limits::default(), Timestamp::from_millis(1000))
        };
        assert_eq!(read("").unwrap().expires, None);
        let millis = |member| read(member).unwrap().expires.map(Timestamp::millis);
        assert_eq!((millis(",\"ttl\":2"), millis(",\"expires\":5")), (Some(3000), Some(5)));
        for member in [
            ",\"ttl\":0",
            ",\"expires\":\"x\"",
            ",\"ttl\":1,\"expires\":5",
            ",\"key\":\"b\"",
            ",\"x\":1",
        ] {
            assert_eq!(read(member).unwrap_err().code(), "ENTRY_INVALID", "{member}");
        }
        let without = |text: &[u8]| entry(text, &Limits::default(), Timestamp::default()).unwrap_err();
        assert_eq!(without(b"{\"key\":\"a\"}").code(), "ENTRY_INVALID");
        assert_eq!(without(b"[]").code(), "ENTRY_INVALID");
    }
}
