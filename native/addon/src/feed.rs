//! The exports of a change feed.

use bimetal_store::{Change, ChangeFeed, ChangeKind, Changes, Error as StoreError};
use napi::Env;
use napi_derive::napi;

use crate::{
    completion::Outcome,
    environment::Environment,
    error::{Error, Result},
    export::{Raw, Returned, export},
    external::{Kind, borrow, give},
    handle::{ExclusiveHandle, Noun},
    js::{Js, Value},
    store::StoreHandle,
};

/// A feed moves, so it has one user at a time.
pub(crate) type FeedHandle = ExclusiveHandle<ChangeFeed>;

impl Noun for ChangeFeed {
    const NAME: &'static str = "change feed";

    fn closed() -> Error {
        StoreError::FeedClosed.into()
    }
}

impl Kind for ChangeFeed {
    const KIND: u64 = 5;
}

/// Opens the feed of the changes since a revision, or from now on. It begins as expired when the store does not
/// remember them all.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, since?: bigint",
    ts_return_type = "FeedHandle"
)]
pub fn feed_open(env: Env, store: Raw, since: Raw) -> Returned {
    export(env, |js| {
        let since = since
            .named(js, "since")
            .given(js)
            .map(|since| since.revision(js))
            .transpose()?;
        let feed = borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| match since {
            Some(since) => Ok(store.changes_since(since)?),
            None => Ok(store.changes()?),
        })?;
        give(js, ExclusiveHandle::new(feed))
    })
}

/// The next changes, `limit` at most, without waiting.
#[napi(
    catch_unwind,
    ts_args_type = "feed: FeedHandle, limit: number",
    ts_return_type = "Changes"
)]
pub fn feed_next(env: Env, feed: Raw, limit: Raw) -> Returned {
    export(env, |js| {
        let limit = limit.named(js, "limit").limit(js)?;
        let changes = borrow::<FeedHandle>(js, feed.named(js, "feed"))?.with(|feed| Ok(feed.next(limit)?))?;
        changes_to_js(js, &changes)
    })
}

/// Resolves when `feedNext` has something to say, be it that the feed or its store has closed. Waiting alone does not
/// keep the process alive.
#[napi(catch_unwind, ts_args_type = "feed: FeedHandle", ts_return_type = "Promise<void>")]
pub fn feed_wait(env: Env, feed: Raw) -> Returned {
    export(env, |js| {
        borrow::<FeedHandle>(js, feed.named(js, "feed"))?.with(|feed| {
            Environment::of(js)?.promise(js, false, |pending| {
                feed.on_change(move || pending.finish(Ok(Outcome::Nothing)));
                Ok(())
            })
        })
    })
}

/// The revision up to which the feed has given all changes: where a later feed can go on.
#[napi(catch_unwind, ts_args_type = "feed: FeedHandle", ts_return_type = "bigint")]
pub fn feed_revision(env: Env, feed: Raw) -> Returned {
    export(env, |js| {
        borrow::<FeedHandle>(js, feed.named(js, "feed"))?.with(|feed| js.revision(feed.revision()))
    })
}

/// Closes the feed and wakes who waits for it. Closing twice is no error.
#[napi(catch_unwind, ts_args_type = "feed: FeedHandle", ts_return_type = "void")]
pub fn feed_close(env: Env, feed: Raw) -> Returned {
    export(env, |js| {
        drop(borrow::<FeedHandle>(js, feed.named(js, "feed"))?.close());
        js.undefined()
    })
}

fn changes_to_js<'call>(js: Js<'call>, changes: &Changes) -> Result<Value<'call>> {
    let object = js.object()?;
    let kind = match changes {
        Changes::Some(changes) => {
            let array = js.array(changes.len())?;
            for (index, change) in changes.iter().enumerate() {
                js.scoped(|js| js.set_index(array, index, change_to_js(js, change)?))?;
            }
            js.set(object, "changes", array)?;
            "changes"
        }
        Changes::Empty => "empty",
        Changes::Expired => "expired",
    };
    js.set(object, "kind", js.string(kind)?)?;
    Ok(object)
}

fn change_to_js<'call>(js: Js<'call>, change: &Change) -> Result<Value<'call>> {
    let object = js.object()?;
    js.set(object, "key", js.string(&change.key.to_string())?)?;
    js.set(object, "revision", js.revision(change.revision)?)?;
    let kind = match change.kind {
        ChangeKind::Put => "put",
        ChangeKind::Remove => "remove",
    };
    js.set(object, "kind", js.string(kind)?)?;
    Ok(object)
}
