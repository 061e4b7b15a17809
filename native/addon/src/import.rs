//! The exports of an import: documents as one long text.

use bimetal_store::{EntriesForm, Import, Store};
use napi::Env;
use napi_derive::napi;

use crate::{
    export::{Raw, Returned, export},
    external::{Kind, borrow, give},
    handle::{ExclusiveHandle, Noun},
    notes::note_name,
    store::{StoreHandle, submit},
};

/// One user at a time brings bytes.
pub(crate) type ImportHandle = ExclusiveHandle<Importing>;

/// An import, and the store that takes its documents.
pub(crate) struct Importing {
    store: Store,
    import: Import,
}

impl Noun for Importing {
    const NAME: &'static str = "import";
}

impl Kind for Importing {
    const KIND: u64 = 8;
}

/// Begins an import of lines (`lines`) or of one array (`array`). With `creates`, a document that is there is not replaced. The
/// lines or entries up to a number are passed over: 0, none of them.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, form: 'array' | 'lines', creates: boolean, passed: number",
    ts_return_type = "ImportHandle"
)]
pub fn import_begin(env: Env, store: Raw, form: Raw, creates: Raw, passed: Raw) -> Returned {
    export(env, |js| {
        let form = form.named(js, "form");
        let form = match form.string(js)?.as_str() {
            "array" => EntriesForm::Array,
            "lines" => EntriesForm::Lines,
            _ => return Err(form.refuse("'array' or 'lines'")),
        };
        let creates = creates.named(js, "creates").boolean(js)?;
        let passed = passed.named(js, "passed").count(js)? as u64;
        let importing = borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| {
            drop(store.batch()?);
            Ok(Importing {
                store: store.clone(),
                import: Import::new(form, creates, passed, *store.limits()),
            })
        })?;
        give(js, ExclusiveHandle::new(importing))
    })
}

/// Takes bytes of the text until a batch is full. Returns how many.
#[napi(
    catch_unwind,
    ts_args_type = "handle: ImportHandle, bytes: Uint8Array",
    ts_return_type = "number"
)]
pub fn import_take(env: Env, handle: Raw, bytes: Raw) -> Returned {
    export(env, |js| {
        let bytes = bytes.named(js, "bytes").bytes(js)?;
        borrow::<ImportHandle>(js, handle.named(js, "handle"))?
            .with(|Importing { import, .. }| js.number(import.take(bytes.as_slice())? as f64))
    })
}

/// Says that the text has ended. What is left of it is in the batch then.
#[napi(catch_unwind, ts_args_type = "handle: ImportHandle", ts_return_type = "void")]
pub fn import_end(env: Env, handle: Raw) -> Returned {
    export(env, |js| {
        borrow::<ImportHandle>(js, handle.named(js, "handle"))?.with(|Importing { import, .. }| {
            import.end()?;
            js.undefined()
        })
    })
}

/// What waits to be committed.
#[napi(catch_unwind, ts_args_type = "handle: ImportHandle", ts_return_type = "ImportBatch")]
pub fn import_batch(env: Env, handle: Raw) -> Returned {
    export(env, |js| {
        borrow::<ImportHandle>(js, handle.named(js, "handle"))?.with(|Importing { import, .. }| {
            let object = js.object()?;
            js.set(object, "documents", js.number(import.len() as f64)?)?;
            js.set(object, "last", js.number(import.last() as f64)?)?;
            js.set(object, "full", js.boolean(import.is_full())?)?;
            js.set(object, "more", js.boolean(import.has_more())?)?;
            Ok(object)
        })
    })
}

/// The keys of the batch that waits, so that it can be refused for them.
#[napi(
    catch_unwind,
    ts_args_type = "handle: ImportHandle",
    ts_return_type = "Array<string>"
)]
pub fn import_keys(env: Env, handle: Raw) -> Returned {
    export(env, |js| {
        borrow::<ImportHandle>(js, handle.named(js, "handle"))?.with(|Importing { import, .. }| {
            let array = js.array(import.len())?;
            for (at, key) in import.keys().enumerate() {
                js.scoped(|js| js.set_index(array, at, js.string(&key.to_string())?))?;
            }
            Ok(array)
        })
    })
}

/// Puts a note into the batch that waits, right before it is committed. A batch may have a note and no documents.
#[napi(
    catch_unwind,
    ts_args_type = "handle: ImportHandle, name: string, value: string",
    ts_return_type = "void"
)]
pub fn import_put_note(env: Env, handle: Raw, name: Raw, value: Raw) -> Returned {
    export(env, |js| {
        let name = note_name(js, name.named(js, "name"))?;
        borrow::<ImportHandle>(js, handle.named(js, "handle"))?.with(|Importing { store, import }| {
            let value = value.named(js, "value").json(js, store.limits())?;
            import.put_note(&name, value)?;
            js.undefined()
        })
    })
}

/// Commits the batch that waits, and begins another. The promise resolves to its revision, once it is on disk.
#[napi(
    catch_unwind,
    ts_args_type = "handle: ImportHandle",
    ts_return_type = "Promise<bigint>"
)]
pub fn import_commit(env: Env, handle: Raw) -> Returned {
    export(env, |js| {
        borrow::<ImportHandle>(js, handle.named(js, "handle"))?
            .with(|Importing { store, import }| submit(js, store, import.next_batch()?))
    })
}

/// The number of the line or entry that had a key in the batch that was committed last; `undefined` where it is not known.
#[napi(
    catch_unwind,
    ts_args_type = "handle: ImportHandle, key: string",
    ts_return_type = "number | undefined"
)]
pub fn import_find(env: Env, handle: Raw, key: Raw) -> Returned {
    export(env, |js| {
        let key = key.named(js, "key").key(js)?;
        borrow::<ImportHandle>(js, handle.named(js, "handle"))?.with(|Importing { import, .. }| {
            match import.number_of(&key) {
                Some(number) => js.number(number as f64),
                None => js.undefined(),
            }
        })
    })
}
