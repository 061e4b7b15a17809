//! The exports of a batch.

use bimetal_store::{Batch, Error as StoreError, Store};
use napi::Env;
use napi_derive::napi;

use crate::{
    error::Error,
    export::{Raw, Returned, callback, export},
    external::{Kind, borrow, give},
    handle::{ExclusiveHandle, Noun},
    store::{StoreHandle, put, submit_asking},
    write_options::WriteOptions,
};

/// One user at a time gathers writes.
pub(crate) type BatchHandle = ExclusiveHandle<Gathering>;

/// A batch, and the store that will take it.
pub(crate) struct Gathering {
    pub(crate) store: Store,
    pub(crate) batch: Batch,
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

/// Puts a value under a key when the batch commits. Hot: `raw.rs` registers it.
pub fn batch_put(env: Env, batch: Raw, key: Raw, value: Raw, options: Raw) -> Returned {
    export(env, |js| {
        let options = WriteOptions::read(js, options.named(js, "options"))?;
        borrow::<BatchHandle>(js, batch.named(js, "batch"))?.with(|Gathering { store, batch }| {
            key.named(js, "key").with_key(js, |key| {
                let value = value.named(js, "value").json(js, store.limits())?;
                put(batch, key, value, &options)?;
                js.undefined()
            })
        })
    })
}

callback!(batch_put_c_callback, batch_put, [batch, key, value, options]);

/// Removes a key when the batch commits. Hot: `raw.rs` registers it.
pub fn batch_remove(env: Env, batch: Raw, key: Raw, options: Raw) -> Returned {
    export(env, |js| {
        let options = WriteOptions::read(js, options.named(js, "options"))?;
        borrow::<BatchHandle>(js, batch.named(js, "batch"))?.with(|Gathering { batch, .. }| {
            key.named(js, "key").with_key(js, |key| {
                options.write(batch, key, Batch::remove)?;
                js.undefined()
            })
        })
    })
}

callback!(batch_remove_c_callback, batch_remove, [batch, key, options]);

/// Lets the batch commit only if the condition holds for a key, which need not be one that it writes.
#[napi(
    catch_unwind,
    ts_args_type = "batch: BatchHandle, key: string, condition: ConditionOptions",
    ts_return_type = "void"
)]
pub fn batch_require(env: Env, batch: Raw, key: Raw, condition: Raw) -> Returned {
    export(env, |js| {
        let condition = WriteOptions::read_condition(js, condition.named(js, "condition"))?;
        borrow::<BatchHandle>(js, batch.named(js, "batch"))?.with(|Gathering { batch, .. }| {
            key.named(js, "key").with_key(js, |key| {
                condition.require(batch, key)?;
                js.undefined()
            })
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

/// Commits the batch and closes its handle. The promise resolves to the revision, negative where its first write in key order
/// met a document, once the writes are on disk.
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
        submit_asking(js, &store, batch)
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
