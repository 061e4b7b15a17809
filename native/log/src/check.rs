//! Reading everything, and comparing the index with it.

use std::collections::BTreeMap;

use bimetal_document::Span;
use bimetal_engine::{CheckReport, Error, Progress, Result, tell, with_causes};

use crate::index::Place;
use crate::index::key::KeptKey;
use crate::recovery::replay::{LogFault, Replay};
use crate::segment::header::{SEGMENT_HEADER_BYTES, SegmentHeader};
use crate::segment::{Segment, is_log};
use crate::state::State;

/// Reads every record of a state's segments and builds the index anew, to compare the two.
///
/// LIMIT: the second index takes as much memory as the first.
pub(crate) fn check(state: State, progress: &mut Progress<'_>) -> Result<CheckReport> {
    let mut report = CheckReport::default();
    let all: u64 = state.segments.iter().map(|segment| end_in(segment, &state)).sum();
    let mut replay = Replay::tolerant(state.empty_uncounted());
    let mut unread = BTreeMap::new();
    let compacted = state.segments.iter().filter(|segment| !is_log(segment));
    let logs = state.segments.iter().filter(|segment| is_log(segment));
    for segment in compacted.chain(logs) {
        check_header(segment, &mut report);
        let end = end_in(segment, &state);
        match check_records(segment, end, &mut replay) {
            Ok(None) => {}
            Ok(Some(fault)) => {
                report.add(with_causes(&segment.damaged(fault.offset, fault.reason)));
                unread.insert(segment.number(), fault.offset);
            }
            Err(error) => {
                report.add(with_causes(&error));
                unread.insert(segment.number(), 0);
            }
        }
        report.bytes += end;
        tell(progress, report.bytes, all)?;
    }
    report.records = replay.records;
    report.documents = state.index.count(&Span::all()) as u64;
    compare(&state, &replay, &unread, &mut report);
    Ok(report)
}

/// Where a segment ends as far as a state knows it.
fn end_in(segment: &Segment, state: &State) -> u64 {
    if segment.number() == state.active.number() {
        state.end
    } else {
        segment.end()
    }
}

fn check_header(segment: &Segment, report: &mut CheckReport) {
    let mut header = Err("the header could not be read");
    let read = segment.file.read(0, SEGMENT_HEADER_BYTES as usize, &mut |bytes| {
        header = SegmentHeader::decode(bytes);
    });
    match (read, header) {
        (Err(error), _) => report.add(with_causes(&segment.read_error(0, error))),
        (Ok(()), Err(reason)) => report.add(with_causes(&segment.damaged(0, reason))),
        (Ok(()), Ok(header)) if header != segment.header => {
            report.add(with_causes(&segment.damaged(0, "the header has changed")));
        }
        _ => {}
    }
}

fn check_records(segment: &Segment, end: u64, replay: &mut Replay) -> Result<Option<LogFault>> {
    if !is_log(segment) {
        return replay.read_compacted(segment);
    }
    let before = segment.header.revision_first.saturating_sub(1);
    Ok(replay.read_log(segment, SEGMENT_HEADER_BYTES, end, before)?.stop)
}

/// Compares the index with the one that was read. The same document may have two copies: then either place is right.
/// Behind a fault nothing was read, so there only the document itself can be looked at.
fn compare(state: &State, replay: &Replay, unread: &BTreeMap<u32, u64>, report: &mut CheckReport) {
    let mut indexed = entries(state).peekable();
    let mut found = entries(&replay.state).peekable();
    let undecided = |key: &KeptKey| replay.undecided.as_ref().is_some_and(|keys| keys.contains(key));
    while report.problems.len() < CheckReport::PROBLEMS_MAX {
        let (key, place, there) = match (indexed.peek().cloned(), found.peek().cloned()) {
            (None, None) => break,
            (Some((key, place)), other) if other.as_ref().is_none_or(|(other, _)| key <= *other) => {
                indexed.next();
                let there = other.filter(|(other, _)| *other == key).map(|(_, there)| there);
                there.and_then(|_| found.next());
                (key, place, there)
            }
            (_, Some((key, _))) => {
                found.next();
                // The record that removed it may be one that was not read.
                if unread.is_empty() && !undecided(&key) {
                    report.add(format!("{} is in the log and not in the index", name(&key)));
                }
                continue;
            }
            (Some(_), None) => break,
        };
        if there == Some(place) {
            continue;
        }
        let was_read = !undecided(&key)
            && unread
                .get(&place.segment)
                .is_none_or(|offset| u64::from(place.offset) < *offset);
        match revision_at(state, &key, place) {
            Err(error) => report.add(format!("{} is lost: {}", name(&key), with_causes(&error))),
            Ok(_) if there.is_some_and(|there| same(state, &key, place, there)) || !was_read => {}
            Ok(_) => report.add(format!("{} is in the index and the log says otherwise", name(&key))),
        }
    }
}

fn entries(state: &State) -> impl Iterator<Item = (KeptKey, Place)> {
    state.index.iter().map(|(key, place)| (key.to_kept(), place))
}

fn same(state: &State, key: &KeptKey, one: Place, other: Place) -> bool {
    matches!(
        (revision_at(state, key, one), revision_at(state, key, other)),
        (Ok(one), Ok(other)) if one == other
    )
}

fn revision_at(state: &State, key: &KeptKey, place: Place) -> Result<u64> {
    let segment = state.segments.get(place.segment).ok_or(Error::Failed {
        reason: "the index names a segment that is not there",
        source: None,
    })?;
    let mut revision = 0;
    segment.show(key.by_ref().as_entry(), place, &mut |_, document| {
        revision = document.revision.get()
    })?;
    Ok(revision)
}

fn name(key: &KeptKey) -> String {
    format!("document {}", key.text())
}
