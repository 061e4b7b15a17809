//! The exports of the text of changes.

use napi::Env;
use napi_derive::napi;

use crate::{
    argument::Argument,
    completion::Outcome,
    environment::Environment,
    error::{Error, Result},
    event_text::Form,
    export::{Raw, Returned, export},
    external::{borrow, give},
    feed_step::{Part, Step, Text},
    feed_text::{FeedChoice, FeedText},
    handle::ExclusiveHandle,
    js::{Js, Value},
    range_options, shape_options,
    store::StoreHandle,
};

/// A feed moves, so it has one user at a time.
pub(crate) type FeedTextHandle = ExclusiveHandle<FeedText>;

/// What `feedTextRead` tells of a change.
const TOLD_FIELDS: usize = 4;

/// Opens the changes since a revision, or from now on, as text.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, options?: FeedTextOptions",
    ts_return_type = "FeedTextHandle"
)]
pub fn feed_text_open(env: Env, store: Raw, options: Raw) -> Returned {
    export(env, |js| {
        let options = options.named(js, "options");
        let since = options.property(js, "since")?;
        let since = since.map(|since| since.revision(js)).transpose()?;
        let choice = FeedChoice {
            range: range_options::range(js, options)?,
            values: given_or(js, options, "values", true)?,
            form: form(js, options)?,
        };
        let feed = borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| Ok(store.values_since(since)?))?;
        let filter = shape_options::filter(js, options)?;
        give(js, ExclusiveHandle::new(FeedText::new(feed, choice, filter)?))
    })
}

/// The next piece of the text, without waiting.
#[napi(
    catch_unwind,
    ts_args_type = "feed: FeedTextHandle, options: FeedTextStep",
    ts_return_type = "FeedTextPart"
)]
pub fn feed_text_read(env: Env, feed: Raw, options: Raw) -> Returned {
    export(env, |js| {
        let options = options.named(js, "options");
        let until = options.property(js, "until")?;
        let changes_max = options.property(js, "changesMax")?;
        let step = Step {
            bytes_max: match options.property(js, "bytesMax")? {
                Some(bytes) => bytes.count(js)?,
                None => return Err(options.refuse("an object with bytesMax")),
            },
            changes_max: changes_max.map_or(Ok(usize::MAX), |changes| changes.limit(js))?,
            until: until.map(|until| until.revision(js)).transpose()?,
        };
        let told = given_or(js, options, "told", false)?;
        let (part, revision) = borrow::<FeedTextHandle>(js, feed.named(js, "feed"))?.with(|feed| {
            let part = feed.read(step)?;
            Ok((part, feed.feed().revision()))
        })?;
        let object = js.object()?;
        js.set(object, "revision", js.revision(revision)?)?;
        let kind = match &part {
            Part::Text(text) => {
                text_to_js(js, object, text, told)?;
                "text"
            }
            Part::Large(bytes) => {
                js.set(object, "bytes", js.number(*bytes as f64)?)?;
                "large"
            }
            Part::Empty => "empty",
            Part::Expired => "expired",
        };
        js.set(object, "kind", js.string(kind)?)?;
        Ok(object)
    })
}

/// The revision up to which the feed has given all changes: where a later feed can go on.
#[napi(catch_unwind, ts_args_type = "feed: FeedTextHandle", ts_return_type = "bigint")]
pub fn feed_text_revision(env: Env, feed: Raw) -> Returned {
    export(env, |js| {
        borrow::<FeedTextHandle>(js, feed.named(js, "feed"))?.with(|feed| js.revision(feed.feed().revision()))
    })
}

/// Keeps the changes that have been written since until they are read, where the engine can.
#[napi(catch_unwind, ts_args_type = "feed: FeedTextHandle", ts_return_type = "void")]
pub fn feed_text_keep(env: Env, feed: Raw) -> Returned {
    export(env, |js| {
        borrow::<FeedTextHandle>(js, feed.named(js, "feed"))?.with(|feed| Ok(feed.feed().keep()?))?;
        js.undefined()
    })
}

/// Resolves when there are changes after those that were read, or when the feed or its store has closed. Waiting alone does
/// not keep the process alive.
#[napi(
    catch_unwind,
    ts_args_type = "feed: FeedTextHandle",
    ts_return_type = "Promise<void>"
)]
pub fn feed_text_wait(env: Env, feed: Raw) -> Returned {
    export(env, |js| {
        borrow::<FeedTextHandle>(js, feed.named(js, "feed"))?.with(|feed| {
            Environment::of(js)?.promise(js, false, |pending| {
                feed.feed().on_change(move || pending.finish(Ok(Outcome::Nothing)));
                Ok(())
            })
        })
    })
}

/// Closes the feed and wakes who waits for it. Closing twice is no error.
#[napi(catch_unwind, ts_args_type = "feed: FeedTextHandle", ts_return_type = "void")]
pub fn feed_text_close(env: Env, feed: Raw) -> Returned {
    export(env, |js| {
        drop(borrow::<FeedTextHandle>(js, feed.named(js, "feed"))?.close());
        js.undefined()
    })
}

fn form<'call>(js: Js<'call>, options: Argument<'call>) -> Result<Form> {
    let Some(form) = options.property(js, "form")? else {
        return Ok(Form::Events);
    };
    match form.string(js)?.as_str() {
        "events" => Ok(Form::Events),
        "array" => Ok(Form::Array),
        _ => Err(Error::ArgumentInvalid {
            name: "form",
            expected: "\"events\" or \"array\"",
        }),
    }
}

fn given_or<'call>(js: Js<'call>, options: Argument<'call>, name: &'static str, default: bool) -> Result<bool> {
    let given = options.property(js, name)?;
    given.map_or(Ok(default), |given| given.boolean(js))
}

fn text_to_js<'call>(js: Js<'call>, object: Value<'call>, text: &Text, told: bool) -> Result<()> {
    js.set(object, "text", js.buffer(&text.bytes)?)?;
    js.set(object, "whole", js.boolean(text.whole)?)?;
    js.set(object, "changes", js.number(text.changes.len() as f64)?)?;
    if !told {
        return Ok(());
    }
    let array = js.array(text.changes.len() * TOLD_FIELDS)?;
    for (change, index) in text.changes.iter().zip((0..).step_by(TOLD_FIELDS)) {
        js.scoped(|js| {
            js.set_index(array, index, js.string(&change.key)?)?;
            js.set_index(array, index + 1, js.string(&change.revision.get().to_string())?)?;
            js.set_index(array, index + 2, js.number(change.begin as f64)?)?;
            js.set_index(array, index + 3, js.number(change.end as f64)?)
        })?;
    }
    js.set(object, "told", array)
}
