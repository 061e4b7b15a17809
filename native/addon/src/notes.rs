//! The exports of notes: what the program around the store keeps in it for itself.

use bimetal_store::{Error as StoreError, NoteName, Value as Json};
use napi::Env;
use napi_derive::napi;

use crate::{
    argument::Argument,
    batch::{BatchHandle, Gathering},
    error::Result,
    export::{Raw, Returned, export},
    external::borrow,
    js::Js,
    store::StoreHandle,
};

/// The note of a name, or `undefined`.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, name: string",
    ts_return_type = "Document | undefined"
)]
pub fn store_note(env: Env, store: Raw, name: Raw) -> Returned {
    export(env, |js| {
        let name = note_name(js, name.named(js, "name"))?;
        let note = borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| Ok(store.note(&name)?))?;
        match note {
            Some(note) => {
                let object = js.object()?;
                js.set(object, "value", js.utf8(note.value())?)?;
                js.set(object, "revision", js.revision(note.revision())?)?;
                Ok(object)
            }
            None => js.undefined(),
        }
    })
}

/// The notes whose names begin so, in their order, behind one where that is given: name and text of one after another.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, beginning: string, after: string | undefined, limit: number",
    ts_return_type = "string[]"
)]
pub fn store_notes(env: Env, store: Raw, beginning: Raw, after: Raw, limit: Raw) -> Returned {
    export(env, |js| {
        let beginning = beginning.named(js, "beginning").prefix(js)?;
        let after = after
            .named(js, "after")
            .given(js)
            .map(|after| note_name(js, after))
            .transpose()?;
        let limit = limit.named(js, "limit").limit(js)?;
        let notes = borrow::<StoreHandle>(js, store.named(js, "store"))?
            .with(|store| Ok(store.notes(&beginning, after.as_ref(), limit)?))?;
        let array = js.array(notes.len() * 2)?;
        for (at, (name, note)) in notes.iter().enumerate() {
            js.scoped(|js| {
                js.set_index(array, at * 2, js.string(&name.to_string())?)?;
                js.set_index(array, at * 2 + 1, js.utf8(note.value())?)
            })?;
        }
        Ok(array)
    })
}

/// Puts a note when the batch commits.
#[napi(
    catch_unwind,
    ts_args_type = "batch: BatchHandle, name: string, value: string",
    ts_return_type = "void"
)]
pub fn batch_put_note(env: Env, batch: Raw, name: Raw, value: Raw) -> Returned {
    export(env, |js| {
        let name = note_name(js, name.named(js, "name"))?;
        borrow::<BatchHandle>(js, batch.named(js, "batch"))?.with(|Gathering { store, batch }| {
            let value: Json = value.named(js, "value").json(js, store.limits())?;
            batch.put_note(&name, value)?;
            js.undefined()
        })
    })
}

/// Removes a note when the batch commits.
#[napi(
    catch_unwind,
    ts_args_type = "batch: BatchHandle, name: string",
    ts_return_type = "void"
)]
pub fn batch_remove_note(env: Env, batch: Raw, name: Raw) -> Returned {
    export(env, |js| {
        let name = note_name(js, name.named(js, "name"))?;
        borrow::<BatchHandle>(js, batch.named(js, "batch"))?.with(|Gathering { batch, .. }| {
            batch.remove_note(&name)?;
            js.undefined()
        })
    })
}

pub(crate) fn note_name<'call>(js: Js<'call>, name: Argument<'call>) -> Result<NoteName> {
    let text = name.string(js)?;
    NoteName::parse(&text).map_err(|error| StoreError::from(error).into())
}
