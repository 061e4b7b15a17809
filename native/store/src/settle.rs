//! Knowing what a batch will do before it commits.

use bimetal_document::{BatchText, Condition, DocumentRef, Found, Timestamp};

use crate::error::{Error, Result};
use crate::snapshot::get_with;
use crate::store::Store;

impl Store {
    /// Looks at what is under the keys of a batch now, refuses it where its conditions do not hold, and lets it commit only
    /// while that is still so: then it is known beforehand what it does, and can be kept in the same commit. Returns that, as
    /// `Operations::results` writes it.
    ///
    /// Where somebody else writes one of the keys meanwhile, the commit fails with `REVISION_CONFLICT`, and a look again tells
    /// whether that was somebody's condition.
    pub fn settle(&self, text: &mut BatchText) -> Result<String> {
        let latest = self.latest()?;
        let mut met = Vec::new();
        for operation in text.operations.iter() {
            let key = operation.key.by_ref();
            let shown = get_with(latest.as_ref(), key, Timestamp::now, |document: DocumentRef<'_>| {
                document.revision
            })?;
            let found = shown.map_or(Found::Nothing, Found::Document);
            if let Some(expected) = operation.condition
                && !expected.holds(found)
            {
                return Err(Error::RevisionConflict {
                    key: operation.key.clone(),
                    expected,
                    actual: shown,
                });
            }
            text.batch
                .require(key, shown.map_or(Condition::Absent, Condition::Revision))?;
            met.push((operation.key.clone(), shown.is_some()));
        }
        met.sort_unstable();
        let met = |rank: usize| met.get(rank).is_some_and(|(_, met)| *met);
        Ok(text.operations.results(met))
    }
}
