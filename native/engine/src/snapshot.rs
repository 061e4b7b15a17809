//! The store as of one revision, as an engine shows it.

use std::ops::ControlFlow;

use bimetal_document::{DocumentRef, Key, KeyRef, Revision, Span, Timestamp};

use crate::error::Result;

/// Which way a scan goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// In key order.
    #[default]
    Forward,
    /// Against it.
    Backward,
}

/// The store as of one revision.
pub trait EngineSnapshot: Send + Sync {
    /// The revision of the last batch applied before the snapshot was taken.
    fn revision(&self) -> Revision;

    /// The number of documents, expired ones included. Those under reserved keys are not counted, here and below, nor shown.
    fn len(&self) -> Result<u64>;

    /// Whether there are no documents.
    fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// The number of documents of a span, expired ones included.
    fn count(&self, span: &Span) -> Result<u64>;

    /// The key at a position of a span, which begins at 0, expired documents included; `None` where it has fewer.
    ///
    /// LIMIT: an engine that keeps no counts inside its index walks there, which is what this does.
    fn key_at(&self, span: &Span, position: u64) -> Result<Option<Key>> {
        let (mut left, mut found) = (position, None);
        self.scan(span, Direction::Forward, &mut |key, _| {
            let Some(next) = left.checked_sub(1) else {
                found = key.to_key();
                return ControlFlow::Break(());
            };
            left = next;
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    /// Shows the document under `key`. Returns whether there is one.
    fn get(&self, key: KeyRef<'_>, show: &mut dyn FnMut(DocumentRef<'_>)) -> Result<bool>;

    /// Shows the documents of a span in key order or against it, until there are no more or `show` breaks.
    fn scan(&self, span: &Span, direction: Direction, show: &mut Show<'_>) -> Result<()>;

    /// Shows the documents that have expired by `now`, earliest expiry first, until `show` breaks. It costs no more than
    /// what it shows.
    fn expired(&self, now: Timestamp, show: &mut dyn FnMut(KeyRef<'_>) -> ControlFlow<()>) -> Result<()>;

    /// When the next document expires, if one has a time to live.
    fn next_expiry(&self) -> Result<Option<Timestamp>>;
}

/// What a scan shows its documents to.
pub type Show<'a> = dyn FnMut(KeyRef<'_>, DocumentRef<'_>) -> ControlFlow<()> + 'a;
