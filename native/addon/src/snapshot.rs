//! The exports of a snapshot. `snapshotGet` is hot and stands in `raw.rs`.

use bimetal_store::{Error as StoreError, Snapshot};
use napi::Env;
use napi_derive::napi;

use crate::{
    error::Error,
    export::{Raw, Returned, export},
    external::{Kind, borrow, give},
    handle::{Noun, SharedHandle},
    range_options,
    store::{StoreHandle, document_to_js},
};

/// A snapshot never changes, so many may read it at once.
pub(crate) type SnapshotHandle = SharedHandle<Snapshot>;

impl Noun for Snapshot {
    const NAME: &'static str = "snapshot";

    fn closed() -> Error {
        StoreError::SnapshotClosed.into()
    }
}

impl Kind for Snapshot {
    const KIND: u64 = 3;
}

/// Takes a snapshot of the store as of now.
#[napi(catch_unwind, ts_args_type = "store: StoreHandle", ts_return_type = "SnapshotHandle")]
pub fn snapshot_open(env: Env, store: Raw) -> Returned {
    export(env, |js| {
        let snapshot = borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| Ok(store.snapshot()?))?;
        give(js, SharedHandle::new(snapshot))
    })
}

/// The revision that the snapshot shows.
#[napi(catch_unwind, ts_args_type = "snapshot: SnapshotHandle", ts_return_type = "bigint")]
pub fn snapshot_revision(env: Env, snapshot: Raw) -> Returned {
    export(env, |js| {
        borrow::<SnapshotHandle>(js, snapshot.named(js, "snapshot"))?.with(|snapshot| js.revision(snapshot.revision()))
    })
}

/// The number of documents in the snapshot.
#[napi(catch_unwind, ts_args_type = "snapshot: SnapshotHandle", ts_return_type = "number")]
pub fn snapshot_length(env: Env, snapshot: Raw) -> Returned {
    export(env, |js| {
        borrow::<SnapshotHandle>(js, snapshot.named(js, "snapshot"))?.with(|snapshot| js.number(snapshot.len()? as f64))
    })
}

/// The document under a key as of the snapshot, with its revision and its expiry, or `undefined`.
#[napi(
    catch_unwind,
    ts_args_type = "snapshot: SnapshotHandle, key: string",
    ts_return_type = "Document | undefined"
)]
pub fn snapshot_get_document(env: Env, snapshot: Raw, key: Raw) -> Returned {
    export(env, |js| {
        let key = key.named(js, "key").key(js)?;
        let document = borrow::<SnapshotHandle>(js, snapshot.named(js, "snapshot"))?
            .with(|snapshot| Ok(snapshot.get_with(key.by_ref(), |document| document_to_js(js, document))?))?;
        document.unwrap_or_else(|| js.undefined())
    })
}

/// The number of documents in a range of the snapshot.
#[napi(
    catch_unwind,
    ts_args_type = "snapshot: SnapshotHandle, range?: RangeOptions",
    ts_return_type = "number"
)]
pub fn snapshot_count(env: Env, snapshot: Raw, range: Raw) -> Returned {
    export(env, |js| {
        let range = range_options::range(js, range.named(js, "range"))?;
        borrow::<SnapshotHandle>(js, snapshot.named(js, "snapshot"))?
            .with(|snapshot| js.number(snapshot.count(range)? as f64))
    })
}

/// Lets go of what the snapshot shows; its cursors end with it. Closing twice is no error.
#[napi(catch_unwind, ts_args_type = "snapshot: SnapshotHandle", ts_return_type = "void")]
pub fn snapshot_close(env: Env, snapshot: Raw) -> Returned {
    export(env, |js| {
        borrow::<SnapshotHandle>(js, snapshot.named(js, "snapshot"))?.close(|_| ());
        js.undefined()
    })
}
