//! The options of a write: when the document expires, and what must hold for the write to commit.

use bimetal_store::{Batch, Condition, KeyRef, Timestamp, document};

use crate::{
    argument::Argument,
    error::{Error, Result},
    js::Js,
};

/// What the options of a write say.
#[derive(Default)]
pub(crate) struct WriteOptions {
    pub(crate) expires: Option<Timestamp>,
    condition: Option<Condition>,
}

impl WriteOptions {
    pub(crate) fn read<'call>(js: Js<'call>, options: Argument<'call>) -> Result<Self> {
        if options.given(js).is_none() {
            return Ok(Self::default());
        }
        let expires = options.property(js, "expires")?;
        let revision = options.property(js, "ifRevision")?;
        let absent = options
            .property(js, "ifAbsent")?
            .map_or(Ok(false), |absent| absent.boolean(js))?;
        let condition = match (revision, absent) {
            (Some(_), true) => {
                return Err(Error::ArgumentInvalid {
                    name: "options",
                    expected: "an object with ifRevision or ifAbsent, not both",
                });
            }
            (Some(revision), false) => Some(Condition::Revision(revision.revision(js)?)),
            (None, absent) => absent.then_some(Condition::Absent),
        };
        Ok(Self {
            expires: expires.map(|expires| timestamp(js, expires)).transpose()?,
            condition,
        })
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

fn timestamp<'call>(js: Js<'call>, expires: Argument<'call>) -> Result<Timestamp> {
    // usize has at most 64 bits on every platform that Node has.
    Ok(Timestamp::from_millis(expires.count(js)? as u64))
}
