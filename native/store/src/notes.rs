//! Reading the notes that a program keeps in its store.

use std::ops::ControlFlow;

use bimetal_document::{Document, Edge, NoteName};
use bimetal_engine::{Direction, EngineSnapshot};

use crate::error::Result;

/// The note of a name. Notes do not expire.
pub(crate) fn note(snapshot: &dyn EngineSnapshot, name: &NoteName) -> Result<Option<Document>> {
    let mut found = None;
    snapshot.get(name.key(), &mut |document| found = Some(Document::new(document)))?;
    Ok(found)
}

/// The notes whose names begin so, behind one of them.
pub(crate) fn notes(
    snapshot: &dyn EngineSnapshot,
    beginning: &str,
    after: Option<&NoteName>,
    limit: usize,
) -> Result<Vec<(NoteName, Document)>> {
    let mut span = NoteName::span(beginning);
    if let Some(after) = after {
        span.from = span.from.max(Edge::after(after.key()));
    }
    let mut found = Vec::new();
    if limit > 0 {
        snapshot.scan(&span, Direction::Forward, &mut |key, document| {
            found.extend(NoteName::of(key).map(|name| (name, Document::new(document))));
            if found.len() == limit {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
    }
    Ok(found)
}
