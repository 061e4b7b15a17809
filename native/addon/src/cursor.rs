//! The exports of a cursor. `cursorRead` is hot and stands in `raw.rs`.

use napi::Env;
use napi_derive::napi;

use crate::{
    export::{Raw, Returned, callback, export},
    external::{borrow, give},
    handle::ExclusiveHandle,
    range_options,
    scan::{Events, Place, Scan},
    shape_options,
    snapshot::SnapshotHandle,
};

/// A cursor moves, so it has one user at a time.
pub(crate) type CursorHandle = ExclusiveHandle<Scan>;

/// What `cursor_next` gives of a document.
const ENTRY_FIELDS: usize = 4;

/// Opens a cursor at the beginning of a range, or at its end when it walks backward.
#[napi(
    catch_unwind,
    ts_args_type = "snapshot: SnapshotHandle, options?: TextOptions",
    ts_return_type = "CursorHandle"
)]
pub fn cursor_open(env: Env, snapshot: Raw, options: Raw) -> Returned {
    export(env, |js| {
        let options = options.named(js, "options");
        let range = range_options::range(js, options)?;
        let direction = range_options::direction(js, options)?;
        let shaped = shape_options::shape(js, options)?;
        let offset = range_options::offset(js, options)?;
        let cursor = borrow::<SnapshotHandle>(js, snapshot.named(js, "snapshot"))?.with(|snapshot| {
            let mut cursor = snapshot.cursor_towards(range, direction)?;
            if let Some(offset) = offset {
                cursor.skip(offset)?;
            }
            Ok(cursor)
        })?;
        give(js, ExclusiveHandle::new(Scan::new(cursor, shaped)))
    })
}

/// The next documents in the cursor's direction, `limit` at most, and fewer where they have 128 MiB together; none at the end.
/// Hot: `raw.rs` registers it.
///
/// Key, value, revision and expiry of each document stand one after another in one array: measured, to make an object
/// with its properties for each takes longer from here than from JavaScript.
pub fn cursor_next(env: Env, cursor: Raw, limit: Raw) -> Returned {
    export(env, |js| {
        let limit = limit.named(js, "limit").limit(js)?;
        let entries = borrow::<CursorHandle>(js, cursor.named(js, "cursor"))?.with(|scan| scan.next(limit))?;
        let array = js.array(entries.len() * ENTRY_FIELDS)?;
        let mut key = Vec::new();
        for (entry, index) in entries.iter().zip((0..).step_by(ENTRY_FIELDS)) {
            js.scoped(|js| {
                let document = &entry.document;
                key.clear();
                entry.key.by_ref().write_text(|piece| key.extend_from_slice(piece));
                js.set_index(array, index, js.utf8(&key)?)?;
                js.set_index(array, index + 1, js.utf8(document.value())?)?;
                js.set_index(array, index + 2, js.revision(document.revision())?)?;
                let expires = document.expires();
                let expires = expires.map_or_else(|| js.undefined(), |expires| js.number(expires.millis() as f64))?;
                js.set_index(array, index + 3, expires)
            })?;
        }
        Ok(array)
    })
}

callback!(cursor_next_c_callback, cursor_next, [cursor, limit]);

/// The next documents as server-sent events, `bytesMax` at most. A number says how many bytes the next one needs, `undefined`
/// that there is none.
#[napi(
    catch_unwind,
    ts_args_type = "cursor: CursorHandle, bytesMax: number, values: boolean",
    ts_return_type = "Uint8Array | number | undefined"
)]
pub fn cursor_read_events(env: Env, cursor: Raw, bytes_max: Raw, values: Raw) -> Returned {
    export(env, |js| {
        let bytes_max = bytes_max.named(js, "bytesMax").count(js)?;
        let values = values.named(js, "values").boolean(js)?;
        let events =
            borrow::<CursorHandle>(js, cursor.named(js, "cursor"))?.with(|scan| scan.read_events(bytes_max, values))?;
        match events {
            Events::Bytes(bytes) => js.buffer(&bytes),
            Events::Large(needed) => js.number(needed as f64),
            Events::Done => js.undefined(),
        }
    })
}

/// Moves before `key`, wherever the cursor stands: the next document is the one under `key`, or the nearest one of the
/// range in the cursor's direction. The text that `cursorRead` writes begins again there.
#[napi(
    catch_unwind,
    ts_args_type = "cursor: CursorHandle, key: string",
    ts_return_type = "void"
)]
pub fn cursor_seek(env: Env, cursor: Raw, key: Raw) -> Returned {
    export(env, |js| {
        let key = key.named(js, "key").key(js)?;
        borrow::<CursorHandle>(js, cursor.named(js, "cursor"))?.with(|scan| {
            scan.cursor().seek(key)?;
            scan.begin_again();
            js.undefined()
        })
    })
}

/// Moves behind `key`: as `cursorSeek`, and the document under `key` is passed over.
#[napi(
    catch_unwind,
    ts_args_type = "cursor: CursorHandle, key: string",
    ts_return_type = "void"
)]
pub fn cursor_seek_past(env: Env, cursor: Raw, key: Raw) -> Returned {
    export(env, |js| {
        let key = key.named(js, "key").key(js)?;
        borrow::<CursorHandle>(js, cursor.named(js, "cursor"))?.with(|scan| {
            scan.cursor().seek_past(key)?;
            scan.begin_again();
            js.undefined()
        })
    })
}

/// The last key that the cursor took, or `undefined`: where a later cursor goes on with `cursorSeekPast`.
#[napi(
    catch_unwind,
    ts_args_type = "cursor: CursorHandle",
    ts_return_type = "string | undefined"
)]
pub fn cursor_position(env: Env, cursor: Raw) -> Returned {
    export(env, |js| {
        let position = borrow::<CursorHandle>(js, cursor.named(js, "cursor"))?
            .with(|scan| Ok(scan.cursor().position().cloned()))?;
        position.map_or_else(|| js.undefined(), |key| js.string(&key.to_string()))
    })
}

/// Where the text stopped before the end of the range, because it has all that was wanted of it: behind a key, or behind all keys
/// that begin with a prefix. `undefined` when nothing is left, and before the first read.
#[napi(
    catch_unwind,
    ts_args_type = "cursor: CursorHandle",
    ts_return_type = "Place | undefined"
)]
pub fn cursor_stopped_behind(env: Env, cursor: Raw) -> Returned {
    export(env, |js| {
        let place = borrow::<CursorHandle>(js, cursor.named(js, "cursor"))?.with(|scan| Ok(scan.stopped_behind()))?;
        let (name, text) = match place {
            None => return js.undefined(),
            Some(Place::Key(key)) => ("key", key.to_string()),
            Some(Place::Prefix(prefix)) => ("prefix", prefix),
        };
        let place = js.object()?;
        js.set(place, name, js.string(&text)?)?;
        Ok(place)
    })
}

/// Closes the cursor. Closing twice is no error.
#[napi(catch_unwind, ts_args_type = "cursor: CursorHandle", ts_return_type = "void")]
pub fn cursor_close(env: Env, cursor: Raw) -> Returned {
    export(env, |js| {
        drop(borrow::<CursorHandle>(js, cursor.named(js, "cursor"))?.close());
        js.undefined()
    })
}
