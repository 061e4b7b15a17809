//! Reading every document of a snapshot.

use std::ops::ControlFlow;

use bimetal_document::{KeyRef, Span};
use bimetal_engine::{CheckReport, Direction, EngineSnapshot, Error, Progress, Result, tell, with_causes};

use crate::row;
use crate::snapshot::RedbSnapshot;
use crate::sums::not_together;

/// How many documents are read before the progress is told again.
const ROWS_BETWEEN: u64 = 1024;

/// Compares the checksum of every document, and whether redb finds it under its key. A damaged one is named, and those
/// behind it are read all the same.
pub(crate) fn check(snapshot: &RedbSnapshot, progress: &mut Progress<'_>) -> Result<CheckReport> {
    let bytes_all = snapshot.bytes().map_or(0, |(stored, _)| stored);
    let mut report = CheckReport::default();
    let (mut expiring, mut sum) = (0, 0_u64);
    let mut rows = snapshot.rows_of(&Span::everything(), Direction::Forward)?;
    loop {
        let (ordered, stored) = match rows.next() {
            Ok(Some(entry)) => entry,
            Ok(None) => break,
            // One that is out of order is a row all the same.
            Err(error @ Error::DocumentDamaged { .. }) => {
                report.records += 1;
                report.add(error.to_string());
                continue;
            }
            Err(error) => {
                // redb does not find the way to the rows behind.
                report.add(format!("after {} documents: {}", report.records, with_causes(&error)));
                return Ok(report);
            }
        };
        let (ordered, stored) = (ordered.value(), stored.value());
        report.records += 1;
        sum = sum.wrapping_add(row::checksum_in(stored));
        report.documents += u64::from(ordered.first() != Some(&KeyRef::RESERVED));
        report.bytes += (ordered.len() + stored.len()) as u64;
        match row::read_entry(ordered, stored) {
            Ok((key, document)) if document.revision > snapshot.revision() => {
                report.add(format!("{key} has revision {}, beyond the last", document.revision));
            }
            Ok((key, document)) => {
                expiring += u64::from(document.expires.is_some() && !key.is_reserved());
                match snapshot.find(ordered, &mut |_| {}) {
                    Ok(true) => {}
                    Ok(false) => report.add(format!("the document under {key} is there and not found by its key")),
                    Err(error) => report.add(format!("{key}: {}", with_causes(&error))),
                }
            }
            Err(damage) => report.add(damage.to_string()),
        }
        if report.records % ROWS_BETWEEN == 0 {
            tell(progress, report.bytes, bytes_all)?;
        }
    }
    if let Err(error) = snapshot.check_found() {
        report.add(error.to_string());
    }
    let counted = snapshot.rows()?;
    if report.records != counted {
        report.add(format!(
            "{} documents are there, and {counted} are counted",
            report.records
        ));
    }
    // Where a row is damaged, that may be all.
    if report.problems.is_empty() && sum != snapshot.sum() {
        report.add(not_together().to_string());
    }
    if let Err(error) = check_expiries(snapshot, expiring, &mut report) {
        report.add(format!("the expiries cannot be read: {}", with_causes(&error)));
    }
    Ok(report)
}

/// Compares the expiries with what the documents say. `expiring` is how many can be read and have one.
fn check_expiries(snapshot: &RedbSnapshot, expiring: u64, report: &mut CheckReport) -> Result<()> {
    let mut confirmed = 0;
    snapshot.slots(&mut |slot| {
        match slot {
            None => report.add("an expiry is damaged"),
            Some((expires, key)) if snapshot.has_expiry(key, expires)? => confirmed += 1,
            Some((_, key)) => report.add(format!("an expiry of {key} is not the one of the document")),
        }
        Ok(ControlFlow::Continue(()))
    })?;
    // Those of documents that cannot be read are confirmed by nobody.
    if confirmed < expiring {
        report.add(format!("{expiring} documents expire, and {confirmed} are listed"));
    }
    Ok(())
}
