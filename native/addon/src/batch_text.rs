//! The exports of a batch that is one JSON text.

use bimetal_store::{BatchText, Error as StoreError, Operations, Store, Timestamp, Written};
use napi::Env;
use napi_derive::napi;

use crate::{
    batch_answer::BatchAnswer,
    completion::Outcome,
    environment::Environment,
    error::Error,
    export::{Raw, Returned, export},
    external::{Kind, borrow, give},
    handle::{ExclusiveHandle, Noun},
    notes::note_name,
    store::StoreHandle,
};

/// One user at a time has a batch that was read from a text.
pub(crate) type BatchTextHandle = ExclusiveHandle<ReadBatch>;

/// A batch that was read, until it is committed, and what its operations are.
pub(crate) struct ReadBatch {
    store: Store,
    text: Option<BatchText>,
    operations: Operations,
}

impl Noun for ReadBatch {
    const NAME: &'static str = "batch text";

    fn closed() -> Error {
        StoreError::BatchClosed.into()
    }
}

impl Kind for ReadBatch {
    const KIND: u64 = 7;
}

/// Reads a batch from its text, whose values stay as they stand in it.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, text: Uint8Array",
    ts_return_type = "BatchTextHandle"
)]
pub fn batch_text_parse(env: Env, store: Raw, text: Raw) -> Returned {
    export(env, |js| {
        let text = text.named(js, "text").bytes(js)?;
        let read = borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| {
            // A closed store is the nearer fault.
            drop(store.batch()?);
            let text = BatchText::parse(text.as_slice(), store.limits(), Timestamp::now())?;
            Ok(ReadBatch {
                store: store.clone(),
                operations: text.operations.clone(),
                text: Some(text),
            })
        })?;
        give(js, ExclusiveHandle::new(read))
    })
}

/// Refuses the batch where its conditions do not hold now, and lets it commit only while what is under its keys stays as it
/// is. Returns what it will have done: the member `results` of its answer, as JSON text.
#[napi(catch_unwind, ts_args_type = "batch: BatchTextHandle", ts_return_type = "string")]
pub fn batch_text_settle(env: Env, batch: Raw) -> Returned {
    export(env, |js| {
        borrow::<BatchTextHandle>(js, batch.named(js, "batch"))?.with(|ReadBatch { store, text, .. }| {
            let text = text.as_mut().ok_or(StoreError::BatchClosed)?;
            js.string(&store.settle(text)?)
        })
    })
}

/// Puts a note when the batch commits.
#[napi(
    catch_unwind,
    ts_args_type = "batch: BatchTextHandle, name: string, value: string",
    ts_return_type = "void"
)]
pub fn batch_text_put_note(env: Env, batch: Raw, name: Raw, value: Raw) -> Returned {
    export(env, |js| {
        let name = note_name(js, name.named(js, "name"))?;
        borrow::<BatchTextHandle>(js, batch.named(js, "batch"))?.with(|ReadBatch { store, text, .. }| {
            let value = value.named(js, "value").json(js, store.limits())?;
            let text = text.as_mut().ok_or(StoreError::BatchClosed)?;
            text.batch.put_note(&name, value)?;
            js.undefined()
        })
    })
}

/// Commits the batch. The promise resolves to its answer as JSON text, `{"revision":…,"results":[…]}`, once it is on disk.
#[napi(
    catch_unwind,
    ts_args_type = "batch: BatchTextHandle",
    ts_return_type = "Promise<string>"
)]
pub fn batch_text_commit(env: Env, batch: Raw) -> Returned {
    export(env, |js| {
        let batch = borrow::<BatchTextHandle>(js, batch.named(js, "batch"))?;
        let (store, text) = batch.with(|ReadBatch { store, text, .. }| {
            let text = text.take().ok_or(StoreError::BatchClosed)?;
            Ok((store.clone(), text))
        })?;
        Environment::of(js)?.promise(js, true, |pending| {
            let end = pending.group_end();
            let BatchText { batch, operations } = text;
            let answer = move |written| Outcome::Batch(Box::new(BatchAnswer { written, operations }));
            let done = move |outcome: bimetal_store::Result<Written>| {
                pending.finish_in_group(outcome.map(answer).map_err(Error::from));
            };
            store.submit_asking(batch, done, end);
            Ok(())
        })
    })
}

/// The keys of the operations, in their order, so that the batch can be refused for them.
#[napi(
    catch_unwind,
    ts_args_type = "batch: BatchTextHandle",
    ts_return_type = "Array<string>"
)]
pub fn batch_text_keys(env: Env, batch: Raw) -> Returned {
    export(env, |js| {
        borrow::<BatchTextHandle>(js, batch.named(js, "batch"))?.with(|ReadBatch { operations, .. }| {
            let array = js.array(operations.iter().count())?;
            for (at, operation) in operations.iter().enumerate() {
                js.scoped(|js| js.set_index(array, at, js.string(&operation.key.to_string())?))?;
            }
            Ok(array)
        })
    })
}

/// The number of the operation that has a key, counted from 0, or `undefined`.
#[napi(
    catch_unwind,
    ts_args_type = "batch: BatchTextHandle, key: string",
    ts_return_type = "number | undefined"
)]
pub fn batch_text_find(env: Env, batch: Raw, key: Raw) -> Returned {
    export(env, |js| {
        let key = key.named(js, "key").key(js)?;
        borrow::<BatchTextHandle>(js, batch.named(js, "batch"))?.with(|ReadBatch { operations, .. }| {
            match operations.number_of(&key) {
                Some(number) => js.number(number as f64),
                None => js.undefined(),
            }
        })
    })
}
