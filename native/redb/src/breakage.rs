//! Ways to break the engine on purpose, so that the tests can show that they would notice: as in the log engine.

/// What can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakage {
    /// The checksums of documents are not compared.
    IgnoreChecksums,
    /// Where redb finds nothing, there is nothing.
    TrustTheWay,
    /// What redb panics at is nobody's business.
    LetPanicsPass,
    /// What expires at the first moment of all is kept as what never does.
    KeepForEver,
}

impl Breakage {
    /// All of them.
    #[cfg(feature = "breakages")]
    pub const ALL: [Breakage; 4] = [
        Breakage::IgnoreChecksums,
        Breakage::TrustTheWay,
        Breakage::LetPanicsPass,
        Breakage::KeepForEver,
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
