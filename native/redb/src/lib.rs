//! The engine redb: a copy-on-write B-tree, for data far larger than memory, and the oracle of the log engine's tests.

#[cfg(feature = "breakages")]
pub mod breakage;
#[cfg(not(feature = "breakages"))]
mod breakage;
mod check;
mod contain;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod damaged_pages;
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
mod head;
#[cfg(test)]
mod interrupted_repair;
mod known_tables;
mod overlay;
mod pages;
#[cfg(test)]
mod reserved;
mod room;
mod row;
mod rows;
mod snapshot;
mod sums;
mod tables;
mod upgrade;
mod way;

pub use engine::RedbEngine;
pub use file::FILE_NAME;
