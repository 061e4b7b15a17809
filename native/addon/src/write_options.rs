//! The options of a write: when the document expires, and what must hold for the write to commit.

use bimetal_store::{Batch, Condition, KeyRef, Timestamp, document};

use crate::{
    argument::{Argument, DATE_MILLIS_MAX},
    error::Result,
    js::Js,
};

/// What the options of a write say.
#[derive(Default)]
pub(crate) struct WriteOptions {
    pub(crate) expires: Option<Timestamp>,
    pub(crate) condition: Option<Condition>,
}

impl WriteOptions {
    /// Reads all that is given, and calls JavaScript for it where there are getters: so never with a handle in use.
    pub(crate) fn read<'call>(js: Js<'call>, options: Argument<'call>) -> Result<Self> {
        if options.given(js).is_none() {
            return Ok(Self::default());
        }
        let ttl = options.property(js, "ttlMs")?;
        let expires = options.property(js, "expires")?;
        let revision = options.property(js, "ifRevision")?;
        let absent = options
            .property(js, "ifAbsent")?
            .map_or(Ok(false), |absent| absent.boolean(js))?;
        let expires = match (ttl, expires) {
            (Some(_), Some(_)) => return Err(options.refuse("an object with ttlMs or expires, not both")),
            (Some(ttl), None) => Some(after(ttl, ttl.millis(js)?)?),
            (None, Some(expires)) => Some(expires.date(js)?),
            (None, None) => None,
        };
        let condition = match (revision, absent) {
            (Some(_), true) => return Err(options.refuse("an object with ifRevision or ifAbsent, not both")),
            (Some(revision), false) => Some(Condition::Revision(revision.revision(js)?)),
            (None, absent) => absent.then_some(Condition::Absent),
        };
        Ok(Self { expires, condition })
    }

    /// Reads options that must be given.
    pub(crate) fn read_condition<'call>(js: Js<'call>, condition: Argument<'call>) -> Result<Self> {
        match condition.given(js) {
            Some(condition) => Self::read(js, condition),
            None => Err(condition.refuse("an object with ifRevision or ifAbsent")),
        }
    }

    /// Lets the batch commit only if the condition holds for the key.
    pub(crate) fn require(&self, batch: &mut Batch, key: KeyRef<'_>) -> Result<()> {
        match self.condition {
            Some(condition) => Ok(batch.require(key, condition)?),
            None => Ok(()),
        }
    }

    /// Puts a write of the key into the batch, and then the condition.
    pub(crate) fn write<'k>(
        &self,
        batch: &mut Batch,
        key: KeyRef<'k>,
        write: impl FnOnce(&mut Batch, KeyRef<'k>) -> document::Result<()>,
    ) -> Result<()> {
        write(batch, key)?;
        self.require(batch, key)
    }
}

/// The moment so many milliseconds from now, which must be one that JavaScript has.
fn after(ttl: Argument<'_>, millis: f64) -> Result<Timestamp> {
    let moment = (Timestamp::now().millis() as f64 + millis).ceil();
    if moment > DATE_MILLIS_MAX {
        return Err(ttl.refuse("a number of milliseconds that ends before the year 275760"));
    }
    Ok(Timestamp::from_millis(moment as u64))
}
