//! Lives of a store on a simulated disk, each ended at another call.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use bimetal_files::simulated::{SimulatedDisk, Stop};
use bimetal_store::Result;

/// A folder on a disk of its own, and what is known of it.
pub trait Life {
    /// The disk.
    fn disk(&self) -> &SimulatedDisk;

    /// Opens the store, uses it and closes it, until something fails.
    fn live(&mut self) -> Result<()>;

    /// Another process finds what must be there.
    fn check(&self);
}

/// Ends a life at its first call to the disk, the next one at its second, until one is lived to its end.
pub fn end_at_every_call<L: Life>(stop: Stop, begin: impl Fn(u64) -> L) {
    for calls in 0.. {
        let mut life = begin(calls);
        life.disk().stop_after(calls, stop);
        let outcome = life.live();
        let stopped = life.disk().stopped().is_some();
        // The last calls of a close take back the lock, which goes with the process in any case.
        assert!(outcome.is_ok() || stopped, "{outcome:?} after {calls} calls");
        life.disk().restart(stop);
        life.check();
        if !stopped {
            eprintln!("{stop:?}: {calls} calls");
            assert!(calls > 40, "only {calls} calls");
            return;
        }
    }
}

/// A folder of a name that no other life has: within the process a folder is known by its path.
pub fn new_path() -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    PathBuf::from(format!("/simulated-{}/data", NEXT.fetch_add(1, Ordering::Relaxed)))
}
