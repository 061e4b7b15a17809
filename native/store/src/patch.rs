//! Changing a part of a document: it is read, changed and written, and begun anew when another writer was quicker.

use bimetal_document::{Batch, Condition, Document, Found, Key, KeyRef, Revision, Timestamp};
use bimetal_json::{Patch, PatchKind};

use crate::error::{Error, Result};
use crate::store::Store;

/// LIMIT: how often a patch is begun anew because another writer was quicker.
const ATTEMPTS_MAX: usize = 100;

/// How a document is patched.
#[derive(Clone, Copy, Debug, Default)]
pub struct PatchOptions {
    /// What must hold for the patch to be made.
    pub condition: Option<Condition>,
    /// When the document expires. Without it, when it did before.
    pub expires: Option<Timestamp>,
}

/// What became of a patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patched {
    /// The revision that wrote the document.
    pub revision: Revision,
    /// Whether there was no document before.
    pub created: bool,
}

/// A patched document that waits to be committed.
#[derive(Debug)]
pub struct PreparedPatch {
    /// Writes the document if it is still the one that was read. Otherwise it fails with `REVISION_CONFLICT`.
    pub batch: Batch,
    /// Whether there was no document before.
    pub created: bool,
}

impl Store {
    /// Patches the document under `key` and waits until that is on disk. Not for the callback of [`Store::submit`].
    ///
    /// Where another writer is quicker, and no condition names a revision, the patch is made again of what that one wrote.
    /// A merge patch (RFC 7396) creates a document that is not there. Errors, beside those of a put: `PATCH_FAILED`,
    /// `PATCH_TOO_LARGE`, `DOCUMENT_NOT_FOUND`, `REVISION_CONFLICT`.
    pub fn patch(&self, key: &Key, patch: &Patch, options: &PatchOptions) -> Result<Patched> {
        let mut attempts = 0;
        loop {
            let PreparedPatch { batch, created } = self.prepare_patch(key.by_ref(), patch, options)?;
            attempts += 1;
            match self.commit(batch) {
                Ok(revision) => return Ok(Patched { revision, created }),
                Err(Error::RevisionConflict { .. }) if options.condition.is_none() && attempts < ATTEMPTS_MAX => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The one attempt of a patch, to be submitted by who has no thread to wait with: what is there now, changed.
    pub fn prepare_patch(&self, key: KeyRef<'_>, patch: &Patch, options: &PatchOptions) -> Result<PreparedPatch> {
        let mut batch = self.batch()?;
        let created = self.patch_into(&mut batch, key, patch, options)?;
        Ok(PreparedPatch { batch, created })
    }

    /// Puts what a patch makes of the document under `key`, as it is in the store now, into a batch, and lets that commit
    /// only while it is so. Returns whether there is no document yet. What the batch itself writes is not looked at.
    pub fn patch_into(
        &self,
        batch: &mut Batch,
        key: KeyRef<'_>,
        patch: &Patch,
        options: &PatchOptions,
    ) -> Result<bool> {
        let document = self.get_with(key, Document::new)?;
        let revision = document.as_ref().map(Document::revision);
        if let Some(expected) = options.condition
            && !expected.holds(revision.map_or(Found::Nothing, Found::Document))
        {
            return Err(Error::RevisionConflict {
                key: key_of(key)?,
                expected,
                actual: revision,
            });
        }
        if document.is_none() && patch.kind() == PatchKind::Json {
            return Err(Error::DocumentNotFound { key: key_of(key)? });
        }
        let value = patch.apply(document.as_ref().map(Document::value), self.limits())?;
        match options.expires.or(document.as_ref().and_then(Document::expires)) {
            Some(expires) => batch.put_until(key, value, expires)?,
            None => batch.put(key, value)?,
        }
        batch.require(key, revision.map_or(Condition::Absent, Condition::Revision))?;
        Ok(document.is_none())
    }
}

fn key_of(key: KeyRef<'_>) -> Result<Key> {
    // Nobody but the store itself has keys that are none.
    Ok(key
        .to_key()
        .ok_or(bimetal_document::Error::KeyCharacter { position: 0 })?)
}
