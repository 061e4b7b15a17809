//! The exports of a store. `storeGet` is hot and stands in `raw.rs`.

use bimetal_store::{Batch, Error as StoreError, Limits, OpenOptions, Store};
use napi::Env;
use napi_derive::napi;

use crate::{
    argument::Argument,
    completion::Outcome,
    environment::Environment,
    error::{Error, Result},
    export::{Raw, Returned, export},
    external::{Kind, borrow, give},
    handle::{Noun, SharedHandle},
    js::{Js, Value},
};

/// Reads and writes of many threads go through one store at once.
pub(crate) type StoreHandle = SharedHandle<Store>;

impl Noun for Store {
    const NAME: &'static str = "store";

    fn closed() -> Error {
        StoreError::StoreClosed.into()
    }
}

impl Kind for Store {
    const KIND: u64 = 1;
}

/// Opens the store in a folder, creating both where there are none.
#[napi(
    catch_unwind,
    ts_args_type = "path: string, options?: OpenOptions",
    ts_return_type = "StoreHandle"
)]
pub fn store_open(env: Env, path: Raw, options: Raw) -> Returned {
    export(env, |js| {
        let path = path.named(js, "path").string(js)?;
        let options = open_options(js, options.named(js, "options"))?;
        give(js, SharedHandle::new(Store::open(path, options)?))
    })
}

/// Closes the handle. The promise resolves when the last handle on the folder has written what was queued and given
/// the folder up. Closing twice is no error.
#[napi(catch_unwind, ts_args_type = "store: StoreHandle", ts_return_type = "Promise<void>")]
pub fn store_close(env: Env, store: Raw) -> Returned {
    export(env, |js| {
        let store = borrow::<StoreHandle>(js, store.named(js, "store"))?.close();
        let Some(store) = store else {
            return Environment::of(js)?.promise(js, true, |pending| {
                pending.finish(Ok(Outcome::Nothing));
                Ok(())
            });
        };
        // It waits for the disk, which is nothing for the event loop to do.
        Environment::of(js)?.background(js, "close the store", move || {
            store.close()?;
            Ok(Outcome::Nothing)
        })
    })
}

/// What there is to know about an open store.
#[napi(catch_unwind, ts_args_type = "store: StoreHandle", ts_return_type = "StoreInfo")]
pub fn store_info(env: Env, store: Raw) -> Returned {
    export(env, |js| {
        borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| {
            let info = js.object()?;
            js.set(info, "path", js.string(&store.path().to_string_lossy())?)?;
            js.set(info, "engine", js.string(store.engine_name())?)?;
            js.set(info, "formatVersion", js.number(f64::from(store.format_version()))?)?;
            js.set(info, "lastRevision", js.revision(store.last_revision()?)?)?;
            js.set(info, "documents", js.number(store.len()? as f64)?)?;
            Ok(info)
        })
    })
}

/// Why the store refuses writes, as an error; `undefined` while it takes them.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle",
    ts_return_type = "Error | undefined"
)]
pub fn store_poison(env: Env, store: Raw) -> Returned {
    export(env, |js| {
        let poison = borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| Ok(store.poison()))?;
        poison.map_or_else(|| js.undefined(), |poison| Error::from(poison).to_js(js))
    })
}

/// Puts a value under a key. The promise resolves to the revision, once the write is on disk. A key or a value that is
/// refused throws at once.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, key: string, value: string | Uint8Array",
    ts_return_type = "Promise<bigint>"
)]
pub fn store_put(env: Env, store: Raw, key: Raw, value: Raw) -> Returned {
    export(env, |js| {
        borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| {
            let key = key.named(js, "key").key(js)?;
            let value = value.named(js, "value").json(js, store.limits())?;
            let mut batch = store.batch()?;
            batch.put(key, value)?;
            submit(js, store, batch)
        })
    })
}

/// Removes a key. The promise resolves to the revision, once that is on disk. An absent key is no error.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, key: string",
    ts_return_type = "Promise<bigint>"
)]
pub fn store_remove(env: Env, store: Raw, key: Raw) -> Returned {
    export(env, |js| {
        borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| {
            let mut batch = store.batch()?;
            batch.remove(key.named(js, "key").key(js)?)?;
            submit(js, store, batch)
        })
    })
}

/// Queues a batch and gives the promise of its revision.
pub(crate) fn submit<'call>(js: Js<'call>, store: &Store, batch: Batch) -> Result<Value<'call>> {
    Environment::of(js)?.promise(js, true, |pending| {
        store.submit(batch, move |outcome| {
            pending.finish(outcome.map(Outcome::Revision).map_err(Error::from));
        });
        Ok(())
    })
}

fn open_options<'call>(js: Js<'call>, options: Argument<'call>) -> Result<OpenOptions> {
    let mut opened = OpenOptions::new();
    if let Some(engine) = options.property(js, "engine")? {
        opened = opened.engine(engine.string(js)?.parse()?);
    }
    let mut limits = Limits::default();
    if let Some(bytes) = options.property(js, "valueBytesMax")? {
        limits.value_bytes_max = bytes.count(js)?;
    }
    if let Some(depth) = options.property(js, "valueDepthMax")? {
        limits.value_depth_max = depth.count(js)?;
    }
    if let Some(changes) = options.property(js, "changesMax")? {
        opened = opened.ring_changes_max(changes.count(js)?);
    }
    Ok(opened.limits(limits))
}
