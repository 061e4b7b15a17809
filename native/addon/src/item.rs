//! One item of a text of documents, and what stands around all of them.

use bimetal_store::{DocumentRef, KeyRef};

/// How the key of an item begins.
pub(crate) const KEY: &[u8] = b"{\"key\":";
/// What stands between key and value, where nothing else does.
pub(crate) const VALUE: &[u8] = b",\"value\":";
/// What an item of an array has beside its key and its value.
pub(crate) const AROUND_BYTES: usize = 1 + KEY.len() + VALUE.len() + Frame::ARRAY.close.len();

/// What stands around the items, and between them.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    first: &'static [u8],
    next: &'static [u8],
    /// What ends an item.
    pub(crate) close: &'static [u8],
    /// What ends the text.
    pub(crate) end: &'static [u8],
    /// The text without any item.
    pub(crate) nothing: &'static [u8],
}

impl Frame {
    /// One JSON array.
    pub(crate) const ARRAY: Frame = Frame {
        first: b"[",
        next: b",",
        close: b"}",
        end: b"]",
        nothing: b"[]",
    };

    /// A line an item, each a JSON text (NDJSON).
    pub(crate) const LINES: Frame = Frame {
        first: b"",
        next: b"",
        close: b"}\n",
        end: b"",
        nothing: b"",
    };

    /// What stands before an item.
    #[inline]
    pub(crate) fn begin(self, begun: bool) -> &'static [u8] {
        if begun { self.next } else { self.first }
    }
}

/// What an item says of its document beside key and value.
#[derive(Clone, Copy, Default)]
pub(crate) struct Included {
    pub(crate) revision: bool,
    pub(crate) expires: bool,
}

/// Writes an item as far as its value: `{"key":…,"revision":"42","expires":"2026-11-30T20:05:03.000Z","value":`. A document that
/// lives for ever has no expiry.
pub(crate) fn write_head(out: &mut Vec<u8>, key: KeyRef<'_>, document: DocumentRef<'_>, included: Included) {
    out.extend_from_slice(KEY);
    key.write_json(|piece| out.extend_from_slice(piece));
    if included.revision {
        out.extend_from_slice(b",\"revision\":\"");
        document.revision.write_text(|piece| out.extend_from_slice(piece));
        out.push(b'"');
    }
    if included.expires
        && let Some(expires) = document.expires
    {
        out.extend_from_slice(b",\"expires\":\"");
        out.extend_from_slice(expires.to_iso().as_bytes());
        out.push(b'"');
    }
    out.extend_from_slice(VALUE);
}

/// Writes the item of a common beginning as far as its close: `{"prefix":"users/","count":"42"`.
pub(crate) fn write_group(out: &mut Vec<u8>, prefix: &str, count: u64) {
    out.extend_from_slice(b"{\"prefix\":");
    // The beginning of a key escapes as a key does.
    KeyRef::named(prefix.as_bytes()).write_json(|piece| out.extend_from_slice(piece));
    out.extend_from_slice(b",\"count\":\"");
    out.extend_from_slice(count.to_string().as_bytes());
    out.push(b'"');
}
