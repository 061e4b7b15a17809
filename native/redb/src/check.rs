//! Reading every document of a snapshot.

use bimetal_document::{KeyRef, Span};
use bimetal_engine::{CheckReport, EngineSnapshot, Progress, Result, tell};

use crate::row;
use crate::snapshot::RedbSnapshot;

/// How many documents are read before the progress is told again.
const ROWS_BETWEEN: u64 = 1024;

/// Compares the checksum of every document. A damaged one is named, and those behind it are read all the same.
pub(crate) fn check(snapshot: &RedbSnapshot, progress: &mut Progress<'_>) -> Result<CheckReport> {
    let bytes_all = snapshot.bytes()?.0;
    let mut report = CheckReport::default();
    for entry in snapshot.range(&Span::everything())? {
        let (ordered, stored) = match entry {
            Ok(entry) => entry,
            Err(error) => {
                // redb does not find the way to the rows behind.
                report.add(format!("after {} documents: {error}", report.records));
                return Ok(report);
            }
        };
        let (ordered, stored) = (ordered.value(), stored.value());
        report.records += 1;
        report.documents += u64::from(ordered.first() != Some(&KeyRef::RESERVED));
        report.bytes += (ordered.len() + stored.len()) as u64;
        match row::read_entry(ordered, stored) {
            Ok((key, document)) if document.revision > snapshot.revision() => {
                report.add(format!("{key} has revision {}, beyond the last", document.revision));
            }
            Ok(_) => {}
            Err(damage) => report.add(damage.to_string()),
        }
        if report.records % ROWS_BETWEEN == 0 {
            tell(progress, report.bytes, bytes_all)?;
        }
    }
    let counted = snapshot.rows()?;
    if report.records != counted {
        report.add(format!(
            "{} documents are there, and {counted} are counted",
            report.records
        ));
    }
    Ok(report)
}
