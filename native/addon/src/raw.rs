//! The hot exports, registered through raw Node-API: measured, the macro costs 110 ns a call and this 21 ns.
//!
//! Everything else about them is as in the other exports: the same guard, the same arguments, the same handles. Their
//! declarations stand in `declarations.d.ts`.

use bimetal_store::DocumentRef;
use napi::sys;

use crate::{
    batch,
    cursor::{self, CursorHandle},
    error::{Error, Result},
    external::borrow,
    guard::guard,
    js::{Js, Value},
    part::Filled,
    scan::GIVEN_BYTES_MAX,
    snapshot::SnapshotHandle,
    store::{self, StoreHandle},
    tagged::tagged,
};

type Callback = unsafe extern "C" fn(sys::napi_env, sys::napi_callback_info) -> sys::napi_value;

const HOT: [(&str, Callback); 10] = [
    ("batchPut", batch::batch_put_c_callback),
    ("batchRemove", batch::batch_remove_c_callback),
    ("cursorNext", cursor::cursor_next_c_callback),
    ("storePut", store::store_put_c_callback),
    ("storeRemove", store::store_remove_c_callback),
    ("storeGet", store_get),
    ("storeGetTagged", store_get_tagged),
    ("storeGetMany", store_get_many),
    ("snapshotGet", snapshot_get),
    ("cursorRead", cursor_read),
];

pub(crate) fn register<'call>(js: Js<'call>, exports: Value<'call>) -> Result<()> {
    for (name, callback) in HOT {
        let function = js.function(name, callback)?;
        js.set(exports, name, function)?;
    }
    Ok(())
}

/// Reads the arguments of a raw callback and runs its body through the guard.
///
/// # Safety
///
/// `env` and `info` must be those that Node-API passed to the running callback.
#[inline]
pub(crate) unsafe fn call<const N: usize>(
    env: sys::napi_env,
    info: sys::napi_callback_info,
    body: impl for<'call> FnOnce(Js<'call>, [Value<'call>; N]) -> Result<Value<'call>>,
) -> sys::napi_value {
    guard(env, |js| {
        // SAFETY: the caller promises that `info` belongs to this call.
        let arguments = unsafe { js.arguments(info)? };
        body(js, arguments)
    })
}

unsafe extern "C" fn store_get(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // SAFETY: Node-API passed both.
    unsafe {
        call(env, info, |js, [store, key]| {
            let store = borrow::<StoreHandle>(js, store.named("store"))?;
            let value = key.named("key").with_key(js, |key| {
                store.with(|store| Ok(store.get_with(key, |document| js.utf8(document.value))?))
            })?;
            value.unwrap_or_else(|| js.undefined())
        })
    }
}

unsafe extern "C" fn store_get_tagged(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // SAFETY: Node-API passed both.
    unsafe {
        call(env, info, |js, [store, key]| {
            let store = borrow::<StoreHandle>(js, store.named("store"))?;
            let text = key.named("key").with_key(js, |key| {
                store.with(|store| Ok(store.get_with(key, |document| tagged(js, document))?))
            })?;
            text.unwrap_or_else(|| js.undefined())
        })
    }
}

unsafe extern "C" fn store_get_many(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // SAFETY: Node-API passed both.
    unsafe {
        call(env, info, |js, [store, keys]| {
            let keys = keys.named("keys");
            let length = keys.array_length(js)?;
            // One snapshot for all of them, so that they are of one revision; a getter among the keys may close the store.
            let snapshot = borrow::<StoreHandle>(js, store.named("store"))?.with(|store| Ok(store.snapshot()?))?;
            let values = js.array(length)?;
            let mut bytes = 0;
            for index in 0..length {
                js.scoped(|js| {
                    let value = keys.element(js, index)?.with_key(js, |key| {
                        let show = |document: DocumentRef<'_>| {
                            bytes += document.value.len();
                            js.utf8(document.value)
                        };
                        Ok(snapshot.get_with(key, show)?)
                    })?;
                    js.set_index(values, index, value.unwrap_or_else(|| js.undefined())?)
                })?;
                if bytes > GIVEN_BYTES_MAX {
                    return Err(
                        keys.refuse("of documents with at most 128 MiB together: ask for some of them at a time")
                    );
                }
            }
            Ok(values)
        })
    }
}

unsafe extern "C" fn snapshot_get(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // SAFETY: Node-API passed both.
    unsafe {
        call(env, info, |js, [snapshot, key]| {
            let snapshot = borrow::<SnapshotHandle>(js, snapshot.named("snapshot"))?;
            let value = key.named("key").with_key(js, |key| {
                snapshot.with(|snapshot| Ok(snapshot.get_with(key, |document| js.utf8(document.value))?))
            })?;
            value.unwrap_or_else(|| js.undefined())
        })
    }
}

unsafe extern "C" fn cursor_read(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // SAFETY: Node-API passed both.
    unsafe {
        call(env, info, |js, [cursor, buffer]| {
            let cursor = borrow::<CursorHandle>(js, cursor.named("cursor"))?;
            let mut buffer = buffer.named("buffer").bytes(js)?;
            if buffer.as_slice().is_empty() {
                return Err(Error::BufferZeroLength);
            }
            match cursor.with(|scan| scan.read(buffer.as_mut_slice()))? {
                Filled::Bytes(bytes) => js.number(bytes as f64),
                Filled::TooSmall { needed } => js.number(-(needed as f64)),
                Filled::Looking => js.undefined(),
                Filled::Done => js.int(0),
            }
        })
    }
}
