//! Statistics as JavaScript objects.

use bimetal_store::{BackgroundFailure, Commits, FsyncHistogram, Statistics};
use napi::Env;
use napi_derive::napi;

use crate::{
    error::Result,
    export::{Raw, Returned, export},
    external::borrow,
    js::{Js, Value},
    store::StoreHandle,
};

/// Figures for an operator, cheap to ask for.
#[napi(catch_unwind, ts_args_type = "store: StoreHandle", ts_return_type = "Statistics")]
pub fn store_statistics(env: Env, store: Raw) -> Returned {
    export(env, |js| {
        let statistics = borrow::<StoreHandle>(js, store.named(js, "store"))?.with(|store| Ok(store.statistics()?))?;
        statistics_to_js(js, &statistics)
    })
}

/// Why background work does not get on; `undefined` while it does.
#[napi(
    catch_unwind,
    ts_args_type = "store: StoreHandle",
    ts_return_type = "BackgroundFailure | undefined"
)]
pub fn store_background_failure(env: Env, store: Raw) -> Returned {
    export(env, |js| {
        let store = borrow::<StoreHandle>(js, store.named(js, "store"))?;
        let failure = store.with(|store| Ok(store.background_failure()))?;
        failure.map_or_else(|| js.undefined(), |failure| failure_to_js(js, &failure))
    })
}

fn failure_to_js<'call>(js: Js<'call>, failure: &BackgroundFailure) -> Result<Value<'call>> {
    let object = js.object()?;
    js.set(object, "code", js.string(failure.code)?)?;
    js.set(object, "message", js.string(&failure.message)?)?;
    js.set(object, "since", js.number(failure.since.millis() as f64)?)?;
    js.set(object, "failures", js.number(failure.failures as f64)?)?;
    Ok(object)
}

fn statistics_to_js<'call>(js: Js<'call>, statistics: &Statistics) -> Result<Value<'call>> {
    let object = js.object()?;
    let counts = [
        ("documents", statistics.documents),
        ("expiringDocuments", statistics.expiring_documents),
        ("liveBytes", statistics.live_bytes),
        ("deadBytes", statistics.dead_bytes),
        ("diskBytes", statistics.disk_bytes),
        ("segments", statistics.segments),
        ("syncs", statistics.syncs),
        ("compactedBytes", statistics.compacted_bytes),
    ];
    set_counts(js, object, counts)?;
    js.set(object, "changesSince", js.revision(statistics.changes_since)?)?;
    js.set(object, "compaction", js.string(statistics.compaction.name())?)?;
    let micros = statistics.sync_micros.iter().copied();
    js.set(object, "syncMicros", numbers_to_js(js, micros.map(f64::from))?)?;
    js.set(
        object,
        "syncHistogram",
        histogram_to_js(js, &statistics.sync_histogram)?,
    )?;
    js.set(object, "commits", commits_to_js(js, &statistics.commits)?)?;
    if let Some(failure) = &statistics.background_failure {
        js.set(object, "backgroundFailure", failure_to_js(js, failure)?)?;
    }
    Ok(object)
}

fn histogram_to_js<'call>(js: Js<'call>, histogram: &FsyncHistogram) -> Result<Value<'call>> {
    let object = js.object()?;
    let bounds = FsyncHistogram::BOUNDS_MICROS.into_iter().map(f64::from);
    js.set(object, "boundsMicros", numbers_to_js(js, bounds)?)?;
    let counts = histogram.counts.into_iter().map(|count| count as f64);
    js.set(object, "counts", numbers_to_js(js, counts)?)?;
    js.set(object, "microsSum", js.number(histogram.micros_sum as f64)?)?;
    Ok(object)
}

fn commits_to_js<'call>(js: Js<'call>, commits: &Commits) -> Result<Value<'call>> {
    let object = js.object()?;
    let counts = [
        ("groups", commits.groups),
        ("batches", commits.batches),
        ("queuedBatches", commits.queued_batches),
        ("queuedBytes", commits.queued_bytes),
    ];
    set_counts(js, object, counts)?;
    Ok(object)
}

fn set_counts<'call, const N: usize>(
    js: Js<'call>,
    object: Value<'call>,
    counts: [(&'static str, u64); N],
) -> Result<()> {
    // Counts and sizes: all far below 2^53, where numbers stop being exact.
    for (name, count) in counts {
        js.set(object, name, js.number(count as f64)?)?;
    }
    Ok(())
}

fn numbers_to_js<'call>(js: Js<'call>, numbers: impl ExactSizeIterator<Item = f64>) -> Result<Value<'call>> {
    let array = js.array(numbers.len())?;
    for (index, number) in numbers.enumerate() {
        js.scoped(|js| js.set_index(array, index, js.number(number)?))?;
    }
    Ok(array)
}
