//! What can wait: the engine's own work, and the removal of what has expired.

mod attempts;
pub(crate) mod maintenance;
mod sweeper;
