//! What a storage engine must do, what it says about itself, and the suite that holds any engine to it.
//!
//! - [`Engine`] applies commit groups durably and gives [`EngineSnapshot`]s; few things, so that another engine is a few
//!   hundred lines.
//! - [`Statistics`] and [`CheckReport`] are what it tells an operator; [`FsyncTimes`] measures for it.
//! - [`conformance`] holds any engine to the same promises.

pub mod conformance;
mod engine;
mod error;
mod fsync_times;
mod progress;
mod snapshot;
mod statistics;
mod store_id;

pub use engine::{ApplyError, ChangeReader, Commit, Engine, Maintenance, Tell};
pub use error::{Cause, Error, FREE_BYTES_MIN, Result, with_causes};
pub use fsync_times::{Fsync, FsyncHistogram, FsyncTimes};
pub use progress::{Progress, tell};
pub use snapshot::{Direction, EngineSnapshot, Show};
pub use statistics::{BackgroundFailure, CheckReport, Commits, Compaction, Statistics};
pub use store_id::new_store_id;
