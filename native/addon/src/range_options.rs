//! Which documents, and which way: the options of cursors and counts.

use std::ops::Bound;

use bimetal_store::{KeyRange, engine::Direction};

use crate::{
    argument::Argument,
    error::{Error, Result},
    js::Js,
};

/// The range that the options name: the keys that have the prefix and lie between the bounds.
pub(crate) fn range<'call>(js: Js<'call>, options: Argument<'call>) -> Result<KeyRange> {
    if options.given(js).is_none() {
        return Ok(KeyRange::all());
    }
    let mut range = match options.property(js, "prefix")? {
        Some(prefix) => KeyRange::prefix(&prefix.prefix(js)?)?,
        None => KeyRange::all(),
    };
    if let Some(segment) = options.property(js, "segment")? {
        range = range.and(&KeyRange::segment(&segment.prefix(js)?)?);
    }
    if let Some(name) = options.property(js, "name")? {
        range = range.and(&KeyRange::numbered(&name.prefix(js)?)?);
    }
    if let Some(from) = options.property(js, "from")? {
        range = range.and(&KeyRange::from_bounds(from.key(js)?..));
    }
    if let Some(after) = options.property(js, "after")? {
        let after = (Bound::Excluded(after.key(js)?), Bound::Unbounded);
        range = range.and(&KeyRange::from_bounds(after));
    }
    if let Some(to) = options.property(js, "to")? {
        range = range.and(&KeyRange::from_bounds(..=to.key(js)?));
    }
    if let Some(before) = options.property(js, "before")? {
        range = range.and(&KeyRange::from_bounds(..before.key(js)?));
    }
    if let Some(prefix) = options.property(js, "afterPrefix")? {
        range = range.and(&KeyRange::after_prefix(&prefix.prefix(js)?)?);
    }
    if let Some(prefix) = options.property(js, "beforePrefix")? {
        range = range.and(&KeyRange::before_prefix(&prefix.prefix(js)?)?);
    }
    Ok(range)
}

pub(crate) fn direction<'call>(js: Js<'call>, options: Argument<'call>) -> Result<Direction> {
    let Some(direction) = options.property(js, "direction")? else {
        return Ok(Direction::Forward);
    };
    match direction.string(js)?.as_str() {
        "forward" => Ok(Direction::Forward),
        "backward" => Ok(Direction::Backward),
        _ => Err(Error::ArgumentInvalid {
            name: "direction",
            expected: "\"forward\" or \"backward\"",
        }),
    }
}

/// How many documents of the range are passed over first.
pub(crate) fn offset<'call>(js: Js<'call>, options: Argument<'call>) -> Result<Option<u64>> {
    let offset = options.property(js, "offset")?;
    offset.map(|offset| Ok(offset.count(js)? as u64)).transpose()
}
