//! `bimetal.index`: the whole index as of one place in the log, so that an open need not read the log up to there.
//!
//! The log is the truth, and a checkpoint that is missing, damaged or of another store costs a replay and nothing else. So
//! decoding never fails an open: it says why the file is of no use, and the log is read instead. One that fits is evidence
//! that the log before its place was durable.
//!
//! ```text
//! header           96 bytes, see Header
//! segments         64 bytes each, see SegmentSummary
//! documents        28 bytes each, in key order: a short key's 16 bytes, segment u32, offset u32, length and flags u32
//! expiries         24 bytes each, soonest first: expiry u64, a short key's 16 bytes
//! long documents   in key order: shared u16, length u16, bytes, segment u32, offset u32, length and flags u32
//! long expiries    soonest first: shared u16, length u16, bytes
//! ```
//!
//! Numbers are little-endian. The first three lists are cut into blocks of as many whole rows as fit 64 KiB, each followed
//! by its crc32, which begins from the header's own and the number of the block: a block counts only in its place, in its
//! file.
//!
//! A row of a long key has how many bytes the key shares with the one before it in its block, how many follow, and those:
//! of a document's key the ordered form, of an expiry's the eight bytes of the expiry, the highest first, and the ordered
//! form. A block of such rows begins with their length in bytes, u32.
//!
//! Version 1, which earlier releases wrote, is read as well: its header has 80 bytes, and there are no long keys.

/// The version of this file's own layout. A later one is of no use, and is written anew at the next clean close.
pub(super) const FORMAT_VERSION: u32 = 2;

/// The version without long keys.
pub(super) const FORMAT_VERSION_SHORT: u32 = 1;

pub(super) const MAGIC: [u8; 8] = *b"BMTLIDX\n";

/// What the checkpoint is of.
///
/// ```text
///  0 magic    8 format u32   12 id u32     16 store id 16 bytes   32 revision u64   40 generation u64
/// 48 active segment u32      52 offset u32 56 documents u64       64 expiries u64   72 segments u32
/// 76 long documents u64      84 long expiries u64            92 crc32 of 0..92
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// What the manifest knows this checkpoint by; zero in one of an earlier release.
    pub id: u32,
    /// The store, as in the segments.
    pub store_id: [u8; 16],
    /// The last revision that the index knows.
    pub revision: u64,
    /// The generation of the manifest at that time.
    pub generation: u64,
    /// The number of the segment that replay goes on in.
    pub active_segment: u32,
    /// The offset in that segment of the first record that the index does not know.
    pub offset: u32,
    /// How many documents there are under short keys. Encoding counts for itself, here and below.
    pub documents: u64,
    /// How many of those expire.
    pub expiries: u64,
    /// How many segments there are.
    pub segments: u32,
    /// How many documents there are under long keys.
    pub long_documents: u64,
    /// How many of those expire.
    pub long_expiries: u64,
}

/// What tells whether a segment is still the one that the checkpoint points into. Earlier releases, whose checkpoints have no
/// id, put figures, which nobody read, where the salt is and zeros are.
///
/// ```text
///  0 number u32  4 kind u8  5 zero 3 bytes  8 length u64  16 salt u32  20 zero 12 bytes  32 first revision u64  40 zero 24 bytes
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SegmentSummary {
    /// The number in its name.
    pub number: u32,
    /// The kind in its header.
    pub kind: u8,
    /// The length in bytes, up to the end of the last record.
    pub length: u64,
    /// What its checksums begin from; zero where that is not known.
    pub salt: u32,
    /// The lowest revision inside.
    pub revision_first: u64,
}

/// Why a file is of no use as a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say it")]
pub enum Unusable {
    #[error("it is not a checkpoint of an index")]
    NotACheckpoint,
    #[error("it has format {found}, and this version reads {FORMAT_VERSION}")]
    FormatUnsupported { found: u32 },
    #[error("it has {found} bytes where its header says {expected}")]
    LengthWrong { found: u64, expected: u64 },
    #[error("the bytes up to offset {end} do not match their checksum")]
    ChecksumWrong { end: u64 },
    #[error("its keys do not ascend")]
    OrderWrong,
}
