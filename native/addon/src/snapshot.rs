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

/// Lets other handles on the folder find the snapshot by its revision, as long as it is open.
#[napi(catch_unwind, ts_args_type = "snapshot: SnapshotHandle", ts_return_type = "void")]
pub fn snapshot_share(env: Env, snapshot: Raw) -> Returned {
    export(env, |js| {
        borrow::<SnapshotHandle>(js, snapshot.named(js, "snapshot"))?.with(|snapshot| {
            snapshot.share();
            Ok(())
        })?;
        js.undefined()
    })
}

/// A snapshot of what one shows that was shared and is open, or `undefined` where there is none of the revision.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, revision: bigint",
    ts_return_type = "SnapshotHandle | undefined"
)]
pub fn store_shared_snapshot(env: Env, store: Raw, revision: Raw) -> Returned {
    export(env, |js| {
        let revision = revision.named(js, "revision").revision(js)?;
        let found =
            borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| Ok(store.shared_snapshot(revision)?))?;
        match found {
            Some(snapshot) => give(js, SharedHandle::new(snapshot)),
            None => js.undefined(),
        }
    })
}

/// The revision that the snapshot shows.
#[napi(catch_unwind, ts_args_type = "snapshot: SnapshotHandle", ts_return_type = "bigint")]
pub fn snapshot_revision(env: Env, snapshot: Raw) -> Returned {
    export(env, |js| {
        borrow::<SnapshotHandle>(js, snapshot.named(js, "snapshot"))?.with(|snapshot| js.revision(snapshot.revision()))
    })
}

/// The moment whose living documents the snapshot shows, in milliseconds since 1970.
#[napi(catch_unwind, ts_args_type = "snapshot: SnapshotHandle", ts_return_type = "number")]
pub fn snapshot_taken(env: Env, snapshot: Raw) -> Returned {
    export(env, |js| {
        borrow::<SnapshotHandle>(js, snapshot.named(js, "snapshot"))?
            .with(|snapshot| js.number(snapshot.taken().millis() as f64))
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
