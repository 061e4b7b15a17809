//! When a write was queued, taken by the committer and made durable, as JavaScript objects: for traces.

use std::time::Instant;

use bimetal_store::CommitTimes;
use napi::Env;
use napi_derive::napi;

use crate::{
    error::Result,
    export::{Raw, Returned, export},
    external::borrow,
    js::{Js, Value},
    store::StoreHandle,
};

/// From now on keeps when writes were queued and committed, until the folder is closed.
#[napi(catch_unwind, ts_args_type = "store: StoreHandle", ts_return_type = "void")]
pub fn store_keep_commit_times(env: Env, store: Raw) -> Returned {
    export(env, |js| {
        borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| Ok(store.keep_commit_times()?))?;
        js.undefined()
    })
}

/// How the batch of a revision came to be durable; `undefined` where that is not kept, or not any more.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, revision: bigint",
    ts_return_type = "CommitTimes | undefined"
)]
pub fn store_commit_times(env: Env, store: Raw, revision: Raw) -> Returned {
    export(env, |js| {
        let revision = revision.named(js, "revision").revision(js)?;
        let store = borrow::<StoreHandle>(js, store.named(js, "store"))?;
        let times = store.with(|store| Ok(store.commit_times(revision)?))?;
        times.map_or_else(|| js.undefined(), |times| times_to_js(js, &times))
    })
}

/// Moments are told by how long ago they were: no clock of JavaScript's has to be that of Rust.
fn times_to_js<'call>(js: Js<'call>, times: &CommitTimes) -> Result<Value<'call>> {
    let now = Instant::now();
    let ago_ms = |moment: Instant| js.number(now.saturating_duration_since(moment).as_secs_f64() * 1e3);
    let object = js.object()?;
    let (first, last) = times.revisions;
    js.set(object, "firstRevision", js.revision(first)?)?;
    js.set(object, "lastRevision", js.revision(last)?)?;
    js.set(object, "queuedAgoMs", ago_ms(times.queued)?)?;
    js.set(object, "takenAgoMs", ago_ms(times.taken)?)?;
    if let Some(fsync) = times.fsync {
        js.set(object, "fsyncBeganAgoMs", ago_ms(fsync.began)?)?;
        js.set(object, "fsyncEndedAgoMs", ago_ms(fsync.ended)?)?;
    }
    js.set(object, "shownAgoMs", ago_ms(times.shown)?)?;
    Ok(object)
}
