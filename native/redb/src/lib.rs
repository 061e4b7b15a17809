//! The engine redb: a copy-on-write B-tree, for data far larger than memory, and the oracle of the log engine's tests.

mod check;
#[cfg(test)]
mod damage;
mod database;
mod engine;
mod error;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod faulty_file;
mod file;
#[cfg(test)]
mod first_open;
#[cfg(test)]
mod format_2;
mod fuse;
mod overlay;
#[cfg(test)]
mod reserved;
mod room;
mod row;
mod snapshot;
mod tables;
mod upgrade;

pub use engine::{FILE_NAME, RedbEngine};
