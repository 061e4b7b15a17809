//! The number of a committed batch.

use std::fmt;

use crate::decimal::write_decimal;

/// The number of one committed batch: strictly increasing in queue order, never shared, never reused.
///
/// It is also a snapshot's name, a document's entity tag and a change feed's cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(u64);

impl Revision {
    /// The revision of a store that nobody has written to.
    pub const ZERO: Revision = Revision(0);

    /// The revision with this number.
    pub const fn new(number: u64) -> Revision {
        Revision(number)
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// Gives the number's decimal digits to `out`, in pieces: texts say a revision so, since no number of JSON holds all of them.
    pub fn write_text(self, out: impl FnMut(&[u8])) {
        write_decimal(self.0, out);
    }

    /// The revision of the batch that comes next.
    ///
    /// LIMIT: 2^64 batches. At a million batches a second that is half a million years.
    #[must_use]
    pub const fn next(self) -> Revision {
        Revision(self.0.saturating_add(1))
    }

    /// The revision of the batch before, `ZERO` for `ZERO`.
    #[must_use]
    pub const fn previous(self) -> Revision {
        Revision(self.0.saturating_sub(1))
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
