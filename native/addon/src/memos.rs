//! The exports of memos: what the threads of a program around the store tell each other.

use napi::Env;
use napi_derive::napi;

use crate::{
    export::{Raw, Returned, export},
    external::borrow,
    store::StoreHandle,
};

/// The memo of a name, or `undefined`.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, name: string",
    ts_return_type = "string | undefined"
)]
pub fn store_memo(env: Env, store: Raw, name: Raw) -> Returned {
    export(env, |js| {
        let name = name.named(js, "name").string(js)?;
        let memo = borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| Ok(store.memo(&name)?))?;
        memo.map_or_else(|| js.undefined(), |text| js.string(&text))
    })
}

/// Adds a memo: `undefined`. Where there is one of that name already it stays, and its text is returned.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, name: string, text: string",
    ts_return_type = "string | undefined"
)]
pub fn store_add_memo(env: Env, store: Raw, name: Raw, text: Raw) -> Returned {
    export(env, |js| {
        let name = name.named(js, "name").string(js)?;
        let text = text.named(js, "text").string(js)?;
        let there =
            borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| Ok(store.add_memo(name, text)?))?;
        there.map_or_else(|| js.undefined(), |text| js.string(&text))
    })
}

/// Removes a memo. One that is not there is no error.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, name: string",
    ts_return_type = "void"
)]
pub fn store_remove_memo(env: Env, store: Raw, name: Raw) -> Returned {
    export(env, |js| {
        let name = name.named(js, "name").string(js)?;
        borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| Ok(store.remove_memo(&name)?))?;
        js.undefined()
    })
}
