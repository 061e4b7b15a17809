//! Whether a checkpoint fits the manifest, and what of the folder it does not know.

use std::collections::BTreeMap;

use super::codec::Head;
use super::layout::SegmentSummary;
use crate::breakage::{Breakage, broken};
use crate::manifest::{Listed, Manifest};
use crate::segment::header::Kind;
use crate::segment::list::Segments;

/// What has changed since a checkpoint.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// The segments that compaction has taken away, by ascending number.
    pub(super) gone: Vec<u32>,
    /// The compacted segments that came.
    pub(super) came: Vec<u32>,
}

/// What has changed, or `None` where the checkpoint is of no use.
///
/// Where nothing but log came, everything that the checkpoint points into is still there. Compaction may have gone on as well,
/// if the manifest names the checkpoint: then every document that lay in a segment which is gone is in one that came, or its
/// removal is, or a newer record is. Without the name nobody knows that it is this store's own past: a file that was left when a
/// backup was put back has the same segments and other documents.
pub(super) fn difference(head: &Head, manifest: &Manifest, segments: &Segments) -> Option<Difference> {
    let header = &head.header;
    let summaries: BTreeMap<u32, &SegmentSummary> =
        head.segments.iter().map(|summary| (summary.number, summary)).collect();
    let mut difference = Difference::default();
    let mut gone = summaries.clone();
    for listed in &manifest.segments {
        gone.remove(&listed.number);
        match summaries.get(&listed.number) {
            Some(summary) if is_same(listed, summary, head) && has_salt(segments, summary, head) => {}
            None if listed.kind == Kind::Log && listed.revision_first > header.revision => {}
            None if listed.kind == Kind::Compacted => difference.came.push(listed.number),
            _ => return None,
        }
    }
    difference.gone.extend(gone.into_keys());
    let is_known = summaries.contains_key(&header.active_segment) && header.store_id == manifest.store_id;
    let is_named = header.id != 0 && manifest.checkpoint == Some(header.id) || broken(Breakage::TrustAnyCheckpoint);
    let fits = is_known && (is_named || difference == Difference::default());
    fits.then_some(difference)
}

fn is_same(listed: &Listed, summary: &SegmentSummary, head: &Head) -> bool {
    let length = match listed.sealed {
        // The active one of that time may have grown.
        sealed if listed.number == head.header.active_segment => {
            sealed.is_none_or(|sealed| sealed.length >= u64::from(head.header.offset))
        }
        sealed => sealed.is_some_and(|sealed| sealed.length == summary.length),
    };
    length && (listed.kind.byte(), listed.revision_first) == (summary.kind, summary.revision_first)
}

/// Whether a segment has the salt that the checkpoint knows. One of an earlier release has none before it is turned over, and its
/// checkpoint has other figures in that place.
fn has_salt(segments: &Segments, summary: &SegmentSummary, head: &Head) -> bool {
    let found = segments.get(summary.number).map_or(0, |segment| segment.header.salt.0);
    head.header.id == 0 || [0, found].contains(&summary.salt)
}
