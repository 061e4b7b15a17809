//! What a change feed yields.

use crate::key::Key;
use crate::key_ref::KeyRef;
use crate::revision::Revision;

/// One key written or removed at a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The key.
    pub key: Key,
    /// The revision of the batch.
    pub revision: Revision,
    /// What the batch did to the key.
    pub kind: ChangeKind,
}

/// What a batch did to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// A value was put under the key.
    Put,
    /// The key was removed, or was absent already.
    Remove,
}

/// What a feed has to say. The end and the loss of data are values, not errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// The next changes, oldest first; never none.
    Some(Vec<Change>),
    /// Nothing new since the last call.
    Empty,
    /// The store no longer remembers all changes since the feed's revision. The feed stays expired: read the documents
    /// from a snapshot, and follow the changes since the snapshot's revision.
    Expired,
}

/// A change as it is shown, with its value: nothing is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeRef<'a> {
    /// The key.
    pub key: KeyRef<'a>,
    /// The revision of the batch.
    pub revision: Revision,
    /// What the key had after the batch.
    pub value: ChangeValue<'a>,
}

/// What a key had after a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeValue<'a> {
    /// The JSON text that was put at that very revision.
    Put(&'a [u8]),
    /// Nothing.
    Removed,
    /// A value that is not kept any more. A later change of the same key follows.
    Superseded,
}

/// What a walk over changes comes upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeStep<'a> {
    /// The next change of a batch.
    Change(ChangeRef<'a>),
    /// The end of the batch of this revision, also of one whose changes are nobody's.
    BatchEnd(Revision),
}

/// Whether a walk goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walk {
    /// It goes on.
    On,
    /// It ends behind the step that was shown.
    Stop,
    /// It ends before it: the step is shown again the next time.
    StopBefore,
}

/// Where a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walked {
    /// Where its visitor stopped it, or sooner.
    Stopped,
    /// At the revision that it was to reach.
    End,
    /// Before changes that are forgotten.
    Expired,
}

/// Who walks over changes is shown each step, and says whether to go on.
pub type VisitChanges<'a> = dyn FnMut(ChangeStep<'_>) -> Walk + 'a;
