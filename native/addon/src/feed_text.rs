//! The changes of a store as finished text: server-sent events (WHATWG HTML, 9.2), or members of a JSON array.

use bimetal_store::json::Filter;
use bimetal_store::{ChangeRef, ChangeStep, ChangeValue, Error as StoreError, KeyRange, ValueFeed, Walk, Walked};

use crate::{
    error::{Error, Result},
    event_text::{EventText, Form},
    external::Kind,
    feed_filter::{FeedFilter, Verdict},
    feed_step::{Part, Step, Text, Told},
    handle::Noun,
};

/// LIMIT: how many changes one step looks at, and how many bytes of values, so that a filter that lets few through does not keep
/// the event loop from its other work.
const LOOKED_AT_MAX: usize = 10_000;
const LOOKED_AT_BYTES_MAX: usize = 8 << 20;

/// What is asked of a feed.
pub(crate) struct FeedChoice {
    pub(crate) range: KeyRange,
    /// Whether changes are told with their values.
    pub(crate) values: bool,
    pub(crate) form: Form,
}

/// A feed and how much of its text was given.
pub(crate) struct FeedText {
    feed: ValueFeed,
    choice: FeedChoice,
    filter: Option<FeedFilter>,
    /// Whether an event was begun and its end not given: whether it is the last of its batch is known only behind it.
    open: bool,
    /// Whether a member of an array was given already.
    continues: bool,
}

impl FeedText {
    /// The changes that `choice` wants, and of those of which the documents are as `filter` says, if there is one.
    pub(crate) fn new(feed: ValueFeed, choice: FeedChoice, filter: Option<Filter>) -> Result<FeedText> {
        let filter = filter.map(|filter| FeedFilter::new(filter, &feed)).transpose()?;
        Ok(FeedText {
            feed,
            choice,
            filter,
            open: false,
            continues: false,
        })
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
            filter,
            open,
            continues,
        } = self;
        let until = match filter {
            Some(filter) => Some(filter.begin(feed, step.until)?),
            None => step.until,
        };
        let walked = feed.visit(until, &mut |at| match at {
            ChangeStep::Change(change) => {
                looked_at += 1;
                looked_at_bytes += value_bytes(&change);
                if choice.range.contains(change.key) {
                    let verdict = filter.as_mut().map_or(Verdict::Whole, |filter| filter.verdict(&change));
                    let bytes = EventText::bytes_max(&change, choice.values && verdict == Verdict::Whole);
                    if verdict != Verdict::Nothing && text.bytes.is_empty() && bytes > step.bytes_max {
                        large = Some(bytes);
                        return Walk::StopBefore;
                    }
                    tell(&mut text, &change, verdict, choice, open, continues);
                    if let Some(filter) = filter {
                        filter.note(&change, verdict);
                        looked_at_bytes += std::mem::take(&mut filter.looked_up_bytes);
                    }
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
        if let (Walked::End, Some(filter)) = (walked, filter) {
            filter.reach(feed.revision());
        }
        Ok(match (walked, large) {
            (Walked::Stopped, Some(bytes)) if text.bytes.is_empty() => Part::Large(bytes),
            (Walked::Stopped, _) => Part::Text(text),
            _ if !text.bytes.is_empty() => Part::Text(text),
            (Walked::End, _) => Part::Empty,
            (Walked::Expired, _) => Part::Expired,
        })
    }
}

fn tell(
    text: &mut Text,
    change: &ChangeRef<'_>,
    verdict: Verdict,
    choice: &FeedChoice,
    open: &mut bool,
    continues: &mut bool,
) {
    if verdict == Verdict::Nothing {
        return;
    }
    let mut out = EventText(&mut text.bytes);
    match choice.form {
        Form::Events if *open => out.end_of_event(),
        Form::Array if *continues => out.comma(),
        _ => {}
    }
    let begin = out.0.len();
    match verdict {
        Verdict::Left => out.left(change, choice.form),
        _ => out.change(change, choice.values, choice.form),
    }
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
    use bimetal_store::{Key, OpenOptions, Revision, Store, Value};

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
        let mut feed = FeedText::new(feed, choice, None).unwrap();
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
        let mut feed = FeedText::new(feed, choice, None).unwrap();
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
