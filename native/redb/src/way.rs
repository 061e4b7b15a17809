//! The way by which redb finds a row, and whether damage can have led it astray.

use std::ops::Bound;

use bimetal_engine::{Direction, Error, Result};

use crate::breakage::{Breakage, broken};
use crate::error::{Damage, file_damaged};
use crate::row;
use crate::rows::Rows;

/// LIMIT: how many damaged rows side by side are looked at for one key.
const DAMAGED_ROWS_MAX: usize = 64;

/// What rows are asked for by: one of these ends is open.
pub(crate) type Bounds<'a> = (Bound<&'a [u8]>, Bound<&'a [u8]>);

/// What is looked for at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A document that redb does not find.
    Absent,
    /// The same, and it is to be put there.
    New,
    /// The end of a range, where a document may be.
    Edge,
}

/// Looks at what lies around a place: a key that is damaged leads astray, and a document whose key is damaged is not found.
///
/// Where the rows around are in order, and each of them belongs under its key, no other key can have led astray. So nothing new is
/// put beside a row of which that is not so, as long as its document alone is not what is damaged: it would stand between the row
/// and the place where that is looked for. LIMIT: more than one bit of a key may hide that it is the key.
pub(crate) fn look_around<'t>(
    rows_between: impl Fn(Bounds<'_>, Direction) -> Result<Rows<'t>>,
    ordered: &[u8],
    place: Place,
) -> Result<()> {
    if broken(Breakage::TrustTheWay) {
        return Ok(());
    }
    let before = (Bound::Unbounded, Bound::Excluded(ordered));
    let behind = (Bound::Included(ordered), Bound::Unbounded);
    let mut damaged = 0;
    for (bounds, direction) in [(before, Direction::Backward), (behind, Direction::Forward)] {
        let mut rows = rows_between(bounds, direction)?;
        while let Some((key, stored)) = rows.next()? {
            let (key, stored) = (key.value(), stored.value());
            let astray = match direction {
                Direction::Forward => key < ordered || key == ordered && place != Place::Edge,
                Direction::Backward => key >= ordered,
            };
            if astray {
                return Err(astray_at(key, "is not where its key belongs"));
            }
            if row::read(key, stored).is_ok() {
                break;
            }
            damaged += 1;
            let most = if place == Place::New { 1 } else { DAMAGED_ROWS_MAX };
            if damaged > most {
                return Err(astray_at(key, "is damaged, and so is one beside it"));
            }
            if place == Place::New && row::has_damaged_key(key, stored) {
                return Err(damaged_key(key));
            }
            // Its key may be what is damaged, or where that ends.
            if row::read(ordered, stored).is_ok() || row::is_joined(ordered, key, stored) {
                return Err(astray_at(ordered, "stands under another key"));
            }
        }
    }
    Ok(())
}

/// A row is another document's: it must not be replaced, and nothing put beside it.
pub(crate) fn damaged_key(ordered: &[u8]) -> Error {
    astray_at(ordered, "belongs under another key")
}

/// Documents may be missing, and nobody knows which.
pub(crate) fn not_all_found() -> Error {
    file_damaged("redb does not find all of its documents")
}

/// No single document can be helped here.
fn astray_at(ordered: &[u8], what: &'static str) -> Error {
    file_damaged(Damage::under(ordered, what).to_string())
}
