//! Changing a part of a document.

use bimetal_store::{
    Key, PatchOptions, Patched, PreparedPatch, Store,
    json::{Patch, PatchKind},
};
use napi::Env;
use napi_derive::napi;

use crate::{
    argument::Argument,
    batch::{BatchHandle, Gathering},
    completion::Outcome,
    environment::Environment,
    error::{Error, Result},
    export::{Raw, Returned, export},
    external::borrow,
    js::{Js, Value},
    store::StoreHandle,
    write_options::WriteOptions,
};

/// A patch that goes through more text than this is made on a thread of its own, since the event loop has others to serve:
/// a merge patch of some kilobytes takes tens of microseconds.
const INLINE_BYTES_MAX: usize = 128 << 10;

/// Patches the document under a key as it is now. The promise resolves once the write is on disk, and is rejected with
/// REVISION_CONFLICT when another writer was quicker. What is wrong with the key, the patch or its conditions throws at once.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, key: string, patch: string | Uint8Array, kind: 'merge' | 'json', options?: PutOptions",
    ts_return_type = "Promise<Patched>"
)]
pub fn store_patch(env: Env, store: Raw, key: Raw, patch: Raw, kind: Raw, options: Raw) -> Returned {
    export(env, |js| {
        let kind = kind_of(js, kind.named(js, "kind"))?;
        let options = options_of(js, options.named(js, "options"))?;
        let key = key.named(js, "key").key(js)?;
        borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| {
            let patch = patch_of(js, patch, kind, store)?;
            let bytes = store.get_with(key.by_ref(), |document| document.value.len())?;
            if patch.work_bytes(bytes.unwrap_or_default()) > INLINE_BYTES_MAX {
                return on_a_thread(js, store, key, patch, options);
            }
            submit(js, store, store.prepare_patch(key.by_ref(), &patch, &options)?)
        })
    })
}

/// Puts what a patch makes of the document under a key, as it is in the store now, into a batch, which then commits only while
/// it is so. Returns whether there is no document yet.
#[napi(
    catch_unwind,
    ts_args_type = "batch: BatchHandle, key: string, patch: string | Uint8Array, kind: 'merge' | 'json', options?: PutOptions",
    ts_return_type = "boolean"
)]
pub fn batch_patch(env: Env, batch: Raw, key: Raw, patch: Raw, kind: Raw, options: Raw) -> Returned {
    export(env, |js| {
        let kind = kind_of(js, kind.named(js, "kind"))?;
        let options = options_of(js, options.named(js, "options"))?;
        let key = key.named(js, "key").key(js)?;
        borrow::<BatchHandle>(js, batch.named(js, "batch"))?.with(|Gathering { store, batch }| {
            let patch = patch_of(js, patch, kind, store)?;
            js.boolean(store.patch_into(batch, key.by_ref(), &patch, &options)?)
        })
    })
}

fn options_of<'call>(js: Js<'call>, options: Argument<'call>) -> Result<PatchOptions> {
    let options = WriteOptions::read(js, options)?;
    Ok(PatchOptions {
        condition: options.condition,
        expires: options.expires,
    })
}

fn patch_of(js: Js<'_>, patch: Raw, kind: PatchKind, store: &Store) -> Result<Patch> {
    let text = patch.named(js, "patch").json(js, store.limits())?;
    Ok(Patch::new(text, kind).map_err(bimetal_store::Error::from)?)
}

fn kind_of<'call>(js: Js<'call>, kind: Argument<'call>) -> Result<PatchKind> {
    match kind.string(js)?.as_str() {
        "merge" => Ok(PatchKind::Merge),
        "json" => Ok(PatchKind::Json),
        _ => Err(kind.refuse("'merge' or 'json'")),
    }
}

fn submit<'call>(js: Js<'call>, store: &Store, prepared: PreparedPatch) -> Result<Value<'call>> {
    let PreparedPatch { batch, created } = prepared;
    Environment::of(js)?.promise(js, true, |pending| {
        let end = pending.group_end();
        store.submit_with_end(
            batch,
            move |outcome| {
                let patched = outcome.map(|revision| Outcome::Patched(Patched { revision, created }));
                pending.finish_in_group(patched.map_err(Error::from));
            },
            end,
        );
        Ok(())
    })
}

fn on_a_thread<'call>(
    js: Js<'call>,
    store: &Store,
    key: Key,
    patch: Patch,
    options: PatchOptions,
) -> Result<Value<'call>> {
    let store = store.clone();
    Environment::of(js)?.background(js, "patch a large document", move || {
        Ok(Outcome::Patched(store.patch(&key, &patch, &options)?))
    })
}
