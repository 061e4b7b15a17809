//! The way of a write: queued, gathered into a commit group, decided, made durable, answered.

pub(crate) mod committer;
mod conditional_group;
pub(crate) mod counts;
pub(crate) mod job;
pub(crate) mod queue;
#[cfg(all(test, shuttle))]
mod schedules;
pub(crate) mod times;
pub(crate) mod written;
