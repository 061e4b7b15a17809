//! Which batches of a commit group commit.

use std::ops::ControlFlow;

use bimetal_document::{Batch, Found, Key, KeyRef, Revision, Timestamp, Write};
use bimetal_engine::EngineSnapshot;
use hashbrown::HashMap;

use crate::error::{Error, Result};

/// Decides the conditions of a group's batches in queue order: each batch sees what the accepted ones before it will
/// have written.
pub(crate) struct ConditionalGroup {
    now: Timestamp,
    /// The keys that conditions of the group ask for, with what is under each by now, or why nobody can tell: a document
    /// that cannot be read fails the batches that ask for it, and no others.
    asked: HashMap<Key, Result<Found>>,
}

impl ConditionalGroup {
    /// A group that commits after `before`.
    pub(crate) fn new<'b>(before: &dyn EngineSnapshot, batches: impl Iterator<Item = &'b Batch>) -> ConditionalGroup {
        let now = Timestamp::now();
        let mut asked = HashMap::new();
        for (key, _) in batches.flat_map(Batch::conditions) {
            if !asked.contains_key(key) {
                asked.insert(key.clone(), find(before, key.by_ref(), now));
            }
        }
        ConditionalGroup { now, asked }
    }

    /// Why some key that is asked for cannot be read.
    pub(crate) fn unread(&self) -> Option<&Error> {
        self.asked.values().find_map(|found| found.as_ref().err())
    }

    /// Refuses a batch whose conditions do not hold.
    pub(crate) fn check(&self, batch: &Batch) -> Result<()> {
        for (key, condition) in batch.conditions() {
            let found = self.asked.get(key).cloned().unwrap_or(Ok(Found::Nothing))?;
            if !condition.holds(found) {
                return Err(Error::RevisionConflict {
                    key: key.clone(),
                    expected: *condition,
                    actual: found.revision(),
                });
            }
        }
        Ok(())
    }

    /// Notes what an accepted batch will have written.
    pub(crate) fn accept(&mut self, batch: &Batch, revision: Revision) {
        if self.asked.is_empty() {
            return;
        }
        for (key, write) in batch.writes() {
            let Some(found) = self.asked.get_mut(&key) else {
                continue;
            };
            *found = Ok(match write {
                Write::Put { expires, .. } if expires.is_some_and(|expires| expires <= self.now) => Found::Expired,
                Write::Put { .. } => Found::Document(revision),
                Write::Remove => Found::Nothing,
            });
        }
    }
}

fn find(snapshot: &dyn EngineSnapshot, key: KeyRef<'_>, now: Timestamp) -> Result<Found> {
    let mut found = Found::Nothing;
    let read = snapshot.get(key, &mut |document| {
        found = if document.is_expired(now) {
            Found::Expired
        } else {
            Found::Document(document.revision)
        };
    });
    match read {
        Ok(_) => Ok(found),
        // A damaged document goes like any other when its time is over.
        Err(_) if has_expired(snapshot, key, now) => Ok(Found::Expired),
        Err(error) => Err(error.into()),
    }
}

/// Whether a document that cannot be read has expired, as the engine knows without reading it.
///
/// LIMIT: this walks over what has expired and is not removed yet, which is little.
fn has_expired(snapshot: &dyn EngineSnapshot, key: KeyRef<'_>, now: Timestamp) -> bool {
    let mut found = false;
    let walked = snapshot.expired(now, &mut |expired| {
        found = expired == key;
        if found {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    walked.is_ok() && found
}
