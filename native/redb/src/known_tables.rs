//! Which tables a file may have.

use bimetal_engine::Result;
use redb::{Database, ReadableDatabase, TableHandle};

use crate::error::{engine_error, file_damaged};
use crate::sums::META;
use crate::tables::{DOCUMENTS, EXPIRIES};
use crate::upgrade::{OLD_DOCUMENTS, OLD_EXPIRIES};

/// Looks whether the tables of a file are those of some format, before any is made that is missing: one whose name is
/// damaged would be made anew, without its documents.
pub(crate) fn check_tables(database: &Database) -> Result<()> {
    let error = |error: redb::Error| engine_error("cannot list the tables", error);
    let transaction = database.begin_read().map_err(|found| error(found.into()))?;
    let listed = transaction.list_tables().map_err(|found| error(found.into()))?;
    let mut names: Vec<String> = listed.map(|table| table.name().to_owned()).collect();
    names.sort();
    let now = [DOCUMENTS.name(), EXPIRIES.name(), META.name()];
    let old = [OLD_DOCUMENTS.name(), OLD_EXPIRIES.name(), META.name()];
    let known = |name: &String| now.contains(&name.as_str()) || old.contains(&name.as_str());
    let has = |all: [&str; 3]| all.iter().all(|name| names.iter().any(|found| found == name));
    if names.is_empty() || names.iter().all(known) && (has(now) || has(old)) {
        return Ok(());
    }
    Err(file_damaged(format!("its tables are {}", names.join(", "))))
}
