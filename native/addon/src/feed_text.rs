//! The changes of a store as finished text: server-sent events (WHATWG HTML, 9.2), or members of a JSON array.

use bimetal_store::{
    ChangeRef, ChangeStep, ChangeValue, Error as StoreError, KeyRange, Revision, ValueFeed, Walk, Walked,
};

use crate::{
    error::{Error, Result},
    event_text::{EventText, Form},
    external::Kind,
    handle::Noun,
};

/// LIMIT: how many changes one step looks at, and how many bytes of values, so that a filter that lets few through does not keep
/// the event loop from its other work.
const LOOKED_AT_MAX: usize = 10_000;
const LOOKED_AT_BYTES_MAX: usize = 8 << 20;

/// What is asked of a feed. A filter of values would stand beside the range.
pub(crate) struct FeedChoice {
    pub(crate) range: KeyRange,
    /// Whether changes are told with their values.
    pub(crate) values: bool,
    pub(crate) form: Form,
}

/// How far one step goes.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    /// The step ends with the change that fills so many bytes. The first change must fit.
    pub(crate) bytes_max: usize,
    /// It ends with the batch in which there are so many changes.
    pub(crate) changes_max: usize,
    pub(crate) until: Option<Revision>,
}

/// A feed and how much of its text was given.
pub(crate) struct FeedText {
    feed: ValueFeed,
    choice: FeedChoice,
    /// Whether an event was begun and its end not given: whether it is the last of its batch is known only behind it.
    open: bool,
    /// Whether a member of an array was given already.
    continues: bool,
}

/// What a step gives. The end and the loss of data are values.
pub(crate) enum Part {
    Text(Text),
    /// All changes there are have been given.
    Empty,
    /// The next change has so many bytes, more than were allowed.
    Large(usize),
    Expired,
}

/// The next piece of text: none when none of the changes that were looked at is wanted.
pub(crate) struct Text {
    pub(crate) bytes: Vec<u8>,
    /// Where the body of each change lies in the bytes, without the end of its event.
    pub(crate) changes: Vec<Told>,
    /// Whether the text ends with a batch, so that a reader may go on elsewhere.
    pub(crate) whole: bool,
}

/// One change in a text.
pub(crate) struct Told {
    pub(crate) key: String,
    pub(crate) revision: Revision,
    pub(crate) begin: usize,
    pub(crate) end: usize,
}

impl FeedText {
    pub(crate) fn new(feed: ValueFeed, choice: FeedChoice) -> FeedText {
        FeedText {
            feed,
            choice,
            open: false,
            continues: false,
        }
    }

    pub(crate) fn feed(&mut self) -> &mut ValueFeed {
        &mut self.feed
    }

    /// The next changes as text, without waiting.
    pub(crate) fn read(&mut self, step: Step) -> Result<Part> {
        let mut text = Text {
            bytes: Vec::new(),
            changes: Vec::new(),
            whole: true,
        };
        let (mut looked_at, mut looked_at_bytes, mut large) = (0, 0, None);
        let Self {
            feed,
            choice,
            open,
            continues,
        } = self;
        let walked = feed.visit(step.until, &mut |at| match at {
            ChangeStep::Change(change) => {
                looked_at += 1;
                looked_at_bytes += value_bytes(&change);
                if choice.range.contains(change.key) {
                    let bytes = EventText::bytes_max(&change, choice.values);
                    if text.bytes.is_empty() && bytes > step.bytes_max {
                        large = Some(bytes);
                        return Walk::StopBefore;
                    }
                    tell(&mut text, &change, choice, open, continues);
                }
                text.whole = false;
                let enough = text.bytes.len() >= step.bytes_max;
                if enough || looked_at >= LOOKED_AT_MAX || looked_at_bytes >= LOOKED_AT_BYTES_MAX {
                    Walk::Stop
                } else {
                    Walk::On
                }
            }
            ChangeStep::BatchEnd(revision) => {
                if std::mem::take(open) {
                    EventText(&mut text.bytes).end_of_batch(revision);
                }
                text.whole = true;
                let enough = text.bytes.len() >= step.bytes_max || text.changes.len() >= step.changes_max;
                if enough { Walk::Stop } else { Walk::On }
            }
        })?;
        Ok(match (walked, large) {
            (Walked::Stopped, Some(bytes)) if text.bytes.is_empty() => Part::Large(bytes),
            (Walked::Stopped, _) => Part::Text(text),
            _ if !text.bytes.is_empty() => Part::Text(text),
            (Walked::End, _) => Part::Empty,
            (Walked::Expired, _) => Part::Expired,
        })
    }
}

fn tell(text: &mut Text, change: &ChangeRef<'_>, choice: &FeedChoice, open: &mut bool, continues: &mut bool) {
    let mut out = EventText(&mut text.bytes);
    match choice.form {
        Form::Events if *open => out.end_of_event(),
        Form::Array if *continues => out.comma(),
        _ => {}
    }
    let begin = out.0.len();
    out.change(change, choice.values, choice.form);
    let end = text.bytes.len();
    *open = choice.form == Form::Events;
    *continues = true;
    text.changes.push(Told {
        key: change.key.to_key().map_or_else(String::new, |key| key.to_string()),
        revision: change.revision,
        begin,
        end,
    });
}

fn value_bytes(change: &ChangeRef<'_>) -> usize {
    match change.value {
        ChangeValue::Put(value) => value.len(),
        ChangeValue::Removed | ChangeValue::Superseded => 0,
    }
}

impl Noun for FeedText {
    const NAME: &'static str = "change text feed";

    fn closed() -> Error {
        StoreError::FeedClosed.into()
    }
}

impl Kind for FeedText {
    const KIND: u64 = 9;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]
    use super::*;
    use bimetal_store::{Key, OpenOptions, Store, Value};

    fn store(folder: &std::path::Path) -> Store {
        let store = Store::open(folder, OpenOptions::default()).unwrap();
        let mut batch = store.batch().unwrap();
        for (key, json) in [("a-1", "1"), ("a-2", "3"), ("b-1", "{\n\"x\": 2\r\n}")] {
            let value = Value::parse(json.as_bytes(), store.limits()).unwrap();
            batch.put(&Key::parse(key).unwrap(), value).unwrap();
        }
        store.commit(batch).unwrap();
        store.remove(Key::parse("a-1").unwrap()).unwrap();
        store
    }

    fn text_of(store: &Store, prefix: &str, form: Form, bytes_max: usize) -> Vec<(String, bool)> {
        let feed = store.values_since(Some(Revision::ZERO)).unwrap();
        let choice = FeedChoice {
            range: KeyRange::prefix(prefix).unwrap(),
            values: true,
            form,
        };
        let mut feed = FeedText::new(feed, choice);
        let mut parts = Vec::new();
        let step = Step {
            bytes_max,
            changes_max: usize::MAX,
            until: None,
        };
        loop {
            match feed.read(step).unwrap() {
                Part::Text(text) => parts.push((String::from_utf8(text.bytes).unwrap(), text.whole)),
                _ => return parts,
            }
        }
    }

    #[test]
    fn only_the_last_wanted_change_of_a_batch_has_its_revision_as_id() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let a1 = "event: change\ndata: {\"key\":\"a-1\",\"revision\":\"1\",\"value\":1}\n";
        let b1 = "event: change\ndata: {\"key\":\"b-1\",\"revision\":\"1\",\"value\":{\ndata: \"x\": 2\ndata: }}\n";
        let a2 = "event: change\ndata: {\"key\":\"a-2\",\"revision\":\"1\",\"value\":3}\n";
        let gone = "event: change\ndata: {\"key\":\"a-1\",\"revision\":\"2\",\"removed\":true}\nid: 2\n\n";
        let all = format!("{a1}\n{a2}\n{b1}id: 1\n\n{gone}");
        assert_eq!(text_of(&store, "", Form::Events, 1 << 20), [(all, true)]);
        assert_eq!(
            text_of(&store, "b", Form::Events, 1 << 20),
            [(format!("{b1}id: 1\n\n"), true)]
        );
    }

    #[test]
    fn a_batch_that_is_cut_by_the_limit_of_bytes_goes_on_where_it_was_cut() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let mut batch = store.batch().unwrap();
        let long = format!("\"{}\"", "x".repeat(300));
        for key in ["a-1", "a-2", "a-3"] {
            let value = Value::parse(long.as_bytes(), store.limits()).unwrap();
            batch.put(&Key::parse(key).unwrap(), value).unwrap();
        }
        store.commit(batch).unwrap();
        let parts = text_of(&store, "", Form::Events, 600);
        assert!(parts.len() > 1 && parts.iter().any(|(_, whole)| !whole));
        let joined: String = parts.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(vec![(joined, true)], text_of(&store, "", Form::Events, 1 << 20));
    }

    #[test]
    fn members_of_an_array_keep_their_values_byte_for_byte() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let array = concat!(
            r#"{"key":"a-1","revision":"1","value":1},"#,
            r#"{"key":"a-2","revision":"1","value":3},"#,
            "{\"key\":\"b-1\",\"revision\":\"1\",\"value\":{\n\"x\": 2\r\n}},",
            r#"{"key":"a-1","revision":"2","removed":true}"#
        );
        assert_eq!(text_of(&store, "", Form::Array, 1 << 20), [(array.to_owned(), true)]);
    }

    #[test]
    fn a_change_that_does_not_fit_is_told_and_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let feed = store.values_since(Some(Revision::ZERO)).unwrap();
        let choice = FeedChoice {
            range: KeyRange::all(),
            values: true,
            form: Form::Events,
        };
        let mut feed = FeedText::new(feed, choice);
        let step = |bytes_max| Step {
            bytes_max,
            changes_max: 1,
            until: None,
        };
        let Part::Large(needed) = feed.read(step(10)).unwrap() else {
            panic!("ten bytes are too few")
        };
        let Part::Text(text) = feed.read(step(needed)).unwrap() else {
            panic!("there is room now")
        };
        assert!(text.bytes.starts_with(b"event: change\ndata: {\"key\":\"a-1\""));
    }
}
