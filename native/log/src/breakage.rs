//! Ways to break the log engine on purpose, so that the tests can show that they would notice.
//!
//! Each is one question at the place that keeps a promise. Without the feature `breakages` the answer is always no, and
//! the compiler drops the question.

/// What can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakage {
    /// A commit group is answered without an fsync.
    SkipGroupSync,
    /// Writes go on after a failed fsync.
    GoOnAfterFailedSync,
    /// Checksums of records are not compared.
    IgnoreChecksums,
    /// The manifest gets its name before its content is durable.
    RenameBeforeSync,
    /// The folder is not synced after the manifest got its name.
    SkipFolderSync,
    /// Compaction drops removals that still hide an older document.
    DropRemovalsEarly,
    /// What compaction wrote is listed before it is durable.
    SkipOutputSync,
    /// Compaction removes what it has read before the manifest says so.
    RemoveInputsEarly,
    /// What is left of a refused group stays in the log.
    KeepFailedWrite,
    /// Recovery cuts damage off like a torn tail.
    CutDamage,
    /// Recovery takes the first records of a batch without the last.
    TakeHalfBatch,
    /// Recovery lets the record that it read last win.
    LastReadWins,
    /// A checkpoint is used whatever the manifest says.
    TrustAnyCheckpoint,
    /// Opening takes the last group as it is seen, durable or not.
    TrustSeenBytes,
    /// Opening syncs the last group without writing it again.
    SyncWithoutRewrite,
    /// Opening does not make the names durable that it sees.
    TrustSeenNames,
    /// Opening does not heed how far the manifest says that the log was durable.
    ForgetWhatWasDurable,
    /// The index takes long keys for one that have the same beginning.
    CompareBeginnings,
    /// A scan shows short keys before long ones.
    MergeByLength,
    /// The salt of a segment is forgotten where a torn tail is told from damage.
    ForgetSalt,
    /// A segment that is turned over gets its name before its content is durable.
    TurnOverUnsynced,
    /// Compaction never works again after an error.
    StopForGood,
    /// A write of which nobody knows whether it is there is refused as one that is not.
    CallItFull,
    /// Compacted segments count as log that no checkpoint knows.
    CountOutputsAsLog,
    /// What a round of compaction still has to write is taken from what has died in it meanwhile.
    CountTheDying,
    /// The number of a segment that could not be made is used up.
    BurnNumbers,
    /// Documents are written into the room that is set aside for removals.
    SpendReserve,
    /// Dead segments are read like others before they go.
    ReadDeadSegments,
    /// Dead segments go although removals in them still hide older documents.
    ForgetDeadRemovals,
    /// Compaction takes what is best to write anew, whether or not the disk has room for it.
    IgnoreRoom,
    /// A backup has segments as they are, whole or cut.
    BackUpCut,
}

impl Breakage {
    /// All of them.
    #[cfg(feature = "breakages")]
    pub const ALL: [Breakage; 31] = [
        Breakage::SkipGroupSync,
        Breakage::GoOnAfterFailedSync,
        Breakage::IgnoreChecksums,
        Breakage::RenameBeforeSync,
        Breakage::SkipFolderSync,
        Breakage::DropRemovalsEarly,
        Breakage::SkipOutputSync,
        Breakage::RemoveInputsEarly,
        Breakage::KeepFailedWrite,
        Breakage::CutDamage,
        Breakage::TakeHalfBatch,
        Breakage::LastReadWins,
        Breakage::TrustAnyCheckpoint,
        Breakage::TrustSeenBytes,
        Breakage::SyncWithoutRewrite,
        Breakage::TrustSeenNames,
        Breakage::ForgetWhatWasDurable,
        Breakage::CompareBeginnings,
        Breakage::MergeByLength,
        Breakage::ForgetSalt,
        Breakage::TurnOverUnsynced,
        Breakage::StopForGood,
        Breakage::CallItFull,
        Breakage::CountOutputsAsLog,
        Breakage::CountTheDying,
        Breakage::BurnNumbers,
        Breakage::SpendReserve,
        Breakage::ReadDeadSegments,
        Breakage::ForgetDeadRemovals,
        Breakage::IgnoreRoom,
        Breakage::BackUpCut,
    ];
}

#[cfg(feature = "breakages")]
thread_local! {
    static BROKEN: std::cell::Cell<Option<Breakage>> = const { std::cell::Cell::new(None) };
}

/// Breaks the engine for what this thread does with it, or mends it.
#[cfg(feature = "breakages")]
pub fn break_on_purpose(breakage: Option<Breakage>) {
    BROKEN.set(breakage);
}

/// Whether the engine is to be broken here.
#[cfg(feature = "breakages")]
pub(crate) fn broken(breakage: Breakage) -> bool {
    BROKEN.get() == Some(breakage)
}

/// Whether the engine is to be broken here: never.
#[cfg(not(feature = "breakages"))]
#[inline(always)]
pub(crate) fn broken(_: Breakage) -> bool {
    false
}
