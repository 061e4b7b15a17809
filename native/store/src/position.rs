//! The document at a position of a range.

use bimetal_document::{Edge, Key, Span, Timestamp};
use bimetal_engine::{Direction, EngineSnapshot};
use std::ops::ControlFlow;

use crate::error::Result;

/// The key that stands behind so many others of some spans, in a direction; `None` when there are no more. Expired documents
/// count for nothing.
pub(crate) fn key_at(
    snapshot: &dyn EngineSnapshot,
    spans: &[Span],
    direction: Direction,
    now: Timestamp,
    position: u64,
) -> Result<Option<Key>> {
    let expired = expired_of(snapshot, spans, now)?;
    let mut left = position;
    for at in 0..spans.len() {
        let span = match direction {
            Direction::Forward => spans.get(at),
            Direction::Backward => spans.iter().rev().nth(at),
        };
        let Some(span) = span else { break };
        let hidden: Vec<&Key> = expired.iter().filter(|key| span.contains(key.by_ref())).collect();
        let all = snapshot.count(span)?;
        let living = all.saturating_sub(hidden.len() as u64);
        if left >= living {
            left -= living;
            continue;
        }
        let forward = match direction {
            Direction::Forward => left,
            Direction::Backward => living - 1 - left,
        };
        return Ok(snapshot.key_at(span, among_all(snapshot, span, &hidden, forward)?)?);
    }
    Ok(None)
}

/// The position among all documents of a span, the expired ones included, of one among those that live.
fn among_all(snapshot: &dyn EngineSnapshot, span: &Span, hidden: &[&Key], living: u64) -> Result<u64> {
    let mut position = living;
    for key in hidden {
        let before = Span {
            from: span.from.clone(),
            to: Edge::before(key.by_ref()),
        };
        if snapshot.count(&before)? > position {
            break;
        }
        position += 1;
    }
    Ok(position)
}

/// The documents that have expired and wait to be removed, in key order: few, since the store removes them as they expire.
fn expired_of(snapshot: &dyn EngineSnapshot, spans: &[Span], now: Timestamp) -> Result<Vec<Key>> {
    let mut expired = Vec::new();
    snapshot.expired(now, &mut |key| {
        if spans.iter().any(|span| span.contains(key)) {
            expired.extend(key.to_key());
        }
        ControlFlow::Continue(())
    })?;
    expired.sort_unstable();
    Ok(expired)
}
