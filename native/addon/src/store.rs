//! The exports of a store. `storeGet` is hot and stands in `raw.rs`.

use std::time::Duration;

use bimetal_store::{
    Batch, DocumentRef, Error as StoreError, KeyRef, Limits, OpenOptions, Retention, Store, Value as Json,
};
use napi::Env;
use napi_derive::napi;

use crate::{
    argument::Argument,
    completion::Outcome,
    environment::Environment,
    error::{Error, Result},
    export::{Raw, Returned, callback, export},
    external::{Kind, borrow, give},
    handle::{Noun, SharedHandle},
    js::{Js, Value},
    range_options,
    thrown::error_to_js,
    write_options::WriteOptions,
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
        let store = borrow::<StoreHandle>(js, store.named(js, "store"))?.close(Store::clone);
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
        poison.map_or_else(|| js.undefined(), |poison| error_to_js(js, &Error::from(poison)))
    })
}

/// Puts a value under a key. The promise resolves to the revision, negative where there was a document, once the write is on
/// disk. A key or a value that is refused throws at once. Hot: `raw.rs` registers it.
pub fn store_put(env: Env, store: Raw, key: Raw, value: Raw, options: Raw) -> Returned {
    export(env, |js| {
        let options = WriteOptions::read(js, options.named(js, "options"))?;
        borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| {
            key.named(js, "key").with_key(js, |key| {
                let value = value.named(js, "value").json(js, store.limits())?;
                let mut batch = store.batch()?;
                put(&mut batch, key, value, &options)?;
                submit_asking(js, store, batch)
            })
        })
    })
}

callback!(store_put_c_callback, store_put, [store, key, value, options]);

/// Removes a key. The promise resolves to the revision, negative where there was a document, once that is on disk. An absent key
/// is no error. Hot: `raw.rs` registers it.
pub fn store_remove(env: Env, store: Raw, key: Raw, options: Raw) -> Returned {
    export(env, |js| {
        let options = WriteOptions::read(js, options.named(js, "options"))?;
        borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| {
            key.named(js, "key").with_key(js, |key| {
                let mut batch = store.batch()?;
                options.write(&mut batch, key, Batch::remove)?;
                submit_asking(js, store, batch)
            })
        })
    })
}

callback!(store_remove_c_callback, store_remove, [store, key, options]);

/// The document under a key with its revision and its expiry, or `undefined`.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, key: string",
    ts_return_type = "Document | undefined"
)]
pub fn store_get_document(env: Env, store: Raw, key: Raw) -> Returned {
    export(env, |js| {
        let key = key.named(js, "key").key(js)?;
        let document = borrow::<StoreHandle>(js, store.named(js, "store"))?
            .with(|store| Ok(store.get_with(key.by_ref(), |document| document_to_js(js, document))?))?;
        document.unwrap_or_else(|| js.undefined())
    })
}

/// The number of documents in a range. The log engine does not walk over them.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, range?: RangeOptions",
    ts_return_type = "number"
)]
pub fn store_count(env: Env, store: Raw, range: Raw) -> Returned {
    export(env, |js| {
        let range = range_options::range(js, range.named(js, "range"))?;
        borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| js.number(store.count(range)? as f64))
    })
}

pub(crate) fn put(batch: &mut Batch, key: KeyRef<'_>, value: Json, options: &WriteOptions) -> Result<()> {
    options.write(batch, key, |batch, key| match options.expires {
        Some(expires) => batch.put_until(key, value, expires),
        None => batch.put(key, value),
    })
}

pub(crate) fn document_to_js<'call>(js: Js<'call>, document: DocumentRef<'_>) -> Result<Value<'call>> {
    let object = js.object()?;
    js.set(object, "value", js.utf8(document.value)?)?;
    js.set(object, "revision", js.revision(document.revision)?)?;
    if let Some(expires) = document.expires {
        js.set(object, "expires", js.number(expires.millis() as f64)?)?;
    }
    Ok(object)
}

/// Queues a batch and gives the promise of its revision.
pub(crate) fn submit<'call>(js: Js<'call>, store: &Store, batch: Batch) -> Result<Value<'call>> {
    Environment::of(js)?.promise(js, true, |pending| {
        let end = pending.group_end();
        store.submit_with_end(
            batch,
            move |outcome| pending.finish_in_group(outcome.map(Outcome::Revision).map_err(Error::from)),
            end,
        );
        Ok(())
    })
}

/// Queues a batch and gives the promise of its revision, negative where its first write in key order met a document.
pub(crate) fn submit_asking<'call>(js: Js<'call>, store: &Store, batch: Batch) -> Result<Value<'call>> {
    Environment::of(js)?.promise(js, true, |pending| {
        let end = pending.group_end();
        store.submit_asking(
            batch,
            move |outcome| pending.finish_in_group(outcome.map(Outcome::Written).map_err(Error::from)),
            end,
        );
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
        // A larger one would be taken, and fit into no batch.
        limits.value_bytes_max = bytes.count_up_to(js, Limits::VALUE_BYTES_MAX, "a whole number of at most 64 MiB")?;
    }
    if let Some(depth) = options.property(js, "valueDepthMax")? {
        limits.value_depth_max = depth.count(js)?;
    }
    if let Some(changes) = options.property(js, "changesMax")? {
        opened = opened.ring_changes_max(changes.count(js)?);
    }
    let mut retention = Retention::default();
    if let Some(bytes) = options.property(js, "retainedBytesMax")? {
        retention.bytes_max = bytes.count(js)? as u64;
    }
    if let Some(age) = options.property(js, "retainedMsMax")? {
        retention.age_max = Duration::from_millis(age.count(js)? as u64);
    }
    opened = opened.retention(retention);
    if let Some(existing) = options.property(js, "existing")?
        && existing.boolean(js)?
    {
        opened = opened.existing();
    }
    Ok(opened.limits(limits))
}
