//! The exports of a cursor. `cursorRead` is hot and stands in `raw.rs`.

use bimetal_store::KeyRange;
use napi::Env;
use napi_derive::napi;

use crate::{
    export::{Raw, Returned, export},
    external::{borrow, give},
    handle::ExclusiveHandle,
    scan::Scan,
    snapshot::SnapshotHandle,
};

/// A cursor moves, so it has one user at a time.
pub(crate) type CursorHandle = ExclusiveHandle<Scan>;

/// Opens a cursor before the first key of a range.
#[napi(
    catch_unwind,
    ts_args_type = "snapshot: SnapshotHandle, options?: CursorOptions",
    ts_return_type = "CursorHandle"
)]
pub fn cursor_open(env: Env, snapshot: Raw, options: Raw) -> Returned {
    export(env, |js| {
        let range = match options.named(js, "options").property(js, "prefix")? {
            Some(prefix) => KeyRange::prefix(&prefix.string(js)?)?,
            None => KeyRange::all(),
        };
        let cursor = borrow::<SnapshotHandle>(js, snapshot.named(js, "snapshot"))?
            .with(|snapshot| Ok(snapshot.cursor(range)?))?;
        give(js, ExclusiveHandle::new(Scan::new(cursor)))
    })
}

/// The next documents in key order, `limit` at most; none at the end.
#[napi(
    catch_unwind,
    ts_args_type = "cursor: CursorHandle, limit: number",
    ts_return_type = "Entry[]"
)]
pub fn cursor_next(env: Env, cursor: Raw, limit: Raw) -> Returned {
    export(env, |js| {
        let limit = limit.named(js, "limit").count(js)?;
        let entries =
            borrow::<CursorHandle>(js, cursor.named(js, "cursor"))?.with(|scan| Ok(scan.cursor().next(limit)?))?;
        let array = js.array(entries.len())?;
        for (index, entry) in entries.iter().enumerate() {
            js.scoped(|js| {
                let object = js.object()?;
                js.set(object, "key", js.string(&entry.key.to_string())?)?;
                js.set(object, "value", js.utf8(entry.document.value())?)?;
                js.set(object, "revision", js.revision(entry.document.revision())?)?;
                js.set_index(array, index, object)
            })?;
        }
        Ok(array)
    })
}

/// Moves before the first key of the range that is not less than `key`, forward or back. The text that `cursorRead`
/// writes begins again there.
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

/// Closes the cursor. Closing twice is no error.
#[napi(catch_unwind, ts_args_type = "cursor: CursorHandle", ts_return_type = "void")]
pub fn cursor_close(env: Env, cursor: Raw) -> Returned {
    export(env, |js| {
        drop(borrow::<CursorHandle>(js, cursor.named(js, "cursor"))?.close());
        js.undefined()
    })
}
