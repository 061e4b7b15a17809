//! A batch as one JSON text: `{"operations":[…]}`.
//!
//! ```text
//! {"operations":[
//!   {"put":"users/alice","value":{"name":"Alice"},"if":{"noneMatch":"*"},"ttl":3600},
//!   {"remove":"users/bob","if":{"match":"12"}}
//! ]}
//! ```

use std::ops::Range;

use crate::batch::Batch;
use crate::condition::Condition;
use crate::decimal::parse_number;
use crate::error::{Error, Result};
use crate::json::members::{Parts, string, whole};
use crate::key::Key;
use crate::limits::Limits;
use crate::moment_text::{after_seconds, moment};
use crate::revision::Revision;
use crate::text_fault::{TextFault, offset_of};
use crate::timestamp::Timestamp;
use crate::value::Value;

/// What the text adds to the nesting of a value: the batch, its operations, an operation.
const LEVELS: usize = 3;

/// A batch that was read from a text, and what its operations are, in the order of the text.
#[derive(Debug)]
pub struct BatchText {
    /// The writes and the conditions.
    pub batch: Batch,
    /// What they are in the text.
    pub operations: Operations,
}

/// The operations of a batch, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operations(Vec<Operation>);

/// What the text does to one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The key.
    pub key: Key,
    /// Whether the key is removed; otherwise a value is put.
    pub removes: bool,
    /// What must hold for the key.
    pub condition: Option<Condition>,
}

impl BatchText {
    /// Reads a text. The values stay as they stand in it, byte for byte. Each key has one operation, so that each has one
    /// answer.
    pub fn parse(text: &[u8], limits: &Limits, now: Timestamp) -> Result<BatchText, TextFault> {
        let of_all = |error: Error| TextFault {
            part: "operation",
            number: None,
            offset: offset_of(&error) as u64,
            error,
        };
        let checked = Value::check_around(text, limits, LEVELS).map_err(of_all)?;
        let start = (text.len() - checked.len()) as u64;
        let text = checked;
        let operations = operations(text).map_err(of_all)?;
        let mut read = BatchText {
            batch: Batch::new(*limits),
            operations: Operations::default(),
        };
        for (number, place) in (0..).zip(operations) {
            let at = place.start;
            read.take(text, place, now).map_err(|error| TextFault {
                part: "operation",
                number: Some(number),
                offset: start + at as u64,
                error,
            })?;
        }
        if read.operations.0.is_empty() {
            return Err(of_all(Error::BatchEmpty));
        }
        Ok(read)
    }

    fn take(&mut self, text: &[u8], place: Range<usize>, now: Timestamp) -> Result<()> {
        let read = Read::parse(text, place, now)?;
        let (key, removes) = match (read.put, read.remove) {
            (Some(key), None) => (key, false),
            (None, Some(key)) => (key, true),
            _ => return Err(invalid("an operation has put or remove, with the key that it is for")),
        };
        let writes = self.batch.len();
        match (removes, read.value) {
            (true, None) if read.expires.is_none() => self.batch.remove(&key)?,
            (true, _) => return Err(invalid("a remove has no value, ttl or expires")),
            (false, None) => return Err(invalid("a put has a value")),
            (false, Some(value)) => {
                let value = Value::of_checked(text.get(value).unwrap_or_default(), self.batch.limits())?;
                match read.expires {
                    Some(expires) => self.batch.put_until(&key, value, expires)?,
                    None => self.batch.put(&key, value)?,
                }
            }
        }
        if self.batch.len() == writes {
            return Err(invalid("a batch has one operation for each key, and this key had one"));
        }
        if let Some(condition) = read.condition {
            self.batch.require(&key, condition)?;
        }
        self.operations.0.push(Operation {
            key,
            removes,
            condition: read.condition,
        });
        Ok(())
    }
}

impl Operations {
    /// One by one.
    pub fn iter(&self) -> impl Iterator<Item = &Operation> {
        self.0.iter()
    }

    /// The number of the operation that has a key, from 0 on.
    pub fn number_of(&self, key: &Key) -> Option<usize> {
        self.0.iter().position(|operation| operation.key == *key)
    }

    /// What the operations have done, as a JSON array: `[{"key":"a","created":true},{"key":"b","removed":false}]`. `met` says
    /// whether there was a document under the key that stands at a place in key order.
    pub fn results(&self, met: impl Fn(usize) -> bool) -> String {
        let mut json = Vec::new();
        for (operation, rank) in self.0.iter().zip(self.ranks()) {
            json.push(if json.is_empty() { b'[' } else { b',' });
            json.extend_from_slice(b"{\"key\":");
            operation.key.by_ref().write_json(|piece| json.extend_from_slice(piece));
            let (what, is_so) = match (operation.removes, met(rank)) {
                (true, met) => ("removed", met),
                (false, met) => ("created", !met),
            };
            json.extend_from_slice(format!(",\"{what}\":{is_so}}}").as_bytes());
        }
        json.push(b']');
        // INVARIANT: keys are UTF-8.
        String::from_utf8(json).unwrap_or_default()
    }

    /// For each operation the place of its key in key order.
    fn ranks(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.0.len()).collect();
        order.sort_unstable_by_key(|at| self.0.get(*at).map(|operation| operation.key.by_ref()));
        let mut ranks = vec![0; order.len()];
        for (rank, at) in order.into_iter().enumerate() {
            if let Some(place) = ranks.get_mut(at) {
                *place = rank;
            }
        }
        ranks
    }
}

/// The members of an operation.
#[derive(Default)]
struct Read {
    put: Option<Key>,
    remove: Option<Key>,
    value: Option<Range<usize>>,
    condition: Option<Condition>,
    expires: Option<Timestamp>,
}

impl Read {
    fn parse(text: &[u8], place: Range<usize>, now: Timestamp) -> Result<Read> {
        let members = Parts::of_object(text, place).ok_or(invalid("an operation is an object"))?;
        let mut read = Read::default();
        let mut names = Vec::new();
        for part in members {
            let name = string(text.get(part.name).unwrap_or_default()).unwrap_or_default();
            let json = text.get(part.value.clone()).unwrap_or_default();
            match name.as_str() {
                "put" => read.put = Some(key(json)?),
                "remove" => read.remove = Some(key(json)?),
                "value" => read.value = Some(part.value),
                "if" => read.condition = condition(text, part.value)?,
                "ttl" | "expires" if read.expires.is_some() => {
                    return Err(invalid("an operation has ttl or expires, not both"));
                }
                "ttl" => read.expires = Some(after_seconds(json, now).ok_or(invalid(TTL))?),
                "expires" => read.expires = Some(moment(json).ok_or(invalid(EXPIRES))?),
                _ => {
                    return Err(invalid(
                        "an operation has put or remove, value, if, ttl and expires, and nothing else",
                    ));
                }
            }
            if names.contains(&name) {
                return Err(invalid("an operation has two members of one name"));
            }
            names.push(name);
        }
        Ok(read)
    }
}

pub(crate) const TTL: &str = "ttl is a number of seconds, greater than 0";
pub(crate) const EXPIRES: &str =
    "expires is a moment like \"2030-01-31T12:00:00Z\", or a number of milliseconds since 1970";

fn operations(text: &[u8]) -> Result<Vec<Range<usize>>> {
    const SHAPE: Error = invalid("a batch is {\"operations\":[…]}, and has nothing else");
    let mut found = None;
    for part in Parts::of_object(text, whole(text)).ok_or(SHAPE)? {
        let name = string(text.get(part.name).unwrap_or_default());
        if name.as_deref() != Some("operations") || found.is_some() {
            return Err(SHAPE);
        }
        let elements = Parts::of_array(text, part.value).ok_or(SHAPE)?;
        found = Some(elements.map(|element| element.value).collect());
    }
    found.ok_or(SHAPE)
}

fn key(json: &[u8]) -> Result<Key> {
    let text = string(json).ok_or(invalid("a key is a string of whole characters"))?;
    Key::parse(&text)
}

/// `{"match":"12"}`, `{"match":"*"}` or `{"noneMatch":"*"}`: what `If-Match` and `If-None-Match` say. A revision may stand in
/// the quotes of an entity tag.
fn condition(text: &[u8], place: Range<usize>) -> Result<Option<Condition>> {
    const SHAPE: Error =
        invalid("if is {\"match\":\"12\"} with a revision, {\"match\":\"*\"} or {\"noneMatch\":\"*\"}");
    let mut members = Parts::of_object(text, place).ok_or(SHAPE)?;
    let (Some(part), None) = (members.next(), members.next()) else {
        return Err(SHAPE);
    };
    let name = string(text.get(part.name).unwrap_or_default());
    let tag = string(text.get(part.value).unwrap_or_default()).ok_or(SHAPE)?;
    match (name.as_deref(), tag.as_str()) {
        (Some("noneMatch"), "*") => Ok(Some(Condition::Absent)),
        (Some("match"), "*") => Ok(Some(Condition::Present)),
        (Some("match"), tag) => {
            let quoted = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
            let revision = parse_number(quoted.unwrap_or(tag).as_bytes()).ok_or(SHAPE)?;
            Ok(Some(Condition::Revision(Revision::new(revision))))
        }
        _ => Err(SHAPE),
    }
}

const fn invalid(reason: &'static str) -> Error {
    Error::BatchInvalid { reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::Write;

    fn parse(text: &str) -> Result<BatchText, TextFault> {
        BatchText::parse(text.as_bytes(), &Limits::default(), Timestamp::from_millis(1000))
    }

    fn refused(text: &str) -> (&'static str, Option<u64>, u64) {
        let fault = parse(text).unwrap_err();
        (fault.error.code(), fault.number, fault.offset)
    }

    #[test]
    fn values_are_taken_as_they_stand() {
        let read = parse(
            "{ \"operations\" : [ {\"put\":\"b-2\",\"value\": [1.0, 2e0 ,\"\\u0041\"] ,\"ttl\":1},\n\
             {\"remove\":\"b-10\",\"if\":{\"match\":\"*\"}}, {\"if\":{\"noneMatch\":\"*\"},\"value\":null,\"put\":\"a\\u002fb\"},\
             {\"put\":\"c\",\"value\":1,\"if\":{\"match\":\"\\\"12\\\"\"},\"expires\":5}] }",
        )
        .unwrap();
        let writes: Vec<_> = read
            .batch
            .writes()
            .map(|(key, write)| (key.to_string(), write.clone()))
            .collect();
        let put = |text: &str, expires: Option<u64>| Write::Put {
            value: Value::parse(text.as_bytes(), &Limits::default()).unwrap(),
            expires: expires.map(Timestamp::from_millis),
        };
        let expected = [
            ("a/b".to_owned(), put("null", None)),
            ("b-2".to_owned(), put("[1.0, 2e0 ,\"\\u0041\"]", Some(2000))),
            ("b-10".to_owned(), Write::Remove),
            ("c".to_owned(), put("1", Some(5))),
        ];
        assert_eq!(writes, expected);
        assert_eq!(read.operations.ranks(), [1, 2, 0, 3]);
        let conditions: Vec<_> = read.operations.iter().map(|operation| operation.condition).collect();
        let twelve = Condition::Revision(Revision::new(12));
        assert_eq!(
            conditions,
            [None, Some(Condition::Present), Some(Condition::Absent), Some(twelve)]
        );
        assert_eq!(read.batch.conditions().count(), 3);
        let results = "[{\"key\":\"b-2\",\"created\":true},{\"key\":\"b-10\",\"removed\":true},\
            {\"key\":\"a/b\",\"created\":false},{\"key\":\"c\",\"created\":true}]";
        assert_eq!(read.operations.results(|rank| rank % 2 == 0), results);
        assert_eq!(read.operations.number_of(&Key::parse("c").unwrap()), Some(3));
    }

    #[test]
    fn what_is_wrong_is_told_with_the_operation_and_the_byte() {
        assert_eq!(refused("[]"), ("BATCH_INVALID", None, 0));
        assert_eq!(refused("{\"operations\":[]}"), ("BATCH_EMPTY", None, 0));
        assert_eq!(refused("{\"operations\":[],\"x\":1}"), ("BATCH_INVALID", None, 0));
        assert_eq!(refused("{\"operations\":[1,]}"), ("VALUE_NOT_JSON", None, 17));
        assert_eq!(
            refused("\u{FEFF}{\"operations\":[{\"put\":\"a\",\"value\":1}, 7]}"),
            ("BATCH_INVALID", Some(1), 41)
        );
        let code = |operation: &str| refused(&format!("{{\"operations\":[{operation}]}}"));
        for operation in [
            "{}",
            "{\"put\":\"a\"}",
            "{\"put\":1,\"value\":1}",
            "{\"put\":\"a\",\"remove\":\"a\",\"value\":1}",
            "{\"remove\":\"a\",\"value\":1}",
            "{\"remove\":\"a\",\"ttl\":1}",
            "{\"remove\":\"a\",\"x\":1}",
            "{\"put\":\"a\",\"value\":1,\"ttl\":0}",
            "{\"put\":\"a\",\"value\":1,\"ttl\":1,\"expires\":1}",
            "{\"put\":\"a\",\"value\":1,\"value\":2}",
            "{\"remove\":\"a\",\"if\":{}}",
            "{\"remove\":\"\\ud800\"}",
            "{\"remove\":\"a\",\"if\":{\"match\":\"x\"}}",
            "{\"remove\":\"a\",\"if\":{\"noneMatch\":\"1\"}}",
            "{\"remove\":\"a\",\"if\":{\"match\":\"1\",\"noneMatch\":\"*\"}}",
            "{\"remove\":\"a\",\"if\":{\"match\":\"01\"}}",
        ] {
            assert_eq!(code(operation), ("BATCH_INVALID", Some(0), 15), "{operation}");
        }
        assert_eq!(code("{\"remove\":\"\"}"), ("KEY_EMPTY", Some(0), 15));
        assert_eq!(
            code("{\"remove\":\"a\"},{\"remove\":\"a\"}"),
            ("BATCH_INVALID", Some(1), 30)
        );
    }

    #[test]
    fn a_value_may_be_as_deep_and_as_large_as_anywhere_and_a_batch_as_long() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let put = |value: &str| format!("{{\"operations\":[{{\"put\":\"a\",\"value\":{value}}}]}}");
        assert!(parse(&put(&deep(512))).is_ok());
        assert_eq!(refused(&put(&deep(513))).0, "VALUE_TOO_DEEP");
        let limits = Limits {
            value_bytes_max: 10,
            batch_writes_max: 2,
            ..Limits::default()
        };
        let parse = |text: &str| BatchText::parse(text.as_bytes(), &limits, Timestamp::default()).map(drop);
        assert_eq!(parse(&put("123456789012")).unwrap_err().error.code(), "VALUE_TOO_LARGE");
        assert_eq!(parse(&put("1234567890")), Ok(()));
        let three = "{\"operations\":[{\"remove\":\"a\"},{\"remove\":\"b\"},{\"remove\":\"c\"}]}";
        let fault = parse(three).unwrap_err();
        assert_eq!((fault.error.code(), fault.number), ("BATCH_TOO_LARGE", Some(2)));
    }
}
