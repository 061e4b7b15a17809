//! Which changes those are told who follow documents that are like something.

use std::collections::HashMap;

use bimetal_store::json::Filter;
use bimetal_store::{ChangeRef, ChangeValue, FeedMark, Key, KeyRef, Revision, ValueFeed};

use crate::error::Result;

/// LIMIT: of how many keys it is remembered what was told of them since the mark.
const SINCE_MAX: usize = 1 << 16;

/// A filter, and what those know who have been told everything up to where the feed stands.
///
/// A document that the filter let through and lets through no more has left what is followed, and that is told. Whether it let the
/// document through before is looked up in the store as of the feed's place; where the feed is behind that cannot be known, and
/// then it is told as well.
pub(crate) struct FeedFilter {
    filter: Filter,
    before: Before,
    /// Whether the filter let the last change of a key through, of those since the mark.
    since: HashMap<Key, bool>,
    /// The store at the end of the changes that are being told: the next mark.
    next: Option<FeedMark>,
    /// How many bytes of earlier values were looked at since somebody took the count.
    pub(crate) looked_up_bytes: usize,
}

/// The store as those know it who are told.
enum Before {
    /// Not known.
    Unknown,
    /// The feed began before the first change.
    Nothing,
    Mark(FeedMark),
}

/// What is told of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The change itself.
    Whole,
    /// That the document is not like that any more.
    Left,
    Nothing,
}

impl FeedFilter {
    pub(crate) fn new(filter: Filter, feed: &ValueFeed) -> Result<FeedFilter> {
        let mark = feed.mark()?;
        let before = match feed.revision() {
            Revision::ZERO => Before::Nothing,
            revision if revision == mark.revision() => Before::Mark(mark),
            _ => Before::Unknown,
        };
        Ok(FeedFilter {
            filter,
            before,
            since: HashMap::new(),
            next: None,
            looked_up_bytes: 0,
        })
    }

    /// A step begins that goes as far as `until` at most. Returns how far it may go.
    pub(crate) fn begin(&mut self, feed: &ValueFeed, until: Option<Revision>) -> Result<Revision> {
        let next = match &mut self.next {
            Some(next) => next,
            none => none.insert(feed.mark()?),
        };
        Ok(until.map_or(next.revision(), |until| until.min(next.revision())))
    }

    /// The feed has shown all changes up to a revision.
    pub(crate) fn reach(&mut self, revision: Revision) {
        if let Some(mark) = self.next.take_if(|next| next.revision() == revision) {
            self.before = Before::Mark(mark);
            self.since.clear();
        }
    }

    /// What is to be told of a change. Asked again, it says the same until the change is noted.
    pub(crate) fn verdict(&mut self, change: &ChangeRef<'_>) -> Verdict {
        match change.value {
            ChangeValue::Put(value) if self.filter.holds(value) => Verdict::Whole,
            // What is not known is not told: a later change of the key follows, and is measured by the one before this.
            ChangeValue::Superseded => Verdict::Nothing,
            _ if !self.held(change.key) => Verdict::Nothing,
            ChangeValue::Removed => Verdict::Whole,
            ChangeValue::Put(_) => Verdict::Left,
        }
    }

    /// A change was passed, with what was told of it.
    pub(crate) fn note(&mut self, change: &ChangeRef<'_>, verdict: Verdict) {
        let Some(key) = change.key.to_key() else { return };
        if matches!(change.value, ChangeValue::Superseded) {
            return;
        }
        let holds = matches!(change.value, ChangeValue::Put(_)) && verdict == Verdict::Whole;
        self.since.insert(key, holds);
        if self.since.len() > SINCE_MAX {
            self.since.clear();
            self.before = Before::Unknown;
        }
    }

    /// Whether the filter let the last change of a key through; true where it is not known.
    fn held(&mut self, key: KeyRef<'_>) -> bool {
        let noted = key.to_key().and_then(|key| self.since.get(&key).copied());
        if let Some(held) = noted {
            return held;
        }
        match &self.before {
            Before::Unknown => true,
            Before::Nothing => false,
            Before::Mark(mark) => {
                let (filter, bytes) = (&self.filter, &mut self.looked_up_bytes);
                let held = mark.get_with(key, |value| {
                    *bytes += value.len();
                    filter.holds(value)
                });
                // Of a document that is damaged it is not known.
                held.map_or(true, |held| held.unwrap_or(false))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use bimetal_store::{KeyRange, OpenOptions, Store, Value};

    use crate::{
        event_text::Form,
        feed_step::{Part, Step},
        feed_text::{FeedChoice, FeedText},
    };

    const STEP: Step = Step {
        bytes_max: 1 << 20,
        changes_max: usize::MAX,
        until: None,
    };

    fn write(store: &Store, writes: &[(&str, Option<&str>)]) {
        for (key, json) in writes {
            let key = Key::parse(key).unwrap();
            match json {
                None => store.remove(key).unwrap(),
                Some(json) => store
                    .put(key, Value::parse(json.as_bytes(), store.limits()).unwrap())
                    .unwrap(),
            };
        }
    }

    fn follow(store: &Store, since: Option<u64>) -> FeedText {
        let feed = store.values_since(since.map(Revision::new)).unwrap();
        let choice = FeedChoice {
            range: KeyRange::all(),
            values: true,
            form: Form::Array,
        };
        FeedText::new(feed, choice, Some(Filter::parse("/on eq true").unwrap())).unwrap()
    }

    /// What is told, as `key`, `key!` for one that has left, and `key-` for one that was removed.
    fn told(feed: &mut FeedText, step: Step) -> Vec<String> {
        let mut told = Vec::new();
        while let Part::Text(text) = feed.read(step).unwrap() {
            told.extend(text.changes.iter().map(|change| {
                let body = std::str::from_utf8(text.bytes.get(change.begin..change.end).unwrap()).unwrap();
                let mark = match (body.contains("\"left\":true"), body.contains("\"removed\":true")) {
                    (true, true) => "!",
                    (false, true) => "-",
                    _ => "",
                };
                format!("{}{mark}", change.key)
            }));
        }
        told
    }

    const ON: Option<&str> = Some(r#"{"on":true}"#);
    const OFF: Option<&str> = Some(r#"{"on":false}"#);

    #[test]
    fn a_document_that_leaves_is_told_and_one_that_was_never_let_through_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), OpenOptions::default()).unwrap();
        write(&store, &[("a-1", ON), ("a-2", OFF), ("a-3", ON)]);
        let mut feed = follow(&store, None);
        write(&store, &[("a-1", OFF), ("a-1", OFF), ("a-2", OFF), ("a-2", None)]);
        write(&store, &[("a-3", None), ("a-4", OFF), ("a-4", ON), ("a-4", None)]);
        assert_eq!(told(&mut feed, STEP), ["a-1!", "a-3-", "a-4", "a-4-"]);
        // And from one step to the next.
        write(&store, &[("a-1", ON)]);
        assert_eq!(told(&mut feed, STEP), ["a-1"]);
        write(&store, &[("a-2", OFF), ("a-1", OFF)]);
        assert_eq!(told(&mut feed, STEP), ["a-1!"]);
    }

    #[test]
    fn from_the_first_change_on_all_is_known_and_behind_it_what_may_have_left_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), OpenOptions::default()).unwrap();
        write(&store, &[("a-1", ON), ("a-2", OFF), ("a-1", OFF), ("a-2", OFF)]);
        assert_eq!(told(&mut follow(&store, Some(0)), STEP), ["a-1", "a-1!"]);
        let mut feed = follow(&store, Some(1));
        assert_eq!(told(&mut feed, STEP), ["a-2!", "a-1!"]);
        write(&store, &[("a-1", OFF), ("a-2", OFF), ("a-3", None)]);
        assert!(told(&mut feed, STEP).is_empty());
    }

    #[test]
    fn steps_of_any_length_tell_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), OpenOptions::default()).unwrap();
        let mut feeds = [1, 100, 1 << 20].map(|bytes_max| (follow(&store, None), bytes_max));
        for round in 0..4 {
            let values = [ON, OFF, None, OFF, ON, None];
            let keys = ["a-1", "a-2", "a-3", "a-1", "a-3", "a-2"];
            for (index, key) in keys.iter().enumerate() {
                write(&store, &[(key, *values.get((index + round) % values.len()).unwrap())]);
            }
            let texts = feeds.each_mut().map(|(feed, bytes_max)| {
                let changes_max = if *bytes_max == 1 { 1 } else { usize::MAX };
                let bytes_max = (*bytes_max).max(300);
                told(
                    feed,
                    Step {
                        bytes_max,
                        changes_max,
                        until: None,
                    },
                )
            });
            let [one, two, three] = &texts;
            assert!(one == three && two == three, "{texts:?}");
        }
    }

    #[test]
    fn a_value_that_is_not_kept_is_not_told_and_the_next_one_is_measured_by_what_was() {
        let folder = tempfile::tempdir().unwrap();
        let options = OpenOptions::default().engine(bimetal_store::EngineKind::Redb);
        let store = Store::open(folder.path(), options).unwrap();
        let mut feed = follow(&store, None);
        write(&store, &[("a-1", ON)]);
        assert_eq!(told(&mut feed, STEP), ["a-1"]);
        write(&store, &[("a-1", ON), ("a-1", OFF), ("a-2", OFF), ("a-2", None)]);
        assert_eq!(told(&mut feed, STEP), ["a-1!"]);
    }
}
