//! Long operations on a store: check, backup, migration. Each runs on a thread of its own, tells how far it has come, and
//! can be cancelled.

use std::ops::ControlFlow;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use bimetal_store::{EngineKind, Store, engine::Progress};
use napi::Env;
use napi_derive::napi;

use crate::{
    completion::Outcome,
    environment::Environment,
    error::{Error, Result},
    export::{Raw, Returned, export},
    external::{Kind, borrow, give},
    handle::{Noun, SharedHandle},
    js::{Js, Value},
    store::StoreHandle,
};

/// Many may look at an operation, and any of them may cancel it.
pub(crate) type OperationHandle = SharedHandle<Operation>;

/// What the thread that works and those that wait for it share. A clone is the same operation.
#[derive(Clone, Default)]
pub(crate) struct Operation(Arc<State>);

#[derive(Default)]
struct State {
    done: AtomicU64,
    all: AtomicU64,
    cancelled: AtomicBool,
}

impl Noun for Operation {
    const NAME: &'static str = "operation";
}

impl Kind for Operation {
    const KIND: u64 = 6;
}

impl Operation {
    fn progress(&self) -> impl FnMut(u64, u64) -> ControlFlow<()> {
        let state = self.0.clone();
        move |done, all| {
            // Each number alone is true; that two looks see two moments does not matter.
            state.done.store(done, Ordering::Relaxed);
            state.all.store(all, Ordering::Relaxed);
            if state.cancelled.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        }
    }
}

/// Makes an operation, to be given to `storeCheck`, `storeBackup` or `storeMigrate`.
#[napi(catch_unwind, ts_return_type = "OperationHandle")]
pub fn operation_create(env: Env) -> Returned {
    export(env, |js| give(js, SharedHandle::new(Operation::default())))
}

/// How far an operation has come: bytes done, and bytes in all; 0 in all where nobody knows.
#[napi(
    catch_unwind,
    ts_args_type = "operation: OperationHandle",
    ts_return_type = "OperationProgress"
)]
pub fn operation_progress(env: Env, operation: Raw) -> Returned {
    export(env, |js| {
        let Operation(state) = operation_of(js, operation)?;
        let object = js.object()?;
        js.set(object, "bytes", js.number(state.done.load(Ordering::Relaxed) as f64)?)?;
        js.set(object, "bytesAll", js.number(state.all.load(Ordering::Relaxed) as f64)?)?;
        Ok(object)
    })
}

/// Ends an operation soon: its promise is rejected with CANCELLED. One that is over stays as it is.
#[napi(catch_unwind, ts_args_type = "operation: OperationHandle", ts_return_type = "void")]
pub fn operation_cancel(env: Env, operation: Raw) -> Returned {
    export(env, |js| {
        let Operation(state) = operation_of(js, operation)?;
        state.cancelled.store(true, Ordering::Relaxed);
        js.undefined()
    })
}

/// Reads the whole store, compares every checksum, and compares the index with what is on disk. What is wrong stands in
/// the report.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, operation: OperationHandle",
    ts_return_type = "Promise<CheckReport>"
)]
pub fn store_check(env: Env, store: Raw, operation: Raw) -> Returned {
    export(env, |js| {
        work(js, "check the store", store, operation, |store, progress| {
            Ok(Outcome::Report(Box::new(store.check(progress)?)))
        })
    })
}

/// Writes a copy of the store as of now into a folder that is empty or not there. Resolves to its revision.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, target: string, operation: OperationHandle",
    ts_return_type = "Promise<bigint>"
)]
pub fn store_backup(env: Env, store: Raw, target: Raw, operation: Raw) -> Returned {
    export(env, |js| {
        let target = target.named(js, "target").string(js)?;
        work(js, "back up the store", store, operation, move |store, progress| {
            Ok(Outcome::Revision(store.backup(&target, progress)?))
        })
    })
}

/// Copies the documents as of now into a folder that is empty or not there, for another engine. Resolves to the revision
/// of the copy.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle, target: string, engine: string, operation: OperationHandle",
    ts_return_type = "Promise<bigint>"
)]
pub fn store_migrate(env: Env, store: Raw, target: Raw, engine: Raw, operation: Raw) -> Returned {
    export(env, |js| {
        let target = target.named(js, "target").string(js)?;
        let engine: EngineKind = engine.named(js, "engine").string(js)?.parse()?;
        work(js, "migrate the store", store, operation, move |store, progress| {
            Ok(Outcome::Revision(store.migrate(&target, engine, progress)?))
        })
    })
}

fn work<'call>(
    js: Js<'call>,
    action: &'static str,
    store: Raw,
    operation: Raw,
    work: impl FnOnce(&Store, &mut Progress<'_>) -> Result<Outcome> + Send + 'static,
) -> Result<Value<'call>> {
    let operation = operation_of(js, operation)?;
    let store = borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| Ok(store.clone()))?;
    Environment::of(js)?.background(js, action, move || {
        let outcome = work(&store, &mut operation.progress());
        // A clone of the store is no handle of its own: the store may close meanwhile, and the work then ends in an error.
        drop(store);
        outcome
    })
}

fn operation_of(js: Js<'_>, operation: Raw) -> Result<Operation> {
    borrow::<OperationHandle>(js, operation.named(js, "operation"))?.with(|operation| Ok::<_, Error>(operation.clone()))
}
