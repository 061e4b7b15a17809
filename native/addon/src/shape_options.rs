//! What a text of documents is to be like: the options of a cursor that its text alone depends on.

use bimetal_store::json::{Fields, Filter, Pointer};

use crate::{
    argument::Argument,
    error::{Error, Result},
    item::Included,
    js::Js,
    shaped::{Groups, Shape, Shaped},
};

/// LIMIT: the bytes of a delimiter.
const DELIMITER_BYTES_MAX: usize = 16;

/// Reads what is asked of the text; `None` for the plain one.
pub(crate) fn shape<'call>(js: Js<'call>, options: Argument<'call>) -> Result<Option<Shaped>> {
    if options.given(js).is_none() {
        return Ok(None);
    }
    let included = included(js, options)?;
    let shape = Shape {
        lines: lines(js, options)?,
        included,
        limit: count(js, options, "limit")?,
        scan_max: count(js, options, "scanMax")?,
        bytes_max: count(js, options, "bytesMax")?,
        filter: filter(js, options)?,
        fields: fields(js, options)?,
        groups: groups(js, options)?,
    };
    let asked = [
        shape.lines,
        included.revision,
        included.expires,
        shape.limit.is_some(),
        shape.scan_max.is_some(),
        shape.bytes_max.is_some(),
        shape.filter.is_some(),
        shape.fields.is_some(),
        shape.groups.is_some(),
    ];
    Ok(asked.contains(&true).then(|| Shaped::new(shape)))
}

fn lines<'call>(js: Js<'call>, options: Argument<'call>) -> Result<bool> {
    let Some(form) = options.property(js, "form")? else {
        return Ok(false);
    };
    match form.string(js)?.as_str() {
        "array" => Ok(false),
        "lines" => Ok(true),
        _ => Err(form.refuse("\"array\" or \"lines\"")),
    }
}

fn included<'call>(js: Js<'call>, options: Argument<'call>) -> Result<Included> {
    let mut included = Included::default();
    let Some(names) = options.property(js, "include")? else {
        return Ok(included);
    };
    for index in 0..names.array_length(js)? {
        match names.element(js, index)?.string(js)?.as_str() {
            "revision" => included.revision = true,
            "expires" => included.expires = true,
            _ => return Err(names.refuse("an array of \"revision\" and \"expires\"")),
        }
    }
    Ok(included)
}

/// A number of things, one at least: none of them would be a text that goes on for ever.
fn count<'call>(js: Js<'call>, options: Argument<'call>, name: &'static str) -> Result<Option<usize>> {
    let Some(count) = options.property(js, name)? else {
        return Ok(None);
    };
    match count.count(js)? {
        0 => Err(count.refuse("a whole number, one at least")),
        count => Ok(Some(count)),
    }
}

/// `where`: what documents must be like.
pub(crate) fn filter<'call>(js: Js<'call>, options: Argument<'call>) -> Result<Option<Filter>> {
    let Some(text) = options.property(js, "where")? else {
        return Ok(None);
    };
    Ok(Some(Filter::parse(&text.string(js)?)?))
}

fn fields<'call>(js: Js<'call>, options: Argument<'call>) -> Result<Option<Fields>> {
    let Some(texts) = options.property(js, "fields")? else {
        return Ok(None);
    };
    let mut pointers = Vec::new();
    for index in 0..texts.array_length(js)? {
        pointers.push(Pointer::parse(&texts.element(js, index)?.string(js)?)?);
    }
    Ok(Some(Fields::new(pointers)?))
}

fn groups<'call>(js: Js<'call>, options: Argument<'call>) -> Result<Option<Groups>> {
    let Some(delimiter) = options.property(js, "delimiter")? else {
        return Ok(None);
    };
    let text = delimiter.string(js)?;
    // The keys behind a digit do not lie side by side, since numbers sort as numbers.
    if text.is_empty() || text.len() > DELIMITER_BYTES_MAX || text.ends_with(|last: char| last.is_ascii_digit()) {
        return Err(Error::ArgumentInvalid {
            name: "delimiter",
            expected: "a text of 1 to 16 bytes that does not end in a digit",
        });
    }
    let prefix = options
        .property(js, "prefix")?
        .map(|prefix| prefix.prefix(js))
        .transpose()?;
    Ok(Some(Groups {
        prefix_bytes: prefix.map_or(0, |prefix| prefix.len()),
        delimiter: text,
    }))
}
