//! The exports of a batch.

use bimetal_store::{Batch, Error as StoreError, Store};
use napi::Env;
use napi_derive::napi;

use crate::{
    error::Error,
    export::{Raw, Returned, export},
    external::{Kind, borrow, give},
    handle::{ExclusiveHandle, Noun},
    store::{StoreHandle, submit},
};

/// One user at a time gathers writes.
pub(crate) type BatchHandle = ExclusiveHandle<Gathering>;

/// A batch, and the store that will take it.
pub(crate) struct Gathering {
    store: Store,
    batch: Batch,
}

impl Noun for Gathering {
    const NAME: &'static str = "batch";

    fn closed() -> Error {
        StoreError::BatchClosed.into()
    }
}

impl Kind for Gathering {
    const KIND: u64 = 2;
}

/// Begins a batch.
#[napi(catch_unwind, ts_args_type = "store: StoreHandle", ts_return_type = "BatchHandle")]
pub fn batch_begin(env: Env, store: Raw) -> Returned {
    export(env, |js| {
        let gathering = borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| {
            Ok(Gathering {
                store: store.clone(),
                batch: store.batch()?,
            })
        })?;
        give(js, ExclusiveHandle::new(gathering))
    })
}

/// Puts a value under a key when the batch commits.
#[napi(
    catch_unwind,
    ts_args_type = "batch: BatchHandle, key: string, value: string | Uint8Array",
    ts_return_type = "void"
)]
pub fn batch_put(env: Env, batch: Raw, key: Raw, value: Raw) -> Returned {
    export(env, |js| {
        borrow::<BatchHandle>(js, batch.named(js, "batch"))?.with(|Gathering { store, batch }| {
            let key = key.named(js, "key").key(js)?;
            batch.put(key, value.named(js, "value").json(js, store.limits())?)?;
            js.undefined()
        })
    })
}

/// Removes a key when the batch commits.
#[napi(
    catch_unwind,
    ts_args_type = "batch: BatchHandle, key: string",
    ts_return_type = "void"
)]
pub fn batch_remove(env: Env, batch: Raw, key: Raw) -> Returned {
    export(env, |js| {
        borrow::<BatchHandle>(js, batch.named(js, "batch"))?.with(|Gathering { batch, .. }| {
            batch.remove(key.named(js, "key").key(js)?)?;
            js.undefined()
        })
    })
}

/// The number of keys that the batch writes.
#[napi(catch_unwind, ts_args_type = "batch: BatchHandle", ts_return_type = "number")]
pub fn batch_length(env: Env, batch: Raw) -> Returned {
    export(env, |js| {
        borrow::<BatchHandle>(js, batch.named(js, "batch"))?
            .with(|Gathering { batch, .. }| js.number(batch.len() as f64))
    })
}

/// Commits the batch and closes its handle. The promise resolves to the revision, once the writes are on disk.
#[napi(
    catch_unwind,
    ts_args_type = "batch: BatchHandle",
    ts_return_type = "Promise<bigint>"
)]
pub fn batch_commit(env: Env, batch: Raw) -> Returned {
    export(env, |js| {
        let handle = borrow::<BatchHandle>(js, batch.named(js, "batch"))?;
        handle.with(|Gathering { store, .. }| {
            // A closed store cannot take the batch; that is the error to see, and the batch stays as it is.
            if store.is_closed() {
                return Err(StoreError::StoreClosed.into());
            }
            Ok(())
        })?;
        let Gathering { store, batch } = handle.close().ok_or(StoreError::BatchClosed)?;
        submit(js, &store, batch)
    })
}

/// Drops the writes and closes the handle. Discarding twice is no error.
#[napi(catch_unwind, ts_args_type = "batch: BatchHandle", ts_return_type = "void")]
pub fn batch_discard(env: Env, batch: Raw) -> Returned {
    export(env, |js| {
        drop(borrow::<BatchHandle>(js, batch.named(js, "batch"))?.close());
        js.undefined()
    })
}
